"""Who was invited to a model meeting from other cells, by name."""

from typing import NamedTuple

from sqlalchemy import select

from app.extensions import db
from app.meetings.models import Meeting, MeetingGuest
from app.members.models import Person
from app.organisations.models import Organisation


class Invited(NamedTuple):
    person_id: int
    name: str
    cell: str


def invited_to(meeting: Meeting) -> list[Invited]:
    """By cell and name; nobody where it is no model meeting any more."""
    if not meeting.model_meeting:
        return []
    found = db.session.execute(
        select(MeetingGuest.person_id, Person.full_name, Organisation.name)
        .join(Person, Person.id == MeetingGuest.person_id)
        .join(Organisation, Organisation.id == MeetingGuest.cell_id)
        .where(MeetingGuest.meeting_id == meeting.id)
        .order_by(Organisation.code, Person.sort_key, Person.id)
    )
    return [Invited._make(row) for row in found]
