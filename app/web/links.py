"""Addresses that leave the house: in mails, calendars and texts that people paste elsewhere."""

from flask import request

from app.settings import settings


def public_base() -> str:
    """What links to our pages begin with; without the setting, the address that this page was asked for under."""
    return settings().public_url or request.url_root.rstrip("/")
