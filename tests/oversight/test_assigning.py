"""Somebody is assigned to a cell for one month: dated, with an overseer's rights, before the standing overseer."""

from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import Appointment
from app.accounts.queries import people_as
from app.extensions import db
from app.members.models import Person
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.oversight import queries, services
from app.papers.queries import overseer_of
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.acts import actor_named
from tests.at_once import together
from tests.oversight.conftest import follow, meet
from tests.reading import words
from workflows.roles import Role

DECEMBER, NOVEMBER = date(2026, 12, 1), date(2026, 11, 1)


@pytest.fixture
def send(as_user, world):
    def go(name: str = "binh", who: str = "hanh", **data: object):
        found = {"binh": "bình", "tham": "thắm"}[name]
        path = f"/oversight/cells/{world.cell}/assign?month=12/2026&q={found}"
        form = {"person": world.people[name], "from_on": "30/11/2026", "to_on": "31/12/2026", "version": 0} | data
        return as_user(who).post(path, data=form)

    return go


def test_the_month_is_the_assigned_ones_and_the_standing_one_keeps_the_cell(send, world, committed, as_user):
    assert send("tham").status_code == 303
    with committed() as session:
        row = session.scalars(select(Appointment).where(Appointment.for_month == DECEMBER)).one()
        assert (row.role, row.from_on, row.to_on) == (Role.OVERSEER, date(2026, 11, 30), date(2026, 12, 31))
        assert row.decision == "Phân công dự sinh hoạt tháng 12/2026"
        held = [p.id for p, _ in people_as(world.cell, (Role.OVERSEER,), date(2026, 12, 3))]
        assert held == [world.people["tham"], world.people["loc"]]  # the month's goes first, whatever the names
        assert overseer_of(world.cell, date(2026, 12, 3)).name == "Phạm Thị Thắm"
        assert [p.id for p, _ in people_as(world.cell, (Role.OVERSEER,), date(2027, 1, 3))] == [world.people["loc"]]
        told = set(session.scalars(select(Notification.person_id)))
        assert told == {world.people[name] for name in ("tham", "loc", "thang", "men")}
    page = words(as_user("hanh").get("/oversight?month=12/2026"))
    assert "Phạm Thị Thắm riêng tháng này thay đ/c Nguyễn Hữu Lộc" in page
    assert "riêng tháng này" not in words(as_user("hanh").get("/oversight?month=1/2027"))


def test_whoever_is_assigned_is_the_cells_overseer_for_the_time_and_no_longer(send, world, committed, as_user):
    with committed():
        meeting_id = meet(world, world.cell).id
    page = f"/meetings/{meeting_id}"
    assert as_user("tham").get(page).status_code == 404
    send("tham")

    assert as_user("tham").get(page).status_code == 200
    with committed():
        assert Role.OVERSEER in actor_named("tham").roles_in(world.cell)
    assert "Chi bộ thôn Nà Mười 03/12/2026, 19:40" in words(as_user("tham").get("/oversight/mine?month=12/2026"))
    with committed() as session:
        session.scalars(select(Appointment).where(Appointment.for_month == DECEMBER)).one().to_on = date(2026, 12, 1)
    assert as_user("tham").get(page).status_code == 404


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"from_on": "31/12/2027"}, "Ghi ngày bắt đầu, không sau ngày 31/12/2026"),
        ({"to_on": "30/11/2026"}, "Ghi ngày kết thúc, từ 01/12/2026"),
        ({"from_on": "15/12/2026", "to_on": "10/12/2026"}, "Ngày kết thúc đứng trước ngày bắt đầu"),
        ({"from_on": "40/12/2026"}, "Không có ngày 40/12/2026"),
        ({"person": 999999}, "Chọn một mục trong danh sách"),
    ],
)
def test_days_that_cannot_be_are_refused_and_nothing_is_written(send, committed, data, said):
    answer = send(**data)

    assert (answer.status_code, said in answer.text) == (422, True)
    with committed() as session:
        assert session.scalars(select(Appointment).where(Appointment.for_month.is_not(None))).all() == []


def test_the_standing_overseer_needs_no_assignment(as_user, world):
    form = {"person": world.people["loc"], "from_on": "30/11/2026", "to_on": "31/12/2026", "version": 0}
    answer = as_user("hanh").post(f"/oversight/cells/{world.cell}/assign?month=12/2026", data=form)

    assert answer.status_code == 422
    assert "đang giữ chức vụ này rồi" in answer.text


