"""Which cells have sent what of a year, and who owes what: every cell of the scope × every kind."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select

from app import clock
from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.organisations.models import Organisation, OrganisationKind
from app.planning.models import CellPlan, PlanStep, PlanTopic
from workflows.plan import HANDED_IN, Kind, State, asked_for, quarters_without
from workflows.roles import Role

ABOVE = (Role.OFFICE, Role.LEADERSHIP, Role.OVERSEER, Role.INSPECTOR)
"""Who reads who has sent what; an inspector to plan a campaign, without the papers of cells that none looks at."""
PAGE = 50


@dataclass(frozen=True)
class Sent:
    """What a cell has of one kind. `asked`: the sentence that asks for themes, where some are missing."""

    plan_id: int
    state: State
    handed_in: bool
    asked: str = ""


@dataclass
class CellDue:
    cell_id: int
    name: str
    plans: dict[Kind, Sent] = field(default_factory=dict)

    @property
    def owes(self) -> list[Kind]:
        return [kind for kind in Kind if kind not in self.plans or not self.plans[kind].handed_in]


def is_among(cell: CellDue, which: str) -> bool:
    """`which`: "owing" something, having "sent" what the office has not noted, else all."""
    if which == "sent":
        return any(plan.state == State.SENT for plan in cell.plans.values())
    return which != "owing" or bool(cell.owes)


class Waiting(NamedTuple):
    """A plan that waits for one person: for a voice of the committee, or to be noted by the office."""

    plan_id: int
    kind: Kind
    year: int
    state: State
    cell: str


def waiting_for(actor: Actor) -> list[Waiting]:
    """The oldest first. One statement; none for who is no member of a committee and in no office. Secretary and deputy
    write the plans: a notice tells the one what the other has submitted."""
    asked, above = actor.organisations_as(Role.COMMITTEE_MEMBER), actor.organisations_as(Role.OFFICE)
    if not asked and not above:
        return []
    submitted = _last_step(PlanStep.step == "submit")
    said = _last_step(PlanStep.step.in_(("submit", "agree")), PlanStep.person_id == actor.person_id)
    unsaid = func.coalesce(said, 0) < submitted
    rows = db.session.execute(
        select(CellPlan.id, CellPlan.kind, CellPlan.year, CellPlan.state, Organisation.name)
        .join(Organisation, Organisation.id == CellPlan.cell_id)
        .where(
            or_(
                and_(CellPlan.state == State.COMMITTEE, among(CellPlan.cell_id, asked), unsaid),
                and_(CellPlan.state == State.SENT, among(CellPlan.cell_id, above)),
            )
        )
        .order_by(CellPlan.year, CellPlan.id)
    )
    return [Waiting(*row) for row in rows]


def _last_step(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    found = select(func.max(PlanStep.id)).where(PlanStep.plan_id == CellPlan.id, *conditions)
    return found.correlate(CellPlan).scalar_subquery()


class Share(NamedTuple):
    done: int
    all: int


def cells_due(actor: Actor, year: int) -> list[CellDue]:
    """Every cell that the actor reads from above and that lives in the year, by code. Three statements."""
    cells = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(among(Organisation.id, actor.organisations_as(*ABOVE)), Organisation.kind == OrganisationKind.CELL)
        .where(or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > date(year, 12, 31)))
        .where(or_(Organisation.founded_on.is_(None), Organisation.founded_on <= date(year, 12, 31)))
        .order_by(Organisation.code)
    )
    found = {row.id: CellDue(row.id, row.name) for row in cells}
    plans = db.session.execute(
        select(CellPlan.id, CellPlan.cell_id, CellPlan.kind, CellPlan.state, CellPlan.file_sha256).where(
            CellPlan.year == year, among(CellPlan.cell_id, list(found))
        )
    ).all()
    months = _months_of([row.id for row in plans if row.kind == Kind.THEMATIC_PLAN])
    for row in plans:
        asked = ""
        if row.kind == Kind.THEMATIC_PLAN and (row.id in months or row.file_sha256 is None):
            asked = asked_for(quarters_without(months.get(row.id, []), year, clock.today()))
        found[row.cell_id].plans[row.kind] = Sent(row.id, row.state, row.state in HANDED_IN, asked)
    return list(found.values())


def _months_of(plan_ids: Sequence[int]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for plan_id, month in db.session.execute(
        select(PlanTopic.plan_id, PlanTopic.month).where(among(PlanTopic.plan_id, plan_ids))
    ):
        found.setdefault(plan_id, []).append(month)
    return found


def shares_of(cells: Sequence[CellDue]) -> dict[Kind, Share]:
    return {kind: Share(sum(kind not in cell.owes for cell in cells), len(cells)) for kind in Kind}
