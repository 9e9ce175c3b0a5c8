"""When the cells of an organisation meet in a month: the live list, and the same as a paper and as a workbook."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, bindparam, select
from sqlalchemy.orm import joinedload

from app import clock
from app.documents.models import Document
from app.documents.numbering import Numbered
from app.documents.snapshots import DocumentRef, Schedule, ScheduledCell, Signature, to_data
from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.queries import below
from app.oversight.queries import CellInMonth
from app.oversight.queries import month_of as oversight_of
from app.papers.queries import committee_letterhead, style_from
from app.reports.models import MonthlySchedule
from app.reports.paper import Words
from app.rules.queries import settings_for
from app.workbooks import Sheet, workbook
from workflows.calendar import next_month

TYPE_CODE = "TB"
RECIPIENTS = ("Các đồng chí Đảng ủy viên", "Các chi bộ trực thuộc")
COLUMNS = (
    ("TT", 6), ("Ngày", 13), ("Giờ", 9), ("Chi bộ", 40), ("Địa điểm", 40), ("Đảng ủy viên dự", 32),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """A cell; `starts_at` in Vietnam time, None where it has not told its hour."""

    cell_id: int
    name: str
    meeting_id: int | None
    starts_at: datetime | None
    place: str
    overseers: tuple[str, ...]


def lines_of(organisation: Organisation, month: date) -> list[Line]:
    """Every cell below the organisation, in the order of the hours; those without one last, by code."""
    on = min(clock.today(), next_month(month) - timedelta(days=1))
    found = oversight_of(below(organisation.id, on), month, root_id=organisation.id)
    latest = datetime.max.replace(tzinfo=clock.VIETNAM)
    return sorted((_line(row) for row in found.rows), key=lambda line: line.starts_at or latest)


def _line(row: CellInMonth) -> Line:
    meeting = row.meeting
    moment = (meeting.opened_at or meeting.starts_at) if meeting else None
    return Line(
        cell_id=row.cell_id, name=row.name, meeting_id=meeting.id if meeting else None,
        starts_at=moment.astimezone(clock.VIETNAM) if moment else None, place=meeting.place if meeting else "",
        overseers=tuple(one.name for one in row.overseers),
    )  # fmt: skip


def last_schedule(organisation_id: int, month: date) -> MonthlySchedule | None:
    """The edition in force, with its paper."""
    return db.session.scalar(_last(), {"organisation_id": organisation_id, "month": month})


@cache
def _last() -> Select[MonthlySchedule]:
    month = bindparam("month", type_=Date)
    return (
        select(MonthlySchedule)
        .where(MonthlySchedule.organisation_id == bindparam("organisation_id"), MonthlySchedule.month == month)
        .options(joinedload(MonthlySchedule.document))
        .order_by(MonthlySchedule.edition.desc())
        .limit(1)
    )


def paper_of(
    organisation: Organisation, month: date, lines: list[Line], words: Words, numbered: Numbered, *,
    replaces: Document | None = None,
) -> Schedule:  # fmt: skip
    return Schedule(
        letterhead=committee_letterhead(organisation, TYPE_CODE, numbered),
        style=style_from(settings_for(organisation.id, month)),
        month=month.strftime("%Y-%m"),
        cells=tuple(_cell(line) for line in lines),
        remarks=words.remarks,
        replaces=_reference(replaces) if replaces else None,
        recipients=RECIPIENTS,
        signature=Signature(name=words.signer, position=words.position),
    )


def _cell(line: Line) -> ScheduledCell:
    when = line.starts_at
    return ScheduledCell(
        name=line.name, meets_on=when.date().isoformat() if when else None, at=when.strftime("%H:%M") if when else None,
        place=line.place, overseers=line.overseers,
    )  # fmt: skip


def _reference(old: Document) -> DocumentRef:
    return DocumentRef(type_name="Thông báo", symbol=old.symbol, dated=old.snapshot["letterhead"]["dated"])


def has_changed(organisation: Organisation, month: date, lines: list[Line], issued: Document) -> bool:
    """Whether a cell meets at another hour or place, or another person attends it, than the paper says."""
    now = paper_of(organisation, month, lines, Words(), Numbered(dated=date.min))
    return bool(to_data(now)["cells"] != issued.snapshot.get("cells", []))


def workbook_of(lines: list[Line]) -> bytes:
    return workbook([Sheet("Lịch sinh hoạt", COLUMNS, [_row(number, line) for number, line in enumerate(lines, 1)])])


def _row(number: int, line: Line) -> list[Any]:
    when = line.starts_at
    day, hour = (when.date(), when.strftime("%H:%M")) if when else (None, "")
    return [number, day, hour, line.name, line.place, ", ".join(line.overseers)]
