"""What a committee reports of a month, a quarter, a year or the years of a scheme."""

from dataclasses import dataclass
from typing import ClassVar

from app.documents.snapshots.kinds import DocumentKind
from app.documents.snapshots.parts import DocumentRef, Letterhead, Signature, Style


@dataclass(frozen=True, kw_only=True)
class Share:
    """Of nothing (`whole` 0) there is no share."""

    part: int = 0
    whole: int = 0


@dataclass(frozen=True, kw_only=True)
class AimLine:
    """A target, with its share in each column of the report and in all of it."""

    label: str
    wanted: str
    source: str = ""
    shares: tuple[Share, ...]
    whole: Share
    reached: bool | None = None


@dataclass(frozen=True, kw_only=True)
class RatedColumn:
    """A bar: meetings by level, those not rated, and cells that did not meet."""

    label: str
    good: int = 0
    fair: int = 0
    average: int = 0
    poor: int = 0
    unrated: int = 0
    missing: int = 0


@dataclass(frozen=True, kw_only=True)
class ShareLine:
    name: str
    shares: tuple[Share, ...]
    whole: Share


@dataclass(frozen=True, kw_only=True)
class AgeLine:
    words: str
    count: int


@dataclass(frozen=True, kw_only=True)
class CareLine:
    cell: str
    reasons: str


@dataclass(frozen=True, kw_only=True)
class PeriodReport:
    """Báo cáo kết quả sinh hoạt chi bộ. `columns` head the shares of every line; bars may stand closer (`rated`)."""

    kind: ClassVar[DocumentKind] = DocumentKind.PERIOD_REPORT

    letterhead: Letterhead
    style: Style
    subject: str
    columns: tuple[str, ...]
    cells: int
    """That lived at the end."""
    aims: tuple[AimLine, ...] = ()
    rated: tuple[RatedColumn, ...] = ()
    attendance: tuple[ShareLine, ...] = ()
    """By type of cell; the last line is that of all."""
    norm: int
    tasks: ShareLine
    petitions: tuple[AgeLine, ...] = ()
    """Without an answer, by age, on the day `counted_on`."""
    counted_on: str
    care: tuple[CareLine, ...] = ()
    care_more: int = 0
    remarks: str = ""
    proposals: str = ""
    replaces: DocumentRef | None = None
    recipients: tuple[str, ...]
    signature: Signature
