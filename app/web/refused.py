"""A line of the log for each request that was turned away: who and by which door, never what was asked or typed.

Accounts by their numbers and doors by their names in the code: no person, no address of a page, nothing that a stranger
chose stands in it, so nothing can be written into the log from outside either.
"""

from flask import Flask, Response, current_app, g, request

# Not signed in or forged, not allowed, not there for who asks, not so, too large, too often. What is only wrong (422)
# or late (409) is told to the person and is nobody's attack.
TURNED_AWAY = frozenset({400, 401, 403, 404, 405, 413, 429})


def bind(app: Flask) -> None:
    @app.after_request
    def _note(response: Response) -> Response:
        if response.status_code in TURNED_AWAY:
            method = request.method if request.method in ("GET", "HEAD", "POST") else "other"
            current_app.logger.warning(
                "turned away: status=%d method=%s door=%s account=%s",
                response.status_code, method, request.endpoint or "-", _account(),
            )  # fmt: skip
        return response


def _account() -> str:
    """Whoever was looked up for this request; not asked of the database for the log's sake."""
    user = g.get("_login_user")
    return str(user.identity.id) if user is not None and user.is_authenticated else "-"
