"""Scales and parts of criteria as people read and write them: one line each, the same on the page and in a workbook."""

import re
from collections.abc import Iterable

from workflows.criteria import Band, Criterion, Part
from workflows.names import fold

DURATION = "duration"
FULL, HALF, LESS, REST = "đủ", "từ một nửa", "dưới một nửa", "còn lại"
_LINE = re.compile(r"(.*\S)\s*[:=]\s*(\d{1,3})(?: diem)?")
_PERCENT = re.compile(r"(tu|tren|>=|>)?\s*(\d{1,3})\s*%?")
_SHORT = re.compile(r"(?:thieu)?\s*(?:den\s*)?(\d{1,3})\s*(?:phut)?")
_PART = re.compile(r"(.*\S)\s*[:=]\s*(\d{1,3})(?:\s+điểm)?")


def scale_lines(criterion: Criterion) -> list[str]:
    """`từ 90%: 4`, `trên 50%: 5`, `còn lại: 1`; of the duration `đủ: 5`, `thiếu đến 15 phút: 4`, `từ một nửa: 2`."""
    if criterion.evidence == DURATION:
        lines = [
            f"thiếu đến {b.border} phút: {b.points}" if b.border else f"{FULL}: {b.points}" for b in criterion.bands
        ]
        return lines + [f"{said}: {n}" for said, n in zip((HALF, LESS), criterion.otherwise, strict=False)]
    lines = [f"{'trên' if b.strict else 'từ'} {b.border}%: {b.points}" for b in criterion.bands]
    return lines + [f"{REST}: {points}" for points in criterion.otherwise]


def part_lines(criterion: Criterion) -> list[str]:
    """`có sổ biên bản: 1`."""
    return [f"{part.title}: {part.maximum}" for part in criterion.parts]


def read_scale(text: str, *, evidence: str) -> tuple[tuple[Band, ...], tuple[int, ...]]:
    """Bands and the points below them. Raises ValueError with a sentence that names the line."""
    bands: list[Band] = []
    rest: dict[str, int] = {}
    words = (HALF, LESS) if evidence == DURATION else (REST,)
    known = {fold(word): word for word in words}
    for line in _lines(text):
        found = _LINE.fullmatch(fold(line))
        if found is None:
            raise ValueError(f"Dòng “{line[:60]}” ghi chưa đúng, ví dụ: {_example(evidence)}")
        border, points = found[1].strip(), int(found[2])
        if border in known:
            rest[known[border]] = points
        else:
            bands.append(_band(line, border, points, evidence))
    return tuple(bands), tuple(rest[word] for word in words if word in rest)


def _band(line: str, border: str, points: int, evidence: str) -> Band:
    if evidence == DURATION:
        short = "0" if border == fold(FULL) else None if (found := _SHORT.fullmatch(border)) is None else found[1]
        if short is not None:
            return Band(int(short), points)
    elif (found := _PERCENT.fullmatch(border)) is not None:
        return Band(int(found[2]), points, strict=found[1] in ("tren", ">"))
    raise ValueError(f"Dòng “{line[:60]}” ghi chưa đúng, ví dụ: {_example(evidence)}")


def _example(evidence: str) -> str:
    return "“thiếu đến 15 phút: 4”." if evidence == DURATION else "“từ 90%: 4” hoặc “còn lại: 1”."


def read_parts(text: str) -> tuple[Part, ...]:
    """Raises ValueError with a sentence that names the line."""
    parts = []
    for line in _lines(text):
        found = _PART.fullmatch(line)
        if found is None:
            raise ValueError(f"Dòng “{line[:60]}” ghi chưa đúng, ví dụ: “có sổ biên bản: 1”.")
        parts.append(Part(title=found[1], maximum=int(found[2])))
    return tuple(parts)


def _lines(text: str) -> Iterable[str]:
    return [line.strip() for line in re.split(r"[\n;]", text) if line.strip()]
