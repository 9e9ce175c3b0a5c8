"""Every way in which an issued paper ceases to hold, or soon will, though no other has come in its place yet."""

from datetime import date

import pytest

from app import clock
from app.checking.queries_fallen import RULES
from app.documents.check_codes import in_groups
from app.documents.services import issue_document, replace_document
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.guidance.models import Guidance
from app.inspections.models import CellFile, Inspection
from app.minutes.models import Minutes
from app.planning.models import CellPlan
from app.web import limits
from tests.documents.papers import a_meeting, issue, sample
from tests.reading import words
from workflows import guidance, inspection, plan
from workflows.meeting import State

HOLDS = "Văn bản có thật và đang là bản mới nhất."
NO_LONGER = "Văn bản có thật nhưng không còn hiệu lực:"
K = DocumentKind


def of_meeting(kind, state):
    def make(world):
        return issue(a_meeting(world.cell, state), kind)

    return make


def minutes(*, redone):
    def make(world):
        paper = issue(a_meeting(world.cell, State.MINUTES), K.MINUTES)
        kept = {"composed": {}, "composed_at": paper.created_at, "document_id": paper.id}
        superseded = paper.created_at if redone else None
        db.session.add(Minutes(meeting_id=paper.meeting_id, superseded_at=superseded, **kept))
        return paper

    return make


def standing_alone(kind, organisation_id):
    """A paper of no meeting."""
    return issue_document(
        kind, "TB", lambda numbered: sample(kind, number=numbered.number), organisation_id=organisation_id,
        meeting_id=None, title="Văn bản thử", actor=None,
    )  # fmt: skip


