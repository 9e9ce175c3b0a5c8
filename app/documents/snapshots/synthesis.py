"""What a committee sums up of its cells' month."""

from dataclasses import dataclass
from typing import ClassVar

from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import DocumentRef, Letterhead, Points, Signature, Style


@dataclass(frozen=True, kw_only=True)
class CellOfMonth:
    """One cell. What nobody recorded or decided is None or empty."""

    name: str
    members: int
    met_on: str | None = None
    late: bool = False
    """It met after the regular day."""
    present: int | None = None
    due: int | None = None
    points: Points | None = None
    level: str = ""
    """`good`, `fair`, `average`, `poor`."""
    note: str = ""
    """The criteria with lost points; `Chưa sinh hoạt`, where it did not meet."""


@dataclass(frozen=True, kw_only=True)
class RaisedPetition:
    """How many raised it, never who."""

    field: str
    text: str
    cell: str
    people: int
    hot: bool = False
    competence: str = ""
    handler: str = ""
    deadline: str | None = None
    state: str
    answer: str = ""


@dataclass(frozen=True, kw_only=True)
class Synthesis:
    """Báo cáo tổng hợp kết quả sinh hoạt chi bộ của một tháng. Petitions stand together by field."""

    kind: ClassVar[DocumentKind] = DocumentKind.SYNTHESIS

    letterhead: Letterhead
    style: Style
    month: str
    due_on: str
    """The regular day of the month."""
    cells: tuple[CellOfMonth, ...]
    petitions: tuple[RaisedPetition, ...] = ()
    remarks: str = ""
    proposals: str = ""
    """To the level above."""
    replaces: DocumentRef | None = None
    recipients: tuple[str, ...]
    signature: Signature
