"""Meetings of many cells that were handed in and verified, as rows: what an evaluation day is made of."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from app import clock
from app.criteria.queries import criteria_set_for, read
from app.evaluations.models import ScoreLine, ScoreSheet
from app.extensions import db
from app.meetings.models import Meeting
from app.rules.queries import rule_set_for
from tests.evaluations.sheets import OPENED
from workflows.meeting import Kind, State
from workflows.scoring import level_of, normalised

MONTH = date(2026, 12, 1)


def handed_in_by(
    cell_id: int, *, lost: int = 0, own_lost: int = 0, verified: bool = True, month: date = MONTH, **more: object
) -> Meeting:
    """A regular meeting with points lost on the tasks: `lost` as verified, `own_lost` as the cell voted."""
    opened = OPENED.replace(year=month.year, month=month.month)
    meeting = Meeting(
        cell_id=cell_id, kind=Kind.REGULAR, month=month, state=State.SCORED, rule_set_id=rule_set_for(cell_id, month).id,
        criteria_set_id=criteria_set_for(cell_id, month, Kind.REGULAR).id, starts_at=opened, place="Nhà văn hóa",
        opened_at=opened, closed_at=opened + timedelta(minutes=95), created_at=opened, published_at=opened,
        agenda_version=1,
    )  # fmt: skip
    db.session.add(meeting)
    db.session.flush()
    db.session.add(_sheet(meeting, lost, own_lost, verified=verified, **more))
    db.session.flush()
    return meeting


def _sheet(meeting: Meeting, lost: int, own_lost: int, *, verified: bool, **more: object) -> ScoreSheet:
    criteria = read(criteria_set_for(meeting.cell_id, meeting.month, Kind.REGULAR))
    maximum = sum(c.maximum for c in criteria if c.code != "4c")
    sheet = ScoreSheet(
        meeting_id=meeting.id, voted=True, self_score=maximum - own_lost, self_maximum=maximum,
        self_level=level_of(normalised(maximum - own_lost, maximum)),
    )  # fmt: skip
    if verified:
        sheet.verified_score, sheet.verified_maximum = Decimal(maximum - lost), Decimal(maximum)
        sheet.verified_level, sheet.verified_at = level_of(normalised(maximum - lost, maximum)), clock.now()
        sheet.verified_as = "overseer"
    for name, value in more.items():
        setattr(sheet, name, value)
    for n, c in enumerate(criteria, start=1):
        own, found = (c.maximum - (less if c.code == "7" else 0) for less in (own_lost, lost))
        line = ScoreLine(position=n, code=c.code, maximum=c.maximum, applies=c.code != "4c")
        line.self_points, line.proposed, line.verified_points = own, own, found if verified else None
        sheet.lines.append(line)
    return sheet


def month_of(cells: Iterable[int], **how: object) -> list[Meeting]:
    return [handed_in_by(cell_id, **how) for cell_id in cells]  # type: ignore[arg-type]