def of_guidance(state):
    def make(world):
        paper = standing_alone(K.GUIDANCE, world.commune)
        row = Guidance(
            organisation_id=world.commune, month=date(2026, 12, 1), state=state, document_id=paper.id,
            created_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
        return paper

    return make


def of_plan(state, content="Sinh hoạt ngày 03 hằng tháng"):
    def make(world):
        paper = standing_alone(K.CELL_PLAN, world.cell)
        row = CellPlan(
            cell_id=world.cell, year=2027, kind=plan.Kind.MEETING_PLAN, state=state, content=content,
            document_id=paper.id, created_at=clock.now(),
        )  # fmt: skip
        db.session.add(row)
        return paper

    return make


def of_campaign(place, state, kind=inspection.Kind.INSPECTION):
    def make(world):
        paper = standing_alone(K.INSPECTION, world.commune)
        named = {} if place == "session_document_id" else {place: paper.id}
        row = Inspection(
            organisation_id=world.commune, kind=kind, issuer=inspection.Issuer.STANDING_COMMITTEE,
            quarter=date(2026, 10, 1), from_month=date(2026, 7, 1), to_month=date(2026, 9, 1), subject="Nền nếp",
            state=state, created_at=clock.now(), **named,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        if not named:
            db.session.add(CellFile(inspection_id=row.id, cell_id=world.cell, session_document_id=paper.id))
        return paper

    return make


# They fall by a new version alone, or with their meeting; working papers are never issued.
ONLY_REPLACED = {
    K.RESOLUTION, K.SYNTHESIS, K.SCHEDULE, K.PERIOD_REPORT, K.HANDOVER, K.ROLL_CALL_SHEET, K.COMMITTEE_MINUTES,
    K.CHAIR_SCRIPT, K.KIT,
}  # fmt: skip
OFF = inspection.State.CANCELLED
AMENDED = "nhưng đang chờ bản thay thế: chương trình đang được sửa lại, sẽ có thông báo mới."
RATED_ANEW = "nhưng đang chờ bản thay thế: hồ sơ đã mở lại để xếp loại lại, sẽ có phiếu mới."
REVISED = "nhưng đang chờ bản thay thế: chi bộ đang điều chỉnh, bản mới sẽ mang số khác."
CALLED_OFF = f"{NO_LONGER} cuộc kiểm tra nêu trong văn bản đã bị hủy."
FALLEN = [
    (of_meeting(K.NOTICE, State.CANCELLED), f"{NO_LONGER} hội nghị nêu trong văn bản đã bị hủy."),
    (of_meeting(K.AGENDA, State.CANCELLED), f"{NO_LONGER} hội nghị nêu trong văn bản đã bị hủy."),
    (of_meeting(K.GUEST_INVITATION, State.CANCELLED), f"{NO_LONGER} hội nghị nêu trong văn bản đã bị hủy."),
    (of_meeting(K.NOTICE, State.DRAFT), AMENDED),
    (of_meeting(K.AGENDA, State.APPROVAL), AMENDED),
    (of_meeting(K.GUEST_INVITATION, State.DRAFT), AMENDED),
    (minutes(redone=True), "nhưng đang chờ bản thay thế: biên bản đang được sửa để ký lại, bản mới sẽ mang số khác."),
    (of_meeting(K.SCORE_SHEET, State.SCORED), RATED_ANEW),
    (of_meeting(K.SCORE_SHEET, State.MINUTES), RATED_ANEW),
    (of_guidance(guidance.State.WITHDRAWN), f"{NO_LONGER} nơi ban hành đã thu hồi."),
    (of_plan(plan.State.DRAFT), REVISED),
    (of_plan(plan.State.COMMITTEE), REVISED),
    (of_plan(plan.State.SENT, content=""), f"{NO_LONGER} chi bộ đã gửi bản khác bằng tệp thay bản này."),
    (of_campaign("decision_id", OFF), CALLED_OFF),
    (of_campaign("announcement_id", OFF, inspection.Kind.SUPERVISION), CALLED_OFF.replace("kiểm tra", "giám sát")),
    (of_campaign("session_document_id", OFF), CALLED_OFF),
]
STANDING = [
    of_meeting(K.NOTICE, State.CONVENED),
    of_meeting(K.AGENDA, State.HELD),
    of_meeting(K.GUEST_INVITATION, State.EVALUATED),
    minutes(redone=False),
    of_meeting(K.RESOLUTION, State.SCORED),
    of_meeting(K.SCORE_SHEET, State.EVALUATED),
    of_guidance(guidance.State.PUBLISHED),
    of_plan(plan.State.SENT),
    of_plan(plan.State.FINISHED),
    of_campaign("decision_id", inspection.State.ANNOUNCED),
    of_campaign("conclusion_id", inspection.State.CLOSED),
    of_campaign("session_document_id", inspection.State.UNDER_WAY),
]


@pytest.fixture
def told_of(client, committed, world):
    """What the page says first of the paper that is made."""
    limits.limiter.cache_clear()

    def ask(make):
        with committed():
            code = in_groups(make(world).check_code)
        return words(client.get(f"/check/{code}"))

    return ask


@pytest.mark.parametrize(("make", "sentence"), FALLEN)
def test_a_paper_that_holds_no_longer_or_is_being_redone_says_so(told_of, make, sentence):
    said = told_of(make)

    assert sentence in said
    assert "Văn bản có thật nhưng" in said
    assert HOLDS not in said


@pytest.mark.parametrize("make", STANDING)
def test_one_that_stands_is_the_newest(told_of, make):
    assert HOLDS in told_of(make)


def test_of_one_that_was_replaced_it_is_said_of_the_one_in_its_place(client, committed, world):
    with committed():
        old = of_guidance(guidance.State.PUBLISHED)(world)
        new = replace_document(
            old, lambda numbered: sample(K.GUIDANCE, number=numbered.number), actor=None, reason="sai"
        )
        row = db.session.scalars(db.select(Guidance)).one()
        row.document_id, row.state = new.id, guidance.State.WITHDRAWN
        code = in_groups(old.check_code)

    said = words(client.get(f"/check/{code}"))
    assert "đã được thay bằng" in said
    assert "Văn bản đó không còn hiệu lực: nơi ban hành đã thu hồi." in said


def test_of_each_kind_it_is_known_how_it_falls():
    assert RULES.keys() | ONLY_REPLACED == set(DocumentKind)
    assert RULES.keys() & ONLY_REPLACED == set()
