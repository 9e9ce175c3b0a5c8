"""Members in charge of households and models: who gives it, who writes the note of a month, who reads it."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.assignments import queries, services
from app.assignments.models import Assignment, AssignmentNote, Charge
from app.audit.models import AuditEvent
from app.notifications.models import Notification
from app.refusals import BadInput
from tests.acts import actor_named
from tests.reading import words
from tests.world import FOUNDED

HOUSE = {"kind": "household", "subject": "Hộ ông Hoàng Văn Páo", "from_on": "01/09/2026"}


def given(world, who: str = "lan", since: date = FOUNDED) -> int:
    row = services.give(
        world.cell, world.people[who], Charge.HOUSEHOLD, "Hộ ông Hoàng Văn Páo", from_on=since,
        actor=actor_named("thang"),
    )  # fmt: skip
    return row.id


def test_the_page_keeps_the_way_to_the_search_that_every_page_has(world, as_user):
    assert 'href="/search"' in as_user("thang").get("/assignments").text


def test_nobody_is_in_charge_before_somebody_was_chosen(world, as_user):
    path = f"/assignments/cells/{world.cell}/new"
    assert '<option value="0">Chọn đảng viên' in as_user("thang").get(path).text.replace(" selected", "")
    answer = as_user("thang").post(path, data=HOUSE | {"person": "0"})
    assert (answer.status_code, "Chọn một đảng viên của chi bộ." in answer.text) == (422, True)


def test_a_secretary_gives_it_and_the_member_is_told(world, as_user, committed):
    path, data = f"/assignments/cells/{world.cell}/new", HOUSE | {"person": world.people["lan"]}
    assert as_user("thang").post(path, data=data).status_code == 303
    with committed() as session:
        told = session.scalars(select(Notification.person_id)).all()
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "assignment_given")).one()
        assert (told, event.chain, event.acting_as) == ([world.people["lan"]], world.cell, "secretary")
    for who, status in (("lan", 403), ("huong", 403), ("hanh", 403), ("tham", 404), ("dua", 404)):
        assert as_user(who).post(path, data=data).status_code == status, who


def test_everybody_reads_their_own_and_the_committee_all_of_the_cell(world, as_user, committed):
    with committed():
        given(world)
    for who, sees in (("lan", True), ("huong", True), ("men", True), ("hanh", True), ("khoa", False), ("tham", False)):
        assert ("Hoàng Văn Páo" in as_user(who).get("/assignments").text) is sees, who
    assert "Hoàng Văn Páo" not in as_user("dua").get("/assignments").text
    assert as_user("loc").get("/assignments").status_code == 403
    book = load_workbook(BytesIO(as_user("hanh").get("/assignments/workbook").data)).active
    assert [cell.value for cell in book[2]][1:5] == [
        "Triệu Thị Lan", "Chi bộ thôn Nà Mười", "hộ gia đình", "Hộ ông Hoàng Văn Páo"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"subject": " "}, "Ghi tên chủ hộ"),
        ({"subject": "x" * 201}, "không quá 200 chữ"),
        ({"from_on": "03/12/2026"}, "từ hôm nay trở về trước"),
        ({"person": "999999"}, "Chọn một mục trong danh sách"),
    ],
)
def test_what_is_no_assignment_is_said_and_not_kept(world, as_user, committed, data, said):
    sent = HOUSE | {"person": world.people["lan"]} | data
    answer = as_user("thang").post(f"/assignments/cells/{world.cell}/new", data=sent)

    assert (answer.status_code, said in answer.text) == (422, True)
    with committed() as session:
        assert session.scalars(select(Assignment)).all() == []


def test_the_note_of_a_month_is_written_by_who_is_in_charge_or_a_secretary(world, as_user, committed):
    with committed():
        path = f"/assignments/{given(world)}/note"
    assert "Chưa ghi tháng 12/2026" in words(as_user("lan").get("/assignments"))
    write(as_user("lan"), path, "12/2026", "Đã giúp làm chuồng trại")
    write(as_user("men"), path, "12/2026", "Đã xong chuồng trại")
    write(as_user("lan"), f"{path}?month=11/2026", "11/2026", "Đã bàn với gia đình")
    page = words(as_user("lan").get("/assignments"))  # the latest month, not the one written last
    assert "Tháng 12/2026: Đã xong chuồng trại" in page
    assert "Chưa ghi tháng" not in page
    for who, status in (("khoa", 404), ("huong", 403), ("tham", 404)):
        assert as_user(who).post(path, data={"month": "12/2026", "text": "x"}).status_code == status, who
        assert as_user(who).get(path).status_code == status, who
    with committed() as session:
        notes = session.scalars(select(AssignmentNote.text).order_by(AssignmentNote.month)).all()
        assert notes == ["Đã bàn với gia đình", "Đã xong chuồng trại"]
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "assignment_noted").order_by(AuditEvent.id)
        ).all()
        assert {one.acting_as for one in events} == {"member", "deputy_secretary"}


def write(client, path: str, month: str, text: str) -> None:
    """What somebody writes who has just opened the page."""
    version = client.get(path).text.partition('name="version" value="')[2].partition('"')[0]
    assert client.post(path, data={"month": month, "text": text, "version": version}).status_code == 303


def test_of_two_who_write_the_note_of_a_month_the_second_is_told(world, as_user, committed):
    with committed():
        path = f"/assignments/{given(world)}/note"
    sent = {"month": "12/2026", "text": "Của bí thư", "version": "0"}
    assert as_user("thang").post(path, data=sent).status_code == 303
    answer = as_user("lan").post(path, data=sent | {"text": "Của đảng viên"})
    assert (answer.status_code, "Của đảng viên" in answer.text) == (409, True)
    assert as_user("lan").post(path, data={"month": "12/2026", "text": "x"}).status_code == 409
    with committed() as session:
        assert session.scalars(select(AssignmentNote.text)).all() == ["Của bí thư"]


def test_whoever_chooses_another_month_does_not_write_over_its_note_unread(world, as_user, committed):
    with committed():
        path = f"/assignments/{given(world)}/note"
    lan = as_user("lan")
    write(lan, path, "11/2026", "Đã bàn với gia đình")
    answer = lan.post(path, data={"month": "11/2026", "text": "Đã làm chuồng", "version": "0"})
    assert (answer.status_code, "Tháng 11/2026 đã ghi kết quả" in answer.text) == (422, True)
    assert "Đã làm chuồng" in answer.text
    assert f'href="{path}?month=11/2026"' in answer.text
    assert "Đã bàn với gia đình" in lan.get(f"{path}?month=11/2026").text
    with committed() as session:
        assert session.scalars(select(AssignmentNote.text)).all() == ["Đã bàn với gia đình"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"month": "01/2027"}, "Ghi tháng, từ 07/2025 đến 12/2026"),
        ({"month": "06/2025"}, "Ghi tháng, từ 07/2025 đến 12/2026"),
        ({"text": ""}, "Ghi việc đã làm"),
        ({"text": "x" * 1001}, "không quá 1000 chữ"),
    ],
)
def test_a_note_that_cannot_be_is_refused(world, as_user, committed, data, said):
    with committed():
        path = f"/assignments/{given(world)}/note"
    answer = as_user("lan").post(path, data={"month": "12/2026", "text": "Tốt", "version": "0"} | data)

    assert (answer.status_code, said in answer.text) == (422, True)


def test_it_ends_on_a_day_and_stands_apart_from_then(world, as_user, committed):
    with committed():
        assignment_id = given(world)
    path, thang = f"/assignments/{assignment_id}/end", as_user("thang")
    assert as_user("lan").post(path, data={"on": "01/12/2026", "version": 1}).status_code == 403
    assert thang.post(path, data={"on": "01/06/2025", "version": 1}).status_code == 422
    assert thang.post(path, data={"on": "01/12/2026", "version": 1}).status_code == 303
    assert thang.post(path, data={"on": "01/12/2026", "version": 1}).status_code == 409
    assert "Hoàng Văn Páo" not in thang.get("/assignments").text
    assert "Hoàng Văn Páo" in thang.get("/assignments?which=ended").text


def test_the_list_is_paged_and_asks_few_statements(world, as_user, committed, count_statements, monkeypatch):
    with committed():
        for who in ("lan", "khoa", "huong"):
            given(world, who)
    monkeypatch.setattr(queries, "PAGE", 2)
    with count_statements() as seen:
        page = as_user("hanh").get("/assignments?page=2")
    assert "Trang 2/2" in page.text
    assert len(seen.besides_the_account()) <= 6, seen.texts


def test_it_is_given_within_the_cell_and_noted_until_its_last_month(world, db_session):
    thang = actor_named("thang")
    with pytest.raises(BadInput, match="Chọn một đảng viên của chi bộ"):
        services.give(world.cell, world.people["tham"], Charge.HOUSEHOLD, "Hộ", from_on=date(2026, 1, 1), actor=thang)
    row = db_session.get_one(Assignment, given(world))
    services.end(row, on=date(2026, 11, 15), version=row.version, actor=thang)
    services.write_note(row, date(2026, 11, 1), "Đã bàn giao", seen="0", actor=thang)
    with pytest.raises(BadInput, match="đến 11/2026"):
        services.write_note(row, date(2026, 12, 1), "Thêm", seen="0", actor=thang)
