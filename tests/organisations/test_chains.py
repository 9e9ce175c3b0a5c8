"""What holds for many organisations at once is what holds for each of them."""

from datetime import date, timedelta

import pytest

from app.criteria.models import CriteriaSet
from app.criteria.queries import criteria_set_for, criteria_sets_for
from app.extensions import db
from app.organisations.queries import above
from app.organisations.queries_chains import chains_of
from app.rules.models import Holiday, RuleSet
from app.rules.queries import holidays_among, holidays_for, rule_set_for, rule_sets_for
from workflows.meeting import Kind

BEGIN, NEW_YEAR = date(2026, 12, 1), date(2027, 1, 1)


def copied(row: RuleSet | CriteriaSet, **other: object) -> None:
    table = type(row)
    same = {c.key: getattr(row, c.key) for c in table.__mapper__.column_attrs if c.key != "id"}
    db.session.add(table(**same | {"effective_from": BEGIN, "effective_to": None} | other))


@pytest.fixture
def cells(world, db_session) -> list[int]:
    """Sets of the commune and of one cell beside the general ones, some for one kind, one ended; holidays of each."""
    rules, criteria = (
        rule_set_for(world.far_cell, BEGIN),
        criteria_set_for(world.far_cell, BEGIN, Kind.REGULAR),
    )
    copied(rules, organisation_id=world.commune, code="R-XA")
    copied(rules, organisation_id=world.other_cell, code="R-CB", effective_to=NEW_YEAR - timedelta(days=1))
    copied(criteria, organisation_id=world.commune, code="C-XA", kind=None)
    copied(criteria, organisation_id=world.commune, code="C-XA-R", kind=Kind.REGULAR)
    copied(criteria, organisation_id=world.other_cell, code="C-CB", kind=Kind.THEMATIC, effective_from=NEW_YEAR)
    for number, whose in enumerate((None, world.commune, world.other_cell), start=2):
        db_session.add(Holiday(organisation_id=whose, on=NEW_YEAR.replace(day=number), name="Nghỉ"))
    db_session.flush()
    return [world.cell, world.other_cell, world.far_cell]


@pytest.mark.parametrize("on", [BEGIN - timedelta(days=1), BEGIN, NEW_YEAR])
def test_many_are_told_what_each_is_told(cells, on):
    chains = chains_of(cells, on)

    assert {one: list(chain) for one, chain in chains.items()} == {one: above(one, on) for one in cells}
    assert rule_sets_for(chains, on) == {one: rule_set_for(one, on) for one in cells}
    for kind in (Kind.REGULAR, Kind.THEMATIC):
        each = {one: criteria_set_for(one, on, kind).id for one in cells}
        assert criteria_sets_for(chains, on, kind) == each
        assert criteria_sets_for(chains, date(2000, 1, 1), kind) == {
            one: criteria_set_for(one, date(2000, 1, 1), kind).id for one in cells
        }
    assert holidays_among(chains, NEW_YEAR) == {one: holidays_for(above(one, on), NEW_YEAR) for one in cells}
    if on == NEW_YEAR:
        assert len({tuple(days) for days in holidays_among(chains, NEW_YEAR).values()}) == len(cells)
        assert len({row.code for row in rule_sets_for(chains, on).values()}) == 2
