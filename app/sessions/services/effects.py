"""What the record sets in motion in the rooms after it."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from app.actor import Actor
from app.meetings.models import Meeting
from app.sessions.models import Vote


def _call(module: str, name: str, *args: Any, **named: Any) -> None:
    found = getattr(import_module(module), name, None) if find_spec(module) else None
    if found:
        found(*args, **named)


def score_voted(meeting: Meeting, vote: Vote, *, actor: Actor) -> None:
    _call("app.evaluations.services", "score_voted", meeting, vote, actor=actor)


def compose_at_close(meeting: Meeting, *, actor: Actor) -> None:
    _call("app.minutes.services", "compose_at_close", meeting, actor=actor)


def recompose(meeting: Meeting, *, actor: Actor) -> None:
    _call("app.minutes.services", "recompose", meeting, actor=actor)
