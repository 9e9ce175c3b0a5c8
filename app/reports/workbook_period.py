"""The report of a period as a workbook, for who goes on reckoning: parts, wholes and shares as numbers."""

from collections.abc import Sequence
from typing import Any

from app.documents.snapshots import Share, ShareLine
from app.reports.queries_period import Figures
from app.workbooks import Sheet, workbook

RATED = (
    ("Thời gian", 16), ("Tốt", 8), ("Khá", 8), ("Trung bình", 12), ("Kém", 8), ("Chưa xếp loại", 14),
    ("Chưa sinh hoạt", 14), ("Tỷ lệ Tốt (%)", 14),
)  # fmt: skip
WHOLE = "cả kỳ"


def workbook_of(figures: Figures) -> bytes:
    """Of nothing there is no share: the cell stays empty."""
    spans = (*figures.columns, WHOLE)
    aims = [
        [one.label, one.wanted, one.source, *_numbers((*one.shares, one.whole)),
         {True: "đạt", False: "chưa đạt", None: ""}[one.reached]]
        for one in figures.aims
    ]  # fmt: skip
    aim_heads = (("Mục tiêu", 40), ("Phấn đấu", 18), ("Căn cứ", 40), *_heads(spans), ("Kết quả", 12))
    rated = [_rated(one) for one in figures.rated]
    shares = [_shares(one) for one in (*figures.attendance, figures.tasks)]
    waiting = [[one.words, one.count] for one in figures.petitions]
    care = [[one.cell, one.reasons] for one in figures.care]
    return workbook([
        Sheet("Mục tiêu", aim_heads, aims),
        Sheet("Xếp loại", RATED, rated),
        Sheet("Dự sinh hoạt, nhiệm vụ", (("Nội dung", 34), *_heads(spans)), shares),
        Sheet("Kiến nghị chưa trả lời", (("Thời gian từ khi nêu", 30), ("Số kiến nghị", 14)), waiting),
        Sheet("Chi bộ cần quan tâm", (("Chi bộ", 40), ("Điều cần quan tâm", 90)), care),
    ])  # fmt: skip


def _heads(spans: Sequence[str]) -> list[tuple[str, int]]:
    return [(f"{words}, {span}", 12) for span in spans for words in ("Đạt", "Trên", "Tỷ lệ (%)")]


def _numbers(shares: Sequence[Share]) -> list[Any]:
    return [value for one in shares for value in (one.part, one.whole, _percent(one.part, one.whole))]


def _percent(part: int, whole: int) -> float | None:
    """Each rounded by itself, half up."""
    return (part * 2000 + whole) // (whole * 2) / 10 if whole else None


def _shares(line: ShareLine) -> list[Any]:
    return [line.name, *_numbers((*line.shares, line.whole))]


def _rated(one: Any) -> list[Any]:
    done = one.good + one.fair + one.average + one.poor
    counts = [one.good, one.fair, one.average, one.poor, one.unrated, one.missing]
    return [one.label, *(counts if any(counts) else [None] * 6), _percent(one.good, done)]
