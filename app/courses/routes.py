"""How far the meetings of a year went their way: over the cells, and of one cell meeting by meeting."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.courses import queries
from app.web.downloads import list_as_workbook
from app.web.inputs import year_or_this
from app.web.pages import page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, requires
from workflows.meeting import KIND_LABELS
from workflows.roles import Permission

bp = Blueprint("courses", __name__, url_prefix="/courses")
PAGE = 50
COLUMNS = (("Chi bộ", 40), ("Tháng", 10), ("Loại", 14), ("Bước đã làm", 12), ("Bước phải làm", 14), ("Còn thiếu", 80))


@bp.get("")
@requires(Permission.MEETING_READ)
def index() -> ResponseReturnValue:
    year, number = year_or_this(request.args.get("year", "")), number_asked()
    cells, whole, count = queries.page_of(actor(), year, number, PAGE)
    return page(
        "courses/index.html", year=year, cells=cells, count=count, number=number, pages=pages_of(count, PAGE), all=whole
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.MEETING_READ)
def workbook() -> ResponseReturnValue:
    year = year_or_this(request.args.get("year", ""))
    rows = [
        [
            cell.name, f"{way.month:%m/%Y}", KIND_LABELS[way.kind], way.kept, len(way.steps),
            "; ".join(step.label for step in way.missing),
        ]
        for cell in queries.cells_of(actor(), year)
        for way in cell.ways
    ]  # fmt: skip
    return list_as_workbook(f"Các bước sinh hoạt năm {year}", COLUMNS, rows)


@bp.get("/cells/<int:cell_id>")
@requires(Permission.MEETING_READ)
def cell(cell_id: int) -> ResponseReturnValue:
    year = year_or_this(request.args.get("year", ""))
    return page("courses/cell.html", year=year, cell=queries.cell_of(actor(), cell_id, year), kinds=KIND_LABELS)
