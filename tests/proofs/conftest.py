"""A whole regular meeting, from its draft to its level, made by the services that the pages call; its papers rendered.

What is changed behind the application's back is changed by statements of the engine's own.
"""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app import clock
from app.documents.models import Document
from app.documents.trial_authority import TrialAuthority
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.services import create_meeting
from app.members.models import Person
from app.minutes.queries import current_minutes
from app.minutes.services import sign_by_certificate
from app.organisations.models import Organisation
from app.proofs.findings import Area
from app.proofs.queries import verify
from app.proofs.services import seal_rows
from app.sessions import services as sitting
from app.sessions.models import GuestKind, MentionKind, Vote
from app.sessions.services import Ballots
from app.settings import settings
from tests.acts import ACTS, actor_named
from tests.onward import move_on
from tests.world import World
from workflows.meeting import Kind, State

MOMENT = "proofs: whole"


@pytest.fixture
def whole(world: World, db_session, prepared: Callable) -> Meeting:
    return db_session.get_one(Meeting, prepared(MOMENT, lambda: all_the_way(world)))


@pytest.fixture
def found(whole) -> Callable[[], dict[Area, str]]:
    """What `verify` names now, by area."""

    def look() -> dict[Area, str]:
        db.session.rollback()
        return {one.area: one.found for one in verify() if one.found}

    return look


def all_the_way(world: World) -> int:
    seal_rows()  # the people of the world: no event tells of them
    cell = db.session.get_one(Organisation, world.cell)
    meeting = create_meeting(cell, Kind.REGULAR, clock.today().replace(day=1), actor=actor_named("thang"))
    while meeting.state != State.EVALUATED:
        db.session.commit()
        move_on(meeting)
        if meeting.state == State.HELD:
            _write_down(meeting)
        elif meeting.state == State.MINUTES:
            _correct(meeting)
    db.session.commit()
    run_due_jobs()
    _sign_by_certificate(meeting)
    return meeting.id


def _sign_by_certificate(meeting: Meeting) -> None:
    minutes = current_minutes(meeting.id)
    document = db.session.get_one(Document, minutes.document_id)
    person, thang = db.session.get_one(Person, meeting.chair_id), actor_named("thang")
    assert thang.person_id == person.id
    file = TrialAuthority(settings().data_dir).file_for("chair", person.full_name)
    sign_by_certificate(meeting, minutes, document, file.read_bytes(), "", actor=thang)
    db.session.commit()


def _write_down(meeting: Meeting) -> None:
    thang = actor_named("thang")
    for name in ("mark", "speak", "vote"):
        ACTS[name](meeting, thang, 1)
        db.session.flush()
    sitting.add_guest(meeting, kind=GuestKind.GUEST, name="Lò Thị Mẩy", office="Trưởng khu", actor=thang)
    praised = {"person_id": None, "name": "Tổ 3", "text": "giữ đường sạch"}
    sitting.add_mention(meeting, kind=MentionKind.COMMENDATION, actor=thang, **praised)
    db.session.commit()


def _correct(meeting: Meeting) -> None:
    vote = db.session.scalars(select(Vote).where(Vote.meeting_id == meeting.id).order_by(Vote.id)).first()
    stated = Ballots(votes_for=vote.present - 1, against=1)
    sitting.correct_vote(meeting, vote, stated, reason="Đếm nhầm", version=vote.version, actor=actor_named("thang"))
