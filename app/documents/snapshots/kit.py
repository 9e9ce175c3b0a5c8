"""The kit for a meeting that is held on paper: what was made of it before, and forms to be filled in by hand."""

from dataclasses import dataclass
from typing import ClassVar

from app.documents.snapshots.before import Agenda, ChairScript, Notice, RollCallSheet
from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import DocumentRef, Letterhead, Points, Sitting, Style


@dataclass(frozen=True, kw_only=True)
class KitTask:
    """A task of the last resolution, to be reported on."""

    work: str
    owner: str
    due_on: str


@dataclass(frozen=True, kw_only=True)
class KitCriterion:
    """One row of the score form, with what its points depend on."""

    code: str
    text: str
    maximum: Points
    applies: bool = True


@dataclass(frozen=True, kw_only=True)
class PaperKit:
    """Bộ giấy in sẵn: all papers of one meeting in one file, each with page numbers of its own."""

    kind: ClassVar[DocumentKind] = DocumentKind.KIT

    letterhead: Letterhead
    style: Style
    sitting: Sitting
    notice: Notice | None = None
    agenda: Agenda
    script: ChairScript
    roll_call: RollCallSheet
    publish_days: int
    """Days in which what was written by hand is keyed in."""
    previous: DocumentRef | None = None
    tasks: tuple[KitTask, ...] = ()
    votes: tuple[str, ...]
    """What is to be voted, as the tally names it."""
    criteria: tuple[KitCriterion, ...] = ()
    """Empty where such a meeting is not scored."""
    maximum: Points = 0
    levels: tuple[tuple[str, int], ...] = ()
