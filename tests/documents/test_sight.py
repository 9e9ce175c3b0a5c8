"""Who sees which paper: the table of sight, and the same said in SQL."""

import itertools
from collections.abc import Callable

import pytest

from app import clock
from app.actor import Actor
from app.approvals.models import Agreement, ApprovalRound
from app.documents import queries
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.documents.queries_meeting import papers_of
from app.documents.sight import sees_attachment, sees_document
from app.documents.snapshots import DocumentKind as K
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import StatusKind, StatusPeriod
from app.refusals import NotKnown
from tests.documents.papers import a_meeting, a_task, attach, draft, issue
from tests.world import FOUNDED
from workflows.meeting import State
from workflows.roles import Role

A = AttachmentPurpose
EVERYBODY = ("thang", "huong", "lan", "nhap", "khoa", "tham", "loc", "hanh", "binh", "tra", "vien")
COMMITTEE = {"thang", "huong", "loc"}
LEADS = {"thang"}
CELL = {"thang", "huong", "lan", "nhap", "khoa"}
ABOVE = {"hanh", "binh"}


def who_sees(document: Document, actor_of: Callable[[str], Actor]) -> set[str]:
    """All ways of looking give the same people: the list asks in SQL, the file and the meeting's page in Python."""
    db.session.flush()
    actors = {name: actor_of(name) for name in EVERYBODY}
    seen = {name for name, actor in actors.items() if queries.list_page(actor).rows}
    assert seen == {name for name, actor in actors.items() if finds(queries.file_of_visible_or_404, document.id, actor)}
    meeting = db.session.get_one(Meeting, document.meeting_id)
    assert seen == {name for name, actor in actors.items() if papers_of(meeting, actor)}
    return seen


def finds(look: Callable[[int, Actor], object], number: int, actor: Actor) -> bool:
    try:
        look(number, actor)
    except NotKnown:
        return False
    return True


# khoa is the chair and lan the recorder of that meeting; nhap is the scribe, loc the overseer, hanh the office.
ISSUED = [
    (K.NOTICE, State.DRAFT, set()),
    (K.NOTICE, State.CONVENED, CELL | {"loc"} | ABOVE),
    (K.AGENDA, State.EVALUATED, CELL | {"loc"} | ABOVE),
    (K.GUEST_INVITATION, State.HELD, CELL | {"loc"} | ABOVE),
    (K.ROLL_CALL_SHEET, State.CONVENED, LEADS | {"nhap", "khoa", "lan"}),
    (K.ROLL_CALL_SHEET, State.DRAFT, LEADS | {"nhap"}),
    (K.CHAIR_SCRIPT, State.CONVENED, LEADS | {"khoa", "lan"}),
    (K.CHAIR_SCRIPT, State.DRAFT, LEADS),
    (K.COMMITTEE_MINUTES, State.APPROVAL, COMMITTEE),
    (K.COMMITTEE_MINUTES, State.EVALUATED, COMMITTEE),
    (K.MINUTES, State.MINUTES, COMMITTEE | {"khoa", "lan"}),
    (K.MINUTES, State.SCORED, CELL | {"loc"}),
    (K.RESOLUTION, State.MINUTES, COMMITTEE | {"khoa", "lan"}),
    (K.RESOLUTION, State.SCORED, CELL | {"loc"} | ABOVE),
    (K.SCORE_SHEET, State.EVALUATED, COMMITTEE | {"khoa", "lan"} | ABOVE),
]
DRAFTS = [
    (K.NOTICE, State.DRAFT, COMMITTEE | {"nhap"}),
    (K.NOTICE, State.CONVENED, set()),
    (K.AGENDA, State.APPROVAL, COMMITTEE | {"nhap"}),
    (K.RESOLUTION, State.APPROVAL, COMMITTEE | {"nhap"}),
    (K.RESOLUTION, State.CONVENED, CELL | {"loc"} | ABOVE),
    (K.RESOLUTION, State.HELD, COMMITTEE | {"khoa", "lan"}),
    (K.MINUTES, State.HELD, COMMITTEE | {"khoa", "lan"}),
    (K.MINUTES, State.CONVENED, set()),
    (K.SCORE_SHEET, State.MINUTES, COMMITTEE | {"khoa", "lan"}),
]


def in_words(value: object) -> str:
    return " ".join(sorted(value)) if isinstance(value, set) else str(value)


def in_hands(world) -> dict[str, int]:
    return {"chair_id": world.people["khoa"], "recorder_id": world.people["lan"]}


