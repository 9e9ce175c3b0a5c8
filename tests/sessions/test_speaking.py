"""Who spoke, what was said, what became of each item."""

import pytest

from app.agendas.models import AgendaItem, Outcome
from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from app.resolutions.models import Resolution
from app.sessions import queries, services
from app.sessions.models import GuestKind, MentionKind, Which
from app.sessions.services import Marking, Opening
from app.tasks.models import Task
from tests.sessions.conftest import EVENING, make_meeting
from workflows.attendance import Mark
from workflows.resolution import State as ResolutionState

NOVEL = "Ý kiến dài. " * 17_000  # 204,000 characters


@pytest.fixture
def opened(db_session, world, evening, actor_of) -> Meeting:
    meeting = make_meeting(world)
    services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
    return meeting


def item_of(meeting: Meeting, position: int) -> AgendaItem:
    return next(line.item for line in queries.item_lines(meeting.id) if line.number == position)


def tap(meeting, name, world, actor, *, seen=0, position=2):
    return services.note_speaker(
        meeting, item_of(meeting, position), seen=seen, actor=actor, person_id=world.people[name]
    )


def test_a_tap_counts_and_the_next_counts_again(opened, world, actor_of):
    tap(opened, "khoa", world, actor_of("lan"))
    tap(opened, "khoa", world, actor_of("lan"), seen=1)

    khoa = next(
        line for line in queries.roll_lines(opened.id, item_of(opened, 2).id) if line.person_id == world.people["khoa"]
    )
    assert (khoa.spoke, khoa.spoke_here) == (2, 2)
    assert [line.item.speeches for line in queries.agenda_now(opened)[0]] == [0, 2, 0, 0]


def test_a_double_click_and_two_people_who_tap_the_same_name_count_once(opened, world, actor_of):
    assert tap(opened, "khoa", world, actor_of("lan")) is not None
    assert tap(opened, "khoa", world, actor_of("lan")) is None
    assert tap(opened, "khoa", world, actor_of("thang")) is None

    assert len(queries.speeches_of(opened.id)) == 1


def test_the_first_tap_notes_when_the_item_began_without_a_new_version(opened, world, actor_of, db_session):
    item = item_of(opened, 2)
    version = item.version
    tap(opened, "khoa", world, actor_of("lan"))

    db_session.refresh(item)
    assert item.started_at is not None
    assert item.version == version


def test_guests_speak_too(opened, actor_of):
    guest = services.add_guest(
        opened, kind=GuestKind.GUEST, name="Nguyễn Văn Tài", office="Trưởng thôn", actor=actor_of("lan")
    )
    db.session.flush()
    services.note_speaker(opened, item_of(opened, 2), seen=0, actor=actor_of("lan"), guest_id=guest.id)

    assert queries.speeches_of(opened.id)[0].guest.name == "Nguyễn Văn Tài"
    with pytest.raises(BadInput, match="Nguyễn Văn Tài"):
        services.remove_guest(opened, guest.id, actor=actor_of("lan"))


def test_a_guest_is_noted_once(opened, actor_of):
    services.add_guest(opened, kind=GuestKind.GUEST, name="Nguyễn Văn Tài", office="", actor=actor_of("lan"))
    with pytest.raises(BadInput, match="Đã ghi"):
        services.add_guest(opened, kind=GuestKind.GUEST, name=" Nguyễn Văn Tài ", office="", actor=actor_of("lan"))


def test_who_is_marked_absent_does_not_speak(opened, world, actor_of):
    line = next(row for row in queries.roll_lines(opened.id) if row.person_id == world.people["khoa"])
    services.mark_attendance(
        opened, line.id, Which.START, Marking(mark=Mark.UNEXCUSED), version=line.version, actor=actor_of("lan")
    )

    with pytest.raises(BadInput, match="Ma Đình Khoa đang được ghi vắng"):
        tap(opened, "khoa", world, actor_of("lan"))


def test_a_person_of_another_cell_is_not_found(opened, world, actor_of):
    with pytest.raises(NotKnown):
        tap(opened, "tham", world, actor_of("lan"))


def test_an_item_kept_on_paper_takes_no_speech_and_no_conclusion(opened, world, actor_of):
    with pytest.raises(BadInput, match="sổ giấy"):
        tap(opened, "khoa", world, actor_of("lan"), position=3)
    kept = item_of(opened, 3)
    with pytest.raises(BadInput, match="sổ giấy"):
        services.settle_item(
            opened, kept, outcome=None, conclusion="Khiển trách", version=kept.version, actor=actor_of("lan")
        )
    assert not queries.speeches_of(opened.id)


def test_what_was_said_is_written_later_and_both_texts_are_in_the_history(opened, world, actor_of, db_session):
    speech = tap(opened, "khoa", world, actor_of("lan"))
    services.change_speech(opened, speech, "Đề nghị cấp thùng rác", version=speech.version, actor=actor_of("lan"))

    event = db_session.scalars(db.select(AuditEvent).where(AuditEvent.event == "speech_changed")).one()
    assert (event.data["before"], event.data["after"]) == ("", "Đề nghị cấp thùng rác")


def test_two_who_write_one_speech_lose_nothing(opened, world, actor_of):
    speech = tap(opened, "khoa", world, actor_of("lan"))
    seen = speech.version
    services.change_speech(opened, speech, "Bản của thư ký", version=seen, actor=actor_of("lan"))
    db.session.flush()

    with pytest.raises(SomebodyWasFaster):
        services.change_speech(opened, speech, "Bản của chủ trì", version=seen, actor=actor_of("thang"))
    assert speech.text == "Bản của thư ký"


