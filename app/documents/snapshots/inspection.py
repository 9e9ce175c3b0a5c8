"""The papers of an inspection: decision, announcement, minutes of the working session, conclusion."""

from dataclasses import dataclass
from typing import ClassVar

from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import Letterhead, Section, Signature, Style


@dataclass(frozen=True, kw_only=True)
class RemedyLine:
    """What a cell is to mend."""

    cell: str
    work: str
    owner: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class InspectionPaper:
    """One paper of a campaign. Which of them it is, is said by `type_name` and `subject`."""

    kind: ClassVar[DocumentKind] = DocumentKind.INSPECTION

    letterhead: Letterhead
    style: Style
    type_name: str
    """`Quyết định`, `Thông báo`, `Biên bản`."""
    subject: str
    opening: tuple[str, ...] = ()
    enacts: str = ""
    """`Ban Thường vụ Đảng ủy quyết định`: the line before the articles of a decision."""
    sections: tuple[Section, ...] = ()
    """With their numbers: `I- PHẠM VI`, `Điều 1.`."""
    remedies: tuple[RemedyLine, ...] = ()
    remedies_heading: str = ""
    closing: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    """Empty in minutes, which are signed by two."""
    authority: str = ""
    """`Ban Thường vụ`, `Ủy ban Kiểm tra`."""
    signature: Signature
    second_signature: Signature | None = None
