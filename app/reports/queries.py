"""The month of an organisation over all its cells, in few statements however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from typing import Any, NamedTuple
from typing import cast as as_type

from sqlalchemy import Date, Float, Select, and_, bindparam, case, or_, select, type_coerce
from sqlalchemy.orm import joinedload

from app import clock
from app.actor import Actor
from app.columns import among, as_fields, as_list
from app.documents.models import Document
from app.evaluations.models import ScoreLine, ScoreSheet
from app.extensions import connection, db
from app.meetings.models import Meeting
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import climb_down
from app.reports.models import MonthlySynthesis
from app.reports.queries_counts import Counts, counts_of
from app.reports.queries_petitions import Count, Raised, by_competence, by_field, raised_in
from app.rules.queries import calendar_of
from workflows.calendar import meeting_day, next_month
from workflows.meeting import Kind, State
from workflows.roles import Role
from workflows.scoring import normalised
from workflows.synthesis import CellResult, Standing, Totals, standing, totals

READERS = (Role.OFFICE, Role.LEADERSHIP)
PUBLISHED = (State.SCORED, State.EVALUATED)
MET = (Standing.MET, Standing.MET_LATE)


@dataclass(frozen=True, kw_only=True)
class Month:
    """The synthesis of one organisation as it stands at the moment of the asking."""

    organisation: Organisation
    month: date
    due_on: date
    rows: list[CellResult]
    totals: Totals
    petitions: list[Raised]
    by_field: list[Count]
    by_competence: list[Count]


def organisations_for(actor: Actor) -> list[Organisation]:
    """Those with cells below them whose months the actor reads, the topmost first: plain rows that read like
    organisations and cannot be changed (the ORM takes longer for them than the database).
    """
    asked = {"ids": as_list(actor.organisations_as(*READERS))}
    return as_type(list[Organisation], connection().execute(_WITH_CELLS, asked).all())


def last_issued(organisation_id: int, month: date) -> MonthlySynthesis | None:
    """The edition in force, with its paper."""
    return db.session.scalar(_LAST_ISSUED, {"organisation_id": organisation_id, "month": month})


class IssuedShown(NamedTuple):
    """What the page says of the edition in force."""

    edition: int
    issued_at: datetime
    symbol: str
    file_sha256: str | None
    to_be_signed: bool
    signed_by: str
    snapshot: dict[str, Any]


def issued_shown(organisation_id: int, month: date) -> IssuedShown | None:
    row = connection().execute(_ISSUED_SHOWN, {"organisation_id": organisation_id, "month": month}).one_or_none()
    return IssuedShown(*row) if row else None


# The statements of this room are built once: with hundreds of cells, building one takes longer than running it.
MONTH, LAST, ON = (bindparam(name, type_=Date) for name in ("month", "last", "on"))
_WITH_CELLS = (
    select(Organisation.__table__)
    .where(among(Organisation.id, "ids"), Organisation.kind != OrganisationKind.CELL)
    .where(Organisation.dissolved_on.is_(None))
    .order_by(
        case({kind: level for level, kind in enumerate(OrganisationKind)}, value=Organisation.kind), Organisation.code
    )
)
_IN_FORCE = (
    select(MonthlySynthesis)
    .where(MonthlySynthesis.organisation_id == bindparam("organisation_id"), MonthlySynthesis.month == MONTH)
    .order_by(MonthlySynthesis.edition.desc())
    .limit(1)
)
_LAST_ISSUED = _IN_FORCE.options(joinedload(MonthlySynthesis.document))
_ISSUED_SHOWN = _IN_FORCE.join(MonthlySynthesis.document).with_only_columns(
    *as_fields(
        IssuedShown,
        {
            "edition": MonthlySynthesis.__table__.c.edition,
            "issued_at": MonthlySynthesis.__table__.c.issued_at,
            "symbol": Document.__table__.c.symbol,
            "file_sha256": Document.__table__.c.file_sha256,
            "to_be_signed": Document.__table__.c.to_be_signed,
            "signed_by": Document.__table__.c.signed_by,
            "snapshot": Document.__table__.c.snapshot,
        },
    )
)


def month_of(organisation: Organisation, month: date) -> Month:
    """Six statements. What of a meeting is not decided or not handed in yet is left open in its row."""
    today, last = clock.today(), _last_of(month)
    on = min(today, last)
    settings, holidays = calendar_of(organisation.id, month, on)
    due_on = meeting_day(month, settings.meeting_day, holidays)
    asked = {"root_id": organisation.id, "month": month, "last": last, "on": on}
    found = connection().execute(_cells(), asked).all()
    cells, _, meetings, states, *_ = zip(*found, strict=True) if found else [()] * 4  # at once: there are hundreds
    counts = counts_of(cells, [one for one in meetings if one], on)
    lost = _lost([one for one, state in zip(meetings, states, strict=True) if state in PUBLISHED])
    rows = [_result(row, counts, lost, due_on, today) for row in found]
    petitions = raised_in(month, cells)
    return Month(
        organisation=organisation, month=month, due_on=due_on, rows=rows, totals=totals(rows), petitions=petitions,
        by_field=by_field(petitions), by_competence=by_competence(petitions),
    )  # fmt: skip


def _last_of(month: date) -> date:
    return next_month(month) - timedelta(days=1)


@cache
def _cells() -> Select[*tuple[Any, ...]]:
    """Each cell below that lived in the month, or met in it, with its regular meeting."""
    regular = and_(
        Meeting.cell_id == Organisation.id, Meeting.month == MONTH, Meeting.kind == Kind.REGULAR,
        Meeting.state != State.CANCELLED,
    )  # fmt: skip
    lived = and_(
        or_(Organisation.founded_on.is_(None), Organisation.founded_on <= LAST),
        or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > LAST),
    )
    planned = case((Meeting.opened_at.is_(None), Meeting.starts_at))  # what has taken place has a day of its own
    tree = climb_down()
    return (
        select(
            Organisation.id.label("cell_id"), Organisation.name, Meeting.id.label("meeting_id"), Meeting.state,
            planned.label("planned_at"), Meeting.opened_at, ScoreSheet.verified_score, ScoreSheet.verified_maximum,
            ScoreSheet.official_rating,
        )
        .join(tree, tree.c.id == Organisation.id)
        .outerjoin(Meeting, regular)
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(Organisation.kind == OrganisationKind.CELL)
        .where(or_(lived, Meeting.id.is_not(None)))
        .order_by(Organisation.code, Organisation.id)
    )  # fmt: skip


def _lost(meeting_ids: Sequence[int]) -> dict[int, str]:
    """The criteria with verified points below their maximum, in the order of the sheet: `2a (−1), 7 (−3)`."""
    found: dict[int, list[str]] = {}
    rows = connection().execute(_lost_points(), {"meeting_ids": as_list(meeting_ids)}).all()
    for meeting_id, code, points in rows:
        found.setdefault(meeting_id, []).append(_lost_one(code, points))
    return {meeting_id: ", ".join(codes) for meeting_id, codes in found.items()}


@lru_cache(maxsize=1024)
def _lost_one(code: str, points: float) -> str:
    return f"{code} (−{points:g})".replace(".", ",")  # the same few in hundreds of cells


@cache
def _lost_points() -> Select[int, str, float]:
    points = type_coerce(ScoreLine.maximum - ScoreLine.verified_points, Float)  # only written, never reckoned with
    return (
        select(ScoreSheet.meeting_id, ScoreLine.code, points)
        .join(ScoreLine, ScoreLine.sheet_id == ScoreSheet.id)
        .where(among(ScoreSheet.meeting_id, "meeting_ids"), ScoreLine.applies)
        .where(ScoreLine.verified_points < ScoreLine.maximum)
        .order_by(ScoreSheet.meeting_id, ScoreLine.position)
    )


def _result(row: Any, counts: Counts, lost: Mapping[int, str], due_on: date, today: date) -> CellResult:
    # Taken apart at once: there are hundreds.
    cell_id, name, meeting_id, state, planned_at, opened_at, points, maximum, official = row
    due = counts.due.get(meeting_id)
    met_on = _day(opened_at)
    how = standing(state, met_on, _day(planned_at), due_on, today)
    met = how in MET
    counted = met and due is not None
    published = state in PUBLISHED
    return CellResult(
        cell_id,
        name,
        counts.members.get(cell_id, 0),
        meeting_id,
        how,
        met_on=met_on if met else None,
        due=due if counted else None,
        present=counts.present[meeting_id] if counted else None,
        spoke=counts.spoke.get(meeting_id, 0) if counted else None,
        points=normalised(points, maximum) if published and points is not None and maximum else None,
        level=official if state == State.EVALUATED else None,
        lost=lost.get(meeting_id, ""),
    )


@lru_cache(maxsize=1024)
def _day(moment: datetime | None) -> date | None:
    return clock.day_of(moment) if moment else None  # hundreds of cells meet at the same few hours
