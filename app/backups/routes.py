"""The administrator's page of what must not be lost: backups, and the seals of the days."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import clock
from app.backups import queries
from app.proofs.queries_seals import seals
from app.settings import settings
from app.web.links import public_base
from app.web.pages import page
from app.web.permissions import requires
from workflows.roles import Permission

bp = Blueprint("backups", __name__, url_prefix="/backups")
SHOWN = 31  # days of a month, to be printed on a page


@bp.get("")
@requires(Permission.SETTING_MANAGE)
def index() -> ResponseReturnValue:
    return page(
        "backups/index.html",
        backups=queries.backups(),
        seals_to=settings().seals_to,
        seals=seals(SHOWN),
        address=public_base(),
        now=clock.now(),
    )
