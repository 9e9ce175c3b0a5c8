"""What the office writes about people."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.members.models import Person, StatusKind, StatusPeriod, TemporaryTransfer
from app.members.queries import roll_of
from app.members.queries_lists import count
from tests.reading import words


def edit_form(person: Person, **changes) -> dict:
    day = "{:%d/%m/%Y}".format
    facts = {
        "full_name": person.full_name, "birth_on": day(person.birth_on), "gender": person.gender or "",
        "ethnicity": person.ethnicity, "card_number": person.card_number or "", "admitted_on": day(person.admitted_on),
        "official_on": day(person.official_on), "phone": person.phone, "note": person.note, "version": person.version,
    }  # fmt: skip
    return facts | changes


@pytest.fixture
def lan(world, committed) -> Person:
    with committed() as session:
        found = session.get(Person, world.people["lan"])
        session.expunge(found)
        return found


def test_the_office_corrects_facts_and_leaves_before_and_after(as_user, lan, committed):
    answer = as_user("hanh").post(
        f"/members/{lan.id}/edit", data=edit_form(lan, full_name="Triệu Thị Lân", birth_on="2/3/1971")
    )

    assert answer.status_code == 303
    with committed() as session:
        kept = session.get(Person, lan.id)
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "person_changed")).one()
        assert (kept.full_name, kept.folded_name, kept.birth_on) == ("Triệu Thị Lân", "trieu thi lan", date(1971, 3, 2))
        assert event.data["before"] == {"full_name": "Triệu Thị Lan", "birth_on": "1970-01-15"}
        assert event.data["after"] == {"full_name": "Triệu Thị Lân", "birth_on": "1971-03-02"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"full_name": ""}, "Ghi họ và tên."),
        ({"birth_on": "31/02/1970"}, "31/02/1970"),
        ({"official_on": "01/01/2009"}, "đứng trước ngày vào Đảng"),
        ({"full_name": "x" * 121}, "dài nhất 120"),
        ({"note": "x" * 200_000}, "dài nhất 2000"),
        ({"gender": "other"}, "Chọn một mục trong danh sách."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_user, lan, committed, changes, said):
    answer = as_user("hanh").post(f"/members/{lan.id}/edit", data=edit_form(lan, phone="0999", **changes))

    assert answer.status_code == 422
    assert said in answer.text
    assert "<title>Lỗi: " in answer.text
    assert 'value="0999"' in answer.text
    with committed() as session:
        assert session.get(Person, lan.id).phone == ""


def test_a_card_number_of_somebody_else_is_refused(as_user, lan, world, committed):
    with committed() as session:
        session.get(Person, world.people["thang"]).card_number = "118"
    answer = as_user("hanh").post(f"/members/{lan.id}/edit", data=edit_form(lan, card_number=" 118 "))

    assert answer.status_code == 422
    assert "đã ghi cho một đảng viên khác" in answer.text


def test_somebody_was_faster(as_user, lan):
    hanh = as_user("hanh")
    hanh.post(f"/members/{lan.id}/edit", data=edit_form(lan, phone="0911111111"))

    assert hanh.post(f"/members/{lan.id}/edit", data=edit_form(lan, phone="0922222222")).status_code == 409


@pytest.mark.parametrize(("who", "status"), [("thang", 403), ("lan", 403), ("tham", 403), ("vien", 404), ("quan", 403)])
@pytest.mark.parametrize("what", ["edit", "statuses/new", "transfer", "leave", "temporary-transfers/new"])
def test_nobody_else_writes(as_user, lan, who, status, what):
    client = as_user(who)

    assert client.get(f"/members/{lan.id}/{what}").status_code == status
    assert client.post(f"/members/{lan.id}/{what}", data={"on": "01/12/2026"}).status_code == status


def test_an_exemption_is_set_and_ended(as_user, lan, committed, world):
    hanh = as_user("hanh")
    hanh.post(f"/members/{lan.id}/statuses/new", data={"kind": "exempt", "from_on": "01/11/2026", "reason": "ốm nặng"})
    again = hanh.post(f"/members/{lan.id}/statuses/new", data={"kind": "exempt", "from_on": "15/11/2026"})
    with committed() as session:
        period = session.scalars(select(StatusPeriod).where(StatusPeriod.person_id == lan.id)).one()
        assert (period.kind, period.from_on, period.to_on) == (StatusKind.EXEMPT, date(2026, 11, 1), None)
        period_id = period.id
    hanh.post(f"/members/{lan.id}/statuses/{period_id}/end", data={"on": "02/12/2026"})

    assert again.status_code == 422
    assert "chưa kết thúc" in again.text
    with committed() as session:
        assert session.get(StatusPeriod, period_id).to_on == date(2026, 12, 1)


def test_a_suspended_member_sees_nothing_while_it_lasts(as_user, lan):
    as_user("hanh").post(f"/members/{lan.id}/statuses/new", data={"kind": "suspended", "from_on": "01/12/2026"})

    assert as_user("lan").get("/members").status_code == 403


def test_a_period_of_somebody_else_is_not_ended_through_this_address(as_user, lan, world, committed, pid):
    with committed() as session:
        other = session.scalars(select(StatusPeriod.id)).one()

    assert as_user("hanh").post(f"/members/{lan.id}/statuses/{other}/end", data={"on": "02/12/2026"}).status_code == 404
    assert as_user("hanh").get(f"/members/{pid('Bế Văn Mạnh')}/statuses/{other}/end").status_code == 200


def test_a_formal_transfer_moves_the_membership_and_ends_the_office(as_user, world, committed):
    person = world.people["huong"]
    answer = as_user("hanh").post(
        f"/members/{person}/transfer", data={"to": world.other_cell, "on": "01/12/2026", "note": "GT 12"}
    )

    assert answer.status_code == 303
    with committed():
        assert person in {row.person.id for row in roll_of(world.cell, date(2026, 11, 30))}
        assert person not in {row.person.id for row in roll_of(world.cell, date(2026, 12, 1))}
        assert person in {row.person.id for row in roll_of(world.other_cell, date(2026, 12, 1))}
    page = as_user("hanh").get(f"/members/{person}")
    assert "Từ 01/07/2025 đến 30/11/2026" in words(page)


def test_a_transfer_is_offered_no_cell_beforehand_and_not_the_one_where_they_are(as_user, world, lan):
    hanh = as_user("hanh")
    page = hanh.get(f"/members/{lan.id}/transfer").text
    answer = hanh.post(f"/members/{lan.id}/transfer", data={"to": "", "on": "01/12/2026"})

    assert re.findall(r'<option (?:selected )?value="(\d*)"', page) == ["", str(world.other_cell)]
    assert (answer.status_code, "Chọn chi bộ nơi đến." in answer.text) == (422, True)


def test_a_transfer_to_another_commune_is_not_offered(as_user, world, lan):
    answer = as_user("hanh").post(f"/members/{lan.id}/transfer", data={"to": world.far_cell, "on": "01/12/2026"})

    assert answer.status_code == 422


def test_whoever_leaves_stays_in_the_sight_of_the_office_alone(as_user, lan, committed):
    as_user("hanh").post(f"/members/{lan.id}/leave", data={"on": "01/12/2026", "note": "chuyển đi tỉnh khác"})

    assert as_user("hanh").get(f"/members/{lan.id}").status_code == 200
    assert as_user("thang").get(f"/members/{lan.id}").status_code == 404
    assert as_user("vien").get(f"/members/{lan.id}").status_code == 404


def test_a_temporary_transfer_out_keeps_the_roll_and_is_told_apart(as_user, lan, world, committed):
    hanh = as_user("hanh")
    nowhere = hanh.post(f"/members/{lan.id}/temporary-transfers/new", data={"host": 0, "from_on": "01/12/2026"})
    hanh.post(
        f"/members/{lan.id}/temporary-transfers/new",
        data={"host": world.other_cell, "from_on": "01/12/2026", "to_on": "28/02/2027"},
    )

    assert nowhere.status_code == 422
    with committed() as session:
        home, host = (count(roll_of(cell, date(2026, 12, 2))) for cell in (world.cell, world.other_cell))
        assert (home.total, home.temporary_out) == (22, 1)
        assert (host.total, host.temporary_in) == (2, 1)
        transfer = session.scalars(select(TemporaryTransfer.id)).one()
    hanh.post(f"/members/{lan.id}/temporary-transfers/{transfer}/end", data={"on": "02/12/2026"})
    with committed():
        assert count(roll_of(world.cell, date(2026, 12, 2))).temporary_out == 0


def test_a_guest_from_outside_the_system_is_received(as_user, world, committed):
    hanh = as_user("hanh")
    answer = hanh.post(
        f"/members/guests/new?cell={world.cell}",
        data={"full_name": "Lò Thị Khách", "home_name": "Chi bộ phố 3, tỉnh khác", "from_on": "01/12/2026"},
    )

    assert answer.status_code == 303
    with committed() as session:
        guest = session.scalars(select(Person.id).where(Person.full_name == "Lò Thị Khách")).one()
        assert count(roll_of(world.cell, date(2026, 12, 2))).temporary_in == 1
    assert hanh.get(f"/members/{guest}/edit").status_code == 200
    assert as_user("lan").get(f"/members/{guest}").status_code == 200
    assert as_user("tham").get(f"/members/{guest}").status_code == 404


def test_a_new_member_is_registered(as_user, world, committed):
    answer = as_user("hanh").post(
        f"/members/new?cell={world.cell}",
        data={"full_name": "Bàn Thị Mới", "gender": "", "admitted_on": "01/12/2026", "from_on": "01/12/2026"},
    )

    assert answer.status_code == 303
    assert as_user("hanh").get(answer.location).status_code == 200
    with committed():
        assert count(roll_of(world.cell, date(2026, 12, 2))).probationary == 3


@pytest.mark.parametrize("cell", ["far_cell", "commune"])
def test_nobody_is_registered_outside_the_cells_of_the_scope(as_user, world, cell):
    assert as_user("hanh").get(f"/members/new?cell={getattr(world, cell)}").status_code == 404
