"""The pages over many cells ask as many statements of forty cells as of two, and none of them grows with the cells."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.models import Appointment
from app.areas.models import ResidentialArea
from app.assignments.models import Assignment, AssignmentNote
from app.criteria.models import CriteriaSet
from app.evaluations.models import ScoreSheet
from app.examples.models import Example
from app.indicators.models import Indicator
from app.meetings.models import Meeting, MeetingStep
from app.members.models import Membership, Person
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.planning.models import CellPlan
from app.prospects.models import Prospect, ProspectStep
from app.ratings import routes as ratings
from app.ratings.models import YearRating
from app.rules.models import RuleSet
from app.sessions.models import Attendance
from app.summaries.models import MonthlySummary
from app.training.models import Reserve, Training
from tests.world import FOUNDED, NOON, World
from workflows.annual_rating import Rating
from workflows.cells import CellType
from workflows.roles import Role

PAGES = (
    "/ratings?year=2026", "/ratings/decision?year=2026", "/courses?year=2026", "/figures/{commune}", "/plans/compliance?year=2026",
    "/figures/{commune}/meetings?month=10/2026", "/figures/{commune}/tasks?month=10/2026", "/areas", "/assignments",
    "/prospects", "/prospects?which=official", "/prospects/admissions", "/training", "/training/reserve", "/examples",
    "/indicators?organisation={commune}&year=2026", "/groups", "/evaluations", "/evaluations/years?year=2026", "/evaluations/signs",
    "/targets?organisation={commune}", "/synthesis/{commune}?month=10/2026", "/synthesis/periods/{commune}?period=2026", "/books",
)  # fmt: skip
OCTOBER = date(2026, 10, 1)


def add_cells(session, world: World, numbers: range) -> None:
    """Each with a secretary and something in every room."""
    rules, criteria = session.scalar(select(RuleSet.id)), session.scalar(select(CriteriaSet.id))
    for number in numbers:
        name = f"Chi bộ thôn {number}"
        cell = Organisation(
            code=f"CC{number:03}", name=name, kind=OrganisationKind.CELL, cell_type=CellType.RESIDENTIAL, symbol="CB",
            place="Mường Lâm", founded_on=FOUNDED,
        )  # fmt: skip
        person = Person(full_name=f"Lò Văn {number}", sort_key=f"{number:03}", folded_name=f"lo van {number}",
                        admitted_on=date(2010, 5, 19), official_on=date(2011, 5, 19))  # fmt: skip
        session.add_all((cell, person))
        session.flush()
        session.add(OrganisationParent(organisation_id=cell.id, parent_id=world.commune, from_on=FOUNDED))
        session.add(Membership(person_id=person.id, organisation_id=cell.id, from_on=FOUNDED))
        session.add(Appointment(person_id=person.id, organisation_id=cell.id, role=Role.SECRETARY, from_on=FOUNDED))
        _fill(session, world, cell, person, rules, criteria)


def _fill(session, world: World, cell: Organisation, person: Person, rules: int, criteria: int) -> None:
    opened = datetime(2026, 10, 3, 1, tzinfo=UTC)
    meeting = Meeting(
        cell_id=cell.id, kind="regular", state="scored", month=OCTOBER, opened_at=opened, convened_at=opened,
        closed_at=opened + timedelta(hours=2), rule_set_id=rules, criteria_set_id=criteria, created_at=opened,
    )  # fmt: skip
    asked = Assignment(
        cell_id=cell.id, person_id=person.id, kind="household", subject="Hộ ông Páo", from_on=FOUNDED, created_at=NOON
    )
    prospect = Prospect(cell_id=cell.id, full_name="Vàng Thị Sua", sort_key="sua", created_at=NOON,
                        first_helper_id=person.id)  # fmt: skip
    session.add_all((meeting, asked, prospect))
    session.flush()
    session.add_all(
        (
            MeetingStep(meeting_id=meeting.id, step="close", from_state="held", to_state="minutes", at=opened),
            Attendance(meeting_id=meeting.id, person_id=person.id, standing="official", start_mark="present"),
            ScoreSheet(meeting_id=meeting.id, voted=True, self_score=90, self_maximum=100),
            AssignmentNote(assignment_id=asked.id, month=OCTOBER, text="Đã làm", written_by_id=person.id, at=NOON),
            ProspectStep(prospect_id=prospect.id, step="introduce", on=FOUNDED, written_by_id=person.id, at=NOON),
            Reserve(cell_id=cell.id, person_id=person.id, position=Role.SECRETARY, listed_at=NOON),
            Training(person_id=person.id, course="Bồi dưỡng", from_on=FOUNDED, created_at=NOON),
            Example(cell_id=cell.id, person_id=person.id, title="Gương", reason="Tốt", period="2026", folded="guong",
                    created_at=NOON),
            ResidentialArea(commune_id=world.commune, name=cell.name, cell_id=cell.id),
            YearRating(year=2026, organisation_id=cell.id, own_level=Rating.DONE, goods={}),
            CellPlan(cell_id=cell.id, year=2026, kind="meeting_plan", state="sent", sent_at=NOON, created_at=NOON),
            Indicator(organisation_id=world.commune, year=2026, period="year", name=cell.name, created_at=NOON),
        )
    )  # fmt: skip
    session.flush()
    row = session.scalars(select(MonthlySummary).where(MonthlySummary.cell_id == cell.id)).first()
    if row is None:
        session.add(MonthlySummary(cell_id=cell.id, month=OCTOBER, met_on=date(2026, 10, 3), due=1, present=1, spoke=1))


@pytest.mark.each_engine
@pytest.mark.timeout(300)
def test_no_page_asks_more_or_longer_statements_of_many_cells_than_of_few(
    world, committed, as_user, count_statements, monkeypatch
):
    """Two fit on every page of a list, sixty on none."""
    monkeypatch.setattr(ratings, "AT_ONCE", 50)
    hanh, asked = as_user("hanh"), {}
    for begin, end in ((0, 2), (2, 60), (60, 120)):
        with committed() as session:
            add_cells(session, world, range(begin, end))
        for path in PAGES:
            with count_statements() as seen:
                assert hanh.get(path.format(commune=world.commune)).status_code == 200, path
            asked[path, end] = seen.texts
    grown = {path: [len(asked[path, end]) for end in (2, 60, 120)] for path in PAGES}
    assert {path: n for path, n in grown.items() if n[1] > n[0] or n[2] > n[1]} == {}
    longer = [
        (path, text[-160:])
        for path in PAGES
        for before, text in zip(asked[path, 60], asked[path, 120], strict=False)
        if len(text) > len(before) + 100  # a number of one digit more is no growth
    ]
    assert longer == [], "a parameter for each cell: write `among`"
