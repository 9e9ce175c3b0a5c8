"""Presence of overseers at the committee's meeting and the cell's, as both were recorded, by cell and by person."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.accounts.models import Appointment
from app.approvals.models import ApprovalRound
from app.meetings.models import Meeting
from app.oversight.queries_presence import Presence, months_of, presence_in
from app.sessions.models import Guest, GuestKind
from tests.oversight.conftest import DECEMBER, follow, meet
from tests.reading import words
from tests.sessions.conftest import EVENING
from tests.world import NOON
from workflows.meeting import State
from workflows.roles import Role

NOVEMBER = date(2026, 11, 1)


def held(world, cell: int, month: date = DECEMBER, *, came: str = "", person: str = "") -> Meeting:
    meeting = meet(world, cell, state=State.MINUTES, month=month)
    meeting.opened_at = EVENING
    if came:
        _add(Guest(meeting_id=meeting.id, kind=GuestKind.OVERSEER, name=came, person_id=world.people.get(person)))
    return meeting


def committee(
    world, meeting: Meeting, number: int, came: bool, met: bool = True, who: tuple[str, ...] = ()
) -> None:  # fmt: skip
    _add(
        ApprovalRound(
            meeting_id=meeting.id, number=number, submitted_at=NOON, submitted_by_id=world.people["thang"],
            met_at=EVENING - timedelta(days=1) if met else None, overseer_present=came,
            overseers_came=[world.people[key] for key in who],
        )
    )  # fmt: skip


def _add(row: object) -> None:
    from app.extensions import db

    db.session.add(row)
    db.session.flush()


def found(world, *months: date) -> Presence:
    return presence_in([world.cell, world.other_cell], months or [DECEMBER], root_id=world.commune)


def test_both_meetings_count_by_what_was_recorded(world, db_session):
    follow(world, "loc", world.other_cell)
    committee(world, held(world, world.cell, came="Nguyễn Hữu Lộc", person="loc"), 1, came=True)
    held(world, world.other_cell)  # on paper: nobody wrote of a committee's meeting
    (first, second), (loc,) = found(world).cells, found(world).people

    assert (first.committee_on, first.at_committee, first.met_on, first.at_cell) == (
        date(2026, 12, 2), True, date(2026, 12, 3), True,
    )  # fmt: skip
    assert (second.at_committee, second.at_cell) == (None, False)
    assert (loc.assigned, loc.at_committees, loc.committees, loc.at_meetings, loc.meetings) == (2, 1, 1, 1, 2)
    assert found(world).sums == (1, 1, 2, 1)


def test_of_two_who_follow_a_cell_only_the_one_counts_who_was_at_its_committees_meeting(world, db_session):
    follow(world, "binh", world.cell)
    committee(world, held(world, world.cell), 1, came=True, who=("binh",))
    result = found(world)

    assert {one.name: (one.at_committees, one.committees) for one in result.people} == {
        "Lê Văn Bình": (1, 1), "Nguyễn Hữu Lộc": (0, 1),
    }  # fmt: skip
    assert (result.cells[0].at_committee, result.cells[0].who_was_at_committee) == (True, "Lê Văn Bình")


def test_of_several_rounds_the_last_that_tells_of_a_meeting_counts(world, db_session):
    meeting = held(world, world.cell)
    committee(world, meeting, 1, came=False)
    committee(world, meeting, 2, came=True)
    committee(world, meeting, 3, came=False, met=False)

    assert found(world).cells[0].at_committee is True


def test_a_name_that_was_typed_is_the_person_and_another_name_another(world, db_session):
    held(world, world.cell, came="nguyễn hữu lộc")
    held(world, world.cell, NOVEMBER, came="Lê Văn Bình")
    result = found(world, NOVEMBER, DECEMBER)

    assert (result.people[0].at_meetings, result.people[0].meetings) == (1, 2)
    assert [one.who_came for one in result.cells if one.cell_id == world.cell] == ["Lê Văn Bình", "nguyễn hữu lộc"]


def test_a_meeting_that_is_only_convened_or_under_another_kind_counts_for_nobody(world, db_session):
    meet(world, world.cell, state=State.CONVENED)

    assert (found(world).cells[0].at_cell, found(world).people[0].meetings) == (None, 0)


def test_the_assigned_of_the_month_answers_for_it_and_not_the_standing(world, db_session):
    db_session.add(
        Appointment(
            person_id=world.people["binh"], organisation_id=world.cell, role=Role.OVERSEER, from_on=DECEMBER,
            to_on=date(2026, 12, 31), for_month=DECEMBER,
        )
    )  # fmt: skip
    held(world, world.cell, came="Lê Văn Bình", person="binh")

    assert [(one.name, one.at_meetings) for one in found(world).people] == [("Lê Văn Bình", 1)]


def test_a_quarter_ends_with_the_month_that_has_come(world, noon):
    assert months_of(date(2026, 11, 1), quarter=True) == [date(2026, month, 1) for month in (10, 11, 12)]
    assert months_of(date(2027, 2, 1), quarter=True) == [date(2027, 1, 1)]
    assert months_of(DECEMBER, quarter=False) == [DECEMBER]


def test_the_page_and_the_workbook_say_the_same(world, committed, as_user):
    with committed():
        committee(world, held(world, world.cell, came="=Lộc"), 1, came=False)
    page = words(as_user("hanh").get("/oversight/presence?month=12/2026"))
    book = load_workbook(BytesIO(as_user("hanh").get("/oversight/presence/workbook?month=12/2026").data))

    assert "Chi bộ thôn Nà Mười Nguyễn Hữu Lộc 02/12 không dự 03/12 có dự (=Lộc)" in page
    (row,) = [row for row in book["Theo chi bộ"].iter_rows(values_only=True) if row[1] == "Chi bộ thôn Nà Mười"]
    assert (row[0], row[2], row[4], row[7:]) == ("12/2026", "Nguyễn Hữu Lộc", "không", ("có", "=Lộc"))
    assert [cell.data_type for cell in book["Theo chi bộ"][2]][7] == "s"
    assert [cell.value for cell in book["Theo đồng chí"][2]] == ["Nguyễn Hữu Lộc", 1, 1, 1, 0, 1, 0]


@pytest.mark.parametrize(("who", "status"), [("binh", 200), ("loc", 200), ("thang", 403), ("quan", 403)])
def test_who_reads_it(world, as_user, who, status):
    assert as_user(who).get("/oversight/presence?period=quarter").status_code == status


def test_an_overseer_reads_of_the_own_cells_and_another_office_nothing(world, as_user):
    own, far = (words(as_user(who).get("/oversight/presence?month=12/2026")) for who in ("loc", "vien"))

    assert "Chi bộ thôn Nà Mười" in own
    assert "Mường Lâm" not in own
    assert "Nà Mười" not in far


def test_many_cells_ask_no_more_than_two(world, db_session, count_statements):
    def asked(cells: list[int]) -> int:
        db_session.flush()
        with count_statements() as seen:
            presence_in(cells, [DECEMBER], root_id=world.commune)
        return len(seen)

    few = asked([world.cell])
    held(world, world.cell, came="Nguyễn Hữu Lộc")
    follow(world, "binh", world.other_cell)
    held(world, world.other_cell)

    assert asked([world.cell, world.other_cell, world.far_cell]) == few <= 8
