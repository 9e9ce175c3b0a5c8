"""What several documents share, frozen.

Units and shapes, for every snapshot in this folder:

- a date is text `2026-02-03`, a month `2026-02`, a clock time `08:00` (24 hours,
  Vietnam time), a moment `2026-02-03T16:40:00+07:00`;
- a count is an `int`; who is counted in it is said beside the field;
- points are `int`, or `float` with at most one decimal;
- a name is the bare name, without `đồng chí`; an office stands in a field of its own;
- text may hold line breaks: each line becomes a paragraph. Anything else that a
  person typed is allowed, it is escaped when rendered;
- nothing here is looked up again: what is not in the snapshot is not in the document.
"""

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Points = int | float
# Of a field that came after papers were issued: left out of the kept text while it says nothing, so that they read, and
# their PDF comes out, as they were.
KEPT_IF_SAID = MappingProxyType({"kept_if_said": True})


@dataclass(frozen=True, kw_only=True)
class Style:
    """The spellings and sizes that provinces differ in, from the settings in force on the day."""

    superior_as: Literal["organisation", "committee"] = "organisation"
    """Header: `ĐẢNG BỘ XÃ X` or `ĐẢNG ỦY XÃ X`."""
    authority: Literal["cell", "committee"] = "cell"
    """Signature: `T/M CHI BỘ` or `T/M CHI ỦY`."""
    spelling: Literal["ủy", "uỷ"] = "ủy"
    line_spacing: Literal[18, 19, 20] = 18
    """Exact line of the body in points."""
    position_bold: bool = False
    party_size: Literal[14, 15] = 15
    type_size: Literal[15, 16] = 16


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The head of every document. A draft (`draft` ≥ 1 is its round) has no number."""

    superior: str
    """In full: `Đảng bộ xã Minh Khê`."""
    issuer: str
    """In full: `Chi bộ thôn Đồng Vân`."""
    place: str
    """Where it is dated: `Minh Khê`."""
    created: str
    """Moment when the snapshot was frozen; becomes the creation date of the PDF."""
    dated: str | None = None
    """Date of the document; None leaves the day open (a draft)."""
    symbol: str = ""
    """`NQ/CB`; empty for papers without a number line (agenda, forms)."""
    number: int | None = None
    draft: int = 0
    check: str = field(default="", metadata=KEPT_IF_SAID)
    """The code under which the public page says whether the paper is genuine; given with the issue."""
    check_at: str = field(default="", metadata=KEPT_IF_SAID)
    """The address of these pages on the day of issue, without a slash at the end; empty where none was set."""
    instead_of: str = field(default="", metadata=KEPT_IF_SAID)
    """The version that this one replaces, where its text does not name it: `số 03-TB/CB ngày 02/02/2026`."""

    def __post_init__(self) -> None:
        if self.draft and self.number is not None:
            raise ValueError("a draft has no number")


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """The meeting that a document belongs to."""

    kind: Literal["regular", "thematic", "extraordinary"]
    month: str
    held_on: str
    """The day; planned, before the meeting was opened."""
    place: str
    starts_at: str = ""
    """Planned clock time."""
    theme: str = ""
    """Title of the theme: of a thematic meeting, or discussed in the same sitting."""
    has_committee: bool = True
    """The cell has a cell committee; otherwise its secretary is named where `chi ủy` would stand."""


@dataclass(frozen=True, kw_only=True)
class Person:
    name: str
    position: str = ""
    """`Bí thư chi bộ`, `Ủy viên Ban Thường vụ Đảng ủy, đảng ủy viên phụ trách chi bộ`."""


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One signature. Without `signed_at` and `attested` the room stays free for the pen."""

    name: str
    position: str = ""
    """`Bí thư` or `Phó Bí thư`: printed in capitals under `T/M CHI BỘ`; empty in minutes."""
    signed_at: str | None = None
    """Moment of signing in the system, printed in small letters."""
    attested: str = ""
    """Who attested it and why, where the person could not sign: one sentence, printed."""


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Attendance by the start roll call; late counts as present. `roll` = official + probationary.

    Temporary guests (`temporary_in`) are in no other number; neither are exempt
    members who came in `due` or `present`. `due` = roll − exempt − temporary_out − suspended.
    """

    roll: int
    official: int
    probationary: int
    exempt: int = 0
    exempt_present: int = 0
    temporary_out: int = 0
    temporary_in: int = 0
    suspended: int = 0
    due: int
    due_official: int
    due_probationary: int
    present: int = 0
    present_official: int = 0
    present_probationary: int = 0
    excused: int = 0
    unexcused: int = 0
    present_at_end: int | None = None
    """Second roll call, same base `due`; None where the rule set asks for one only."""
    present_at_both: int | None = None
    """Full attendance: present at both roll calls."""


@dataclass(frozen=True, kw_only=True)
class VoteBase:
    """Who counts in a vote, and why: base = official − temporary_out − exempt_absent − suspended."""

    base: int
    official: int
    """Official members on the cell's roll."""
    temporary_out: int = 0
    exempt_absent: int = 0
    suspended: int = 0
    present: int = 0
    """Official members of the base in the room when the votes were taken."""


@dataclass(frozen=True, kw_only=True)
class Vote:
    """One vote. `not_voting` = present at that moment − for − against − other."""

    subject: str
    votes_for: int
    against: int
    other: int
    not_voting: int = 0
    base: int
    passed: bool
    ballot: Literal["open", "secret"] = "open"
    needed: str = field(default="", metadata=KEPT_IF_SAID)
    """Of a vote that more than half do not carry: `từ hai phần ba, tức ít nhất 14`."""


@dataclass(frozen=True, kw_only=True)
class DocumentRef:
    """Another document, by its paper number. Never a number of an article in it."""

    type_name: str
    """`Nghị quyết`, `Hướng dẫn`."""
    symbol: str
    """With its number: `13-NQ/CB`."""
    dated: str
    issuer: str = ""
    """`Ban Thường vụ Đảng ủy xã`; empty for a document of the same cell."""
    about: str = ""
    """`về nội dung sinh hoạt chi bộ tháng 02 năm 2026`."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading (without its number, it is counted) with paragraphs, then bullets."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PlannedTask:
    """Clear work, clear person, clear progress."""

    work: str
    owner: Person
    with_whom: str = ""
    """Who works along: `Chi đoàn thanh niên`."""
    due_on: str
    """Empty only in a draft, which then says so."""
    due_words: str = ""
    """Before the date: `Trước`, `Hằng tuần, báo cáo`."""


@dataclass(frozen=True, kw_only=True)
class TaskGroup:
    """Tasks of one field; `field` empty where they are not grouped."""

    tasks: tuple[PlannedTask, ...]
    field: str = ""


@dataclass(frozen=True, kw_only=True)
class PastTask:
    """A task of the previous resolution as it stood when this meeting looked at it."""

    work: str
    status: Literal["done", "reported", "open", "dropped"]
    result: str = ""


@dataclass(frozen=True, kw_only=True)
class Previous:
    """The resolution that this meeting looks back on. Dropped tasks are not in `total`."""

    resolution: DocumentRef
    month: str
    tasks: tuple[PastTask, ...]
    done: int
    total: int
