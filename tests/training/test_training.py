"""Courses of secretaries and deputies, the report of their age and term, and the reserve list."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.extensions import db
from app.members.models import Person
from app.training import queries, services
from app.training.models import Reserve, Training
from tests.acts import actor_named
from tests.reading import words
from workflows.roles import Role

TODAY = date(2026, 12, 2)
COURSE = {"course": "Nghiệp vụ công tác đảng", "organiser": "Trường Chính trị", "from_on": "01/06/2026", "to_on": "05/06/2026", "certificate": "12/CN"}  # fmt: skip


def trained(world, who: str, to_on: date | None = date(2026, 6, 5)) -> Training:
    course = services.Course(
        course="Nghiệp vụ công tác đảng", organiser="", from_on=date(2026, 6, 1), to_on=to_on, certificate=""
    )
    return services.record_training(db.session.get_one(Person, world.people[who]), course, actor=actor_named("hanh"))


def listed(world, who: str = "lan", role: Role = Role.SECRETARY) -> Reserve:
    return services.put_on_reserve(
        world.cell, world.people[who], role, term="2025–2030", note="", actor=actor_named("thang")
    )


def test_who_has_not_finished_a_course_stands_first(world, db_session):
    trained(world, "thang")
    trained(world, "men", to_on=None)  # still at it
    found = queries.leaders(actor_named("hanh"), TODAY)

    assert [(one.name, one.trained, one.role) for one in found] == [
        ("Hoàng Thị Mến", False, Role.DEPUTY_SECRETARY), ("Phạm Thị Thắm", False, Role.SECRETARY),
        ("Bùi Ngọc Sơn", False, Role.DEPUTY_SECRETARY), ("Nông Văn Thắng", True, Role.SECRETARY),
    ]  # fmt: skip
    assert (found[3].age(TODAY), found[3].term, found[3].years_in_office(TODAY)) == (56, "2025–2030", 1)


def test_the_sums_count_courses_and_ages_at_their_borders(world, db_session):
    born = {"thang": date(1986, 12, 3), "men": date(1986, 12, 2), "tham": date(1966, 12, 2), "son": None}
    for who, day in born.items():
        db_session.get_one(Person, world.people[who]).birth_on = day
    trained(world, "thang", to_on=TODAY)
    trained(world, "tham", to_on=date(2026, 12, 3))

    sums = queries.sums_of(actor_named("hanh"), TODAY)
    assert (sums.total, sums.trained, sums.young, sums.middle, sums.old, sums.unknown) == (4, 1, 1, 1, 1, 1)


def test_the_report_is_of_ones_own_scope(world, as_user, committed):
    with committed():
        trained(world, "thang")
    page = words(as_user("hanh").get("/training"))
    assert "Đã qua bồi dưỡng 1/4 (25,0%)" in page
    assert "Phạm Thị Thắm" in page
    own = words(as_user("thang").get("/training"))
    assert "Nông Văn Thắng" in own
    assert "Phạm Thị Thắm" not in own
    assert "Nông Văn Thắng" not in words(as_user("vien").get("/training"))
    for who in ("lan", "binh", "loc", "quan"):  # ages are no business of theirs
        assert as_user(who).get("/training").status_code == 403
    assert as_user("thang").get(f"/training?cell={world.other_cell}").status_code == 404
    book = load_workbook(BytesIO(as_user("hanh").get("/training/workbook").data)).active
    assert [cell.value for cell in book[5]][1:9] == [
        "Nông Văn Thắng", "bí thư", "Chi bộ thôn Nà Mười", book.cell(5, 5).value, 56, book.cell(5, 7).value,
        "2025–2030", "đã qua",
    ]  # fmt: skip
    assert book.max_row == 5


def test_the_office_writes_a_course_down_corrects_it_and_takes_it_back(world, as_user, committed):
    hanh, person_id = as_user("hanh"), world.people["thang"]
    assert hanh.post(f"/training/people/{person_id}/new", data=COURSE).status_code == 303
    with committed() as session:
        training_id = session.scalars(select(Training.id)).one()
    page = words(as_user("thang").get(f"/members/{person_id}"))
    assert "Nghiệp vụ công tác đảng Trường Chính trị, 01/06/2026 đến 05/06/2026. 12/CN" in page
    assert "Nghiệp vụ" not in words(as_user("lan").get(f"/members/{person_id}"))
    path = f"/training/{training_id}"
    assert hanh.post(f"{path}/edit", data=COURSE | {"certificate": "13/CN", "version": 1}).status_code == 303
    assert hanh.post(f"{path}/edit", data=COURSE | {"version": 1}).status_code == 409
    assert hanh.post(f"{path}/remove", data={"version": 1}).status_code == 409
    assert hanh.post(f"{path}/remove", data={"version": 2}).status_code == 303
    with committed() as session:
        assert session.scalars(select(Training)).all() == []
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.event.startswith("training")).order_by(AuditEvent.id)
        )
        assert [(one.event, one.chain) for one in told] == [
            ("training_recorded", world.cell), ("training_changed", world.cell), ("training_removed", world.cell)
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"course": " "}, "Ghi tên khóa bồi dưỡng"),
        ({"from_on": ""}, "Ghi ngày khai giảng"),
        ({"from_on": "03/12/2026", "to_on": ""}, "chưa tới"),
        ({"to_on": "31/05/2026"}, "đứng trước ngày khai giảng"),
        ({"certificate": "x" * 121}, "không quá 120 chữ"),
    ],
)
def test_what_is_no_course_is_said_and_not_kept(world, as_user, committed, data, said):
    answer = as_user("hanh").post(f"/training/people/{world.people['thang']}/new", data=COURSE | data)

    assert (answer.status_code, said in answer.text) == (422, True)
    with committed() as session:
        assert session.scalars(select(Training)).all() == []


@pytest.mark.parametrize(("who", "status"), [("thang", 403), ("binh", 403), ("vien", 404)])
def test_only_the_office_of_the_person_writes_courses(world, as_user, committed, who, status):
    with committed():
        training_id = trained(world, "thang").id

    assert as_user(who).get(f"/training/people/{world.people['thang']}/new").status_code == status
    assert as_user(who).post(f"/training/{training_id}/remove", data={"version": 1}).status_code == status


def test_a_cell_plans_its_next_secretary_and_the_office_reads_it(world, as_user, committed):
    thang, path = as_user("thang"), f"/training/reserve/{world.cell}/new"
    data = {"person": world.people["lan"], "position": "secretary", "term": "2030–2035", "note": "Nữ, trẻ"}
    assert thang.post(path, data=data).status_code == 303
    again = thang.post(path, data=data)
    assert (again.status_code, "đã có trong quy hoạch bí thư" in again.text) == (422, True)
    stranger = thang.post(path, data=data | {"person": world.people["tham"]})
    assert stranger.status_code == 422
    page = words(as_user("hanh").get("/training/reserve"))
    assert "1 đồng chí trong quy hoạch . 1 chi bộ chưa có quy hoạch." in page.replace("quy hoạch.", "quy hoạch .", 1)
    assert "Quy hoạch bí thư Chi bộ thôn Nà Mười, nhiệm kỳ 2030–2035. Nữ, trẻ Chưa qua bồi dưỡng" in page
    assert "Triệu Thị Lan" not in words(as_user("tham").get("/training/reserve"))
    assert as_user("tham").post(path, data=data).status_code == 404
    assert as_user("lan").get("/training/reserve").status_code == 403
    book = load_workbook(BytesIO(as_user("thang").get("/training/reserve/workbook").data)).active
    assert [cell.value for cell in book[2]][1:5] == ["Chi bộ thôn Nà Mười", "Triệu Thị Lan", "bí thư", "2030–2035"]


def test_who_is_taken_off_the_list_is_off_it_once(world, as_user, committed):
    with committed():
        reserve_id = listed(world).id
    path = f"/training/reserve/{reserve_id}/remove"
    assert as_user("tham").post(path, data={"version": 1}).status_code == 404
    assert as_user("thang").post(path, data={"version": 2}).status_code == 409
    assert as_user("thang").post(path, data={"version": 1}).status_code == 303
    with committed() as session:
        assert session.scalars(select(Reserve)).all() == []
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "reserve_taken_off")).one()
        assert (event.chain, event.acting_as, event.data["removed"]["position"]) == (
            world.cell, "secretary", "secretary"
        )  # fmt: skip


def test_many_leaders_are_paged_in_a_statement(world, db_session, count_statements, monkeypatch):
    monkeypatch.setattr(queries, "PAGE", 3)
    hanh = actor_named("hanh")
    with count_statements() as seen:
        first = queries.leaders(hanh, TODAY, number=1, limit=3)
        second = queries.leaders(hanh, TODAY, number=2, limit=3)
        queries.sums_of(hanh, TODAY)

    assert (len(first), len(second), len({*first, *second}), len(seen)) == (3, 1, 4, 3)


def test_the_pages_ask_few_statements(world, as_user, committed, count_statements):
    with committed():
        for who in ("lan", "khoa", "huong"):
            listed(world, who)
            trained(world, who)
    for path in ("/training", "/training/reserve"):
        with count_statements() as seen:
            assert as_user("hanh").get(path).status_code == 200
        assert len(seen.besides_the_account()) <= 6, seen.texts
