"""The office's page of a month: who attends, what clashes, other hours suggested to the cells."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership
from app.notifications.models import Notification
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.oversight import queries
from app.oversight.models import HourSuggestion
from tests.at_once import together
from tests.oversight.conftest import follow, meet
from tests.reading import words
from tests.sessions.conftest import EVENING
from tests.world import FOUNDED
from workflows.meeting import State

DECEMBER = date(2026, 12, 1)
MONTH = "/oversight?month=12/2026"


def month(world, *cells: int) -> queries.Month:
    return queries.month_of(cells or (world.cell, world.other_cell), DECEMBER, root_id=world.commune)


def stamp(moment) -> int:
    return int(moment.timestamp())


def test_the_page_names_who_attends_and_when_the_cell_meets(clashing, as_user):
    page = words(as_user("hanh").get(MONTH))

    assert "Chi bộ thôn Nà Mười Nguyễn Hữu Lộc 03/12/2026, 19:40, Nhà văn hóa thôn Nà Mười Trùng giờ" in page
    assert "Đ/c Nguyễn Hữu Lộc trùng giờ 2 kỳ sinh hoạt" in page
    assert "Chi bộ thôn Nậm Lé" not in page


def test_the_cell_that_is_not_convened_yet_is_proposed_another_hour(world, db_session, clashing):
    (clash,) = month(world).clashes

    assert [one.id for one in clash.meetings] == list(clashing)
    (proposal,) = clash.proposals
    # 80 minutes each by their agendas, half an hour between: the nearest free quarter is before the other meeting.
    assert (proposal.meeting.id, proposal.starts_at) == (clashing[1], EVENING - timedelta(minutes=115))


@pytest.mark.parametrize(
    ("after", "state", "clash"),
    [(110, State.DRAFT, False), (109, State.DRAFT, True), (30, State.MINUTES, False), (30, State.HELD, True)],
)
def test_what_clashes_goes_by_minutes_way_and_whether_it_still_lies_ahead(
    world, db_session, clashing, after, state, clash
):
    second = db_session.get_one(Meeting, clashing[1])
    second.starts_at, second.state = EVENING + timedelta(minutes=after), state
    db_session.flush()

    assert bool(month(world).clashes) is clash


def test_the_meeting_of_ones_own_cell_counts_and_is_never_moved(world, db_session):
    db_session.add(Membership(person_id=world.people["loc"], organisation_id=world.other_cell, from_on=FOUNDED))
    own, followed = meet(world, world.other_cell), meet(world, world.cell)
    (clash,) = month(world).clashes

    assert clash.own_cell_id == world.other_cell
    assert [one.meeting.id for one in clash.proposals] == [followed.id]
    assert own.id in {one.id for one in clash.meetings}


def test_a_suggestion_is_told_to_the_secretaries_and_moves_nothing(clashing, as_user, committed, world):
    was = EVENING + timedelta(minutes=30)
    value = f"{clashing[1]}.{stamp(was)}.{stamp(EVENING - timedelta(minutes=115))}"
    send = lambda: as_user("hanh").post("/oversight/suggestions?month=12/2026", data={"chosen": value})  # noqa: E731

    assert f'value="{value}"' in as_user("hanh").get(MONTH).text
    assert send().status_code == 303
    assert send().status_code == 409
    with committed() as session:
        assert session.get(Meeting, clashing[1]).starts_at == was
        assert len(session.scalars(select(HourSuggestion)).all()) == 1
        told = dict(session.execute(select(Notification.person_id, Notification.text)).all())
        assert set(told) == {world.people["tham"], world.people["son"]}
        assert "lúc 17:45 ngày 03/12/2026, thay cho 20:10 ngày 03/12/2026" in told[world.people["tham"]]
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "hours_suggested")).one()
        assert (event.chain, event.subject_id) == (world.other_cell, clashing[1])
    assert "Đã gửi 02/12/2026" in words(as_user("hanh").get(MONTH))
    assert "Đảng ủy gợi ý sinh hoạt lúc 03/12/2026, 17:45" in as_user("tham").get(f"/meetings/{clashing[1]}/plan").text


@pytest.mark.parametrize(
    ("chosen", "status"), [("", 303), ("1.2", 422), ("9999999999.1.1", 422), ("²1.2.3", 422), ("7.1.1", 409)]
)
def test_what_was_never_proposed_is_not_sent(clashing, as_user, committed, chosen, status):
    data = {"chosen": chosen} if chosen else {}

    assert as_user("hanh").post("/oversight/suggestions?month=12/2026", data=data).status_code == status
    with committed() as session:
        assert session.scalars(select(HourSuggestion)).all() == []


def test_of_two_who_send_at_once_one_is_told(clashing, as_user, committed):
    value = f"{clashing[1]}.{stamp(EVENING + timedelta(minutes=30))}.{stamp(EVENING - timedelta(minutes=115))}"
    send = lambda: as_user("hanh").post("/oversight/suggestions?month=12/2026", data={"chosen": value})  # noqa: E731

    assert together(send, send) == [303, 409]
    with committed() as session:
        assert len(session.scalars(select(Notification)).all()) == 2  # secretary and deputy, once each


def test_a_cell_that_moved_by_itself_meanwhile_is_told_nothing(clashing, as_user, committed):
    value = f"{clashing[1]}.{stamp(EVENING + timedelta(minutes=30))}.{stamp(EVENING - timedelta(minutes=115))}"
    with committed() as session:
        session.get(Meeting, clashing[1]).starts_at = EVENING + timedelta(minutes=45)

    assert as_user("hanh").post("/oversight/suggestions?month=12/2026", data={"chosen": value}).status_code == 409


@pytest.mark.parametrize(
    ("who", "status", "sees"),
    [("hanh", 200, True), ("binh", 200, True), ("loc", 302, False), ("thang", 403, False), ("vien", 200, False)],
)
def test_who_reads_the_month(clashing, as_user, who, status, sees):
    answer = as_user(who).get(MONTH)

    assert answer.status_code == status
    assert ("Nguyễn Hữu Lộc" in answer.text) is sees


def test_the_list_is_cut_by_what_is_missing(clashing, as_user, committed):
    with committed() as session:
        session.get(Meeting, clashing[1]).starts_at = None
    shown = lambda which: words(as_user("hanh").get(f"{MONTH}&which={which}"))  # noqa: E731

    assert "Các chi bộ 1" in shown("unplanned")
    assert "Các chi bộ 0" in shown("clash")
    assert "Các chi bộ 0" in shown("nobody")
    assert "Các chi bộ 2" in shown("khac")


def test_three_hundred_cells_take_no_more_statements_than_two(world, db_session, count_statements):
    def asked(cells: list[int]) -> int:
        with count_statements() as seen:
            found = queries.month_of(cells, DECEMBER, root_id=world.commune)
        assert len(found.rows) == len(cells)
        return len(seen)

    cells = [world.cell, world.other_cell]
    few = asked(cells)
    for number in range(309):
        cell = Organisation(name=f"Chi bộ số {number}", code=f"N{number}", kind=OrganisationKind.CELL, symbol="CB")
        db.session.add(cell)
        db.session.flush()
        db.session.add(OrganisationParent(organisation_id=cell.id, parent_id=world.commune, from_on=FOUNDED))
        cells.append(cell.id)
        if number % 20 == 0:
            follow(world, "loc", cell.id)
            meet(world, cell.id)
    db.session.flush()

    assert asked(cells) == few <= 9


def test_the_page_is_paged(world, as_user, committed):
    with committed() as session:
        for number in range(60):
            cell = Organisation(name=f"Chi bộ số {number}", code=f"N{number}", kind=OrganisationKind.CELL, symbol="CB")
            session.add(cell)
            session.flush()
            session.add(OrganisationParent(organisation_id=cell.id, parent_id=world.commune, from_on=FOUNDED))
    first, second = (words(as_user("hanh").get(f"{MONTH}&page={number}")) for number in (1, 2))

    assert "Trang 1/2" in first
    assert "Chi bộ số 9 " in second
    assert "Chi bộ số 9 " not in first
