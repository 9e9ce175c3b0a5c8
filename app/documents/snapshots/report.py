"""What the cell committee reads aloud at the meeting. Never kept: a draft that is finished in Word."""

from dataclasses import dataclass

from app.documents.snapshots.parts import DocumentRef, Letterhead, Signature, Style


@dataclass(frozen=True, kw_only=True)
class ReportedTask:
    """One task as it stands, in words."""

    work: str
    owner: str
    deadline: str
    standing: str


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A petition that was answered; who raised it is printed nowhere."""

    text: str
    answer: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the meeting is asked to talk about, with the questions prepared."""

    title: str
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CommitteeReport:
    """Báo cáo của chi ủy. `last_month` and `month` as `2026-12`."""

    letterhead: Letterhead
    style: Style
    has_committee: bool
    kind: str
    """`thường kỳ`"""
    month: str
    last_month: str
    superior: str
    """Who guides: `Đảng ủy xã Minh Khê`; empty without a guidance."""
    situation: str = ""
    orientation: str = ""
    contents: tuple[str, ...] = ()
    resolution: DocumentRef | None = None
    done: int = 0
    total: int = 0
    """Of the tasks that the resolution set and that were not dropped."""
    tasks: tuple[ReportedTask, ...] = ()
    overdue: tuple[str, ...] = ()
    roll: int
    official: int
    present: int | None = None
    """At the last meeting, of `due`."""
    due: int = 0
    fees: tuple[int, int] | None = None
    """How many paid, of how many on the roll."""
    raised: int = 0
    answered: tuple[Answered, ...] = ()
    planned: tuple[ReportedTask, ...] = ()
    topics: tuple[Asked, ...] = ()
    signature: Signature
