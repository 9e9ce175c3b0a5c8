"""What a committee issues to its cells."""

from dataclasses import dataclass
from typing import ClassVar

from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import DocumentRef, Letterhead, Signature, Style


@dataclass(frozen=True, kw_only=True)
class Topic:
    """What cells of one type are asked to talk about."""

    cells: str
    """`Chi bộ khu dân cư`."""
    lines: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Guidance:
    """Hướng dẫn nội dung sinh hoạt chi bộ của một tháng. The letterhead's issuer is the committee."""

    kind: ClassVar[DocumentKind] = DocumentKind.GUIDANCE

    letterhead: Letterhead
    style: Style
    month: str
    theme: str = ""
    situation: str
    orientation: str
    contents: tuple[str, ...]
    """For all cells."""
    topics: tuple[Topic, ...] = ()
    deadline: str | None = None
    """By when the cells are to have met."""
    meeting_day: int
    notice_days: int
    publish_days: int
    attachments: tuple[str, ...] = ()
    replaces: DocumentRef | None = None
    """The version that this one corrects."""
    recipients: tuple[str, ...]
    """Without punctuation; `Lưu Văn phòng Đảng ủy` is added."""
    signature: Signature
