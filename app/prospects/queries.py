"""Reading those on their way into the Party: of the own cell, or of the office's scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app import clock
from app.actor import Actor
from app.columns import among, in_force
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership
from app.organisations.models import Organisation
from app.prospects.models import Prospect, ProspectStep
from app.refusals import NotKnown
from app.sessions.models import Vote
from workflows.prospect import BEFORE_ADMISSION, ON_PROBATION, State
from workflows.roles import Role
from workflows.voting import Matter

READERS = (Role.OFFICE, Role.SECRETARY, Role.DEPUTY_SECRETARY)
PAGE = 50
VOTES_OFFERED = 20
# What the list can be asked for, in the order in which it offers it.
WHICH: dict[str, tuple[str, tuple[State, ...]]] = {
    "open": ("Quần chúng ưu tú", BEFORE_ADMISSION),
    "probation": ("Đảng viên dự bị", ON_PROBATION),
    "official": ("Đã chính thức", (State.OFFICIAL,)),
    "stopped": ("Thôi theo dõi", (State.STOPPED,)),
}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    which: str
    cell_id: int | None = None


class Ballot(NamedTuple):
    """A vote of a meeting that a step can rest on."""

    id: int
    at: date
    subject: str
    passed: bool
    votes_for: int
    base: int


def _in_sight(actor: Actor, on: date) -> ColumnElement[bool]:
    """Once admitted somebody belongs to the cell on whose roll they are; who is on none stays where they were."""
    mine = actor.organisations_as(*READERS)
    home = select(Membership.organisation_id).where(
        Membership.person_id == Prospect.person_id, in_force(Membership.from_on, Membership.to_on, on)
    )
    there = home.where(among(Membership.organisation_id, mine)).exists()
    return or_(there, among(Prospect.cell_id, mine) & ~home.exists())


def visible_to(actor: Actor, on: date) -> Select[Prospect]:
    return (
        select(Prospect)
        .join(Prospect.cell)
        .options(
            contains_eager(Prospect.cell), joinedload(Prospect.first_helper), joinedload(Prospect.second_helper)
        )
        .where(_in_sight(actor, on))
    )  # fmt: skip


def _wanted(found: Select[Prospect], wanted: Wanted) -> Select[Prospect]:
    found = found.where(Prospect.state.in_(WHICH[wanted.which][1]))
    return found.where(Prospect.cell_id == wanted.cell_id) if wanted.cell_id else found


def listed(actor: Actor, on: date, wanted: Wanted, *, number: int = 1, limit: int = PAGE) -> list[Prospect]:
    """By cell and name. One statement."""
    found = _wanted(visible_to(actor, on), wanted).order_by(Organisation.code, Prospect.sort_key, Prospect.id)
    return list(db.session.scalars(found.limit(limit).offset((number - 1) * PAGE)))


def counts(actor: Actor, on: date, cell_id: int | None) -> dict[str, int]:
    """How many each choice of the list holds. One statement."""
    found = select(Prospect.state, func.count()).where(_in_sight(actor, on)).group_by(Prospect.state)
    if cell_id:
        found = found.where(Prospect.cell_id == cell_id)
    by_state = {State(state): count for state, count in db.session.execute(found)}
    return {which: sum(by_state.get(state, 0) for state in states) for which, (_, states) in WHICH.items()}


def get_visible(prospect_id: int, actor: Actor, on: date) -> Prospect:
    """Raises NotKnown."""
    found = db.session.scalar(visible_to(actor, on).where(Prospect.id == prospect_id))
    if found is None:
        raise NotKnown
    return found


def steps_of(prospect_ids: Sequence[int]) -> dict[int, list[ProspectStep]]:
    """The way so far of each, in its order."""
    found: dict[int, list[ProspectStep]] = {}
    rows = db.session.scalars(
        select(ProspectStep)
        .options(joinedload(ProspectStep.written_by))
        .where(ProspectStep.prospect_id.in_(prospect_ids))
        .order_by(ProspectStep.id)
    )
    for row in rows:
        found.setdefault(row.prospect_id, []).append(row)
    return found


def ballots_of(cell_id: int, matter: Matter) -> list[Ballot]:
    """The latest votes of the cell on that matter, the last first."""
    found = (
        select(Vote.id, Vote.at, Vote.subject, Vote.passed, Vote.votes_for, Vote.base)
        .join(Meeting, Meeting.id == Vote.meeting_id)
        .where(Meeting.cell_id == cell_id, Vote.matter == matter, Vote.removed_at.is_(None))
        .order_by(Vote.at.desc(), Vote.id.desc())
        .limit(VOTES_OFFERED)
    )
    rows = db.session.execute(found)
    return [Ballot(i, clock.day_of(at), subject, passed, agree, base) for i, at, subject, passed, agree, base in rows]


def open_in(cell_id: int) -> list[Prospect]:
    """Of the cell, who is not admitted yet."""
    found = select(Prospect).where(Prospect.cell_id == cell_id, Prospect.state.in_(BEFORE_ADMISSION))
    return list(db.session.scalars(found.order_by(Prospect.id)))
