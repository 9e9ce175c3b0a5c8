"""What was said in a meeting becomes a task with one tap, by who gives tasks there."""

from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.agendas.queries import items_of
from app.audit.models import AuditEvent
from app.meetings.models import Meeting
from app.sessions import services as sitting
from app.sessions.models import Speech
from app.tasks.models import Task
from tests.at_once import together
from tests.reading import words
from tests.sessions.conftest import EVENING, LATER, make_meeting

SAID = "Tôi nhận vận động các hộ cụm 3 nạo vét mương trước mùa mưa"


@pytest.fixture
def spoken(world, prepared, actor_of):
    """Under way: what Khoa said; `lan` keeps the record. The ids of meeting, item and speech."""

    def build():
        meeting = make_meeting(world)
        sitting.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
        item, pen = items_of(meeting.id)[1], actor_of("lan")
        said = sitting.note_speaker(meeting, item, seen=0, actor=pen, person_id=world.people["khoa"])
        sitting.change_speech(meeting, said, SAID, version=said.version, actor=pen)
        return meeting.id, item.id, said.id

    with clock.set_to(LATER):
        yield prepared("tasks: spoken", build)


@pytest.fixture
def over(spoken, committed):
    with committed() as session:
        session.execute(Meeting.__table__.update().values(state="minutes"))
    return spoken


WRITTEN = "2"  # the speech was noted by a tap, then written


def give(client, world, speech_id, **form):
    sent = {"work": SAID, "owner_id": world.people["khoa"], "deadline": "25/12/2026", "version": WRITTEN} | form
    return client.post(f"/tasks/new?speech={speech_id}", data=sent)


def test_the_form_is_filled_with_what_was_said_and_leads_back_to_the_item(spoken, as_user, committed, world):
    meeting_id, item_id, speech_id = spoken
    lan, item = as_user("lan"), f"/meetings/{meeting_id}/conduct/items/{item_id}"
    assert f'href="/tasks/new?speech={speech_id}"' in lan.get(item).text
    assert SAID in lan.get(f"/tasks/new?speech={speech_id}").text
    assert "bấm Giao nhiệm vụ" in lan.get(f"/meetings/{meeting_id}/speeches/{speech_id}").text

    answer = give(lan, world, speech_id)

    assert (answer.status_code, answer.location) == (303, f"{item}#ghi")
    with committed() as session:
        task = session.scalars(select(Task)).one()
        assert (task.meeting_id, task.item_id, task.speech_id, task.deadline) == (
            meeting_id, item_id, speech_id, date(2026, 12, 25),
        )  # fmt: skip
        written = session.scalars(select(AuditEvent).where(AuditEvent.event == "task_created")).one()
        assert (written.acting_as, written.data["speech_id"]) == ("recorder", speech_id)


def test_it_is_given_once(spoken, as_user, committed, world):
    speech_id, lan, thang = spoken[2], as_user("lan"), as_user("thang")
    assert sorted(together(lambda: give(lan, world, speech_id), lambda: give(thang, world, speech_id))) == [303, 409]
    with committed() as session:
        task_id = session.scalars(select(Task.id)).one()
    assert as_user("lan").get(f"/tasks/new?speech={speech_id}").location == f"/tasks/{task_id}"
    again = give(lan, world, speech_id, work="Một lần nữa")
    assert again.status_code == 409
    assert "Một lần nữa" in again.text


def test_what_was_rewritten_meanwhile_is_not_made_a_task_unseen(spoken, as_user, committed, world):
    assert 'name="version" value="2"' in as_user("lan").get(f"/tasks/new?speech={spoken[2]}").text
    with committed() as session:
        session.get_one(Speech, spoken[2]).text = "Việc khác"

    for path in ("tasks", "petitions"):
        sent = {"version": "2", "text": SAID, "kind": "petition", "sent_to": "cell", "source": "member", "people": "1"}
        sent |= {"work": SAID, "owner_id": world.people["khoa"], "raised_by_id": world.people["khoa"]}
        answer = as_user("lan").post(f"/{path}/new?speech={spoken[2]}", data=sent | {"deadline": "25/12/2026"})
        assert answer.status_code == 409
        assert SAID in answer.text


def test_the_task_leads_back_to_what_was_said_for_who_reads_the_record(spoken, as_user, committed, world):
    meeting_id, item_id, speech_id = spoken
    give(as_user("thang"), world, speech_id)
    with committed() as session:
        task_id = session.scalars(select(Task.id)).one()

    item, page = f'href="/meetings/{meeting_id}/conduct/items/{item_id}"', f"/tasks/{task_id}"
    assert item in as_user("men").get(page).text
    member = as_user("khoa").get(page)
    assert item not in member.text
    assert "Nguồn Ý kiến trong kỳ sinh hoạt" in words(member)


@pytest.mark.parametrize(
    ("who", "status"),
    [("thang", 200), ("men", 200), ("lan", 200), ("nhap", 200), ("huong", 403), ("khoa", 404), ("tham", 404),
     ("loc", 403), ("hanh", 403)],
)  # fmt: skip
def test_who_makes_a_task_of_a_speech(spoken, as_user, world, who, status):
    client = as_user(who)

    assert client.get(f"/tasks/new?speech={spoken[2]}").status_code == status
    if status != 200:
        assert give(client, world, spoken[2]).status_code == status


@pytest.mark.parametrize("speech", ["999999", "x", "", "99999999999999"])
def test_a_speech_that_never_was_is_not_found(as_user, speech):
    assert as_user("thang").get(f"/tasks/new?speech={speech}").status_code == 404


def test_when_the_meeting_is_over_its_secretary_gives_a_task_of_the_cell(over, as_user, committed, world):
    """The minutes are read and adopted by then: the task is none of the meeting's."""
    meeting_id, _, speech_id = over
    assert f'href="/tasks/new?speech={speech_id}"' in as_user("thang").get(f"/meetings/{meeting_id}/corrections").text
    assert give(as_user("lan"), world, speech_id).status_code == 403
    assert give(as_user("thang"), world, speech_id, deadline="").status_code == 422
    assert give(as_user("thang"), world, speech_id).status_code == 303

    with committed() as session:
        task = session.scalars(select(Task)).one()
        assert (task.meeting_id, task.speech_id, task.cell_id) == (None, speech_id, world.cell)
