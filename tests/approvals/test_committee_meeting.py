"""The committee's meeting on a round, written down and settled there."""

from datetime import UTC, datetime, timedelta

import pytest

from app.approvals.queries import open_round, rounds_of
from app.approvals.services_committee import Gathering, record_committee_meeting
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.meetings.ready import convened, submitted

MET = datetime(2026, 12, 2, 0, 30, tzinfo=UTC)  # 07:30 in Vietnam, before NOON of the tests


def gathered(world, **more) -> Gathering:
    present = frozenset(world.people[key] for key in ("thang", "men", "huong"))
    return Gathering(
        **(
            {"met_at": MET, "place": "Nhà văn hóa", "present": present, "overseers": frozenset({world.people["loc"]})}
            | more
        )
    )


def test_settling_there_enters_every_voice_from_paper_at_the_time_of_the_meeting(db_session, actor_of, world):
    meeting = submitted(actor_of)
    told = gathered(world, agreed=gathered(world).present)

    found = record_committee_meeting(meeting, told, actor=actor_of("thang"), version=open_round(meeting.id).version)

    by_person = {a.person_id: a for a in found.agreements}
    assert all(a.agreed_at is not None for a in found.agreements)
    assert (by_person[world.people["men"]].on_paper, by_person[world.people["men"]].agreed_at) == (True, MET)
    assert not by_person[world.people["thang"]].on_paper  # agreed by submitting


def test_a_meeting_is_written_down_without_settling_anything(db_session, actor_of, world):
    meeting = submitted(actor_of)

    found = record_committee_meeting(
        meeting, gathered(world, remarks="Thêm câu hỏi."), actor=actor_of("men"), version=1
    )

    assert (found.met_at, found.remarks, found.overseer_present) == (MET, "Thêm câu hỏi.", True)
    assert found.overseers_came == [world.people["loc"]]
    assert sum(a.agreed_at is not None for a in found.agreements) == 1


def test_it_may_be_written_down_after_convening(db_session, actor_of, world):
    meeting = convened(actor_of)
    version = rounds_of(meeting.id)[0].version

    found = record_committee_meeting(meeting, gathered(world), actor=actor_of("thang"), version=version)

    assert found.met_at == MET


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"met_at": None}, "day"),
        ({"met_at": MET + timedelta(days=1)}, "day"),
        ({"present": frozenset()}, "present"),
        ({"present": frozenset({999})}, "present"),
        ({"overseers": frozenset({999})}, "overseers"),
        ({"present": frozenset({1}), "agreed": frozenset({2})}, "agreed"),
        ({"remarks": "ý" * 20_001}, "remarks"),
    ],
)
def test_what_cannot_have_been_is_refused(db_session, actor_of, world, more, field):
    meeting = submitted(actor_of)

    with pytest.raises(BadInput) as refused:
        record_committee_meeting(meeting, gathered(world, **more), actor=actor_of("thang"), version=1)
    assert field in refused.value.errors
    assert open_round(meeting.id).met_at is None


def test_who_only_agrees_does_not_write_it_down(db_session, actor_of, world):
    meeting = submitted(actor_of)

    with pytest.raises(NotAllowed):
        record_committee_meeting(meeting, gathered(world), actor=actor_of("huong"), version=1)


def test_the_slower_of_two_is_told(db_session, actor_of, world):
    meeting = submitted(actor_of)
    record_committee_meeting(meeting, gathered(world), actor=actor_of("thang"), version=1)
    db_session.flush()

    with pytest.raises(SomebodyWasFaster):
        record_committee_meeting(meeting, gathered(world), actor=actor_of("men"), version=1)
