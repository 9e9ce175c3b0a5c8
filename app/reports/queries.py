"""The month of an organisation over all its cells, in few statements however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, and_, case, distinct, func, or_, select
from sqlalchemy.orm import joinedload

from app import clock
from app.actor import Actor
from app.columns import in_force
from app.evaluations.models import ScoreLine, ScoreSheet
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import below
from app.petitions.models import Petition
from app.petitions.queries import Line, all_people
from app.petitions.queries import visible_to as visible_petitions
from app.reports.models import MonthlySynthesis
from app.rules.queries import calendar_of
from app.sessions.models import Attendance, Speech
from workflows.attendance import ABSENT
from workflows.calendar import meeting_day, next_month
from workflows.meeting import Kind, State
from workflows.petition import Kind as PetitionKind
from workflows.roles import Role
from workflows.scoring import Level, normalised
from workflows.synthesis import CellResult, Standing, Totals, standing, totals

READERS = (Role.OFFICE, Role.LEADERSHIP)
PUBLISHED = (State.SCORED, State.EVALUATED)
MOST_PETITIONS = 200


@dataclass(frozen=True, kw_only=True)
class Month:
    """The synthesis of one organisation as it stands at the moment of the asking."""

    organisation: Organisation
    month: date
    due_on: date
    rows: list[CellResult]
    totals: Totals
    petitions: list[Line]
    by_field: list[tuple[str, int, int]]
    """Field, petitions, people who raised them."""


def organisations_for(actor: Actor) -> list[Organisation]:
    """Those with cells below them whose months the actor reads, the topmost first."""
    ids = actor.organisations_as(*READERS)
    found = select(Organisation).where(
        Organisation.id.in_(ids), Organisation.kind != OrganisationKind.CELL, Organisation.dissolved_on.is_(None)
    )
    return list(db.session.scalars(found.order_by(Organisation.kind, Organisation.code)))


def last_issued(organisation_id: int, month: date) -> MonthlySynthesis | None:
    """The edition in force, with its paper."""
    return db.session.scalar(
        select(MonthlySynthesis)
        .where(MonthlySynthesis.organisation_id == organisation_id, MonthlySynthesis.month == month)
        .options(joinedload(MonthlySynthesis.document))
        .order_by(MonthlySynthesis.edition.desc())
        .limit(1)
    )


def month_of(organisation: Organisation, month: date, actor: Actor) -> Month:
    """Six statements. What of a meeting is not decided or not handed in yet is left open in its row."""
    today, last = clock.today(), _last_of(month)
    on = min(today, last)
    settings, holidays = calendar_of(organisation.id, month, on)
    due_on = meeting_day(month, settings.meeting_day, holidays)
    found = db.session.execute(_cells(below(organisation.id, on), month, on)).all()
    lost = _lost([row.meeting_id for row in found if row.state in PUBLISHED])
    rows = [_result(row, lost.get(row.meeting_id, ""), due_on, today) for row in found]
    petitions = _petitions(actor, [row.cell_id for row in found], month)
    return Month(
        organisation=organisation, month=month, due_on=due_on, rows=rows, totals=totals(rows), petitions=petitions,
        by_field=_by_field(petitions),
    )  # fmt: skip


def _last_of(month: date) -> date:
    return next_month(month) - timedelta(days=1)


def _cells(ids: Sequence[int], month: date, on: date) -> Select[*tuple[Any, ...]]:
    """Each cell that lived in the month, or met in it, with its regular meeting and what was counted there."""
    regular = and_(
        Meeting.cell_id == Organisation.id, Meeting.month == month, Meeting.kind == Kind.REGULAR,
        Meeting.state != State.CANCELLED,
    )  # fmt: skip
    lived = and_(
        or_(Organisation.founded_on.is_(None), Organisation.founded_on <= _last_of(month)),
        or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > _last_of(month)),
    )
    counted, spoken, rolls = _counted(month).subquery(), _spoken(month).subquery(), _rolls(ids, on).subquery()
    return (
        select(
            Organisation.id.label("cell_id"), Organisation.name, Meeting.id.label("meeting_id"), Meeting.state,
            Meeting.starts_at, Meeting.opened_at, ScoreSheet.verified_score, ScoreSheet.verified_maximum,
            ScoreSheet.official_rating, rolls.c.members, counted.c.due, counted.c.present, spoken.c.spoke,
        )
        .outerjoin(Meeting, regular)
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .outerjoin(rolls, rolls.c.organisation_id == Organisation.id)
        .outerjoin(counted, counted.c.meeting_id == Meeting.id)
        .outerjoin(spoken, spoken.c.meeting_id == Meeting.id)
        .where(Organisation.id.in_(ids), Organisation.kind == OrganisationKind.CELL)
        .where(or_(lived, Meeting.id.is_not(None)))
        .order_by(Organisation.code, Organisation.id)
    )  # fmt: skip


def _rolls(ids: Sequence[int], on: date) -> Select[*tuple[Any, ...]]:
    return (
        select(Membership.organisation_id, func.count().label("members"))
        .where(Membership.organisation_id.in_(ids), in_force(Membership.from_on, Membership.to_on, on))
        .group_by(Membership.organisation_id)
    )


def _counted(month: date) -> Select[*tuple[Any, ...]]:
    came = case((Attendance.start_mark.not_in(ABSENT), 1), else_=0)
    return (
        select(Attendance.meeting_id, func.count().label("due"), func.sum(came).label("present"))
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(Meeting.month == month, Attendance.due)
        .group_by(Attendance.meeting_id)
    )


def _spoken(month: date) -> Select[*tuple[Any, ...]]:
    """Of those due who came, how many spoke."""
    same = and_(Attendance.meeting_id == Speech.meeting_id, Attendance.person_id == Speech.person_id)
    return (
        select(Speech.meeting_id, func.count(distinct(Speech.person_id)).label("spoke"))
        .join(Meeting, Meeting.id == Speech.meeting_id)
        .join(Attendance, same)
        .where(Meeting.month == month, Speech.removed_at.is_(None))
        .where(Attendance.due, Attendance.start_mark.not_in(ABSENT))
        .group_by(Speech.meeting_id)
    )


def _lost(meeting_ids: Sequence[int]) -> dict[int, str]:
    """The criteria with verified points below their maximum, in the order of the sheet: `2a (−1), 7 (−3)`."""
    rows = db.session.execute(
        select(ScoreSheet.meeting_id, ScoreLine.code, ScoreLine.maximum - ScoreLine.verified_points)
        .join(ScoreLine, ScoreLine.sheet_id == ScoreSheet.id)
        .where(ScoreSheet.meeting_id.in_(meeting_ids), ScoreLine.applies)
        .where(ScoreLine.verified_points < ScoreLine.maximum)
        .order_by(ScoreSheet.meeting_id, ScoreLine.position)
    )
    found: dict[int, list[str]] = {}
    for meeting_id, code, points in rows:
        found.setdefault(meeting_id, []).append(f"{code} (−{_written(points)})")
    return {meeting_id: ", ".join(codes) for meeting_id, codes in found.items()}


def _written(points: Decimal) -> str:
    return f"{points.normalize():f}".replace(".", ",")


def _result(row: Any, lost: str, due_on: date, today: date) -> CellResult:
    met_on, planned_on = _day(row.opened_at), _day(row.starts_at)
    how = standing(row.state, met_on, planned_on, due_on, today)
    met = how in (Standing.MET, Standing.MET_LATE)
    counted = met and row.due is not None
    return CellResult(
        cell_id=row.cell_id,
        name=row.name,
        members=row.members or 0,
        meeting_id=row.meeting_id,
        standing=how,
        met_on=met_on if met else None,
        due=row.due if counted else None,
        present=int(row.present) if counted else None,
        spoke=row.spoke or 0 if counted else None,
        points=_of_100(row) if row.state in PUBLISHED else None,
        level=Level(row.official_rating) if row.state == State.EVALUATED and row.official_rating else None,
        lost=lost,
    )


def _day(moment: datetime | None) -> date | None:
    return clock.day_of(moment) if moment else None


def _of_100(row: Any) -> Decimal | None:
    if row.verified_score is None or not row.verified_maximum:
        return None
    return normalised(row.verified_score, row.verified_maximum)


def _petitions(actor: Actor, cell_ids: Sequence[int], month: date) -> list[Line]:
    """What the actor may read of what the cells raised in the month; merged ones stand with the one that stays."""
    begins = datetime.combine(month, datetime.min.time(), clock.VIETNAM)
    ends = datetime.combine(next_month(month), datetime.min.time(), clock.VIETNAM)
    found = visible_petitions(actor, clock.today()).where(
        Petition.cell_id.in_(cell_ids), Petition.raised_at >= begins, Petition.raised_at < ends,
        Petition.merged_into_id.is_(None), Petition.kind == PetitionKind.PETITION,
    )  # fmt: skip
    rows = found.add_columns(all_people()).order_by(Petition.hot.desc(), Petition.field, Petition.id)
    return [Line(petition=row[0], people=row[1]) for row in db.session.execute(rows.limit(MOST_PETITIONS))]


def _by_field(petitions: Sequence[Line]) -> list[tuple[str, int, int]]:
    fields: dict[str, tuple[int, int]] = {}
    for one in petitions:
        count, people = fields.get(one.petition.field, (0, 0))
        fields[one.petition.field] = (count + 1, people + one.people)
    return [(field or "Chưa phân loại", *figures) for field, figures in sorted(fields.items())]
