"""Correcting the record between closing and the first signature."""

from datetime import time, timedelta

import pytest

from app import clock
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.models import Signature
from app.minutes.queries import current_minutes
from app.refusals import BadInput, NotAllowed
from app.resolutions.models import Resolution
from app.sessions import queries, services
from app.sessions.models import VoteAbout, Which
from app.sessions.services import Ballots, Marking
from tests.at_once import together
from tests.crawler import Page
from tests.sessions.conftest import EVENING, LATER, make_meeting
from tests.sessions.test_opening import finish, vote_the_score
from workflows.attendance import Mark
from workflows.resolution import State as ResolutionState
from workflows.roles import Role

WHY = "Ghi nhầm người"


@pytest.fixture
def closed(db_session, world, evening, prepared, actor_of) -> Meeting:
    def build() -> int:
        meeting = make_meeting(world)
        services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
        item = queries.item_lines(meeting.id)[1].item
        services.note_speaker(meeting, item, seen=0, actor=actor_of("lan"), person_id=world.people["khoa"])
        finish(meeting, actor_of("lan"))
        vote_the_score(meeting, actor_of)
        services.close_meeting(meeting, at=LATER, actor=actor_of("thang"))
        return meeting.id

    return db_session.get_one(Meeting, prepared("sessions: closed", build))


def line_of(meeting, person_id):
    return next(line for line in queries.roll_lines(meeting.id) if line.person_id == person_id)


def correct_absence(meeting, world, actor, reason=WHY):
    line = line_of(meeting, world.people["khoa"])
    services.correct_attendance(
        meeting,
        line.id,
        Which.START,
        Marking(mark=Mark.EXCUSED, reason="ốm"),
        reason=reason,
        version=line.version,
        actor=actor,
    )


def sign(meeting, world):
    minutes = current_minutes(meeting.id)
    db.session.add(
        Signature(
            minutes_id=minutes.id,
            role=Role.RECORDER,
            person_id=world.people["lan"],
            signed_at=clock.now(),
            text_hash="0" * 64,
        )
    )
    db.session.flush()
    db.session.expire(minutes)


def test_a_corrected_mark_keeps_both_values_and_counts_the_votes_again(closed, world, actor_of):
    before = next(v for v in queries.votes_of(closed.id) if v.about == VoteAbout.RESOLUTION)
    assert before.present == 19
    correct_absence(closed, world, actor_of("lan"))

    kept = queries.corrections_of(closed.id)[0]
    assert kept.what == "điểm danh của Ma Đình Khoa"
    assert (kept.before, kept.after) == ("đầu giờ: Có mặt, lý do: chưa ghi", "đầu giờ: Vắng có lý do, lý do: ốm")
    assert kept.reason == WHY
    assert line_of(closed, world.people["khoa"]).attendee.start_mark == Mark.EXCUSED


def test_the_minutes_are_composed_again(closed, world, actor_of):
    old = current_minutes(closed.id).composed
    correct_absence(closed, world, actor_of("thang"))

    assert current_minutes(closed.id).composed != old


def test_a_corrected_count_turns_the_resolution(closed, actor_of, db_session):
    vote = next(v for v in queries.votes_of(closed.id) if v.about == VoteAbout.RESOLUTION)
    services.correct_vote(closed, vote, Ballots(against=15), reason=WHY, version=vote.version, actor=actor_of("lan"))

    assert db_session.scalars(db.select(Resolution)).one().state == ResolutionState.REJECTED
    assert "tán thành 4/19" in queries.corrections_of(closed.id)[0].after


def test_a_speech_is_corrected(closed, actor_of):
    speech = queries.speeches_of(closed.id)[0]
    services.correct_speech(
        closed, speech, "Đề nghị cấp thùng rác", reason=WHY, version=speech.version, actor=actor_of("lan")
    )

    assert queries.corrections_of(closed.id)[0].what == "ý kiến của Ma Đình Khoa"
    assert speech.text == "Đề nghị cấp thùng rác"


