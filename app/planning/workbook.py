"""Who has sent what of a year, as lines of a workbook."""

from typing import Any

from app.planning.queries_due import CellDue
from workflows.plan import KIND_LABELS, STATE_LABELS, Kind

COLUMNS = (("Chi bộ", 40), *((KIND_LABELS[kind], 28) for kind in Kind), ("Còn thiếu", 50), ("Chuyên đề", 50))


def row_of(cell: CellDue) -> list[Any]:
    states = [STATE_LABELS[cell.plans[kind].state] if kind in cell.plans else "Chưa có" for kind in Kind]
    owed = ", ".join(KIND_LABELS[kind] for kind in cell.owes)
    theme = cell.plans.get(Kind.THEMATIC_PLAN)
    return [cell.name, *states, owed, theme.asked if theme else ""]
