"""Which rule set and which settings hold for an organisation on a day."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import CTE, ColumnElement, Date, Select, and_, bindparam, func, or_, select

from app.actor import Actor
from app.columns import among, in_force
from app.extensions import connection, db
from app.meetings.models import Meeting
from app.organisations.models import Organisation
from app.organisations.queries import above, climb_up
from app.organisations.queries_chains import Chains, all_in, chains_of, nearest
from app.refusals import NotKnown
from app.rules.models import Holiday, RuleSet
from workflows.calendar import next_month
from workflows.roles import Role
from workflows.rules import RuleSettings


def rule_set_for(organisation_id: int, on: date) -> RuleSet:
    """The rule set in force for the organisation on the day: its own before its superiors', the general one last.

    Raises LookupError if there is none: an installation ships one that holds everywhere.
    """
    found = db.session.scalars(_IN_FORCE, {"organisation_id": organisation_id, "on": on}).first()
    if found is None:
        raise LookupError(f"no rule set for organisation {organisation_id} on {on}")
    return found


def rule_sets_for(chains: Chains, on: date) -> dict[int, RuleSet]:
    """As `rule_set_for`, for each of many organisations with its superiors. One statement."""
    rows = db.session.scalars(_in_force_among(), {"ids": all_in(chains), "on": on}).all()
    found = {one: nearest(chain, rows, lambda row: row.organisation_id) for one, chain in chains.items()}
    if missing := [one for one, row in found.items() if row is None]:
        raise LookupError(f"no rule set for organisations {missing} on {on}")
    return {one: row for one, row in found.items() if row is not None}


@cache
def _in_force_among() -> Select[RuleSet]:
    return (
        select(RuleSet)
        .where(or_(among(RuleSet.organisation_id, "ids"), RuleSet.organisation_id.is_(None)))
        .where(in_force(RuleSet.effective_from, RuleSet.effective_to, bindparam("on", type_=Date)))
        .order_by(RuleSet.effective_from.desc())
    )


def calendar_of(organisation_id: int, month: date, on: date) -> tuple[RuleSettings, list[date]]:
    """The settings in force on the day (the shipped ones before any rule set began) and the holidays that fall into
    `month` (its first day), in one statement."""
    asked = {"organisation_id": organisation_id, "on": on, "month": month, "end": next_month(month)}
    rows = connection().execute(_CALENDAR, asked).all()
    if not rows:
        return RuleSettings(), holidays_for(above(organisation_id, on), month)
    return _read(json.dumps(rows[0].settings)), sorted({row.on_day for row in rows if row.on_day})


def _nearest_first(sets: Select[Any], climb: CTE) -> Select[Any]:
    """Of the rule sets in force on the day those that reach the organisation: the one that holds is the first."""
    return (
        sets.outerjoin(climb, RuleSet.organisation_id == climb.c.id)
        .where(or_(climb.c.id.is_not(None), RuleSet.organisation_id.is_(None)))
        .where(in_force(RuleSet.effective_from, RuleSet.effective_to, bindparam("on", type_=Date)))
        .order_by(climb.c.id.is_(None), climb.c.level, RuleSet.effective_from.desc())
    )


def _calendar() -> Select[dict[str, Any], date]:
    climb = climb_up()
    free = and_(
        Holiday.on >= bindparam("month", type_=Date), Holiday.on < bindparam("end", type_=Date),
        or_(Holiday.organisation_id.is_(None), Holiday.organisation_id.in_(select(climb.c.id))),
    )  # fmt: skip
    return _nearest_first(select(RuleSet.settings, Holiday.on).select_from(RuleSet).outerjoin(Holiday, free), climb)


# Built once: nearly every page asks them, and building a statement costs more than running it.
_IN_FORCE = _nearest_first(select(RuleSet), climb_up())
_CALENDAR = _calendar()


def settings_for(organisation_id: int, on: date) -> RuleSettings:
    """The settings in force for the organisation on the day; the shipped ones before any rule set began."""
    try:
        return settings_of(rule_set_for(organisation_id, on))
    except LookupError:
        return RuleSettings()


def settings_of_each(organisation_ids: Collection[int], on: date) -> dict[int, RuleSettings]:
    """As `settings_for`, of as many organisations as one likes in two statements."""
    own, chains = _own_settings(on), chains_of(organisation_ids, on)
    return {one: _nearest(own, (*chains[one], None)) for one in organisation_ids}


def calendars_of(
    organisation_ids: Collection[int], month: date, on: date
) -> dict[int, tuple[RuleSettings, list[date]]]:  # fmt: skip
    """As `calendar_of`, of as many organisations as one likes in three statements."""
    own, chains = _own_settings(on), chains_of(organisation_ids, on)
    free = db.session.execute(
        select(Holiday.organisation_id, Holiday.on).where(Holiday.on >= month, Holiday.on < next_month(month))
    ).all()
    found = {}
    for one in organisation_ids:
        line = (*chains[one], None)
        found[one] = _nearest(own, line), sorted({row.on for row in free if row.organisation_id in line})
    return found


def _own_settings(on: date) -> dict[int | None, RuleSettings]:
    """What holds on the day, by the organisation that it was made for; of two the later."""
    force = in_force(RuleSet.effective_from, RuleSet.effective_to, on)
    sets = db.session.scalars(select(RuleSet).where(force).order_by(RuleSet.effective_from))
    return {row.organisation_id: settings_of(row) for row in sets}


def _nearest(own: Mapping[int | None, RuleSettings], line: Iterable[int | None]) -> RuleSettings:
    return next((own[one] for one in line if one in own), RuleSettings())


def settings_of(rule_set: RuleSet) -> RuleSettings:
    stored: Any = rule_set.settings
    return _read(stored if isinstance(stored, str) else json.dumps(stored))  # a plain row has the text (queries_shown)


@lru_cache(maxsize=64)
def _read(settings: str) -> RuleSettings:
    """The same words mean the same: every page of a meeting asks several times, and each setting is tried when read."""
    return RuleSettings.from_json(json.loads(settings))


def holidays_for(organisation_ids: list[int], month: date) -> list[date]:
    """Holidays of these organisations (and of everybody) that fall into `month`, given by its first day."""
    end = next_month(month)
    return list(
        db.session.scalars(
            select(Holiday.on)
            .where(Holiday.on >= month, Holiday.on < end)
            .where(or_(Holiday.organisation_id.in_(organisation_ids), Holiday.organisation_id.is_(None)))
            .order_by(Holiday.on)
        )
    )


def holidays_among(chains: Chains, month: date) -> dict[int, list[date]]:
    """As `holidays_for`, for each of many organisations with its superiors. One statement."""
    free = (
        select(Holiday.on, Holiday.organisation_id)
        .where(Holiday.on >= month, Holiday.on < next_month(month))
        .where(or_(among(Holiday.organisation_id, "ids"), Holiday.organisation_id.is_(None)))
        .order_by(Holiday.on)
    )
    rows = db.session.execute(free, {"ids": all_in(chains)}).all()
    return {one: [day for day, whose in rows if whose is None or whose in chain] for one, chain in chains.items()}


def own_sets(organisation_id: int) -> list[RuleSet]:
    """The rule sets made for exactly this organisation, the latest first."""
    return list(
        db.session.scalars(
            select(RuleSet).where(RuleSet.organisation_id == organisation_id).order_by(RuleSet.effective_from.desc())
        )
    )


def meetings_under(rule_set_id: int) -> int:
    """How many meetings were made under it."""
    return db.session.scalar(select(func.count(Meeting.id)).where(Meeting.rule_set_id == rule_set_id)) or 0


def predecessor_of(row: RuleSet) -> RuleSet | None:
    """The set of the same organisation that ends the day before `row` begins."""
    own = own_sets(row.organisation_id) if row.organisation_id else []
    return next((each for each in own if each.effective_to == row.effective_from - timedelta(days=1)), None)


def sets_in_scope(actor: Actor) -> list[tuple[RuleSet, str]]:
    """The general ones and those of the organisations that the actor is the office of, with the organisation's name."""
    rows = db.session.execute(
        select(RuleSet, Organisation.name)
        .join(Organisation, Organisation.id == RuleSet.organisation_id, isouter=True)
        .where(_in_scope(actor))
        .order_by(RuleSet.effective_from.desc(), RuleSet.id.desc())
    )
    return [(rule_set, name or "") for rule_set, name in rows]


