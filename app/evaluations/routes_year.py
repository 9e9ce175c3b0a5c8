"""Month, quarter and year of each cell: a table, each figure of which leads to its meeting."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.books.queries import kinds_read
from app.evaluations import queries_year
from app.evaluations.queries_year import CellYear
from app.web.downloads import list_as_workbook
from app.web.inputs import year_or_this
from app.web.pages import page
from app.web.paging import number_asked
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.roles import Permission
from workflows.scoring import LEVEL_LABELS
from workflows.year_rating import explained

bp = Blueprint("year", __name__)


def _year() -> int:
    return year_or_this(request.args.get("year", ""))


@bp.get("/evaluations/years")
@requires(Permission.MEETING_READ)
def index() -> ResponseReturnValue:
    me, year = actor(), _year()
    listed = queries_year.year_page(me, year, number=number_asked())
    return page(
        "evaluations/year.html", listed=listed, year=year, years=queries_year.years_of(me), rules=_rules(listed.rows)
    )


def _rules(rows: Iterable[CellYear]) -> dict[tuple[str, ...], list[str]]:
    """Each rule in words, with the cells whose year is rated by it."""
    found: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        found.setdefault(tuple(explained(row.steps)), []).append(row.cell)
    return found


@bp.get("/evaluations/years/workbook")
@requires(Permission.MEETING_READ)
def workbook() -> ResponseReturnValue:
    found = queries_year.year_page(actor(), _year(), size=MOST_ROWS + 1)
    return list_as_workbook(f"Xếp loại sinh hoạt năm {_year()}", COLUMNS, [row_of(one) for one in found.rows])


@bp.get("/evaluations/years/cells/<int:organisation_id>")
@requires(Permission.MEETING_READ)
def cell(organisation_id: int) -> ResponseReturnValue:
    me = actor()
    found = queries_year.year_of(me, organisation_id, _year())
    return page(
        "evaluations/year_of_cell.html", found=found, years=queries_year.years_of(me), rule=explained(found.steps),
        reads_books=bool(kinds_read(me, organisation_id)),
    )  # fmt: skip


QUARTERS = range(1, 5)
COLUMNS = (
    ("Chi bộ", 40),
    *(heading for n in QUARTERS for heading in (
        *((f"T{month} {what}", 8) for month in range(3 * n - 2, 3 * n + 1) for what in ("điểm", "mức")),
        (f"Quý {n} điểm bình quân", 12), (f"Quý {n} mức", 10), (f"Quý {n}", 20),
    )),
    ("Cả năm điểm bình quân", 12), ("Số kỳ theo mức", 30), ("Chưa xếp loại", 10), ("Cả năm", 12),
)  # fmt: skip


def row_of(one: CellYear) -> list[Any]:
    """An empty cell where there is nothing to reckon with; never 0."""
    cells: list[Any] = [one.cell]
    for n in QUARTERS:
        for month in range(3 * n - 2, 3 * n + 1):
            held = one.regular.get(month)
            cells += (
                [held.verified_score, LEVEL_LABELS[held.official] if held.official else "chờ"] if held else ["", ""]
            )
        quarter, level = one.quarters[n - 1], one.quarter_levels[n - 1]
        cells += [quarter.mean, LEVEL_LABELS[level] if level else "–", quarter.said]
    return [*cells, one.whole.mean, one.whole.said, one.waiting, LEVEL_LABELS[one.level] if one.level else "–"]
