"""Ticking off that somebody who stayed away has been told."""

from app import clock
from app.actor import Actor, acting_as
from app.digests import queries
from app.digests.models import AbsenteeTold
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.meetings.services_history import record_on
from app.members.services_periods import note_contact
from app.refusals import NotAllowed, NotKnown

ONLY_LEADERS = "Chỉ bí thư, phó bí thư báo lại nội dung cho người vắng."


def mark_told(meeting: Meeting, person_id: int, *, actor: Actor) -> None:
    """The person was told today; of one who works away the contact log says so too. A second tick changes nothing.

    Raises NotAllowed, NotKnown for who was there, or before the meeting is over.
    """
    roles = roles_at(meeting, actor)
    if not roles & queries.LEADERS:
        raise NotAllowed(ONLY_LEADERS)
    if meeting.state not in queries.AFTER or person_id not in {one.person_id for one in queries.aways_of(meeting)}:
        raise NotKnown
    lock(meeting)  # of two ticks the second finds the first
    if queries.told(meeting.id, person_id) is not None:
        return
    db.session.add(
        AbsenteeTold(
            meeting_id=meeting.id, person_id=person_id, told_at=clock.now(), told_by_id=actor.person_id
        )
    )  # fmt: skip
    record_on(meeting, "absentee_told", actor=actor, acting_as=acting_as(roles, queries.LEADERS), person_id=person_id)
    period = queries.periods_away([person_id], clock.today()).get(person_id)
    if period is not None:
        month = f"{meeting.month.month}/{meeting.month.year}"
        note_contact(period, on=clock.today(), text=f"Đã báo nội dung sinh hoạt tháng {month}.", actor=actor)
