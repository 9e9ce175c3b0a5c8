"""A merged cell leaves nothing that is nobody's: what becomes of its meetings, tasks, items; who sees what afterwards."""

from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.extensions import db
from app.meetings.models import Meeting, MeetingStep
from app.meetings.services import create_meeting, take_step
from app.merging.services import end
from app.minutes.queries import fresh_minutes
from app.minutes.services import paper_of, score_meeting, sign, text_hash_of
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.refusals import BadInput
from app.resolutions.queries import current
from app.resolutions.services import issue
from app.sessions import services as sitting
from app.tasks.models import Task
from app.tasks.queries import history_of, open_of
from app.tasks.services import NewTask, assign_task
from app.tasks.services import take_step as take_task_step
from tests import acts
from tests.meetings import ready
from tests.merging.conftest import AFTER, TODAY, merge, with_item
from tests.onward import finish_record, move_on
from workflows.engine import StepRefused
from workflows.meeting import Kind, State
from workflows.roles import Role

WAY = (State.DRAFT, State.APPROVAL, State.CONVENED, State.HELD, State.MINUTES, State.SCORED, State.EVALUATED)
NOT_HELD = WAY[:3]


@pytest.fixture
def brought_to(cells, actor_of, prepared, db_session):
    """A meeting of the own cell in the wanted state."""

    def bring(state: State) -> Meeting:
        return db_session.get_one(Meeting, prepared(("merging", state), lambda: _a_meeting(state, actor_of)))

    return bring


def _a_meeting(state: State, actor_of) -> int:
    meeting = ready.drafted(actor_of)
    db.session.flush()
    while meeting.state != state:
        move_on(meeting)
    return meeting.id


@pytest.fixture
def merged_with_a_scored_meeting(prepared, world, actor_of):
    def build() -> None:
        _a_meeting(State.SCORED, actor_of)
        own, other = (db.session.get_one(Organisation, one) for one in (world.cell, world.other_cell))
        merge((own, other), actor_of)

    prepared("merged with a scored meeting", build)


def told(person_id: int) -> list[str]:
    return list(db.session.scalars(select(Notification.text).where(Notification.person_id == person_id)))


@pytest.mark.parametrize("state", WAY)
def test_what_becomes_of_a_meeting(brought_to, cells, actor_of, state):
    meeting = brought_to(state)
    papers = select(Document.id, Document.number, Document.organisation_id).order_by(Document.id)
    before = db.session.execute(papers.where(Document.issued_at.is_not(None))).all()
    merge(cells, actor_of)

    last = db.session.scalars(select(MeetingStep).order_by(MeetingStep.id.desc())).first()
    assert meeting.cell_id == cells[0].id
    assert meeting.state == (State.CANCELLED if state in NOT_HELD else state)
    assert db.session.execute(papers.where(Document.issued_at.is_not(None))).all()[: len(before)] == before
    if state in NOT_HELD:
        assert (last.step, last.acting_as) == ("cancel", "office")
        assert "sáp nhập vào Chi bộ Trường Tiểu học Mường Lâm từ ngày 04/12/2026" in last.reason
        whom = actor_of("khoa" if state == State.CONVENED else "huong").person_id
        assert any("đã hủy" in text for text in told(whom))


@pytest.mark.parametrize("state", WAY)
def test_the_old_record_is_read_by_those_who_took_the_cell_in(brought_to, cells, as_user, actor_of, state):
    """The secretaries see it as those of the old cell did, its members as before, nobody else."""
    meeting = brought_to(state)
    merge(cells, actor_of)
    db.session.commit()
    path, sent_out = f"/meetings/{meeting.id}", state not in (State.DRAFT, State.APPROVAL)
    expected = {"tham": 200, "son": 200, "lan": 200 if sent_out else 404, "vien": 404}
    with clock.set_to(AFTER):
        assert {who: as_user(who).get(path).status_code for who in expected} == expected


def test_who_led_the_old_cell_leads_nothing_there_any_more(brought_to, cells, actor_of):
    meeting = brought_to(State.HELD)
    merge(cells, actor_of)

    with clock.set_to(AFTER):
        assert actor_of("men").roles_in(meeting.cell_id) == {Role.MEMBER}
        assert actor_of("tham").roles_in(meeting.cell_id) == {Role.SECRETARY, Role.MEMBER}
        assert actor_of("tham").home_id == cells[1].id
        assert actor_of("vien").roles_in(meeting.cell_id) == frozenset()


def test_before_the_day_the_other_cell_has_no_say(brought_to, cells, actor_of):
    meeting = brought_to(State.HELD)
    merge(cells, actor_of)

    with clock.set_to(ready.EVENING):
        assert actor_of("tham").roles_in(meeting.cell_id) == frozenset()


