"""Whether those who follow the cells were there: of a month or a quarter, as a page and as a workbook."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.oversight import queries
from app.oversight.queries_presence import Presence, months_of, presence_in
from app.oversight.workbook import workbook_of
from app.web.inputs import month_or_this
from app.web.pages import page
from app.web.paging import page_asked
from app.web.permissions import actor, requires
from app.workbooks import XLSX
from workflows.calendar import months_away
from workflows.roles import Permission

presence = Blueprint("presence", __name__, url_prefix="/presence")

PAGE = 50


@presence.get("")
@requires(Permission.OVERSIGHT_READ)
def index() -> ResponseReturnValue:
    """Everything that the actor's office looks after; of an overseer who holds none, their own cells."""
    found = _found()
    number, pages = page_asked(len(found.cells), PAGE)
    month = found.months[0]
    step = 3 if _by_quarter() else 1
    return page(
        "oversight/presence.html", found=found, month=month, quarter=_by_quarter(), number=number,
        cells=found.cells[(number - 1) * PAGE : number * PAGE], pages=pages,
        around=[months_away(month, -step), months_away(month, step)],
    )  # fmt: skip


@presence.get("/workbook")
@requires(Permission.OVERSIGHT_READ)
def workbook() -> ResponseReturnValue:
    found = _found()
    name = f"dang-uy-vien-du-{found.months[0]:%Y-%m}.xlsx"
    return Response(
        workbook_of(found), mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )  # fmt: skip


def _found() -> Presence:
    me = actor()
    month = month_or_this(request.args.get("month", ""))
    cells = me.organisations_as(*queries.WIDE) or me.organisations_as(*queries.FOLLOWING)
    return presence_in(cells, months_of(month, quarter=_by_quarter()), root_id=me.home_id or 0)


def _by_quarter() -> bool:
    return request.args.get("period") == "quarter"
