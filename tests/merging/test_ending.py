"""A merged cell leaves nothing that is nobody's: what becomes of its meetings, tasks, items; who sees what afterwards."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from app import clock
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.agendas.services import ItemText, add_item
from app.areas.models import ResidentialArea
from app.assignments.models import Assignment, Charge
from app.audit.models import AuditEvent
from app.documents.models import Attachment, AttachmentPurpose, Document, StoredFile
from app.extensions import db
from app.groups.models import PartyGroup, PartyGroupMember
from app.groups.queries import who_is_where
from app.meetings.models import Meeting, MeetingStep
from app.meetings.services import create_meeting, take_step
from app.meetings.services_convening import cancel
from app.members.models import Membership, Person
from app.members.services import leave, transfer
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
from app.training.models import Reserve
from tests import acts
from tests.meetings import ready
from tests.onward import finish_record, move_on
from workflows.engine import StepRefused
from workflows.meeting import Kind, State
from workflows.roles import Role

TODAY = date(2026, 12, 2)
WAY = (State.DRAFT, State.APPROVAL, State.CONVENED, State.HELD, State.MINUTES, State.SCORED, State.EVALUATED)
NOT_HELD = WAY[:3]


@pytest.fixture
def cells(world, db_session):
    return db_session.get(Organisation, world.cell), db_session.get(Organisation, world.other_cell)


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


def merge(cells, actor_of, on=date(2026, 12, 4)):
    """On 4 December, the day after the regular meeting."""
    own, other = cells
    with clock.set_to(ready.EVENING.replace(day=4)):
        end(own, on=on, into=other, actor=actor_of("hanh"))
        db.session.flush()


AFTER = ready.EVENING.replace(day=5)


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


def with_item(meeting: Meeting, me, *, title: str = "Bàn việc hiến đất làm đường") -> AgendaItem:
    item = add_item(meeting, ItemText(title=title, kind=ItemKind.DISCUSSION, content="Bốn hộ"), actor=me)
    file = StoredFile(sha256="a" * 64, size=3, media_type="application/pdf", created_at=clock.now())
    db.session.add(file)
    db.session.flush()
    db.session.add(
        Attachment(
            meeting_id=meeting.id, item_id=item.id, purpose=AttachmentPurpose.DOCUMENT, file_sha256=file.sha256,
            name="ban-do.pdf", uploaded_by_id=me.account_id, uploaded_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
    return item


@pytest.mark.parametrize("draft_is_there", [True, False])
def test_chosen_items_come_to_the_other_cell_s_next_agenda(cells, actor_of, draft_is_there):
    """At once if its agenda is being prepared, else when the next one begins; the default items stay behind."""
    own = ready.drafted(actor_of)
    with_item(own, actor_of("thang"))
    other = ready.drafted(actor_of, by="tham") if draft_is_there else None
    db.session.flush()
    merge(cells, actor_of)
    with clock.set_to(AFTER):
        if other is None:
            extra = create_meeting(cells[1], Kind.EXTRAORDINARY, date(2026, 12, 1), actor=actor_of("tham"))
            assert "hiến đất" not in " ".join(item.title for item in items_of(extra.id))
        other = other or create_meeting(cells[1], Kind.REGULAR, date(2026, 12, 1), actor=actor_of("tham"))
        later = create_meeting(cells[1], Kind.REGULAR, date(2027, 1, 1), actor=actor_of("tham"))
    db.session.flush()

    found = [item for item in items_of(other.id) if item.title == "Bàn việc hiến đất làm đường"]
    assert [(item.content, item.kind) for item in found] == [("Bốn hộ", ItemKind.DISCUSSION)]
    assert [f.name for f in db.session.scalars(select(Attachment).where(Attachment.item_id == found[0].id))] == [
        "ban-do.pdf"
    ]
    assert [item.position for item in items_of(other.id)] == list(range(1, len(items_of(other.id)) + 1))
    assert items_of(other.id)[-1].kind == ItemKind.SCORE
    assert sum(item.kind == ItemKind.STUDY for item in items_of(other.id)) == 1
    assert "hiến đất" in " ".join(item.title for item in items_of(own.id))
    assert "hiến đất" not in " ".join(item.title for item in items_of(later.id))


def test_what_waited_for_a_cell_that_is_merged_in_its_turn_waits_for_the_next(cells, actor_of, db_session, world):
    own = ready.drafted(actor_of)
    with_item(own, actor_of("thang"))
    third = Organisation(code="CB03", name="Chi bộ thứ ba", kind=cells[0].kind, cell_type=cells[0].cell_type)
    db_session.add(third)
    db_session.flush()
    merge(cells, actor_of)
    with clock.set_to(AFTER):
        end(cells[1], on=date(2026, 12, 5), into=third, actor=actor_of("hanh"))
        db_session.flush()

        assert db_session.scalars(select(AgendaItem.waits_for_id).where(AgendaItem.waits_for_id > 0)).all() == [
            third.id
        ]
        # Two mergers on, the record is still somebody's to read.
        assert Role.MEMBER in actor_of("lan").roles_in(world.cell)


def test_an_item_of_a_meeting_cancelled_before_stays_where_it_was(cells, actor_of):
    own = ready.drafted(actor_of)
    with_item(own, actor_of("thang"))
    cancel(own, actor=actor_of("thang"), reason="bão")
    db.session.flush()
    merge(cells, actor_of)

    assert db.session.scalars(select(AgendaItem).where(AgendaItem.waits_for_id.is_not(None))).all() == []


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


def _put_people_to_work(world, session) -> None:
    """In the own cell: somebody in charge of two things, one of them over; a group, which the other cell has too; who is
    to lead it; an area of its."""
    cell, lan, huong = world.cell, world.people["lan"], world.people["huong"]
    for to_on in (None, date(2026, 11, 30)):
        session.add(
            Assignment(
                cell_id=cell, person_id=lan, kind=Charge.HOUSEHOLD, subject="Hộ bà Sáu", from_on=date(2026, 1, 5),
                to_on=to_on, created_at=clock.now(),
            )
        )  # fmt: skip
    session.add(PartyGroup(cell_id=world.other_cell, name="Tổ 1"))
    members = [PartyGroupMember(person_id=lan), PartyGroupMember(person_id=huong)]
    session.add(PartyGroup(cell_id=cell, name="Tổ 1", leader_id=lan, members=members))
    for who in (lan, huong):
        session.add(Reserve(cell_id=cell, person_id=who, position=Role.SECRETARY, listed_at=clock.now()))
    session.add(ResidentialArea(commune_id=world.commune, name="Nà Mười", cell_id=cell))
    session.flush()


def test_groups_assignments_and_areas_go_on_in_the_other_cell_and_the_reserve_list_ends(
    world, cells, actor_of, db_session
):
    own, other = cells
    _put_people_to_work(world, db_session)
    end(own, on=TODAY, into=other, actor=actor_of("hanh"))
    db_session.flush()

    given = db_session.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [(row.cell_id, row.to_on) for row in given] == [(other.id, None), (own.id, date(2026, 11, 30))]
    there = who_is_where(other.id)
    assert [(one.name, len(one.people)) for one in there] == [("Tổ 1 (Chi bộ thôn Nà Mười)", 2)]
    assert who_is_where(own.id) == []
    assert db_session.scalars(select(Reserve)).all() == []
    assert db_session.scalars(select(ResidentialArea.cell_id)).all() == [other.id]
    events = set(db_session.scalars(select(AuditEvent.event)))
    assert {"assignment_moved", "group_changed", "reserve_taken_off", "area_changed"} <= events


def test_where_a_cell_ends_without_another_nothing_of_it_goes_on(world, cells, actor_of, db_session):
    own, _ = cells
    _put_people_to_work(world, db_session)
    db_session.execute(delete(Membership).where(Membership.organisation_id == own.id))
    end(own, on=TODAY, into=None, actor=actor_of("hanh"))
    db_session.flush()

    given = db_session.scalars(select(Assignment.to_on).order_by(Assignment.id)).all()
    assert given == [date(2026, 12, 1), date(2026, 11, 30)]
    assert db_session.scalars(select(PartyGroup.cell_id)).all() == [world.other_cell]
    assert db_session.scalars(select(Reserve)).all() == []


@pytest.mark.parametrize("how", ["transferred", "left"])
def test_who_leaves_a_cell_leaves_its_groups_lists_and_assignments(world, actor_of, db_session, how):
    _put_people_to_work(world, db_session)
    lan, hanh = db_session.get_one(Person, world.people["lan"]), actor_of("hanh")
    if how == "transferred":
        transfer(lan, world.other_cell, on=TODAY, note="", actor=hanh)
    else:
        leave(lan, on=TODAY, note="Từ trần", actor=hanh)
    db_session.flush()

    given = db_session.scalars(select(Assignment.to_on).order_by(Assignment.id)).all()
    assert given == [date(2026, 12, 1), date(2026, 11, 30)]
    group = db_session.scalars(select(PartyGroup).where(PartyGroup.cell_id == world.cell)).one()
    assert (group.leader_id, [one.person_id for one in group.members]) == (None, [world.people["huong"]])
    assert db_session.scalars(select(Reserve.person_id)).all() == [world.people["huong"]]
