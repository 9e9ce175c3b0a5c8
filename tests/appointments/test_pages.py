"""Giving and ending offices, and the dated substitution."""

from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import Appointment, Substitution
from app.audit.models import AuditEvent
from app.notifications.models import Notification
from workflows.roles import Role


@pytest.fixture
def appoint(as_user, world):
    def send(person: str, organisation: int, role: str, who: str = "hanh", **data):
        form = {
            "person": world.people[person],
            "role": role,
            "from_on": "01/12/2026",
            "to_on": "",
            "decision": "",
        } | data
        name = {"lan": "lan", "khoa": "khoa", "tham": "tham", "loc": "loc", "thang": "thang"}[person]
        return as_user(who).post(f"/organisations/{organisation}/appointments/new?q={name}", data=form)

    return send


def held(session, person_id: int) -> list[tuple[Role, int, date, date | None]]:
    rows = session.scalars(select(Appointment).where(Appointment.person_id == person_id).order_by(Appointment.id))
    return [(a.role, a.organisation_id, a.from_on, a.to_on) for a in rows]


def test_the_office_appoints_and_the_person_is_told(appoint, world, committed):
    answer = appoint("lan", world.cell, "committee_member", decision="QĐ 12-QĐ/ĐU")

    assert answer.status_code == 303
    with committed() as session:
        lan = world.people["lan"]
        assert held(session, lan) == [(Role.COMMITTEE_MEMBER, world.cell, date(2026, 12, 1), None)]
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "appointed")).one()
        assert (event.chain, event.data["decision"]) == (world.cell, "QĐ 12-QĐ/ĐU")
        told = session.scalars(select(Notification.text).where(Notification.person_id == lan)).one()
        assert "chi ủy viên tại Chi bộ thôn Nà Mười" in told


def test_the_page_offers_the_roll_of_a_cell_and_finds_others_by_name(as_user, world):
    hanh = as_user("hanh")
    roll = hanh.get(f"/organisations/{world.cell}/appointments/new")
    found = hanh.get(f"/organisations/{world.cell}/appointments/new?q=loc")
    far = hanh.get(f"/organisations/{world.cell}/appointments/new?q=dua")

    assert roll.text.count('type="radio"') == 22
    assert "Nguyễn Hữu Lộc" in found.text
    assert far.text.count('type="radio"') == 0


def test_an_overseer_comes_from_anywhere_in_the_commune(appoint, as_user, world):
    assert as_user("loc").get(f"/organisations/{world.other_cell}").status_code == 404
    assert appoint("loc", world.other_cell, "overseer").status_code == 303
    assert as_user("loc").get(f"/organisations/{world.other_cell}").status_code == 200


@pytest.mark.parametrize(
    ("person", "role", "data", "said"),
    [
        ("tham", "deputy_secretary", {}, "không thuộc chi bộ này"),
        ("lan", "secretary", {}, "Bí thư đang là đồng chí Nông Văn Thắng"),
        ("thang", "committee_member", {}, "đang là bí thư"),
        ("lan", "committee_member", {"from_on": "02/12/2026", "to_on": "01/12/2026"}, "đứng trước ngày bắt đầu"),
        ("loc", "overseer", {}, "đang giữ chức vụ này rồi"),
        ("lan", "administrator", {}, "Chọn một mục trong danh sách."),
        ("lan", "office", {}, "Chọn một mục trong danh sách."),
        ("lan", "committee_member", {"from_on": "hôm nay"}, "Ngày ghi theo mẫu"),
    ],
)
def test_what_stands_against_an_appointment_is_said(appoint, world, committed, person, role, data, said):
    with committed() as session:
        before = held(session, world.people[person])
    answer = appoint(person, world.cell, role, **data)

    assert answer.status_code == 422
    assert said in answer.text
    with committed() as session:
        assert held(session, world.people[person]) == before


def test_somebody_out_of_sight_is_not_appointed(as_user, world):
    data = {"person": world.people["dua"], "role": "overseer", "from_on": "01/12/2026"}

    assert as_user("hanh").post(f"/organisations/{world.cell}/appointments/new?q=dua", data=data).status_code == 422


