"""Lists of members as lines of a workbook: what the pages of the lists show to the same person, and no more."""

from typing import Any

from app.members.queries_lists import CellFigures, Line

PEOPLE = (("Họ và tên", 30), ("Chi bộ", 36), ("Chức vụ", 18), ("Tư cách", 14), ("Ghi chú", 40))
CELLS = (("Chi bộ", 40), ("Đảng số", 10), ("Chính thức", 12), ("Dự bị", 10))


def row_of(one: Line) -> list[Any]:
    return [one.name, one.cell_name, one.office, one.standing, ", ".join(one.tags)]


def row_of_cell(one: CellFigures) -> list[Any]:
    return [one.name, one.total, one.official, one.probationary]
