"""A cookie by which the door knows who has signed in on this device before.

Whoever knows a user name can be wrong under it as often as he likes. That makes strangers wait, and with them its owner
on a new device, but not on one where the owner came in before: what fails there is counted apart, see throttle.py.
"""

import secrets
from datetime import timedelta

from flask import Response, current_app, request, url_for
from itsdangerous import BadData

from app.accounts.devices import in_words
from app.accounts.throttle import Device
from app.web.cookies import cookie_named
from app.web.stamped import stamping

COOKIE = "nennep_device"
KEPT_FOR = timedelta(days=180)
MOST = 8  # people who share one device


def device_here() -> Device:
    """What the cookie says; nothing at all unless it is one of ours."""
    try:
        name, account_ids = stamping("known device").loads(
            request.cookies.get(cookie_named(COOKIE), ""), max_age=int(KEPT_FOR.total_seconds())
        )
    except BadData:
        return Device(words=words_here())
    return Device(name, tuple(account_ids), words_here())


def words_here() -> str:
    """What this browser is, in words."""
    return in_words(request.headers.get("User-Agent", ""))


def remember(response: Response, account_id: int) -> Response:
    """Whoever opened the door with a password is known here from now on. The cookie is sent to the door only."""
    here = device_here()
    known = [account_id, *(other for other in here.account_ids if other != account_id)][:MOST]
    response.set_cookie(
        cookie_named(COOKIE),
        stamping("known device").dumps([here.name or secrets.token_urlsafe(9), known]),
        max_age=KEPT_FOR,
        path=url_for("accounts.sign_in"),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