def test_a_tap_on_the_wrong_name_is_taken_back(opened, world, actor_of):
    speech = tap(opened, "khoa", world, actor_of("lan"))
    services.remove_speech(opened, speech, version=speech.version, actor=actor_of("lan"))

    assert not queries.speeches_of(opened.id)
    assert tap(opened, "khoa", world, actor_of("lan")) is not None


def test_two_hundred_thousand_characters_are_refused_with_a_sentence(opened, world, actor_of):
    speech, item = tap(opened, "khoa", world, actor_of("lan")), item_of(opened, 1)
    with pytest.raises(BadInput, match=r"203.999 ký tự, ghi tối đa 20.000"):
        services.change_speech(opened, speech, NOVEL, version=speech.version, actor=actor_of("lan"))
    with pytest.raises(BadInput, match="tối đa"):
        services.settle_item(opened, item, outcome=None, conclusion=NOVEL, version=item.version, actor=actor_of("lan"))
    with pytest.raises(BadInput, match="tối đa"):
        services.settle_conclusion(opened, NOVEL, seen="", actor=actor_of("lan"))


def test_an_item_is_settled_with_conclusion_and_outcome(opened, actor_of):
    item = item_of(opened, 1)
    services.settle_item(
        opened,
        item,
        outcome=Outcome.DECIDED,
        conclusion="Mỗi đảng viên 3 hộ",
        version=item.version,
        actor=actor_of("thang"),
    )

    assert (item.outcome, item.conclusion) == (Outcome.DECIDED, "Mỗi đảng viên 3 hộ")
    assert item.finished_at is not None


def test_two_who_settle_one_item(opened, actor_of):
    item = item_of(opened, 1)
    seen = item.version
    services.settle_item(opened, item, outcome=Outcome.DECIDED, conclusion="Một", version=seen, actor=actor_of("thang"))
    db.session.flush()

    with pytest.raises(SomebodyWasFaster):
        services.settle_item(
            opened, item, outcome=Outcome.DECIDED, conclusion="Hai", version=seen, actor=actor_of("lan")
        )
    services.settle_item(opened, item, outcome=Outcome.DECIDED, conclusion="Một", version=seen, actor=actor_of("lan"))


def test_leaving_the_item_of_the_resolution_drops_the_draft(opened, actor_of, db_session):
    item = item_of(opened, 4)
    services.settle_item(
        opened, item, outcome=Outcome.DEFERRED, conclusion="", version=item.version, actor=actor_of("thang")
    )

    assert db_session.scalars(db.select(Resolution)).one().state == ResolutionState.DROPPED


def test_the_beginning_is_settled(opened, world, actor_of):
    seen = services.fingerprint(*services.opening_of(opened))
    stated = Opening(
        observer_id=world.people["huong"], fees_paid=20, fees_note="Hai đồng chí đóng sau", agenda_adopted=True
    )
    services.settle_opening(opened, stated, seen=seen, actor=actor_of("lan"))

    assert services.opening_of(opened) == (world.people["huong"], 20, "Hai đồng chí đóng sau", True)
    with pytest.raises(SomebodyWasFaster):
        services.settle_opening(opened, stated, seen=seen, actor=actor_of("thang"))


@pytest.mark.parametrize(("observer", "paid"), [("tham", 1), ("huong", 23)])
def test_an_observer_from_elsewhere_and_more_payers_than_members_are_refused(opened, world, actor_of, observer, paid):
    stated = Opening(observer_id=world.people[observer], fees_paid=paid, fees_note="", agenda_adopted=True)
    seen = services.fingerprint(*services.opening_of(opened))

    with pytest.raises(BadInput):
        services.settle_opening(opened, stated, seen=seen, actor=actor_of("lan"))


def test_the_synthesis_of_another_is_not_overwritten(opened, actor_of):
    seen = services.fingerprint("")
    services.settle_conclusion(opened, "Kỳ sinh hoạt đạt yêu cầu", seen=seen, actor=actor_of("lan"))

    with pytest.raises(SomebodyWasFaster):
        services.settle_conclusion(opened, "Khác", seen=seen, actor=actor_of("thang"))


def test_praise_needs_somebody_and_something(opened, world, actor_of):
    for person, name, text in ((None, "", "hiến đất"), (world.people["khoa"], "", " ")):
        with pytest.raises(BadInput):
            services.add_mention(
                opened, kind=MentionKind.COMMENDATION, person_id=person, name=name, text=text, actor=actor_of("lan")
            )

    mention = services.add_mention(
        opened, kind=MentionKind.REMINDER, person_id=None, name="Cụm 2", text="dọn vệ sinh chậm", actor=actor_of("lan")
    )
    services.remove_mention(opened, mention.id, actor=actor_of("lan"))
    assert not queries.mentions_of(opened.id)


def test_a_task_is_given_in_the_meeting_by_the_recorder_for_the_chair(opened, world, actor_of, db_session):
    deadline = EVENING.date().replace(day=20)
    services.give_task(
        opened,
        work="Dọn đường hoa",
        owner_id=world.people["khoa"],
        owner_name="",
        deadline=deadline,
        actor=actor_of("lan"),
    )

    task = db_session.scalars(db.select(Task)).one()
    assert (task.work, task.owner_id, task.deadline, task.meeting_id) == (
        "Dọn đường hoa",
        world.people["khoa"],
        deadline,
        opened.id,
    )
    with pytest.raises(BadInput) as refused:
        services.give_task(opened, work="", owner_id=None, owner_name="", deadline=None, actor=actor_of("lan"))
    assert set(refused.value.errors) == {"work", "owner", "deadline"}


def test_readers_and_strangers_write_nothing(opened, world, actor_of):
    for name in ("khoa", "huong", "loc", "hanh", "tham"):
        with pytest.raises(NotAllowed):
            tap(opened, "khoa", world, actor_of(name))
    assert not queries.speeches_of(opened.id)
