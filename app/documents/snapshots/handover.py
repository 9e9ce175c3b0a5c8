"""Minutes of what one secretary hands over to the next."""

from dataclasses import dataclass
from typing import ClassVar

from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import Letterhead, Signature, Style


@dataclass(frozen=True, kw_only=True)
class HandedGroup:
    heading: str
    lines: tuple[str, ...]
    """Each a thing that goes on; empty: there is none."""


@dataclass(frozen=True, kw_only=True)
class HandoverMinutes:
    """Biên bản bàn giao công tác bí thư chi bộ."""

    kind: ClassVar[DocumentKind] = DocumentKind.HANDOVER

    letterhead: Letterhead
    style: Style
    held_on: str
    from_on: str
    """The first day on which the new secretary is in office."""
    decision: str = ""
    groups: tuple[HandedGroup, ...]
    note_of_giver: str = ""
    note_of_taker: str = ""
    giver: Signature
    taker: Signature
