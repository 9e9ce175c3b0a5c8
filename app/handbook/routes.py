"""Handing meetings on to the national e-handbook, as a workbook: one meeting, or a month of a cell."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from app.handbook import queries
from app.handbook.queries import Held
from app.handbook.workbook import workbook_of
from app.refusals import NotKnown
from app.web.downloads import as_download
from app.web.inputs import parse_month
from app.web.nfc import query_int
from app.web.permissions import actor, requires
from app.workbooks import XLSX
from workflows.roles import Permission

bp = Blueprint("handbook", __name__)


@bp.get("/meetings/<int:meeting_id>/handbook")
@requires(Permission.MEETING_READ)
def meeting(meeting_id: int) -> ResponseReturnValue:
    return _handed_on(queries.one_or_404(meeting_id, actor()))


@bp.get("/handbook")
@requires(Permission.MEETING_READ)
def month() -> ResponseReturnValue:
    try:
        wanted = parse_month(request.args.get("month", ""))
    except ValueError:
        wanted = None
    cell_id = query_int("cell")
    if wanted is None or cell_id is None:
        raise NotKnown
    return _handed_on(queries.month_or_404(cell_id, wanted, actor()))


def _handed_on(held: Held) -> Response:
    first = held.meetings[0]
    return as_download(
        workbook_of(held), XLSX, f"Sổ tay đảng viên {first.cell.name} tháng {first.month:%m-%Y}.xlsx"
    )  # fmt: skip