def test_an_office_ends_from_a_day(as_user, world, committed):
    with committed() as session:
        men = session.scalars(select(Appointment).where(Appointment.person_id == world.people["men"])).one().id
    hanh = as_user("hanh")

    assert hanh.get(f"/appointments/{men}/end").status_code == 200
    assert hanh.post(f"/appointments/{men}/end", data={"on": "02/12/2026"}).status_code == 303
    with committed() as session:
        assert session.get(Appointment, men).to_on == date(2026, 12, 1)
    assert "Hoàng Thị Mến" in hanh.get(f"/organisations/{world.cell}").text


def test_an_office_does_not_lock_itself_out(as_user, world, committed):
    with committed() as session:
        own = session.scalars(select(Appointment).where(Appointment.person_id == world.people["hanh"])).one().id
    answer = as_user("hanh").post(f"/appointments/{own}/end", data={"on": "02/12/2026"})

    assert answer.status_code == 422
    assert "không tự kết thúc" in answer.text


@pytest.mark.parametrize(("who", "status"), [("thang", 403), ("lan", 403), ("tham", 403), ("vien", 404), ("quan", 403)])
def test_nobody_else_ends_an_office(as_user, world, committed, who, status):
    with committed() as session:
        men = session.scalars(select(Appointment).where(Appointment.person_id == world.people["men"])).one().id

    assert as_user(who).post(f"/appointments/{men}/end", data={"on": "02/12/2026"}).status_code == status


def substitute(client, world, **data):
    form = {"person": world.people["men"], "from_on": "02/12/2026", "to_on": "20/12/2026", "reason": "đi học"} | data
    return client.post(f"/organisations/{world.cell}/substitutions/new", data=form)


@pytest.mark.parametrize(("who", "role"), [("thang", "secretary"), ("hanh", "office")])
def test_the_secretary_or_the_office_sets_a_substitution(as_user, world, committed, who, role):
    assert substitute(as_user(who), world).status_code == 303
    with committed() as session:
        row = session.scalars(select(Substitution)).one()
        assert (row.person_id, row.from_on, row.to_on) == (world.people["men"], date(2026, 12, 2), date(2026, 12, 20))
        assert session.scalars(select(AuditEvent.acting_as).where(AuditEvent.event == "substitution_set")).one() == role


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"to_on": "01/12/2026"}, "không sớm hơn ngày bắt đầu"),
        ({"to_on": "  "}, "Ghi ngày kết thúc."),
        ({"from_on": " "}, "Ghi ngày bắt đầu."),
        ({"from_on": "01/11/2026", "to_on": "30/11/2026"}, "đã qua"),
        ({"reason": ""}, "Ghi lý do ủy quyền."),
        ({"person": 1}, "Chọn một mục trong danh sách."),
    ],
)
def test_what_stands_against_a_substitution_is_said(as_user, world, committed, data, said):
    answer = substitute(as_user("thang"), world, **data)

    assert answer.status_code == 422
    assert said in answer.text
    with committed() as session:
        assert session.scalars(select(Substitution)).all() == []


def test_two_substitutions_do_not_overlap(as_user, world):
    thang = as_user("thang")
    substitute(thang, world)

    assert substitute(thang, world, from_on="20/12/2026", to_on="25/12/2026").status_code == 422
    assert substitute(thang, world, from_on="21/12/2026", to_on="25/12/2026").status_code == 303


def test_a_substitution_is_ended_early(as_user, world, committed):
    thang = as_user("thang")
    substitute(thang, world, from_on="01/12/2026")
    with committed() as session:
        row = session.scalars(select(Substitution.id)).one()

    assert thang.post(f"/substitutions/{row}/end").status_code == 303
    with committed() as session:
        assert session.get(Substitution, row).to_on == date(2026, 12, 1)
    assert as_user("tham").post(f"/substitutions/{row}/end").status_code == 404


@pytest.mark.parametrize(("who", "status"), [("men", 403), ("lan", 403), ("tham", 404), ("vien", 404), ("quan", 403)])
def test_nobody_else_sets_a_substitution(as_user, world, who, status):
    assert substitute(as_user(who), world).status_code == status