def test_the_new_secretary_finishes_what_was_held(brought_to, cells, actor_of, world):
    """From the sitting to the scores; chair and recorder sign as the people that they are."""
    meeting = brought_to(State.HELD)
    merge(cells, actor_of)
    with clock.set_to(AFTER):
        tham = actor_of("tham")
        finish_record(meeting, tham)
        sitting.close_meeting(meeting, at=ready.EVENING.replace(hour=14, minute=30), actor=tham)
        acts.say(meeting, tham, 0)
        for role, name in ((Role.RECORDER, meeting.recorder_id), (Role.CHAIR, meeting.chair_id)):
            seen = text_hash_of(paper_of(fresh_minutes(meeting.id)))
            sign(meeting, role, seen=seen, actor=acts.actor_with(name))
            db.session.flush()
        issue(current(meeting.id), meeting, actor=tham)
        db.session.flush()
        score_meeting(meeting, actor=tham)

        assert meeting.state == State.SCORED
        given = db.session.scalars(select(Task).where(Task.resolution_id == current(meeting.id).id)).all()
        assert given
        assert {task.cell_id for task in given} == {world.other_cell}


@pytest.mark.parametrize(
    ("step", "state"),
    [("break_off", State.HELD), ("submit", State.DRAFT), ("convene", State.APPROVAL), ("postpone", State.CONVENED)],
)
def test_nothing_is_begun_in_an_ended_cell(cells, actor_of, brought_to, step, state):
    meeting = brought_to(state)
    cells[0].dissolved_on, cells[0].merged_into_id = TODAY, cells[1].id
    db.session.flush()

    with pytest.raises(StepRefused) as refused:
        take_step(meeting, step, actor=actor_of("tham"), reason="x")
    assert "đã kết thúc hoạt động từ ngày 02/12/2026" in " ".join(r.text for r in refused.value.reasons)


@pytest.mark.parametrize("who", ["thang", "tham", "nhap"])
def test_no_new_meeting_in_a_merged_cell(cells, actor_of, as_user, world, who):
    merge(cells, actor_of)
    db.session.commit()
    with clock.set_to(AFTER):
        data = {"cell_id": world.cell, "kind": "extraordinary", "month": "12/2026"}
        # The page offers living cells only: who has one of their own begins it there.
        assert as_user(who).post("/meetings/new", data=data).status_code == (303 if who == "tham" else 403)
        with pytest.raises(StepRefused):
            create_meeting(cells[0], Kind.EXTRAORDINARY, date(2026, 12, 1), actor=actor_of(who))
        assert db.session.scalars(select(Meeting).where(Meeting.cell_id == world.cell)).all() == []


@pytest.fixture
def tasks(cells, world, actor_of):
    thang = actor_of("thang")
    given = [
        assign_task(
            NewTask(work=work, owner_id=world.people["khoa"], deadline=date(2026, 12, day)),
            cell_id=world.cell, actor=thang, roles=thang.roles_in(world.cell),
        )
        for work, day in (("Việc đang làm", 3), ("Việc đã báo cáo", 25), ("Việc đã xong", 25))
    ]  # fmt: skip
    for task in given[1:]:
        take_task_step(task, "report", actor=actor_of("khoa"), note="xong")
    take_task_step(given[2], "confirm", actor=thang)
    db.session.flush()
    return given


def test_open_tasks_become_the_other_cell_s_to_confirm(tasks, cells, actor_of, world):
    merge(cells, actor_of)

    assert [task.cell_id for task in tasks] == [world.other_cell, world.other_cell, world.cell]
    assert [(t.state, t.owner_id, t.deadline) for t in tasks[:2]] == [
        ("assigned", world.people["khoa"], date(2026, 12, 3)),
        ("reported", world.people["khoa"], date(2026, 12, 25)),
    ]
    with clock.set_to(AFTER):
        with pytest.raises(StepRefused):
            take_task_step(tasks[1], "confirm", actor=actor_of("thang"))
        take_task_step(tasks[1], "confirm", actor=actor_of("tham"))
        take_task_step(tasks[0], "report", actor=actor_of("khoa"), note="xong")
        db.session.flush()
        assert [row.step for row in history_of(tasks[0].id)] == ["assign", "move", "report"]
        assert len(open_of(world.other_cell)) == 1
        assert open_of(world.cell) == []
    moved = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "task_moved").order_by(AuditEvent.id)).all()
    assert [event.chain for event in moved] == [world.other_cell] * 2


@pytest.mark.parametrize(("who", "status"), [("tham", 200), ("son", 200), ("lan", 200), ("hanh", 200), ("vien", 404)])
def test_who_reads_a_task_that_moved_and_one_that_stayed(tasks, cells, actor_of, as_user, who, status):
    merge(cells, actor_of)
    db.session.commit()
    with clock.set_to(AFTER):
        answers = [as_user(who).get(f"/tasks/{task.id}") for task in tasks]

    assert {answer.status_code for answer in answers} == {status}
    if status == 200:
        assert "Chuyển cùng chi bộ sáp nhập" in answers[0].text


@pytest.mark.parametrize(
    ("on", "field"), [(date(2026, 12, 2), "on"), (date(2026, 12, 1), "on"), (date(2026, 12, 3), None)]
)
def test_a_cell_is_not_merged_from_a_day_on_which_it_still_sat(brought_to, cells, actor_of, on, field):
    meeting = brought_to(State.MINUTES)
    if field is None:
        merge(cells, actor_of, on)
        return
    with pytest.raises(BadInput) as refused:
        merge(cells, actor_of, on)
    assert "còn sinh hoạt ngày 02/12/2026" in refused.value.errors[field]
    assert meeting.state == State.MINUTES


