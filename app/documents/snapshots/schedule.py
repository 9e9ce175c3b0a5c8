"""When the cells of a committee meet in a month."""

from dataclasses import dataclass
from typing import ClassVar

from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import DocumentRef, Letterhead, Signature, Style


@dataclass(frozen=True, kw_only=True)
class ScheduledCell:
    """One cell. `meets_on` and `at` are None where it has not told its hour."""

    name: str
    meets_on: str | None = None
    at: str | None = None
    place: str = ""
    overseers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Thông báo lịch sinh hoạt chi bộ của một tháng: every cell, in the order of the hours; those without one last."""

    kind: ClassVar[DocumentKind] = DocumentKind.SCHEDULE

    letterhead: Letterhead
    style: Style
    month: str
    cells: tuple[ScheduledCell, ...]
    remarks: str = ""
    replaces: DocumentRef | None = None
    recipients: tuple[str, ...]
    signature: Signature
