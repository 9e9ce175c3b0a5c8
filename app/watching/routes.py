"""For those who watch over the machines, not for people: whether it lives, whether it can answer, what it does."""

import hmac

from flask import Blueprint, Response, request

from app.refusals import NotKnown
from app.settings import settings
from app.watching import queries
from app.web.permissions import OPEN, requires

bp = Blueprint("watching", __name__)


@bp.get("/health/live")
@requires(OPEN)
def live() -> Response:
    """The process answers: start it anew only if it does not."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/health/ready")
@requires(OPEN)
def ready() -> tuple[dict[str, str], int]:
    """Send people here only while this says 200. A worker that stands still is no reason to send them elsewhere."""
    found = queries.ready()
    return found, 200 if set(found.values()) == {"ok"} else 503


@bp.get("/metrics")
@requires(OPEN)
def metrics() -> Response:
    """For who has the token of the settings; to everybody else there is nothing here."""
    token, sent = settings().metrics_token, request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(sent.encode(), f"Bearer {token}".encode()):
        raise NotKnown
    return Response(queries.figures(), content_type="text/plain; version=0.0.4; charset=utf-8")