@pytest.mark.parametrize("what", ["meeting", "task"])
def test_a_cell_with_open_things_does_not_just_end(request, cells, actor_of, brought_to, what):
    if what == "task":
        request.getfixturevalue("tasks")
    else:
        brought_to(State.MINUTES)
    with clock.set_to(AFTER), pytest.raises(BadInput) as refused:
        end(cells[0], on=date(2026, 12, 4), into=None, actor=actor_of("hanh"))

    assert "Chọn nơi sáp nhập" in refused.value.errors["into"]


@pytest.mark.parametrize(("state", "listed"), [(None, False), (State.MINUTES, True), (State.SCORED, True)])
def test_lists_of_the_office_owe_nothing_for_it(brought_to, cells, actor_of, as_user, state, listed):
    """Never late, never without a meeting; what it had is still found in its month."""
    if state:
        brought_to(state)
    merge(cells, actor_of)
    db.session.commit()
    with clock.set_to(AFTER.replace(day=20)):
        hanh = as_user("hanh")
        home = hanh.get("/").text
        month = hanh.get("/meetings?month=12/2026").text
        missing = hanh.get("/meetings?month=12/2026&state=none").text
        january = hanh.get("/meetings?month=01/2027").text

    assert "Chi bộ Trường Tiểu học Mường Lâm" in month
    assert "Chi bộ Trường Tiểu học Mường Lâm" in missing
    assert "Chi bộ thôn Nà Mười" not in missing + january
    assert ("Chi bộ thôn Nà Mười" in month) == listed
    assert "Chi bộ Trường Tiểu học Mường Lâm" in home
    # Who handed in is still to be decided on; nothing else of it is a matter of the month.
    assert ("Nà Mười" in home.replace("Chi bộ thôn Nà Mười, tháng 12/2026", "")) is False


def test_the_meeting_s_own_page_says_who_goes_on_with_it(brought_to, cells, actor_of, as_user):
    meeting = brought_to(State.MINUTES)
    merge(cells, actor_of)
    db.session.commit()
    with clock.set_to(AFTER):
        page = as_user("tham").get(f"/meetings/{meeting.id}").text

    assert "Chi bộ đã kết thúc hoạt động từ ngày 04/12/2026" in page


def test_the_page_says_what_will_happen(brought_to, tasks, cells, actor_of, as_user, world):
    db.session.commit()
    meeting = brought_to(State.MINUTES)
    later = create_meeting(cells[0], Kind.EXTRAORDINARY, date(2026, 12, 1), actor=actor_of("thang"))
    with_item(later, actor_of("thang"))
    db.session.commit()
    page = as_user("hanh").get(f"/organisations/{world.cell}/close").text

    for words in (
        "22 đảng viên", "chưa tổ chức</b> bị hủy", "bất thường tháng 12/2026", "1 nội dung chi bộ đã chọn",
        "1 kỳ sinh hoạt chưa xong hồ sơ", "thường kỳ tháng 12/2026 (hoàn thiện biên bản, nghị quyết)",
        "2 nhiệm vụ chưa xong", "giữ nguyên", "Không lập thêm kỳ sinh hoạt",
    ):  # fmt: skip
        assert words in page, words
    assert meeting.state == State.MINUTES


def test_the_other_cell_s_secretaries_are_told(brought_to, tasks, cells, actor_of, world):
    db.session.commit()
    brought_to(State.SCORED)
    merge(cells, actor_of)

    assert any("Đồng chí làm tiếp" in text and "nhiệm vụ" in text for text in told(world.people["tham"]))
    assert not any("Đồng chí làm tiếp" in text for text in told(world.people["lan"]))


OLD = "Chi bộ thôn Nà Mười"


@pytest.mark.parametrize(
    ("who", "path", "named"),
    [
        ("tham", "/", True), ("tham", "/members", False), ("tham", "/tasks", False), ("tham", "/tasks/new", False),
        ("tham", "/meetings", True), ("tham", "/meetings/new", False), ("tham", "/documents/", True),
        ("tham", "/organisations", True), ("tham", "/notifications", True), ("son", "/sign-in-codes", False),
        ("son", "/members", False), ("lan", "/", True), ("lan", "/meetings", True), ("lan", "/members", False),
        ("thang", "/", True), ("thang", "/meetings", True), ("loc", "/", False),
        ("hanh", "/members", False), ("hanh", "/accounts", False), ("hanh", "/rules/new", False),
        ("hanh", "/evaluations?which=all", True), ("binh", "/", False), ("vien", "/meetings", False),
    ],
)  # fmt: skip
def test_where_the_old_cell_is_still_named_afterwards(merged_with_a_scored_meeting, as_user, who, path, named):
    """In its record, never where something is to be done in it."""
    with clock.set_to(AFTER):
        answer = as_user(who).get(path)

    assert answer.status_code == 200
    assert (OLD in answer.text) == named
