"""Names of cookies that go to one page only."""

from flask import current_app


def cookie_named(name: str) -> str:
    """Over HTTPS with the prefix by which browsers take it over HTTPS only. Not `__Host-`: that sends it everywhere."""
    return f"__Secure-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name
