"""Papers that come out of the meeting."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import (
    KEPT_IF_SAID,
    Counts,
    DocumentRef,
    Letterhead,
    Person,
    PlannedTask,
    Points,
    Previous,
    Section,
    Signature,
    Sitting,
    Style,
    TaskGroup,
    Vote,
    VoteBase,
)


@dataclass(frozen=True, kw_only=True)
class Absentee:
    """Absent; an empty reason prints `(chưa ghi lý do)` for an excused member."""

    name: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OffTime:
    """Late (came at) or early (left at)."""

    name: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Fees:
    """Party fees of a month: paid by so many of those who owe them."""

    month: str
    paid: int
    owing: int


@dataclass(frozen=True, kw_only=True)
class Break:
    """The meeting was broken off and went on at another time: two moments."""

    broken_off: str
    resumed: str


@dataclass(frozen=True, kw_only=True)
class Presentation:
    """What was presented: a sentence that follows `Đồng chí …`, or a whole one where nobody is named; and upper
    documents by number."""

    person: Person
    text: str
    documents: tuple[DocumentRef, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Speech:
    person: Person
    """`position` only where it matters: `dự bị`, `khách mời`."""
    text: str
    """Empty prints `(chưa ghi nội dung)`."""


@dataclass(frozen=True, kw_only=True)
class DiscussedItem:
    """One item; what is kept on paper shows its title and time, its votes stand in the table of votes."""

    title: str
    outcome: Literal["discussed", "decided", "deferred", "dropped"] = "discussed"
    speeches: tuple[Speech, ...] = ()
    conclusion: str = ""
    on_paper: bool = False
    minutes: int | None = None
    """How long it took; printed for an item kept on paper."""

    def __post_init__(self) -> None:
        if self.on_paper and (self.speeches or self.conclusion):
            raise ValueError("an item kept on paper has no speeches or conclusion here")


@dataclass(frozen=True, kw_only=True)
class Score:
    """The self-score that the meeting voted. `points` of `maximum`, `normalised` of 100."""

    observer: str = ""
    points: Points | None = None
    maximum: Points | None = None
    normalised: Points | None = None
    rating: str = ""
    """`Tốt`, `Khá`, `Trung bình`, `Kém`."""
    not_counted: tuple[str, ...] = ()
    """Criteria that do not apply: `tiêu chí sinh hoạt chuyên đề`."""
    weak: tuple[str, ...] = ()
    """Criteria below their maximum, each with its record: `tỷ lệ đảng viên phát biểu (10/22, đạt 45,5%)`."""
    remedies: tuple[str, ...] = ()
    voted_down: bool = False
    """There is then no self-score: all points are None."""


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """Biên bản. Votes stand in the order in which they were taken."""

    kind: ClassVar[DocumentKind] = DocumentKind.MINUTES

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    version: int = 1
    corrects: DocumentRef | None = None
    """The signed minutes that this version replaces."""
    opened_at: str
    closed_at: str = ""
    """Empty in the preview that is read out."""
    closed_on: str | None = None
    """Where the meeting did not end on `sitting.held_on`."""
    minutes_long: int | None = None
    breaks: tuple[Break, ...] = ()
    counts: Counts
    excused: tuple[Absentee, ...] = ()
    unexcused: tuple[Absentee, ...] = ()
    exempt_absent: tuple[str, ...] = ()
    exempt_present: tuple[str, ...] = ()
    temporary_in: tuple[str, ...] = ()
    temporary_out: tuple[str, ...] = ()
    late: tuple[OffTime, ...] = ()
    early: tuple[OffTime, ...] = ()
    guests: tuple[Person, ...] = ()
    chair: Person
    recorder: Person
    fees: Fees | None = None
    agenda_adopted: bool = True
    presented: tuple[Presentation, ...] = ()
    items: tuple[DiscussedItem, ...] = ()
    commendations: tuple[str, ...] = ()
    """Each a clause: `đồng chí Bàn Thị Liễu đã gương mẫu hiến đất`."""
    reminders: tuple[str, ...] = ()
    tasks: tuple[PlannedTask, ...] = ()
    """Assigned in the meeting; leave empty where the resolution lists them."""
    vote_base: VoteBase
    votes: tuple[Vote, ...] = ()
    score: Score | None = None
    read_and_adopted: bool = True
    keyed_in: tuple[str, str] | None = None
    """Kept on paper first: who entered it, on which day."""
    recorder_signature: Signature
    chair_signature: Signature
    text_hash: str = ""
    """What the signatures rest on; printed once there is one."""


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """Nghị quyết. Sections are numbered; an empty part is left out and the numbering closes up."""

    kind: ClassVar[DocumentKind] = DocumentKind.RESOLUTION

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    subject: str = field(default="", metadata=KEPT_IF_SAID)
    """The subject line (trích yếu) where it was given a name of its own; empty prints the meeting and its month."""
    version: int = 1
    replaces: DocumentRef | None = None
    """The issued resolution that this one replaces; it rests on the same vote."""
    counts: Counts | None
    """None in the draft that is sent out before the meeting: the figures stay open."""
    guests: tuple[Person, ...] = ()
    chair: Person
    recorder: Person | None = None
    results: tuple[Section, ...] = ()
    """Part I before the table of tasks."""
    previous: Previous | None = None
    commendations: tuple[str, ...] = ()
    reminders: tuple[str, ...] = ()
    limits: str = ""
    theme: Section | None = None
    """Conclusions on the theme; its heading is the theme's title."""
    orientation: tuple[Section, ...] = ()
    """Part II before the tasks: politics and ideology first."""
    task_groups: tuple[TaskGroup, ...] = ()
    implementation: tuple[str, ...] = ()
    vote: Vote | None = None
    """None in a draft that has not been voted."""
    vote_base: VoteBase | None
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True, kw_only=True)
class ScoredCriterion:
    """One line. `text` holds the scale in words; `evidence` what the record shows."""

    code: str
    text: str
    maximum: Points
    self_points: Points | None = None
    verified: Points | None = None
    evidence: str = ""
    applies: bool = True
    """False: printed in italics, in no sum; leave its points None."""


