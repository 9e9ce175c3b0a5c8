"""What was changed after the meeting heard and adopted its minutes, line by line, for both signers to read."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup

from app.documents.render import render_sheet
from app.documents.snapshots import DocumentKind, Minutes

LINE_END = re.compile(r"</(?:p|li|h1|h2|h3|tr)>")
CELL_END = re.compile(r"</t[dh]>(?=\s*<t[dh])")


@dataclass(frozen=True, kw_only=True)
class Change:
    """Lines that were there and what stands in their place; either may be empty."""

    before: tuple[str, ...]
    after: tuple[str, ...]


def lines_of(paper: Minutes) -> list[str]:
    """The text of the paper without its head and its signatures, a line for each paragraph or row."""
    sheet = str(render_sheet(DocumentKind.MINUTES, paper))
    text = sheet.partition('<div class="text">')[2].partition('<div class="closing')[0]
    rows = LINE_END.split(CELL_END.sub(" | ", text))
    return [line for row in rows if (line := Markup(row).striptags())]  # noqa: S704  # to take the tags out of it


def changes_between(before: Minutes, after: Minutes) -> list[Change]:
    old, new = lines_of(before), lines_of(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    return [
        Change(before=tuple(old[a:b]), after=tuple(new[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]
