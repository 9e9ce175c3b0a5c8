"""What a cell sets down for a year."""

from dataclasses import dataclass
from typing import ClassVar

from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import DocumentRef, Letterhead, Signature, Style


@dataclass(frozen=True, kw_only=True)
class PlannedTopic:
    month: str
    """`2026-03`"""
    title: str
    person: str = ""


@dataclass(frozen=True, kw_only=True)
class CellPlan:
    """Quy chế làm việc, kế hoạch sinh hoạt hoặc kế hoạch chuyên đề."""

    kind: ClassVar[DocumentKind] = DocumentKind.CELL_PLAN

    letterhead: Letterhead
    style: Style
    plan_kind: str
    """`working_rules`, `meeting_plan` or `thematic_plan`."""
    year: int
    paragraphs: tuple[str, ...] = ()
    topics: tuple[PlannedTopic, ...] = ()
    replaces: DocumentRef | None = None
    signature: Signature
