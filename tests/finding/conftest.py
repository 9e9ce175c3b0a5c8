"""Petitions, as their own tests bring them on."""

from tests.petitions.conftest import say, take

__all__ = ["say", "take"]
