"""Papers that exist before the meeting is opened."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import (
    Counts,
    DocumentRef,
    Letterhead,
    Person,
    Points,
    Previous,
    Signature,
    Sitting,
    Style,
    VoteBase,
)


@dataclass(frozen=True, kw_only=True)
class Approval:
    """The committee's agreement to the agenda: votes_for of approvers, on a day."""

    votes_for: int
    approvers: int
    agreed_on: str
    by: Literal["committee", "secretaries", "overseer", "office"] = "committee"
    """Who the approvers were: a cell committee; secretary and deputy; a lone secretary with the
    overseer; or with the office."""
    at_meeting: bool = False
    """Agreed at a committee meeting (else one by one)."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """Thông báo triệu tập, to the members."""

    kind: ClassVar[DocumentKind] = DocumentKind.NOTICE

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    expected_minutes: int
    documents_sent_on: str | None = None
    contact: Person
    """Whom to ask for a copy on paper."""
    phone: str = ""
    """Of the secretary, for excuses."""
    excuse_until: str | None = None
    """Moment until which absence is to be reported."""
    previous: DocumentRef | None = None
    """Resolution whose task owners prepare a report."""
    temporary_in: bool = False
    """Members who attend temporarily are invited too."""
    recipients: tuple[str, ...]
    """Without punctuation; `Lưu Chi bộ` is added."""
    signature: Signature


@dataclass(frozen=True, kw_only=True)
class AgendaItem:
    """One line of the agenda. An item kept on paper shows its title, time and minutes only."""

    title: str
    starts_at: str
    minutes: int
    presenters: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """As they are to be listed: `Báo cáo số 19-BC/CB, ngày 01/02/2026 của chi ủy`."""
    on_paper: bool = False

    def __post_init__(self) -> None:
        if self.on_paper and (self.questions or self.documents):
            raise ValueError("an item kept on paper has no questions or documents here")


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """Chương trình, sent along with the notice and the invitations."""

    kind: ClassVar[DocumentKind] = DocumentKind.AGENDA

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    version: int = 1
    sent_with: DocumentRef | None = None
    chair: Person
    approval: Approval | None = None
    """None while it is being agreed."""
    items: tuple[AgendaItem, ...]
    recipients: tuple[str, ...]
    signature: Signature


@dataclass(frozen=True, kw_only=True)
class GuestInvitation:
    """Giấy mời, one for each guest."""

    kind: ClassVar[DocumentKind] = DocumentKind.GUEST_INVITATION

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    guest: Person
    expected_minutes: int
    contents: str
    """What will be dealt with, a clause in small letters."""
    speaks_at: str = ""
    contact: Person
    phone: str = ""
    signature: Signature


@dataclass(frozen=True, kw_only=True)
class RollCallRow:
    name: str
    standing: Literal["official", "probationary", "exempt", "temporary_out", "suspended"]


@dataclass(frozen=True, kw_only=True)
class RollCallSheet:
    """Danh sách điểm danh, to print. Rows come sorted; the standing is the one that matters that day."""

    kind: ClassVar[DocumentKind] = DocumentKind.ROLL_CALL_SHEET

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    roll_calls: Literal[1, 2] = 2
    members: tuple[RollCallRow, ...]
    temporary_in: tuple[str, ...] = ()
    counts: Counts
    """Only the numbers known before the meeting are printed."""
    large_rows: bool = False


@dataclass(frozen=True, kw_only=True)
class CommitteeMinutes:
    """The committee's short minutes on the agenda of one meeting."""

    kind: ClassVar[DocumentKind] = DocumentKind.COMMITTEE_MINUTES

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    """The cell's meeting whose agenda was agreed."""
    held_on: str
    held_at: str = ""
    held_place: str = ""
    present: tuple[Person, ...]
    absent: tuple[Person, ...] = ()
    overseer: Person | None = None
    """The overseer assigned to the cell, if any."""
    overseer_present: bool = False
    items: tuple[str, ...]
    """Titles of the agenda items that were agreed."""
    votes_for: int
    approvers: int
    agreed: bool = True
    """False: the agenda was returned."""
    remarks: tuple[str, ...] = ()
    from_paper: bool = False
    recorder: Signature
    chair: Signature


ScriptPart = Literal[
    "opening", "documents", "study", "report", "theme", "discussion", "criticism", "resolution", "scoring", "other"
]


@dataclass(frozen=True, kw_only=True)
class AskedQuestion:
    """A question for discussion and who is asked first (empty: whoever wishes)."""

    text: str
    first: str = ""


@dataclass(frozen=True, kw_only=True)
class ScriptItem:
    """One agenda item in the script; `part` chooses the words that are said.

    Exactly one item each should be `opening` and `scoring`; where none is, the
    script opens and closes around the items all the same.
    """

    part: ScriptPart
    title: str
    starts_at: str
    minutes: int
    presenters: tuple[Person, ...] = ()
    documents: tuple[str, ...] = ()
    questions: tuple[AskedQuestion, ...] = ()
    on_paper: bool = False


@dataclass(frozen=True, kw_only=True)
class ChairScript:
    """Lời dẫn điều hành: what the chair says at each step, names and figures filled in."""

    kind: ClassVar[DocumentKind] = DocumentKind.CHAIR_SCRIPT

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    chair: Person
    recorder: Person | None = None
    observer: Person | None = None
    """Who watches the score."""
    guests: tuple[Person, ...] = ()
    temporary_in: tuple[str, ...] = ()
    counts: Counts
    roll_calls: Literal[1, 2] = 2
    items: tuple[ScriptItem, ...]
    documents_sent_on: str | None = None
    previous: Previous | None = None
    answers: tuple[str, ...] = ()
    """Answers to petitions, each a sentence to say."""
    commendations: tuple[str, ...] = ()
    """Names that the committee proposes to praise."""
    draft_tasks: int = 0
    """Tasks in the draft resolution; 0 where there is no draft."""
    has_resolution: bool = True
    vote_base: VoteBase
    """With every exempt member counted as absent."""
    pass_from: int
    """Votes that pass an ordinary matter."""
    score_maximum: Points | None = None
    """Maximum of the criteria that apply; None where the meeting is not scored."""
