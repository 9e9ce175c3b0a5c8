"""A cookie for a device on which somebody does not want to be asked for the code again, where the settings allow it.

It stands for the second factor only, never for the password, and names the epoch of the account: a new password, a
factor made anew and "sign out everywhere else" end it.
"""

from flask import Response, current_app, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from app.accounts.models import Account
from app.settings import settings

COOKIE = "nennep_trusted"
MOST = 8  # people who share one device
DAY = 24 * 3600


def is_trusted_here(account: Account) -> bool:
    return settings().second_factor_days > 0 and [account.id, account.session_epoch] in _known()


def trust(response: Response, account: Account) -> Response:
    """From now on, for as many days as the settings say; the time of others on this device begins anew with it."""
    days = settings().second_factor_days
    if not days:
        return response
    others = [one for one in _known() if one[0] != account.id]
    response.set_cookie(
        COOKIE,
        _serializer().dumps([[account.id, account.session_epoch], *others][:MOST]),
        max_age=days * DAY,
        path=url_for("accounts.sign_in"),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response


def _known() -> list[list[int]]:
    try:
        # The setting of today counts, also for cookies given when it allowed more.
        found: list[list[int]] = _serializer().loads(
            request.cookies.get(COOKIE, ""), max_age=settings().second_factor_days * DAY
        )
    except BadData:
        return []
    return found


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="trusted device")
