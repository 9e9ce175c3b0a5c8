"""Resolutions: drafted with the agenda, decided by the vote, issued under a number, replaced by a new version."""

import time
from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Substitution
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.documents.snapshots import from_data
from app.meetings.models import Meeting
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.resolutions import services
from app.resolutions.services_drafts import Draft, TaskDraft
from app.resolutions.snapshot import default_subject, resolution_snapshot
from app.tasks.models import Task
from tests.at_once import together
from tests.resolutions.conftest import DUE, signed_by, voted
from workflows.engine import StepRefused
from workflows.meeting import Kind
from workflows.roles import Role


@pytest.mark.parametrize(("votes_for", "state"), [(11, "adopted"), (10, "rejected"), (17, "adopted"), (0, "rejected")])
def test_the_vote_decides(resolution, meeting, db_session, actor_of, votes_for, state):
    services.vote_taken(resolution, voted(db_session, meeting, votes_for), actor=actor_of("thang"))

    assert resolution.state == state


def test_a_corrected_count_turns_the_result_until_somebody_has_signed(resolution, meeting, db_session, actor_of):
    vote = voted(db_session, meeting, 10)
    services.vote_taken(resolution, vote, actor=actor_of("thang"))
    vote.votes_for, vote.passed = 12, True
    services.vote_taken(resolution, vote, actor=actor_of("thang"))
    assert resolution.state == "adopted"

    signed_by(db_session, meeting, Role.RECORDER)
    vote.votes_for, vote.passed = 9, False
    with pytest.raises(StepRefused) as refused:
        services.vote_taken(resolution, vote, actor=actor_of("thang"))
    assert "đã có chữ ký" in refused.value.reasons[0].text


def test_issuing_waits_for_the_signatures_on_the_minutes(resolution, meeting, db_session, actor_of):
    services.vote_taken(resolution, voted(db_session, meeting, 16), actor=actor_of("thang"))
    signed_by(db_session, meeting, Role.CHAIR)

    with pytest.raises(StepRefused) as refused:
        services.issue(resolution, meeting, actor=actor_of("thang"))

    assert "Triệu Thị Lan" in refused.value.reasons[0].text
    assert db_session.scalars(select(Document).where(Document.number.is_not(None))).all() == []


@pytest.fixture
def issued(resolution, meeting, db_session, actor_of):
    services.vote_taken(resolution, voted(db_session, meeting, 16), actor=actor_of("thang"))
    signed_by(db_session, meeting, Role.CHAIR, Role.RECORDER)
    services.issue(resolution, meeting, actor=actor_of("thang"))
    db_session.commit()
    return resolution


def test_issuing_gives_a_number_and_sets_the_tasks_going(issued, db_session, world):
    document = db_session.get_one(Document, issued.document_id)
    task = db_session.scalars(select(Task)).one()

    assert (document.symbol, issued.state, issued.signed_as) == ("01-NQ/CB", "issued", "secretary")
    assert (task.work, task.owner_id, task.deadline) == ("Dọn rác đoạn đường cụm 2", world.people["khoa"], DUE)
    assert from_data("resolution", document.snapshot).vote.votes_for == 16


def test_a_deputy_issues_only_with_a_substitution(resolution, meeting, db_session, actor_of):
    services.vote_taken(resolution, voted(db_session, meeting, 16), actor=actor_of("thang"))
    signed_by(db_session, meeting, Role.CHAIR, Role.RECORDER)

    with pytest.raises(StepRefused) as refused:
        services.issue(resolution, meeting, actor=actor_of("men"))

    assert refused.value.kind == "not_yours"


def test_the_history_says_that_a_deputy_issued_by_substitution(resolution, meeting, db_session, actor_of, world):
    services.vote_taken(resolution, voted(db_session, meeting, 16), actor=actor_of("thang"))
    signed_by(db_session, meeting, Role.CHAIR, Role.RECORDER)
    today = clock.today()
    db_session.add(
        Substitution(
            organisation_id=world.cell, person_id=world.people["men"], from_on=today, to_on=today, reason="đi học"
        )
    )
    db_session.flush()
    services.issue(resolution, meeting, actor=actor_of("men"))

    issued = ("resolution_step", "document_issued")
    events = db_session.scalars(select(AuditEvent).where(AuditEvent.event.in_(issued)).order_by(AuditEvent.id)).all()
    assert [event.acting_as for event in events[-2:]] == ["substitute", "substitute"]


