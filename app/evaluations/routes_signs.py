"""Scores that the office may look at again together with a cell. Nobody else is shown them."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from app import clock
from app.evaluations.queries_signs import MONTHS, signs_for, thresholds_for
from app.web.pages import page
from app.web.permissions import actor, requires
from workflows.roles import Permission

bp = Blueprint("signs", __name__)


@bp.get("/evaluations/signs")
@requires(Permission.EVALUATION_REVIEW)
def index() -> ResponseReturnValue:
    me, today = actor(), clock.today()
    thresholds = thresholds_for(me, today)
    return page("evaluations/signs.html", rows=signs_for(thresholds, today), thresholds=thresholds, months=MONTHS)
