"""Which rule set and which settings hold for an organisation on a day."""

from datetime import date

from sqlalchemy import or_, select

from app.extensions import db
from app.organisations.queries import above
from app.rules.models import Holiday, RuleSet
from workflows.rules import RuleSettings


def rule_set_for(organisation_id: int, on: date) -> RuleSet:
    """The rule set in force for the organisation on the day: its own before its superiors', the general one last.

    Raises LookupError if there is none: an installation ships one that holds everywhere.
    """
    nearest = above(organisation_id, on)
    found = list(
        db.session.scalars(
            select(RuleSet)
            .where(or_(RuleSet.organisation_id.in_(nearest), RuleSet.organisation_id.is_(None)))
            .where(RuleSet.effective_from <= on)
            .where(or_(RuleSet.effective_to.is_(None), RuleSet.effective_to >= on))
            .order_by(RuleSet.effective_from.desc())
        )
    )
    if not found:
        raise LookupError(f"no rule set for organisation {organisation_id} on {on}")
    rank = {organisation: place for place, organisation in enumerate(nearest)}
    return min(found, key=lambda r: rank.get(r.organisation_id or 0, len(nearest)))


def settings_of(rule_set: RuleSet) -> RuleSettings:
    return RuleSettings.from_json(rule_set.settings)


def holidays_for(organisation_ids: list[int], month: date) -> list[date]:
    """Holidays of these organisations (and of everybody) that fall into `month`, given by its first day."""
    end = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return list(
        db.session.scalars(
            select(Holiday.on)
            .where(Holiday.on >= month, Holiday.on < end)
            .where(or_(Holiday.organisation_id.in_(organisation_ids), Holiday.organisation_id.is_(None)))
            .order_by(Holiday.on)
        )
    )