@pytest.mark.parametrize(("kind", "state", "people"), ISSUED, ids=in_words)
def test_who_sees_what_was_issued(db_session, world, actor_of, kind, state, people):
    document = issue(a_meeting(world.cell, state, **in_hands(world)), kind)

    assert who_sees(document, actor_of) == people


@pytest.mark.parametrize(("kind", "state", "people"), DRAFTS, ids=in_words)
def test_who_sees_a_draft(db_session, world, actor_of, kind, state, people):
    document = draft(a_meeting(world.cell, state, **in_hands(world)), kind)

    assert who_sees(document, actor_of) == people


@pytest.mark.parametrize(
    ("dropped", "people"), [(False, COMMITTEE | {"hanh"}), (True, COMMITTEE)], ids=["yes", "dropped"]
)
def test_an_approver_from_outside_reads_what_is_to_be_agreed(db_session, world, actor_of, dropped, people):
    meeting = a_meeting(world.cell, State.APPROVAL)
    round_ = ApprovalRound(
        meeting_id=meeting.id, number=1, submitted_at=clock.now(), submitted_by_id=world.people["thang"]
    )
    db.session.add(round_)
    db.session.flush()
    voice = Agreement(round_id=round_.id, person_id=world.people["hanh"], role=Role.OFFICE)
    voice.dropped_at = clock.now() if dropped else None
    db.session.add(voice)

    assert who_sees(issue(meeting, K.COMMITTEE_MINUTES), actor_of) == people


def test_a_suspended_chair_sees_nothing(db_session, world, actor_of):
    db.session.add(StatusPeriod(person_id=world.people["khoa"], kind=StatusKind.SUSPENDED, from_on=FOUNDED, reason="x"))
    document = issue(a_meeting(world.cell, State.CONVENED, **in_hands(world)), K.NOTICE)

    assert who_sees(document, actor_of) == (CELL | {"loc"} | ABOVE) - {"khoa"}


def who_may_download(attachment: Attachment, actor_of: Callable[[str], Actor]) -> set[str]:
    db.session.flush()
    return {name for name in EVERYBODY if finds(queries.get_attachment_or_404, attachment.id, actor_of(name))}


UPLOADS = [
    (A.DOCUMENT, State.DRAFT, False, COMMITTEE | {"nhap"}),
    (A.DOCUMENT, State.DRAFT, True, CELL | {"loc"} | ABOVE),
    (A.DOCUMENT, State.CONVENED, False, COMMITTEE | {"nhap"}),
    (A.DRAFT_RESOLUTION, State.CONVENED, True, CELL | {"loc"} | ABOVE),
    (A.DOCUMENT, State.CANCELLED, True, COMMITTEE | {"khoa", "lan"}),
    (A.PAPER_MINUTES, State.MINUTES, False, COMMITTEE | {"khoa", "lan"}),
    (A.PAPER_MINUTES, State.SCORED, False, CELL | {"loc"}),
    (A.ATTESTATION, State.EVALUATED, False, COMMITTEE | {"khoa", "lan"}),
]


@pytest.mark.parametrize(("purpose", "state", "sent", "people"), UPLOADS, ids=in_words)
def test_who_may_download_an_upload(db_session, world, actor_of, purpose, state, sent, people):
    attachment = attach(a_meeting(world.cell, state, **in_hands(world)), actor_of("thang"), purpose)
    attachment.sent_at = attachment.uploaded_at if sent else None

    assert who_may_download(attachment, actor_of) == people
    if purpose == A.DOCUMENT:  # the only uploads that the meeting's page lists
        meeting = db.session.get_one(Meeting, attachment.meeting_id)
        assert {name for name in EVERYBODY if papers_of(meeting, actor_of(name))} == people


def test_evidence_is_read_by_whoever_reads_the_task(db_session, world, actor_of):
    task = a_task(world.cell)
    attachment = attach(a_meeting(world.cell), actor_of("lan"), A.EVIDENCE, meeting_id=None, task_id=task.id)

    assert who_may_download(attachment, actor_of) == CELL | {"loc"} | ABOVE


def test_a_removed_upload_is_gone_for_everybody(db_session, world, actor_of):
    attachment = attach(a_meeting(world.cell), actor_of("thang"))
    attachment.removed_at = attachment.uploaded_at

    assert who_may_download(attachment, actor_of) == set()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.ADMINISTRATOR])
def test_who_has_no_content_sees_no_paper_at_all(role):
    roles = frozenset({role})
    assert not any(sees_document(roles, s, k, issued=i) for s, k, i in itertools.product(State, K, (False, True)))
    assert not any(sees_attachment(roles, s, p, sent=b) for s, p, b in itertools.product(State, A, (False, True)))
