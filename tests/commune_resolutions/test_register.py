"""The register of resolutions above the cells, and the tasks that carry them out."""

from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.commune_resolutions.models import CommuneResolution
from app.commune_resolutions.services import Stated, enter
from app.extensions import db
from app.organisations.models import Organisation
from app.tasks.models import Task
from app.tasks.services import NewTask, assign_task
from tests.at_once import together
from tests.reading import words
from tests.world import NOON

TITLE = "phát triển kinh tế vườn, đồi giai đoạn 2026–2030"
SENT = {"symbol": "05-NQ/ĐU", "issued_on": "03/02/2026", "title": TITLE}


@pytest.fixture
def garden(world, prepared, actor_of) -> dict[str, int]:
    """A resolution of the commune, one that is carried out by a task of the own cell, and one of another commune."""

    def build():
        stated = Stated(symbol="05-NQ/ĐU", issued_on=date(2026, 2, 3), title=TITLE)
        row = enter(db.session.get_one(Organisation, world.commune), stated, actor=actor_of("hanh"))
        far = db.session.get_one(Organisation, world.organisations["XA2"])
        other = enter(far, stated, actor=actor_of("vien"))
        thang, new = actor_of("thang"), {"owner_id": world.people["khoa"], "deadline": date(2026, 12, 1)}
        tasks = [
            assign_task(
                NewTask(work=work, commune_resolution_id=linked, **new), cell_id=world.cell, actor=thang,
                roles=thang.roles_in(world.cell),
            )
            for work, linked in (("Trồng 2 ha cam", row.id), ("Dọn nhà văn hóa", None))
        ]  # fmt: skip
        return {"row": row.id, "far": other.id, "task": tasks[0].id, "plain": tasks[1].id}

    return prepared("commune resolutions", build)


def test_the_office_enters_and_corrects_one(world, as_user, committed):
    hanh = as_user("hanh")
    assert hanh.post("/commune-resolutions/new", data=SENT | {"organisation": world.commune}).status_code == 303
    with committed() as session:
        row = session.scalars(select(CommuneResolution)).one()
        assert (row.symbol, row.issued_on, row.in_use) == ("05-NQ/ĐU", date(2026, 2, 3), True)
        path = f"/commune-resolutions/{row.id}/edit"
    assert hanh.post(path, data=SENT | {"title": "Kinh tế đồi rừng", "version": "1"}).status_code == 303
    stale = hanh.post(path, data=SENT | {"title": "Bản cũ", "version": "1"})
    assert (stale.status_code, "Bản cũ" in stale.text) == (409, True)

    with committed() as session:
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.subject == "commune_resolution").order_by(AuditEvent.id)
        ).all()
        assert [row.event for row in told] == ["commune_resolution_entered", "commune_resolution_changed"]
        assert told[1].data["after"]["title"] == "Kinh tế đồi rừng"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("symbol", "", "Ghi số, ký hiệu."), ("issued_on", "31/02/2026", "Không có ngày"),
     ("issued_on", "03/12/2026", "Ngày ban hành chưa đến"), ("title", "x" * 301, "Không quá 300 ký tự"),
     ("symbol", "05-NQ/ĐU", "đã có trong danh sách"), ("organisation", "x", "Chọn một mục trong danh sách")],
)  # fmt: skip
def test_bad_input_is_told(garden, world, as_user, committed, field, value, sentence):
    sent = SENT | {"symbol": "06-NQ/ĐU", "organisation": world.commune}
    answer = as_user("hanh").post("/commune-resolutions/new", data=sent | {field: value})

    assert (answer.status_code, sentence in answer.text) == (422, True)
    with committed() as session:
        assert len(session.scalars(select(CommuneResolution.id)).all()) == 2


def test_of_two_who_enter_the_same_one_the_second_is_told(world, as_user):
    sent = SENT | {"organisation": world.commune}
    enter_it = lambda: as_user("hanh").post("/commune-resolutions/new", data=sent)  # noqa: E731
    assert sorted(together(enter_it, enter_it)) == [303, 422]


def test_a_cell_sees_those_above_it_and_how_its_own_tasks_stand(garden, as_user):
    page = as_user("khoa").get("/commune-resolutions")
    assert "0/1 nhiệm vụ đã xong 1 quá hạn" in words(page)
    assert page.text.count(TITLE[1:]) == 1
    assert "Ghi nghị quyết" not in page.text
    other = words(as_user("tham").get("/commune-resolutions"))
    assert "Chưa có nhiệm vụ." in other


def test_tasks_are_filtered_by_what_they_carry_out(garden, as_user, count_statements):
    khoa = as_user("khoa")
    with count_statements() as seen:
        page = words(khoa.get(f"/tasks?resolution={garden['row']}"))
    assert ("Trồng 2 ha cam" in page, "Dọn nhà văn hóa" in page) == (True, False)
    assert f"Thực hiện: Nghị quyết số 05-NQ/ĐU ngày 03/02/2026: {TITLE}." in page
    assert len(seen.besides_the_account()) <= 8
    assert khoa.get(f"/tasks?resolution={garden['far']}").status_code == 404


def test_a_secretary_links_a_task_and_takes_the_link_away(garden, as_user, committed):
    path, sent = f"/tasks/{garden['plain']}/commune-resolution", {"version": "1"}
    assert as_user("thang").post(path, data=sent | {"commune_resolution_id": garden["far"]}).status_code == 422
    for linked in (garden["row"], ""):
        with committed() as session:
            now = session.get_one(Task, garden["plain"]).version
        sent = {"version": str(now), "commune_resolution_id": linked}
        assert as_user("thang").post(path, data=sent).status_code == 303
        assert as_user("men").post(path, data=sent).status_code == 409
        shown = TITLE in as_user("khoa").get(f"/tasks/{garden['plain']}").text
        assert shown == bool(linked)

    with committed() as session:
        told = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "task_linked").order_by(AuditEvent.id)
        ).all()
        assert [row.data["after"]["commune_resolution_id"] for row in told] == [garden["row"], None]


def test_who_may_not(garden, as_user):
    for who, path, status in (
        ("khoa", f"/tasks/{garden['plain']}/commune-resolution", 403),
        ("tham", f"/tasks/{garden['plain']}/commune-resolution", 404),
        ("thang", "/commune-resolutions/new", 403),
        ("hanh", f"/commune-resolutions/{garden['far']}/edit", 404),
    ):
        assert as_user(who).get(path).status_code == status, (who, path)


def test_a_new_task_is_offered_those_in_use(garden, world, as_user, committed):
    assert TITLE in as_user("thang").get("/tasks/new").text
    sent = {"work": "Ươm cây", "owner_id": world.people["khoa"], "deadline": "25/12/2026"}
    sent |= {"commune_resolution_id": str(garden["row"])}
    assert as_user("thang").post("/tasks/new", data=sent).status_code == 303
    with committed() as session:
        session.get_one(CommuneResolution, garden["row"]).in_use = False
    assert TITLE not in as_user("thang").get("/tasks/new").text
    refused = as_user("thang").post("/tasks/new", data=sent)
    assert (refused.status_code, "Ươm cây" in refused.text) == (422, True)


def test_a_day_that_has_not_come_yet_is_seen_in_vietnam(world, as_user):
    """At 09:00 in Vietnam it is 2 December."""
    with clock.set_to(NOON):
        sent = SENT | {"organisation": world.commune, "issued_on": "02/12/2026"}
        assert as_user("hanh").post("/commune-resolutions/new", data=sent).status_code == 303
