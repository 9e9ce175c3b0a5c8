"""The day on which a committee decides the levels of a month: all cells that it decides for, in few statements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Row, Select, exists, select

from app.accounts.models import Appointment
from app.actor import Actor
from app.columns import among, in_force
from app.evaluations.models import ScoreSheet
from app.evaluations.queries_scope import DECIDERS
from app.extensions import connection, db
from app.meetings.models import Meeting
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from workflows.meeting import Kind, State
from workflows.scoring import Level, normalised


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """One meeting of the day. Scores are of 100; `version` is the sheet's, which a decision rests on."""

    meeting_id: int
    cell_id: int
    cell: str
    kind: Kind
    state: State
    version: int
    voted: bool | None
    self_score: Decimal | None
    verified_score: Decimal | None
    verified: Level | None
    proposed: Level | None
    official: Level | None
    number: str

    @property
    def usual(self) -> Level | None:
        """The level that the page begins with: as the office proposes, else as it was verified."""
        return self.proposed or self.verified

    @property
    def difference(self) -> Decimal | None:
        if self.self_score is None or self.verified_score is None:
            return None
        return self.verified_score - self.self_score


@dataclass(frozen=True, kw_only=True)
class Day:
    """`ready` may be decided at once, by score from the top; the others wait for the overseer, or are decided."""

    ready: list[Waiting]
    unverified: list[Waiting]
    decided: list[Waiting]


def deciding(actor: Actor, on: date) -> list[Organisation]:
    """The committees of which the actor is leadership or office themselves, that decide for cells; by code."""
    mine = select(Appointment.organisation_id).where(
        Appointment.person_id == actor.person_id, Appointment.role.in_(DECIDERS),
        in_force(Appointment.from_on, Appointment.to_on, on),
    )  # fmt: skip
    rows = select(Organisation).where(
        Organisation.id.in_(mine),
        Organisation.kind != OrganisationKind.CELL,
        among(Organisation.id, sorted(actor.roles)),
    )
    return list(db.session.scalars(rows.order_by(Organisation.code)))


def decided_by(organisation_id: int, on: date) -> list[int]:
    """The cells whose levels this committee decides: of those below it, all but those that have another with leadership
    or an office in between (see `superior_that_decides`). One statement."""
    tree = select(Organisation.id).where(Organisation.id == organisation_id).cte("tree", recursive=True)
    parent, office = OrganisationParent, Appointment
    in_between = exists().where(
        office.organisation_id == parent.organisation_id, office.role.in_(DECIDERS),
        in_force(office.from_on, office.to_on, on),
    )  # fmt: skip
    # UNION, not UNION ALL: a circle in bad data must not run for ever.
    tree = tree.union(
        select(parent.organisation_id)
        .join(tree, parent.parent_id == tree.c.id)
        .where(in_force(parent.from_on, parent.to_on, on), ~in_between)
    )
    return list(
        db.session.scalars(
            select(Organisation.id)
            .join(tree, tree.c.id == Organisation.id)
            .where(Organisation.kind == OrganisationKind.CELL)
        )
    )


def months_waiting(cell_ids: Collection[int]) -> list[date]:
    """The months with scores of these cells that are handed in or decided, the latest first."""
    wanted = _meetings(cell_ids).with_only_columns(Meeting.month).distinct().order_by(Meeting.month.desc()).limit(36)
    return list(connection().scalars(wanted))


def day_of(cell_ids: Collection[int], month: date) -> Day:
    """One statement, however many cells."""
    found = connection().execute(
        _meetings(cell_ids)
        .with_only_columns(*_COLUMNS)
        .where(Meeting.month == month)
        .order_by(Organisation.code, Meeting.id)
    )
    rows = [_waiting(row) for row in found]
    waiting = [row for row in rows if row.state == State.SCORED]
    ready = [row for row in waiting if row.verified_score is not None]
    return Day(
        ready=sorted(ready, key=lambda row: -(row.verified_score or 0)),
        unverified=[row for row in waiting if row.verified_score is None],
        decided=[row for row in rows if row.state == State.EVALUATED],
    )


_COLUMNS = (
    Meeting.id.label("meeting_id"), Meeting.cell_id, Organisation.name, Meeting.kind, Meeting.state,
    ScoreSheet.version, ScoreSheet.voted, ScoreSheet.self_score, ScoreSheet.self_maximum, ScoreSheet.verified_at,
    ScoreSheet.verified_score, ScoreSheet.verified_maximum, ScoreSheet.verified_level, ScoreSheet.proposed_rating,
    ScoreSheet.official_rating, ScoreSheet.decision_number,
)  # fmt: skip


def _meetings(cell_ids: Collection[int]) -> Select[Meeting]:
    return (
        select(Meeting)
        .join(Organisation, Organisation.id == Meeting.cell_id)
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(among(Meeting.cell_id, sorted(cell_ids)), Meeting.kind != Kind.EXTRAORDINARY)
        .where(Meeting.state.in_((State.SCORED, State.EVALUATED)))
    )


def _waiting(row: Row) -> Waiting:
    checked = row.verified_at is not None
    return Waiting(
        meeting_id=row.meeting_id, cell_id=row.cell_id, cell=row.name, kind=row.kind, state=row.state,
        version=row.version or 0, voted=row.voted, self_score=of_100(row.self_score, row.self_maximum),
        verified_score=of_100(row.verified_score, row.verified_maximum) if checked else None,
        verified=row.verified_level if checked else None, proposed=row.proposed_rating, official=row.official_rating,
        number=row.decision_number or "",
    )  # fmt: skip


def of_100(points: Decimal | None, maximum: Decimal | None) -> Decimal | None:
    return None if points is None or not maximum else normalised(points, maximum)
