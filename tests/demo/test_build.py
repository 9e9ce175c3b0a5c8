"""The demo commune is built by the services of the pages, whatever day it is: their rules must not shut it out."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from app import clock
from app.demo import build
from app.demo.commune import ROSTER, bring_in, found
from app.extensions import db
from app.inspections.models import Inspection
from app.meetings.models import Meeting
from app.members.models import Person
from app.organisations.models import Organisation
from app.planning.models import CellPlan
from app.prospects.models import Prospect
from app.ratings.models import YearRating
from app.roster.services import import_roster
from app.rotations.models import ModelPlan
from app.visits.models import Visit
from workflows.calendar import demo_month
from workflows.meeting import State

DAYS = (
    datetime(2026, 11, 22, 3, tzinfo=UTC),
    datetime(2027, 1, 3, 3, tzinfo=UTC),
    datetime(2027, 6, 20, 3, tzinfo=UTC),
)


def people() -> int:
    return db.session.scalar(select(func.count(Person.id))) or 0


def test_the_office_brings_in_who_was_admitted_meanwhile(nothing_yet):
    with clock.set_to(datetime(2026, 7, 1, 1, tzinfo=UTC)):
        found(date(2026, 7, 1))
        at_first = people()
    with clock.set_to(datetime(2026, 11, 1, 1, tzinfo=UTC)):
        bring_in(date(2026, 11, 1))
        again = import_roster(ROSTER.read_bytes(), actor=None, on=date(2026, 11, 1))

    assert (at_first, people()) == (223, 236)
    assert db.session.scalar(select(func.count(Organisation.id))) == 19
    assert (again.problems, again.plan.created, again.plan.updated) == ([], 0, 0)


@pytest.mark.any_engine
@pytest.mark.parametrize("today", DAYS[:1])
def test_the_first_month_of_a_cell_is_built(nothing_yet, today, monkeypatch):
    """The whole way of one cell, as the house that is walked goes it on both engines; all cells in the long run."""
    monkeypatch.setattr(build, "cell_ids", lambda: [build.cells()[0].id])
    monkeypatch.setattr(build, "STATES", ("minutes",))
    monkeypatch.setattr(build, "PAST_MONTHS", 1)
    with clock.set_to(today):
        build.build(lambda _text: None)
        month = demo_month(clock.today())

    states = dict(db.session.execute(select(Meeting.month, Meeting.state)).all())
    assert states == {build.month_before(month): State.EVALUATED, month: State.MINUTES}
    assert db.session.scalars(select(Visit.came).order_by(Visit.id)).all() == [None, True]
    assert db.session.scalar(select(func.count()).where(ModelPlan.month > month)) == 2
    assert db.session.scalars(select(Inspection.state)).all() == ["under_way"]
    assert db.session.scalars(select(CellPlan.state)).all() == ["finished"] * 3
    assert db.session.scalars(select(YearRating.level).where(YearRating.level.is_not(None))).all() == ["excellent"]
    assert db.session.scalars(select(Prospect.state)).all() == ["watched"]


@pytest.mark.long
@pytest.mark.parametrize("today", DAYS)
def test_the_whole_commune_is_built(nothing_yet, today):
    with clock.set_to(today):
        build.build(lambda _text: None)
        month = demo_month(clock.today())

    now = db.session.scalars(select(Meeting.state).where(Meeting.month == month)).all()
    assert (set(now), len(now)) == (set(State), 18)
    past = db.session.execute(select(Meeting.month, func.count()).where(Meeting.month != month).group_by(Meeting.month))
    assert sorted(past.all()) == [(build.month_before(month, back), 18) for back in (3, 2, 1)]
    assert db.session.scalar(select(func.count()).where(Meeting.from_paper, Meeting.month == month)) == 1