def test_the_times_are_corrected_in_their_order(closed, actor_of):
    services.correct_times(
        closed, opened=EVENING + timedelta(minutes=5), closed=LATER, reason=WHY, actor=actor_of("lan")
    )
    assert closed.opened_at == EVENING + timedelta(minutes=5)

    for opened, ended in ((LATER, EVENING), (EVENING, LATER + timedelta(days=1))):
        with pytest.raises(BadInput):
            services.correct_times(closed, opened=opened, closed=ended, reason=WHY, actor=actor_of("lan"))


def test_nothing_is_corrected_without_a_reason(closed, world, actor_of):
    with pytest.raises(BadInput, match="lý do"):
        correct_absence(closed, world, actor_of("lan"), reason="  ")
    assert not queries.corrections_of(closed.id)


def test_the_first_signature_ends_it(closed, world, actor_of):
    sign(closed, world)
    vote, speech = queries.votes_of(closed.id)[0], queries.speeches_of(closed.id)[0]

    with pytest.raises(NotAllowed, match="đã có chữ ký"):
        correct_absence(closed, world, actor_of("thang"))
    with pytest.raises(NotAllowed):
        services.correct_vote(closed, vote, Ballots(), reason=WHY, version=vote.version, actor=actor_of("thang"))
    with pytest.raises(NotAllowed):
        services.correct_speech(closed, speech, "khác", reason=WHY, version=speech.version, actor=actor_of("thang"))
    assert not queries.corrections_of(closed.id)


@pytest.mark.parametrize("name", ["nhap", "khoa", "huong", "loc", "hanh", "tham"])
def test_a_scribe_a_reader_or_a_stranger_corrects_nothing(closed, world, actor_of, name):
    with pytest.raises(NotAllowed):
        correct_absence(closed, world, actor_of(name))


def test_a_correction_of_a_late_comer_by_clock_time(closed, world, actor_of):
    line = line_of(closed, world.people["khoa"])
    services.correct_attendance(
        closed, line.id, Which.START, Marking(mark=Mark.PRESENT, arrived=time(20, 0)), reason=WHY, version=line.version,
        actor=actor_of("lan"),
    )  # fmt: skip

    assert "đến lúc: 20:00" in queries.corrections_of(closed.id)[0].after


@pytest.fixture
def closed_id(closed, db_session) -> int:
    meeting_id = closed.id
    db_session.commit()
    return meeting_id


@pytest.fixture
def sent(closed_id, as_user):
    """`sent(part, form, who)`: a correction as its page offers it, changed by `form`."""

    def prepare(part: str, form: dict[str, str], who: str):
        client, path = as_user(who), f"/meetings/{closed_id}/corrections/{part}"
        [page] = [each for each in Page(path, client.get(path).text).forms if each.action == path]
        fields = {name: texts[0] for name, texts in page.fields.items()} | {"reason": WHY} | form
        return lambda: client.post(path, data=fields)

    return prepare


@pytest.mark.each_engine
@pytest.mark.parametrize("part", ["times", "speeches", "votes"])
def test_of_two_who_correct_one_thing_at_once_the_second_is_told(closed_id, sent, part, committed):
    with committed():
        ids = {"speeches": queries.speeches_of(closed_id)[0].id, "votes": queries.votes_of(closed_id)[0].id}
    path = f"{part}/{ids[part]}" if part in ids else part
    forms = {
        "times": [{"day": "03/12/2026", "opened": f"19:0{n}", "closed": "20:00"} for n in (1, 2)],
        "speeches": [{"text": f"Ý kiến {n}"} for n in (1, 2)],
        "votes": [{"subject": "Thông qua", "against": str(n), "other": "0", "votes_for": ""} for n in (1, 2)],
    }[part]
    first, second = (sent(path, form, who) for form, who in zip(forms, ("lan", "men"), strict=True))

    assert together(first, second) == [303, 409]
    with committed():
        assert len(queries.corrections_of(closed_id)) == 1