def test_an_issued_resolution_changes_only_by_a_new_one(issued, meeting, db_session, actor_of, world):
    draft = Draft(
        subject_line="Nghị quyết tháng 12 (thay thế)",
        tasks=[
            TaskDraft(work="Dọn rác đoạn đường cụm 2", owner_id=world.people["khoa"], deadline=DUE),
            TaskDraft(work="Trồng hoa", owner_name="Chi đoàn thôn", deadline=DUE),
        ],
    )
    with pytest.raises(NotAllowed):
        services.edit_draft(issued, meeting, draft, actor=actor_of("thang"))

    new = services.replace(issued, meeting, draft, actor=actor_of("thang"), reason="Ghi thiếu một việc")
    db_session.flush()

    paper = db_session.get_one(Document, new.document_id)
    assert (issued.state, new.state, paper.symbol) == ("replaced", "issued", "02-NQ/CB")
    assert from_data("resolution", paper.snapshot).replaces.symbol == "01-NQ/CB"
    assert sorted(db_session.scalars(select(Task.work))) == ["Dọn rác đoạn đường cụm 2", "Trồng hoa"]


def test_once_the_meeting_is_evaluated_its_resolution_is_replaced_no_more(
    issued, meeting, db_session, actor_of, as_user
):
    db_session.execute(Meeting.__table__.update().values(state="evaluated"))
    db_session.refresh(meeting)

    with pytest.raises(StepRefused, match="đã xếp loại"):
        services.replace(issued, meeting, Draft(subject_line="Sửa"), actor=actor_of("thang"), reason="Ghi thiếu")
    db_session.commit()
    for answer in (as_user("thang").get(f"/meetings/{meeting.id}/resolution/replace"),
                   as_user("thang").post(f"/meetings/{meeting.id}/resolution/replace")):  # fmt: skip
        assert answer.status_code == 403
        assert "mở lại hồ sơ" in answer.text
    assert "Thay bằng bản mới" not in as_user("thang").get(f"/meetings/{meeting.id}/resolution").text


def test_the_next_month_looks_back_on_it(issued, db_session, actor_of, world):
    cell = db_session.get_one(Organisation, world.cell)
    january = create_meeting(cell, Kind.REGULAR, date(2027, 1, 1), actor=actor_of("thang"))
    draft = services.ensure_draft(january, actor=actor_of("thang"))

    previous = resolution_snapshot(draft, january).previous

    assert (previous.resolution.symbol, previous.done, previous.total) == ("01-NQ/CB", 0, 1)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (Draft(subject_line=" "), "subject_line"),
        (Draft(subject_line="x", sections={"limits": "ă" * 200_000}), "limits"),
        (Draft(subject_line="x", tasks=[TaskDraft(work="y")] * 41), "tasks"),
        (Draft(subject_line="x", tasks=[TaskDraft(work="y", owner_id=999_999)]), "task-0-owner"),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_field(resolution, meeting, actor_of, draft, field):
    with pytest.raises(BadInput) as refused:
        services.edit_draft(resolution, meeting, draft, actor=actor_of("thang"))

    assert list(refused.value.errors) == [field]


def test_an_old_page_changes_nothing(resolution, meeting, actor_of):
    with pytest.raises(SomebodyWasFaster):
        services.edit_draft(resolution, meeting, Draft(subject_line="x"), actor=actor_of("thang"), version=99)


FORM = {
    "version": "2",  # of the fixture
    "subject_line": "Nghị quyết <script>alert(1)</script>", "politics": "Đoàn kết", "task-0-work": "Việc một",
    "task-0-owner_name": "Chi đoàn", "task-0-deadline": "25/12/2026", "task-1-deadline": "",
}  # fmt: skip


