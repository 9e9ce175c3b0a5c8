"""Guidance in words: its contents line by line, what it brings to a cell, what a correction changed."""

import re
from dataclasses import dataclass, field, fields
from datetime import date

from app.agendas.models import ItemKind
from app.agendas.services_default import Brought
from app.guidance.models import Guidance
from workflows.cells import CELL_TYPE_LABELS, CellType
from workflows.names import committee_of
from workflows.words import day, quoted

_BULLET = re.compile(r"^\s*(?:[-+*•–]|\d{1,2}[.)])\s+")
MINUTES = 10
MINUTES_OF_THEME = 30


@dataclass(frozen=True, kw_only=True)
class Text:
    """What the office writes. `contents` and the texts of `contents_by_type` hold one content a line."""

    theme: str = ""
    situation: str = ""
    orientation: str = ""
    contents: str = ""
    contents_by_type: dict[str, str] = field(default_factory=dict)
    deadline: date | None = None


FIELDS = tuple(one.name for one in fields(Text))


def text_of(guidance: Guidance) -> Text:
    return Text(**{name: getattr(guidance, name) for name in FIELDS})


def lines_of(text: str) -> list[str]:
    """The contents, without the dashes and numbers that came along from a paper."""
    return [line for raw in text.splitlines() if (line := _BULLET.sub("", raw).strip())]


def title_of(guidance: Guidance) -> str:
    return f"Định hướng sinh hoạt chi bộ tháng {in_figures(guidance.month)}"


def in_figures(month: date) -> str:
    return f"{month.month}/{month.year}"


def contents_for(text: Text, cell_type: CellType | None) -> list[str]:
    """What a cell of the type is asked to talk about: what is for all, then what is for its type."""
    own = text.contents_by_type.get(str(cell_type), "") if cell_type else ""
    return [*lines_of(text.contents), *lines_of(own)]


def brought_by(guidance: Guidance, cell_type: CellType | None) -> list[Brought]:
    """The agenda items of the guidance for a cell of the type: making it known, the theme, each content."""
    text = text_of(guidance)
    committee = committee_of(guidance.organisation.name)
    known = Brought(
        ItemKind.GUIDANCE,
        f"Phổ biến văn bản định hướng tháng {in_figures(guidance.month)} của {committee}"[:300],
        MINUTES,
        f"Tình hình:\n{text.situation}\n\nĐịnh hướng:\n{text.orientation}",
    )
    theme = [Brought(ItemKind.THEME, f"Chuyên đề: {text.theme}"[:300], MINUTES_OF_THEME)] if text.theme else []
    contents = [Brought(ItemKind.DISCUSSION, line, MINUTES) for line in contents_for(text, cell_type)]
    return [known, *theme, *contents]


def changes_between(before: Text, after: Text) -> list[str]:
    """A sentence for each thing that a correction changed; nothing if nothing did."""
    names = {"situation": "sửa phần tình hình", "orientation": "sửa phần định hướng"}
    said = [words for name, words in names.items() if getattr(before, name) != getattr(after, name)]
    if before.theme != after.theme:
        said.append(f"chuyên đề: {quoted([after.theme])[0]}" if after.theme else "bỏ chuyên đề")
    said += _changed_lines(before.contents, after.contents, "nội dung cho mọi chi bộ")
    for cell_type, label in CELL_TYPE_LABELS.items():
        old, new = (each.contents_by_type.get(cell_type, "") for each in (before, after))
        said += _changed_lines(old, new, f"nội dung cho chi bộ {label}")
    if before.deadline != after.deadline:
        said.append(f"hạn sinh hoạt: {day(after.deadline)}" if after.deadline else "bỏ hạn sinh hoạt")
    return said


def _changed_lines(before: str, after: str, what: str) -> list[str]:
    old, new = lines_of(before), lines_of(after)
    if old == new:
        return []
    said = [f"thêm {mark}" for mark in quoted([line for line in new if line not in old])]
    said += [f"bỏ {mark}" for mark in quoted([line for line in old if line not in new])]
    return [f"{what}: {', '.join(said) or 'đổi thứ tự'}"]


def file_name_of(guidance: Guidance, symbol: str, ending: str) -> str:
    """`07-HD-ĐU Định hướng sinh hoạt chi bộ tháng 12-2026.pdf`."""
    number = symbol.replace("/", "-") or "Bản thảo"
    return f"{number} {title_of(guidance)}".replace("/", "-") + f".{ending}"
