"""The year's plan of rotating model meetings, and what the meetings make of it."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting, MeetingGuest
from app.notifications.models import Notification
from app.rotations import queries, services
from app.rotations.models import ModelPlan
from app.sessions.models import Guest
from tests.acts import actor_named
from tests.at_once import together
from tests.meetings.ready import convened, drafted
from tests.reading import words
from tests.world import read_world
from workflows.meeting import Kind, State

DECEMBER = date(2026, 12, 1)


def planned(world, month: date = DECEMBER, topic: str = "Nông thôn mới") -> ModelPlan:
    """The own cell is host of the school's."""
    wanted = services.Wanted(
        month=month, host_id=world.cell, guest_ids=frozenset({world.other_cell}), topic=topic
    )  # fmt: skip
    return services.plan(wanted, actor=actor_named("hanh"))


@pytest.fixture
def form(world):
    def filled(**data: object) -> dict[str, object]:
        wanted = {"month": "12/2026", "host": world.cell, "guests": [world.other_cell], "topic": "Nông thôn mới"}
        return wanted | data

    return filled


def test_the_office_plans_and_both_cells_are_told_and_read_it(world, as_user, committed, form):
    hanh = as_user("hanh")
    assert "Chi bộ thôn Nậm Lé" not in hanh.get("/rotations/new").text
    assert hanh.post("/rotations/new", data=form()).status_code == 303
    with committed() as session:
        told = set(session.scalars(select(Notification.person_id)))
        assert told == {world.people[name] for name in ("thang", "men", "tham", "son")}
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "model_meeting_planned")).one()
        assert (event.chain, event.data["after"]["guest_ids"]) == (world.cell, [world.other_cell])
    for who in ("hanh", "binh", "loc", "thang", "tham"):
        page = words(as_user(who).get("/rotations?year=2026"))
        assert "Tháng 12/2026 Chi bộ thôn Nà Mười Nông thôn mới Đến dự: Chi bộ Trường Tiểu học" in page, who
    for who in ("vien", "dua"):
        assert "Nà Mười" not in as_user(who).get("/rotations?year=2026").text
    assert as_user("lan").get("/rotations").status_code == 403


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"month": "11/2026"}, "Ghi tháng, từ 12/2026"),
        ({"month": "01/2030"}, "Ghi tháng, từ 12/2026"),
        ({"host": ""}, "Chọn chi bộ tổ chức"),
        ({"guests": []}, "Chọn ít nhất một chi bộ đến dự"),
        ({"topic": "x" * 301}, "Nội dung không quá 300 chữ"),
        ({"host": "999999"}, "Chọn một mục trong danh sách"),
    ],
)
def test_what_cannot_be_planned_is_said_and_not_kept(as_user, committed, form, data, said):
    answer = as_user("hanh").post("/rotations/new", data=form(**data))

    assert (answer.status_code, said in answer.text) == (422, True)
    with committed() as session:
        assert session.scalars(select(ModelPlan)).all() == []


def test_a_host_is_no_guest_and_has_one_plan_a_month(world, as_user, form):
    hanh = as_user("hanh")
    own = hanh.post("/rotations/new", data=form(guests=[world.cell]))
    assert (own.status_code, "không đồng thời là chi bộ đến dự" in own.text) == (422, True)
    assert together(*[lambda: as_user("hanh").post("/rotations/new", data=form())] * 2) == [303, 422]


def test_a_change_is_kept_once_and_a_stale_page_is_told(world, as_user, committed, form):
    with committed():
        plan_id = planned(world).id
    path = f"/rotations/{plan_id}/edit"

    assert as_user("hanh").post(path, data=form(topic="Chuyển đổi số", version=1)).status_code == 303
    assert as_user("hanh").post(path, data=form(topic="Khác", version=1)).status_code == 409
    with committed() as session:
        row = session.get(ModelPlan, plan_id)
        assert (row.topic, row.version) == ("Chuyển đổi số", 2)
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "model_meeting_replanned")).one()
        assert event.data["before"]["topic"] == "Nông thôn mới"
    assert as_user("hanh").post(f"/rotations/{plan_id}/remove", data={"version": 1}).status_code == 409
    assert as_user("hanh").post(f"/rotations/{plan_id}/remove", data={"version": 2}).status_code == 303
    with committed() as session:
        assert session.scalars(select(ModelPlan)).all() == []


@pytest.mark.parametrize(("who", "status"), [("thang", 403), ("binh", 403), ("loc", 403), ("vien", 404)])
def test_only_the_office_of_the_host_changes_the_plan(world, as_user, committed, who, status):
    with committed():
        plan_id = planned(world).id

    assert as_user(who).get(f"/rotations/{plan_id}/edit").status_code == status
    assert as_user(who).post(f"/rotations/{plan_id}/remove").status_code == status