def test_the_form_is_saved_and_shown(resolution, meeting, as_user):
    path = f"/meetings/{meeting.id}/resolution"
    thang = as_user("thang")

    assert thang.post(f"{path}/edit", data=FORM).status_code == 303
    shown = thang.get(path).text

    assert "Việc một" in shown
    assert "<script>alert(1)" not in shown


@pytest.mark.each_engine
@pytest.mark.parametrize("text", ["²", "9" * 5000])
def test_an_owner_that_looks_like_a_number_and_is_none_breaks_nothing(resolution, meeting, as_user, text):
    answer = as_user("thang").post(f"/meetings/{meeting.id}/resolution/edit", data=FORM | {"task-0-owner": text})
    assert answer.status_code == 303


@pytest.mark.parametrize("version", ["", "²", "9" * 5000, "7"])
def test_a_form_that_does_not_say_of_which_text_it_is_counts_as_an_old_one(resolution, meeting, as_user, version):
    answer = as_user("thang").post(f"/meetings/{meeting.id}/resolution/edit", data=FORM | {"version": version})

    assert answer.status_code == 409
    assert "Việc một" in answer.text


def test_a_day_that_does_not_exist_is_named_and_nothing_typed_is_lost(resolution, meeting, as_user):
    answer = as_user("thang").post(
        f"/meetings/{meeting.id}/resolution/edit", data=FORM | {"task-0-deadline": "31/02/2027"}
    )

    assert answer.status_code == 422
    assert "Không có ngày 31/02/2027" in answer.text
    assert "Việc một" in answer.text


@pytest.mark.parametrize(
    ("who", "read", "write"),
    [("thang", 200, 200), ("men", 200, 200), ("huong", 200, 403), ("loc", 200, 403), ("lan", 404, 404),
     ("khoa", 404, 404), ("hanh", 404, 403), ("tham", 404, 404), ("vien", 404, 404), ("tra", 404, 404),
     ("quan", 404, 404)],
)  # fmt: skip
def test_who_reads_and_who_writes_a_draft(resolution, meeting, as_user, who, read, write):
    client = as_user(who)

    assert client.get(f"/meetings/{meeting.id}/resolution").status_code == read
    assert client.get(f"/meetings/{meeting.id}/resolution/edit").status_code == write


def test_a_draft_is_edited_while_the_meeting_is_cancelled_and_neither_waits_for_the_other(
    resolution, meeting, as_user, slowly, db_session
):
    """Who edits locks the meeting before its resolution, as each step does: else either would hold what the other needs."""
    path, cancel = f"/meetings/{meeting.id}", {"version": meeting.version, "reason": "Đường sạt lở"}
    thang, men = as_user("thang"), as_user("men")
    slowly(services, "may_edit", 0.5)  # both locks are held by then

    def cancelled_meanwhile():
        time.sleep(0.25)
        return thang.post(f"{path}/steps/cancel", data=cancel)

    assert together(lambda: men.post(f"{path}/resolution/edit", data=FORM), cancelled_meanwhile) == [303, 303]
    db_session.refresh(resolution)
    assert (resolution.state, resolution.sections["politics"]) == ("dropped", "Đoàn kết")


@pytest.mark.parametrize(("kind", "words"), [(Kind.REGULAR, "chi bộ tháng"), (Kind.THEMATIC, "chi bộ chuyên đề tháng")])
def test_two_resolutions_of_a_month_are_told_apart_by_their_names(meeting, kind, words):
    meeting.kind = kind

    assert default_subject(meeting).startswith(f"Nghị quyết sinh hoạt {words} ")


@pytest.mark.parametrize(
    ("named", "printed"),
    [
        ("Nghị quyết về việc nạo vét mương Nà Cáy", "Về việc nạo vét mương Nà Cáy"),
        ("nghị quyết: chuyên đề cán bộ trẻ", "Chuyên đề cán bộ trẻ"),
        ("Đợt làm đường cụm 2", "Đợt làm đường cụm 2"),
        ("Nghị quyết", ""),
        (None, ""),
    ],
)
def test_a_name_of_its_own_is_the_subject_line_of_the_paper(resolution, meeting, named, printed):
    resolution.subject_line = named or default_subject(meeting)

    assert resolution_snapshot(resolution, meeting).subject == printed
