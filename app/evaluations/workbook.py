"""Scores as lines of a workbook; all of 100."""

from typing import Any

from app.evaluations.queries_list import ListedScore
from workflows.meeting import KIND_LABELS, STATE_LABELS
from workflows.scoring import LEVEL_LABELS, Level

COLUMNS = (
    ("Chi bộ", 40), ("Loại sinh hoạt", 16), ("Tháng", 10), ("Ở bước", 24), ("Điểm tự chấm", 12), ("Tự xếp loại", 14),
    ("Điểm thẩm định", 12), ("Mức thẩm định", 14), ("Mức đề nghị", 14), ("Mức xếp loại", 14),
)  # fmt: skip


def row_of(one: ListedScore) -> list[Any]:
    return [
        one.cell, KIND_LABELS[one.kind], f"{one.month.month}/{one.month.year}", STATE_LABELS[one.state],
        one.self_score if one.voted is not False else "không thông qua", _level(one.self_level), one.verified_score,
        _level(one.verified_level), _level(one.proposed), _level(one.official),
    ]  # fmt: skip


def _level(level: Level | None) -> str:
    return LEVEL_LABELS[level] if level else ""