def test_the_meeting_of_the_month_begins_as_a_model_meeting(world, db_session, actor_of):
    planned(world)

    assert drafted(actor_of, kind=Kind.THEMATIC).model_meeting is False
    assert drafted(actor_of).model_meeting is True


def test_a_draft_that_was_there_before_the_plan_is_reminded(world, as_user, committed, actor_of):
    with committed():
        meeting_id = drafted(actor_of).id
        planned(world)
    page = as_user("thang").get(f"/meetings/{meeting_id}/plan")

    assert "kỳ này là sinh hoạt điểm, mời Chi bộ Trường Tiểu học Mường Lâm" in page.text


def of_the_plan(actor_of) -> Meeting:
    """Convened, a model meeting, planned before."""
    planned(read_world(db.session()))
    meeting = convened(actor_of)
    meeting.model_meeting = True  # the recipe writes a plan of its own over it
    return meeting


def test_the_planned_cells_are_invited_with_one_button(made, as_user, committed, world):
    meeting_id, thang = made(of_the_plan), as_user("thang")
    path = f"/meetings/{meeting_id}/invitations"

    assert "Theo kế hoạch luân phiên, mời: Chi bộ Trường Tiểu học Mường Lâm." in words(thang.get(path))
    assert thang.post(f"{path}/planned").status_code == 303
    assert thang.post(f"{path}/planned").status_code == 422
    assert as_user("huong").post(f"{path}/planned").status_code == 403
    with committed() as session:
        invited = set(session.scalars(select(MeetingGuest.person_id)))
        assert invited == {world.people["tham"], world.people["son"]}


def test_who_came_is_one_tap_and_the_report_tells_host_invited_and_came(made, as_user, committed, world):
    meeting_id, thang = made(of_the_plan), as_user("thang")
    thang.post(f"/meetings/{meeting_id}/invitations/planned")
    path = f"/meetings/{meeting_id}/guests"
    page = words(thang.get(path))
    assert "Phạm Thị Thắm Chi bộ Trường Tiểu học Mường Lâm Có mặt" in page
    report = lambda: {one.name: one for one in queries.records_of(actor_named("hanh"), 2026)}  # noqa: E731
    with committed() as session:
        session.get(Meeting, meeting_id).state = State.CONVENED
        assert [one.hosted for one in report().values() if one.cell_id == world.cell] == [[]]
    for _ in range(2):
        assert thang.post(f"{path}/invited/{world.people['tham']}").status_code == 303
    assert thang.post(f"{path}/invited/{world.people['dua']}").status_code == 303  # invited nowhere: nothing happens
    with committed() as session:
        assert session.scalars(select(Guest.person_id)).all() == [world.people["tham"]]
        session.get(Meeting, meeting_id).state = State.MINUTES
        host, guest = report()["Chi bộ thôn Nà Mười"], report()["Chi bộ Trường Tiểu học Mường Lâm"]
        assert (host.planned_host, host.hosted, host.invited) == ([DECEMBER], [DECEMBER], [])
        assert (guest.planned_guest, guest.invited, guest.came) == ([DECEMBER], [DECEMBER], [DECEMBER])
    page = words(as_user("binh").get("/rotations/report?year=2026"))
    assert "Chi bộ Trường Tiểu học Mường Lâm – – 12 12 12" in page
    book = load_workbook(BytesIO(as_user("hanh").get("/rotations/report/workbook?year=2026").data)).active
    assert [cell.value for cell in book[2]][1:5] == ["Chi bộ thôn Nà Mười", "12", "12", None]


def test_the_report_is_for_who_reads_the_commune(as_user):
    assert as_user("thang").get("/rotations/report").status_code == 404
    assert as_user("loc").get("/rotations/report/workbook").status_code == 404
    assert "Nà Mười" not in as_user("vien").get("/rotations/report").text
    assert "năm 2026" in as_user("hanh").get("/rotations?year=99999").text


def test_many_plans_ask_no_more_than_one(world, db_session, count_statements):
    hanh = actor_named("hanh")

    def asked() -> int:
        db_session.flush()
        db_session.expire_all()
        with count_statements() as seen:
            queries.meetings_of(queries.plans_of(hanh, 2026))
            queries.records_of(hanh, 2026)
            queries.plans_of(hanh, 2027)
        return len(seen)

    planned(world)
    few = asked()
    for month in range(1, 12):
        planned(world, date(2027, month, 1))
    assert asked() <= few + 2  # the guests of the second year and their cells
