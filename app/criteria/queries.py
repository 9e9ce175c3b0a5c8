"""Which criteria set holds for a cell, and the sets of an office's scope."""

from datetime import date, timedelta
from functools import cache

from sqlalchemy import ColumnElement, Date, Select, String, and_, bindparam, func, or_, select

from app.actor import Actor
from app.columns import among, in_force
from app.criteria.models import CriteriaSet
from app.extensions import db
from app.meetings.models import Meeting
from app.organisations.models import Organisation
from app.organisations.queries import climb_up
from app.organisations.queries_chains import Chains, all_in, nearest
from app.refusals import NotKnown
from workflows.criteria import Criterion
from workflows.meeting_facts import Kind
from workflows.roles import Role


def criteria_set_for(organisation_id: int, on: date, kind: Kind) -> CriteriaSet:
    """The set in force for such meetings of the organisation on the day: its own before its superiors', the general
    one last; of one organisation the one for this kind before the one for all.

    Before any began, the first general one: what is keyed in of years ago is scored all the same. Raises LookupError
    if the installation was not prepared.
    """
    asked = {"organisation_id": organisation_id, "on": on, "kind": kind.value}
    found = db.session.scalars(_in_force_there(), asked).first() or db.session.scalars(_FIRST_GENERAL).first()
    if found is None:
        raise LookupError("no criteria set was shipped")
    return found


def criteria_sets_for(chains: Chains, on: date, kind: Kind) -> dict[int, int]:
    """As `criteria_set_for`, for each of many organisations with its superiors: the number of the set."""
    asked = {"ids": all_in(chains), "on": on, "kind": kind.value}
    rows = db.session.execute(_in_force_among(), asked).all()
    found = {one: nearest(chain, rows, lambda row: row.organisation_id) for one, chain in chains.items()}
    return {
        one: row.id if row is not None else criteria_set_for(one, on, kind).id for one, row in found.items()
    }  # fmt: skip


@cache
def _in_force_among() -> Select[int, int | None]:
    return (
        select(CriteriaSet.id, CriteriaSet.organisation_id)
        .where(or_(among(CriteriaSet.organisation_id, "ids"), CriteriaSet.organisation_id.is_(None)))
        .where(CriteriaSet.issued_at.is_not(None))
        .where(or_(CriteriaSet.kind.is_(None), CriteriaSet.kind == bindparam("kind", type_=String)))
        .where(in_force(CriteriaSet.effective_from, CriteriaSet.effective_to, bindparam("on", type_=Date)))
        .order_by(CriteriaSet.kind.is_(None), CriteriaSet.effective_from.desc(), CriteriaSet.id)
    )


@cache
def _in_force_there() -> Select[CriteriaSet]:
    """Built once: guidance begins hundreds of meetings in a few seconds."""
    climb = climb_up()
    return (
        select(CriteriaSet)
        .outerjoin(climb, CriteriaSet.organisation_id == climb.c.id)
        .where(or_(climb.c.id.is_not(None), CriteriaSet.organisation_id.is_(None)), CriteriaSet.issued_at.is_not(None))
        .where(or_(CriteriaSet.kind.is_(None), CriteriaSet.kind == bindparam("kind", type_=String)))
        .where(in_force(CriteriaSet.effective_from, CriteriaSet.effective_to, bindparam("on", type_=Date)))
        .order_by(
            climb.c.id.is_(None), climb.c.level, CriteriaSet.kind.is_(None), CriteriaSet.effective_from.desc(),
            CriteriaSet.id,
        )
    )  # fmt: skip


_FIRST_GENERAL = (
    select(CriteriaSet)
    .where(CriteriaSet.organisation_id.is_(None), CriteriaSet.issued_at.is_not(None))
    .order_by(CriteriaSet.effective_from, CriteriaSet.id)
)


def read(row: CriteriaSet) -> tuple[Criterion, ...]:
    return tuple(Criterion.from_json(stored) for stored in row.criteria)


def sets_in_scope(actor: Actor) -> list[tuple[CriteriaSet, str]]:
    """The general ones and those of the organisations that the actor is the office of, with the organisation's name;
    the latest first."""
    rows = db.session.execute(
        select(CriteriaSet, Organisation.name)
        .outerjoin(Organisation, Organisation.id == CriteriaSet.organisation_id)
        .where(_in_scope(actor))
        .order_by(CriteriaSet.effective_from.desc(), CriteriaSet.id.desc())
    )
    return [(row, name or "") for row, name in rows]


def get_in_scope(set_id: int, actor: Actor) -> CriteriaSet:
    """Raises NotKnown for a set of somebody else's scope."""
    found = db.session.scalar(select(CriteriaSet).where(CriteriaSet.id == set_id, _in_scope(actor)))
    if found is None:
        raise NotKnown
    return found


def _in_scope(actor: Actor) -> ColumnElement[bool]:
    managed = actor.organisations_as(Role.OFFICE)
    return or_(CriteriaSet.organisation_id.in_(managed), CriteriaSet.organisation_id.is_(None))


def meetings_under(set_id: int) -> int:
    """How many meetings were made under it."""
    return db.session.scalar(select(func.count(Meeting.id)).where(Meeting.criteria_set_id == set_id)) or 0


def issued_of(organisation_id: int, kind: Kind | None) -> list[CriteriaSet]:
    """The issued sets of exactly this organisation and kind, the latest first."""
    same_kind = CriteriaSet.kind.is_(None) if kind is None else CriteriaSet.kind == kind
    return list(
        db.session.scalars(
            select(CriteriaSet)
            .where(and_(CriteriaSet.organisation_id == organisation_id, same_kind, CriteriaSet.issued_at.is_not(None)))
            .order_by(CriteriaSet.effective_from.desc())
        )
    )


def predecessor_of(row: CriteriaSet) -> CriteriaSet | None:
    """The set of the same organisation and kind that ends the day before `row` begins."""
    own = issued_of(row.organisation_id, row.kind) if row.organisation_id else []
    return next((each for each in own if each.effective_to == row.effective_from - timedelta(days=1)), None)


def codes_like(beginning: str) -> set[str]:
    return set(db.session.scalars(select(CriteriaSet.code).where(CriteriaSet.code.startswith(beginning))))
