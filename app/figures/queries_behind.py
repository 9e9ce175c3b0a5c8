"""The cells and meetings behind a mark: of one month, of one level, of one type of cell."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, Subquery, bindparam, cast, func, select

from app.columns import enum_column
from app.extensions import connection
from app.figures.queries_grid import Months, grid
from app.summaries.queries_facts import PUBLISHED
from workflows.cells import CellType
from workflows.meeting import State
from workflows.scoring import LEVEL_LABELS, Level

PAGE = 50
# What a list can be asked for, in its words.
WANTED = {
    "": "Tất cả chi bộ",
    "met": "Đã sinh hoạt",
    "missing": "Chưa sinh hoạt",
    "late": "Sinh hoạt muộn",
    "unrated": "Đã sinh hoạt, chưa xếp loại",
    **{level.value: f"Xếp loại {label}" for level, label in LEVEL_LABELS.items()},
}


class Behind(NamedTuple):
    cell_id: int
    name: str
    meeting_id: int | None
    state: State | None
    met_on: Any
    late: bool | None
    due: int | None
    present: int | None
    spoke: int | None
    level: Level | None


def behind(
    root_id: int, months: Months, wanted: str, cell_type: CellType | None, *, published: bool, page: int, size: int
) -> tuple[list[Behind], int]:
    """The cells of the one month of `months` by code, and how many there are."""
    asked = months.asked(root_id) | {"cell_type": cell_type, "limit": size, "offset": (page - 1) * size}
    rows = connection().execute(_behind(wanted, cell_type is not None), asked).all()
    if not rows:
        return [], 0
    return [_row(row, hide=published) for row in rows], rows[0].number


def _row(row: Any, *, hide: bool) -> Behind:
    found = Behind(*row[: len(Behind._fields)])
    return found._replace(due=None, present=None, spoke=None) if hide and row.state not in PUBLISHED else found


@cache
def _behind(wanted: str, of_type: bool) -> Select[Any]:
    one = grid(1)
    g = one.c
    query = select(*(g[name] for name in Behind._fields), func.count().over().label("number")).where(
        *_conditions(one, wanted)
    )
    if of_type:
        query = query.where(cast(g.cell_type, String) == bindparam("cell_type", type_=enum_column(CellType)))
    return query.order_by(g.code, g.cell_id).limit(bindparam("limit")).offset(bindparam("offset"))


def _conditions(one: Subquery, wanted: str) -> list[ColumnElement[bool]]:
    g = one.c
    met = g.met_on.is_not(None)
    known: dict[str, list[ColumnElement[bool]]] = {
        "": [], "met": [met], "missing": [~met], "late": [met, g.late], "unrated": [met, g.level.is_(None)],
    }  # fmt: skip
    return known.get(wanted, [g.level == wanted])
