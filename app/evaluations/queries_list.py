"""Scores by month: what waits for the overseer, for the committee, and what is decided."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select

from app.actor import Actor
from app.columns import among
from app.evaluations.models import ScoreSheet
from app.evaluations.queries_day import of_100
from app.evaluations.queries_sight import once_decided
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import visible_to
from app.organisations.models import Organisation
from workflows.meeting import Kind, State
from workflows.roles import Role
from workflows.scoring import Level

PAGE = 50
PUBLISHED = (State.SCORED, State.EVALUATED)


@dataclass(frozen=True, kw_only=True)
class ListedScore:
    """One meeting of the list; scores are of 100. What was verified and proposed: empty for who may not read it yet."""

    meeting_id: int
    cell: str
    kind: Kind
    month: date
    state: State
    voted: bool | None
    self_score: Decimal | None
    self_level: Level | None
    verified_score: Decimal | None
    verified_level: Level | None
    proposed: Level | None
    official: Level | None


@dataclass(frozen=True, kw_only=True)
class ScorePage:
    rows: list[ListedScore]
    total: int
    number: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def which_first(actor: Actor) -> str:
    """The list that a person opens first: what waits for them."""
    if actor.holds(Role.LEADERSHIP, Role.OFFICE):
        return "decide"
    return "verify" if actor.holds(Role.OVERSEER) else "all"


def list_page(actor: Actor, *, which: str, month: date | None = None, number: int = 1, size: int = PAGE) -> ScorePage:
    """`which`: verify, decide, decided or all. The latest month first, cells by name; two statements."""
    seen = _seen(actor).where(*_conditions(which))
    if month is not None:
        seen = seen.where(Meeting.month == month)
    total = db.session.scalar(seen.with_only_columns(func.count(Meeting.id))) or 0
    number = max(1, min(number, -(-total // size) or 1))
    rows = db.session.execute(
        seen.with_only_columns(*_columns(actor))
        .order_by(Meeting.month.desc(), Organisation.name, Meeting.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return ScorePage(rows=[_listed(row) for row in rows], total=total, number=number)


def months_of(actor: Actor, limit: int = 36) -> list[date]:
    """The months that have scores to see, the latest first."""
    months = _seen(actor).with_only_columns(Meeting.month).distinct().order_by(Meeting.month.desc()).limit(limit)
    return list(db.session.scalars(months))


def _columns(actor: Actor) -> list[Any]:
    found_above = (
        ScoreSheet.verified_score, ScoreSheet.verified_maximum, ScoreSheet.verified_level, ScoreSheet.proposed_rating,
    )  # fmt: skip
    return [
        Meeting.id, Organisation.name, Meeting.kind, Meeting.month, Meeting.state, ScoreSheet.voted,
        ScoreSheet.self_score, ScoreSheet.self_maximum, ScoreSheet.self_level, ScoreSheet.official_rating,
        *(once_decided(column, actor) for column in found_above),
    ]  # fmt: skip


def _seen(actor: Actor) -> Select[Meeting]:
    """Who may know of such a meeting sees its results, for they are published; a guest of a model meeting does not."""
    ids = visible_to(actor).with_only_columns(Meeting.id)
    return (
        select(Meeting)
        .join(Organisation, Organisation.id == Meeting.cell_id)
        .outerjoin(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(Meeting.id.in_(ids), Meeting.state.in_(PUBLISHED), Meeting.kind != Kind.EXTRAORDINARY)
        .where(among(Meeting.cell_id, sorted(actor.roles)))
    )


def _conditions(which: str) -> list[ColumnElement[bool]]:
    return {
        "verify": [Meeting.state == State.SCORED, ScoreSheet.verified_at.is_(None)],
        "decide": [Meeting.state == State.SCORED, ScoreSheet.verified_at.is_not(None)],
        "decided": [Meeting.state == State.EVALUATED],
    }.get(which, [])


def _listed(row: Row) -> ListedScore:
    own, verified = of_100(row.self_score, row.self_maximum), of_100(row.verified_score, row.verified_maximum)
    return ListedScore(
        meeting_id=row.id, cell=row.name, kind=row.kind, month=row.month, state=row.state, voted=row.voted,
        self_score=own, self_level=row.self_level, verified_score=verified, verified_level=row.verified_level,
        proposed=row.proposed_rating, official=row.official_rating if row.state == State.EVALUATED else None,
    )  # fmt: skip
