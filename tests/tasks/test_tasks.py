"""Tasks: given, reported, confirmed; read by the cell and its scope; nobody else's business."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Attachment
from app.notifications.models import Notification
from app.refusals import BadInput, SomebodyWasFaster
from app.tasks import queries, services
from app.tasks.models import Task, TaskStep
from app.tasks.services import NewTask, assign_task
from workflows.engine import StepRefused

WORK = "Vận động 4 hộ hiến đất mở rộng đường nội thôn"


@pytest.fixture
def given(world, db_session, actor_of):
    """A task of the own cell, given by its secretary to Khoa, due on 25/12/2026."""
    new = NewTask(work=WORK, owner_id=world.people["khoa"], deadline=date(2026, 12, 25))
    thang = actor_of("thang")
    task = assign_task(new, cell_id=world.cell, actor=thang, roles=thang.roles_in(world.cell))
    db_session.commit()
    return task


def test_giving_a_task_tells_its_owner_and_writes_it_down(given, world, db_session):
    told = db_session.scalars(select(Notification)).all()
    written = db_session.scalars(select(AuditEvent).where(AuditEvent.event == "task_created")).one()

    assert [(row.person_id, WORK in row.text) for row in told] == [(world.people["khoa"], True)]
    assert written.data["deadline"] == "2026-12-25"


def test_the_whole_way_of_a_task(given, actor_of, db_session):
    services.take_step(given, "report", actor=actor_of("khoa"), note="Đã vận động 3 hộ", percent=75)
    services.take_step(given, "return", actor=actor_of("thang"), note="Còn hộ thứ tư")
    services.take_step(given, "report", actor=actor_of("khoa"), note="Đủ 4 hộ")
    services.take_step(given, "confirm", actor=actor_of("men"))
    db_session.flush()

    steps = [row.step for row in queries.history_of(given.id)]
    assert steps == ["assign", "report", "return", "report", "confirm"]
    assert (given.state, given.percent, given.result) == ("confirmed", 100, "Đủ 4 hộ")


@pytest.mark.parametrize(
    ("who", "step", "kind"),
    [
        ("lan", "report", "not_yours"),
        ("khoa", "confirm", "not_yours"),
        ("huong", "drop", "not_yours"),
        ("tham", "extend", "not_yours"),
        ("thang", "confirm", "not_here"),
        ("thang", "drop", "blocked"),
    ],
)
def test_who_may_not_and_when_not(given, actor_of, db_session, who, step, kind):
    with pytest.raises(StepRefused) as refused:
        services.take_step(given, step, actor=actor_of(who))

    assert refused.value.kind == kind
    assert given.state == "assigned"
    assert db_session.scalars(select(TaskStep)).all()[1:] == []


def test_a_deadline_only_moves_later(given, actor_of):
    with pytest.raises(StepRefused) as refused:
        services.take_step(given, "extend", actor=actor_of("thang"), note="mưa lũ", deadline=date(2026, 12, 20))

    assert "sau thời hạn đang có, 25/12/2026" in refused.value.reasons[0].text


def test_a_stranger_cannot_be_given_the_task(given, actor_of, world):
    with pytest.raises(BadInput) as refused:
        services.take_step(given, "reassign", actor=actor_of("thang"), note="bận", owner_id=world.people["tham"])

    assert "không có trong danh sách đảng viên" in str(refused.value)


def test_who_has_the_task_is_not_given_it_anew(given, actor_of):
    with pytest.raises(BadInput) as refused:
        services.take_step(given, "reassign", actor=actor_of("thang"), note="bận", owner_id=given.owner_id)

    assert "đang giao cho chính đồng chí này" in str(refused.value)
    assert given.version == 1


def test_an_old_page_changes_nothing(given, actor_of):
    services.take_step(given, "report", actor=actor_of("khoa"), note="xong", version=1)

    with pytest.raises(SomebodyWasFaster):
        services.take_step(given, "confirm", actor=actor_of("thang"), version=1)


def test_overdue_is_derived_from_the_day(given, actor_of):
    me, due = actor_of("khoa"), given.deadline
    wanted = queries.Filter(which="overdue")

    assert queries.listed(me, wanted, due)[1] == 0
    assert queries.listed(me, wanted, due + timedelta(days=1))[1] == 1


@pytest.mark.parametrize(
    ("who", "status"),
    [("thang", 200), ("lan", 200), ("loc", 200), ("hanh", 200), ("binh", 200), ("tham", 404), ("vien", 404), ("tra", 404), ("quan", 404)],
)  # fmt: skip
def test_who_reads_a_task(given, as_user, who, status):
    assert as_user(who).get(f"/tasks/{given.id}").status_code == status


def test_a_secretary_gives_a_task_on_the_page(world, as_user, committed):
    form = {"work": "  Đắp lại đoạn đường cụm 2 ", "owner_id": world.people["lan"], "deadline": "20/12/2026"}
    answer = as_user("thang").post("/tasks/new", data=form)

    assert answer.status_code == 303
    with committed() as session:
        task = session.scalars(select(Task)).one()
        assert (task.work, task.deadline) == ("Đắp lại đoạn đường cụm 2", date(2026, 12, 20))


def test_what_is_missing_is_said_and_what_was_typed_stays(as_user):
    answer = as_user("thang").post("/tasks/new", data={"work": "<script>alert(1)</script>", "deadline": "31/02/2026"})

    assert answer.status_code == 422
    assert "Không có ngày 31/02/2026" in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    assert "<script>alert(1)" not in answer.text


def test_a_member_who_leads_nothing_gives_no_task(as_user):
    assert as_user("lan").post("/tasks/new", data={"work": "x"}).status_code == 404


def test_the_page_of_the_owner_reports_with_one_form(given, as_user, committed):
    khoa = as_user("khoa")
    assert "Báo cáo kết quả" in khoa.get(f"/tasks/{given.id}/steps/report").text
    form = {"note": "Đã xong", "percent": "90", "version": "1", "once": "a.1"}

    task_id = given.id
    first = khoa.post(f"/tasks/{task_id}/steps/report", data=form)
    second = khoa.post(f"/tasks/{task_id}/steps/report", data=form)

    assert (first.status_code, second.status_code) == (303, 303)
    with committed() as session:
        assert session.scalars(select(TaskStep.step).order_by(TaskStep.id)).all() == ["assign", "report"]
        assert session.get(Task, task_id).percent == 90


def test_too_long_a_text_is_refused_with_a_sentence(given, as_user):
    answer = as_user("khoa").post(f"/tasks/{given.id}/steps/report", data={"note": "ă" * 200_000})

    assert answer.status_code == 422
    assert "dài quá 20.000 ký tự" in answer.text


@pytest.mark.each_engine
@pytest.mark.parametrize(
    "query", ["?page=999999999999", "?page=-1", "?which=%00", "?cell=abc", "?whose=mine&which=all"]
)
def test_odd_addresses_show_a_page(as_user, query):
    assert as_user("thang").get(f"/tasks{query}").status_code == 200


def test_the_list_takes_the_same_statements_for_one_and_for_forty(world, committed, as_user, count_statements):
    client = as_user("thang")
    seen = []
    for size in (1, 40):
        with committed() as session:
            rows = [
                Task(cell_id=world.cell, work=f"Việc {n}", owner_id=world.people["lan"], deadline=date(2026, 12, 9),
                     created_at=clock.now(), state="assigned")
                for n in range(size)
            ]  # fmt: skip
            session.add_all(rows)
        with count_statements() as statements:
            assert client.get("/tasks").status_code == 200
        seen.append(len(statements.besides_the_account()))

    assert seen[0] == seen[1] <= 3


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


def send_report(client, task_id, *files):
    form = {"note": "Đã xong", "version": "1", "evidence": [(BytesIO(data), name) for name, data in files]}
    return client.post(f"/tasks/{task_id}/steps/report", data=form, content_type="multipart/form-data")


def test_evidence_comes_with_the_report_and_is_read_by_the_cell_only(given, as_user, committed):
    task_id = given.id
    assert send_report(as_user("khoa"), task_id, ("anh-duong.png", PNG), ("ảnh 2.png", PNG)).status_code == 303

    with committed() as session:
        kept = session.scalars(select(Attachment).order_by(Attachment.id)).all()
        assert [(row.task_id, row.name, row.purpose) for row in kept] == [
            (task_id, "anh-duong.png", "evidence"),
            (task_id, "ảnh 2.png", "evidence"),
        ]
        file_id = kept[0].id
    assert "anh-duong.png" in as_user("lan").get(f"/tasks/{task_id}").text
    answers = {
        who: as_user(who).get(f"/documents/attachments/{file_id}").status_code for who in ("lan", "loc", "tham", "vien")
    }
    assert answers == {"lan": 200, "loc": 200, "tham": 404, "vien": 404}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("virus.exe", b"MZ")], "chỉ nhận tệp"),
        ([("anh.png", b"no picture")], "không đúng với đuôi"),
        ([(f"{n}.png", PNG) for n in range(6)], "nhiều nhất 5 tệp"),
    ],
)
def test_what_is_no_evidence_is_refused_and_nothing_is_reported(given, as_user, committed, files, words):
    task_id = given.id
    answer = send_report(as_user("khoa"), task_id, *files)

    assert answer.status_code == 422
    assert words in answer.text
    assert "Đã xong" in answer.text
    with committed() as session:
        assert session.get(Task, task_id).state == "assigned"


def test_a_report_without_a_result_stays_on_its_page(given, as_user):
    answer = as_user("khoa").post(f"/tasks/{given.id}/steps/report", data={"percent": "40", "version": "1"})

    assert answer.status_code == 422
    assert 'name="percent"' in answer.text
    assert 'value="40"' in answer.text


@pytest.mark.parametrize(("who", "name", "status"), [("lan", "report", 403), ("khoa", "confirm", 403), ("thang", "confirm", 409), ("khoa", "report", 200), ("tham", "report", 404)])  # fmt: skip
def test_the_form_of_a_step_opens_only_for_whom_it_is(given, as_user, who, name, status):
    assert as_user(who).get(f"/tasks/{given.id}/steps/{name}").status_code == status


def test_what_was_being_typed_comes_back(given, as_user):
    khoa, task_id = as_user("khoa"), given.id
    khoa.post(f"/drafts/task-{task_id}-report", data={"note": "Đang viết dở", "percent": "30"})

    page = khoa.get(f"/tasks/{task_id}/steps/report").text
    assert "Đang viết dở" in page
    send_report(khoa, task_id)
    assert "Đang viết dở" not in khoa.get(f"/tasks/{task_id}").text
