"""A cookie for a device on which somebody does not want to be asked for the code again, where the settings allow it.

It stands for the second factor only, never for the password, and names the epoch of the account: a new password, a
factor made anew and "sign out everywhere else" end it. Of each account it says since when, so that nobody makes what
another one chose last longer.
"""

from flask import Response, current_app, request, url_for
from itsdangerous import BadData, URLSafeSerializer

from app import clock
from app.accounts.models import Account
from app.settings import settings
from app.web.cookies import cookie_named

COOKIE = "nennep_trusted"
MOST = 8  # people who share one device
DAY = 24 * 3600


def is_trusted_here(account: Account) -> bool:
    return any(one[:2] == [account.id, account.session_epoch] for one in _known())


def trust(response: Response, account: Account) -> Response:
    """From now on, for as many days as the settings say."""
    days = settings().second_factor_days
    if not days:
        return response
    own = [account.id, account.session_epoch, _now()]
    response.set_cookie(
        cookie_named(COOKIE),
        _serializer().dumps([own, *(one for one in _known() if one[0] != account.id)][:MOST]),
        max_age=days * DAY,
        path=url_for("accounts.sign_in"),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _known() -> list[list[int]]:
    """Account, its epoch and since when; the setting of today counts, also for what was given when it allowed more."""
    try:
        found: list[list[int]] = _serializer().loads(request.cookies.get(cookie_named(COOKIE), ""))
    except BadData:
        return []
    return [one for one in found if _now() - one[2] < settings().second_factor_days * DAY]


def _now() -> int:
    return int(clock.now().timestamp())


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="trusted device, each since when")