@dataclass(frozen=True, kw_only=True)
class CriterionGroup:
    """A numbered group; of a single criterion it is printed as one row. Sums are over those that apply."""

    code: str
    title: str
    maximum: Points
    self_points: Points | None = None
    verified: Points | None = None
    criteria: tuple[ScoredCriterion, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreTotal:
    """Points of `ScoreSheet.maximum`, the same of 100, and the level. None: not given."""

    points: Points
    normalised: Points
    rating: str


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The official rating by the direct superior committee."""

    rating: str
    by: str
    """`Đảng ủy xã Minh Khê`."""
    decided_on: str
    number: str = ""
    """Paper number of the decision, if it has one."""


@dataclass(frozen=True, kw_only=True)
class ScoreSheet:
    """Phiếu đánh giá chất lượng sinh hoạt."""

    kind: ClassVar[DocumentKind] = DocumentKind.SCORE_SHEET

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    grounds: tuple[str, ...]
    """`Hướng dẫn số 42-HD/BTCTW`, `khung tiêu chí của Đảng ủy xã`: from the rule set."""
    groups: tuple[CriterionGroup, ...]
    maximum: Points
    """Of the criteria that apply."""
    self_total: ScoreTotal | None = None
    verified_total: ScoreTotal | None = None
    voted_down: bool = False
    levels: tuple[tuple[str, int], ...]
    """Best first, with the points from which each holds: `("Tốt", 90)`, the last with 0."""
    weak: tuple[str, ...] = ()
    """Criterion and remedy, one line each."""
    vote: Vote | None = None
    vote_base: VoteBase
    overseer_note: str = ""
    decider: str
    """Who decides the level: `Đảng ủy xã Minh Khê`."""
    decision: Decision | None = None
    observer: Signature
    overseer: Signature | None = None
    """None where there is none: the office verified."""
    signature: Signature
