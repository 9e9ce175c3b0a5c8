"""What lies ahead for the members of one's cells: a list and its workbook."""

from flask import Blueprint, Response, request

from app import clock
from app.duties import queries
from app.organisations.queries_cells import cells_as, chosen_among
from app.web.downloads import list_as_workbook
from app.web.nfc import query_int
from app.web.pages import page
from app.web.paging import page_asked
from app.web.permissions import actor, requires
from workflows.duties import DUTY_LABELS, Duty
from workflows.roles import Permission

bp = Blueprint("duties", __name__, url_prefix="/duties")
PAGE = 50
# So many days ahead, in the words of the page.
AHEAD = {"90": "3 tháng tới", "180": "6 tháng tới", "365": "12 tháng tới"}
COLUMNS = (("Ngày", 12), ("Việc", 32), ("Đảng viên", 28), ("Chi bộ", 40), ("Số năm tuổi Đảng", 12))


@bp.get("")
@requires(Permission.GROWTH_READ)
def index() -> Response:
    cells = cells_as(actor(), *queries.READERS)
    cell = chosen_among(cells, query_int("cell"))
    ahead, kind, found = _found(cell.id if cell else None)
    number, pages = page_asked(len(found), PAGE)
    return page(
        "duties/index.html", rows=found[(number - 1) * PAGE : number * PAGE], count=len(found), number=number,
        pages=pages, cells=cells, cell=cell, ahead=ahead, choices=AHEAD, kind=kind, labels=DUTY_LABELS,
        today=clock.today(),
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.GROWTH_READ)
def workbook() -> Response:
    cell = chosen_among(cells_as(actor(), *queries.READERS), query_int("cell"))
    _, _, found = _found(cell.id if cell else None)
    rows = [[one.on, DUTY_LABELS[one.duty], one.name, one.cell, one.years or None] for one in found]
    return list_as_workbook("Việc đến hạn với đảng viên", COLUMNS, rows)


def _found(cell_id: int | None) -> tuple[str, str, list[queries.Due]]:
    """How far ahead, of which kind ("" for all), and what is found."""
    ahead, kind = request.args.get("ahead", "90"), request.args.get("kind", "")
    ahead, kind = ahead if ahead in AHEAD else "90", kind if kind in list(Duty) else ""
    found = queries.duties_of(actor(), clock.today(), days=int(ahead), cell_id=cell_id)
    return ahead, kind, [one for one in found if not kind or one.duty == kind]
