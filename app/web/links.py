"""Addresses that leave the house: in mails, calendars and texts that people paste elsewhere."""

from urllib.parse import urlsplit

from flask import Flask, request

from app.settings import settings
from workflows.short import short_text


def public_base() -> str:
    """What links to our pages begin with; without the setting, the address that this page was asked for under."""
    return settings().public_url or request.url_root.rstrip("/")


def public_origin() -> str:
    """The same without a path, for what `url_for` gives, which begins with the path under which we are reached."""
    parts = urlsplit(settings().public_url or request.host_url)
    return f"{parts.scheme}://{parts.netloc}"


def to_paste(text: str, path: str) -> str:
    """A notice with its link, for Zalo or a message on the telephone."""
    return short_text(text, f"{public_base()}{path}" if path else "")


def bind(app: Flask) -> None:
    app.jinja_env.globals["to_paste"] = to_paste