def test_another_takes_the_month_over_and_a_stale_page_does_not(send, world, committed, as_user):
    send("tham")
    with committed() as session:
        first = session.scalars(select(Appointment.id).where(Appointment.for_month == DECEMBER)).one()

    assert send("binh").status_code == 409
    assert send("binh", version=first).status_code == 303
    with committed() as session:
        row = session.scalars(select(Appointment).where(Appointment.for_month == DECEMBER)).one()
        assert row.person_id == world.people["binh"]
        old = session.get(Appointment, first)
        assert (old.to_on, old.for_month) == (date(2026, 12, 1), None)
        back = f"/oversight/cells/{world.cell}/unassign?month=12/2026"
        second = row.id
    assert as_user("hanh").post(back, data={"version": first}).status_code == 409
    assert as_user("hanh").post(back, data={"version": second}).status_code == 303
    with committed():
        assert queries.of_month(world.cell, DECEMBER) is None


def test_of_two_who_assign_at_once_the_second_is_told(send):
    assert together(lambda: send("tham"), lambda: send("binh")) == [303, 409]


@pytest.mark.parametrize(("who", "status"), [("thang", 403), ("loc", 403), ("binh", 403), ("vien", 404), ("quan", 403)])
def test_only_the_office_of_the_cell_assigns(send, world, who, status):
    assert send(who=who).status_code == status


def test_last_months_assignments_are_copied_where_this_month_has_none(world, db_session, actor_of):
    hanh, cells = actor_of("hanh"), [world.cell, world.other_cell]
    cell = db_session.get_one(Organisation, world.cell)
    thang = db_session.get_one(Person, world.people["tham"])
    services.assign(
        cell, thang, NOVEMBER, from_on=date(2026, 10, 31), to_on=date(2026, 11, 30), seen=0, actor=hanh
    )  # fmt: skip

    assert services.copy_last_month(cells, DECEMBER, actor=hanh) == 1
    row = queries.of_month(world.cell, DECEMBER)
    assert (row.person_id, row.from_on, row.to_on) == (world.people["tham"], DECEMBER, date(2026, 12, 31))
    with pytest.raises(BadInput, match="Không có phân công riêng nào"):
        services.copy_last_month(cells, DECEMBER, actor=hanh)
    with pytest.raises(NotAllowed):
        services.copy_last_month([world.far_cell], DECEMBER, actor=hanh)


def test_the_overseer_sees_the_own_cells_and_what_clashes(clashing, as_user, committed, world):
    page = words(as_user("loc").get("/oversight/mine?month=12/2026"))
    assert "Đồng chí trùng giờ 2 kỳ sinh hoạt" in page
    assert "Chi bộ Trường Tiểu học Mường Lâm" in page
    with committed() as session:
        cell = session.get_one(Organisation, world.other_cell)
        services.assign(
            cell, session.get_one(Person, world.people["binh"]), DECEMBER, from_on=date(2026, 12, 1),
            to_on=date(2026, 12, 31), seen=0, actor=actor_named("hanh"),
        )  # fmt: skip
    page = words(as_user("loc").get("/oversight/mine?month=12/2026"))
    assert "Đ/c Lê Văn Bình dự thay" in page
    assert "trùng giờ" not in page


def test_a_month_to_come_names_the_cell_and_shows_nothing_of_it(world, as_user, committed):
    with committed():
        meet(world, world.cell).month = date(2027, 1, 1)
        follow(world, "binh", world.other_cell)
        db.session.add(
            Appointment(
                person_id=world.people["binh"], organisation_id=world.far_cell, role=Role.OVERSEER,
                from_on=date(2026, 12, 31), to_on=date(2027, 1, 31), for_month=date(2027, 1, 1),
            )
        )  # fmt: skip
    page = words(as_user("binh").get("/oversight/mine?month=1/2027"))

    assert "Chưa đến hoặc đã hết thời gian phân công Chi bộ thôn Nậm Lé" in page


def test_a_month_that_is_none_is_this_one_to_read_and_no_page_to_write(as_user, world):
    assert "tháng 12/2026" in as_user("loc").get("/oversight/mine?month=13/2026").text
    assert as_user("hanh").post("/oversight/copy?month=13/2026").status_code == 404
    assert as_user("hanh").get(f"/oversight/cells/{world.cell}/assign?month=x").status_code == 404


def test_the_page_that_was_opened_before_is_refused_by_the_service(world, db_session, actor_of):
    cell = db_session.get_one(Organisation, world.cell)
    with pytest.raises(SomebodyWasFaster):
        services.unassign(cell, DECEMBER, seen=7, actor=actor_of("hanh"))
    with pytest.raises(BadInput):
        services.unassign(cell, DECEMBER, seen=0, actor=actor_of("hanh"))
