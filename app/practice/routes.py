"""The page from which a cell goes to practise, and where it ends that."""

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as BaseResponse

from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.queries import cells_among
from app.practice import queries, services
from app.practice.services_first import begin_first
from app.refusals import NotKnown
from app.settings import settings
from app.web.addresses import url_for
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.practising import prefix_of
from workflows.roles import Permission, Role

bp = Blueprint("practice", __name__, url_prefix="/practice")


@bp.get("")
@requires(Permission.SESSION_WRITE)
def index() -> Response:
    me = actor()
    cells = cells_among(me.organisations_as(Role.MEMBER))
    rows = [(cell, queries.practice_of(cell.id), bool(me.roles_in(cell.id) & set(services.LEADS))) for cell in cells]
    return page("practice/index.html", rows=rows, days=settings().practice_days, way=_way_to)


@bp.post("/<int:cell_id>/begin")
@requires(Permission.MEETING_CREATE)
def begin(cell_id: int) -> BaseResponse:
    """It begins with a meeting of the month in draft; the second of two clicks comes to the first one's list."""
    cell, me = _my_cell(cell_id), actor()
    if begun := services.begin_practice(cell, actor=me):
        begin_first(begun, actor=me)
    return done(_way_to(cell_id))


@bp.post("/<int:cell_id>/end")
@requires(Permission.MEETING_CREATE)
def end(cell_id: int) -> BaseResponse:
    services.end_practice(_my_cell(cell_id), actor=actor())
    flash("Đã kết thúc và xóa buổi tập thử.")
    return done(url_for("practice.index"))


def _way_to(cell_id: int) -> str:
    return f"{request.script_root}{prefix_of(cell_id)}{url_for('meetings.index').removeprefix(request.script_root)}"


def _my_cell(cell_id: int) -> Organisation:
    found = db.session.get(Organisation, cell_id) if actor().roles_in(cell_id) else None
    if found is None:
        raise NotKnown
    return found
