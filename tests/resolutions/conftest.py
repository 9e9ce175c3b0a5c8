"""A meeting of December 2026 with a draft resolution of one task, its vote and its signatures."""

from datetime import date

import pytest

from app import clock
from app.meetings.models import Meeting
from app.meetings.services import create_meeting
from app.minutes.models import Minutes, Signature
from app.organisations.models import Organisation
from app.resolutions import services
from app.resolutions.services_drafts import Draft, TaskDraft
from app.sessions.models import Vote, VoteAbout
from workflows.meeting import Kind
from workflows.roles import Role
from workflows.voting import Ballot, Threshold

DUE = date(2026, 12, 25)


@pytest.fixture
def meeting(world, db_session, actor_of) -> Meeting:
    cell = db_session.get_one(Organisation, world.cell)
    made = create_meeting(cell, Kind.REGULAR, date(2026, 12, 1), actor=actor_of("thang"))
    made.chair_id, made.recorder_id = world.people["thang"], world.people["lan"]
    made.place, made.starts_at = "Nhà văn hóa thôn", clock.now()
    db_session.commit()
    return made


@pytest.fixture
def resolution(meeting, actor_of, world, db_session):
    found = services.ensure_draft(meeting, actor=actor_of("thang"))
    task = TaskDraft(work="Dọn rác đoạn đường cụm 2", owner_id=world.people["khoa"], deadline=DUE)
    services.edit_draft(found, meeting, Draft(subject_line="Nghị quyết tháng 12", tasks=[task]), actor=actor_of("men"))
    db_session.commit()
    return found


def voted(db_session, meeting, votes_for: int) -> Vote:
    vote = Vote(
        meeting_id=meeting.id, about=VoteAbout.RESOLUTION, subject="Thông qua nghị quyết", ballot=Ballot.OPEN,
        threshold=Threshold.MORE_THAN_HALF, votes_for=votes_for, against=0, other=0, base=20, present=17,
        base_parts={"official": 20}, passed=votes_for >= 11, at=clock.now(), entered_at=clock.now(),
    )  # fmt: skip
    db_session.add(vote)
    db_session.flush()
    return vote


def signed_by(db_session, meeting, *roles: Role) -> None:
    people = {Role.CHAIR: meeting.chair_id, Role.RECORDER: meeting.recorder_id}
    minutes = Minutes(meeting_id=meeting.id, composed={}, composed_at=clock.now())
    minutes.signatures = [
        Signature(role=role, person_id=people[role], signed_at=clock.now(), text_hash="x") for role in roles
    ]
    db_session.add(minutes)
    db_session.flush()