def get_in_scope(rule_set_id: int, actor: Actor) -> RuleSet:
    """Raises NotKnown for a rule set of somebody else's scope."""
    found = db.session.scalar(select(RuleSet).where(RuleSet.id == rule_set_id, _in_scope(actor)))
    if found is None:
        raise NotKnown
    return found


def _in_scope(actor: Actor) -> ColumnElement[bool]:
    managed = actor.organisations_as(Role.OFFICE)
    return or_(RuleSet.organisation_id.in_(managed), RuleSet.organisation_id.is_(None))


def holidays_in_scope(actor: Actor, since: date) -> list[tuple[Holiday, str]]:
    """Those from `since` on of the organisations that the actor is the office of, and of everybody."""
    managed = actor.organisations_as(Role.OFFICE)
    rows = db.session.execute(
        select(Holiday, Organisation.name)
        .join(Organisation, Organisation.id == Holiday.organisation_id, isouter=True)
        .where(or_(Holiday.organisation_id.in_(managed), Holiday.organisation_id.is_(None)))
        .where(Holiday.on >= since)
        .order_by(Holiday.on, Holiday.id)
    )
    return [(holiday, name or "") for holiday, name in rows]


def holiday_days(organisation_id: int) -> set[date]:
    return set(db.session.scalars(select(Holiday.on).where(Holiday.organisation_id == organisation_id)))


def get_holiday(holiday_id: int, actor: Actor) -> Holiday:
    """A holiday that the actor may remove. Raises NotKnown for others."""
    managed = actor.organisations_as(Role.OFFICE)
    found = db.session.scalar(select(Holiday).where(Holiday.id == holiday_id, Holiday.organisation_id.in_(managed)))
    if found is None:
        raise NotKnown
    return found
