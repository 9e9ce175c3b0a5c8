"""A paper that was issued before the program changed: its stored PDF is the paper, and no page breaks over it."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.documents import rendering
from app.documents.models import Document
from app.documents.services import MADE_FOR_OTHERS
from app.documents.snapshots import TEMPLATE_VERSION
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.minutes.models import Minutes
from app.minutes.queries import current_minutes
from app.resolutions.models import Resolution
from tests.documents.papers import a_meeting, issue
from tests.minutes.conftest import signed_by_both
from workflows.meeting import State

SENTENCE = "Văn bản này ban hành theo mẫu cũ"


def of_an_older_shape(document: Document) -> dict[str, object]:
    """A field that is no more, and one that was not there yet."""
    snapshot = {**document.snapshot, "seal": "có dấu"}
    del snapshot["sitting"]
    return {"snapshot": snapshot}


def for_an_older_template(document: Document) -> dict[str, object]:
    return {"template_version": TEMPLATE_VERSION - 1}


@pytest.fixture(params=[of_an_older_shape, for_an_older_template])
def grown_old(request) -> Callable[[Document], None]:
    """Behind the back of the guard that keeps issued papers as they are."""

    def age(document: Document) -> None:
        db.session.execute(update(Document).where(Document.id == document.id).values(**request.param(document)))
        db.session.commit()
        db.session.expire_all()

    return age


@pytest.fixture
def quick(monkeypatch) -> list[str]:
    asked: list[str] = []
    monkeypatch.setattr(rendering, "_render", lambda kind, _: (asked.append(kind) or b"%PDF-1.7 as issued", 2))
    return asked


@pytest.fixture
def issued(db_session, world, quick) -> int:
    """The id of a resolution whose PDF is in the store."""
    document = issue(a_meeting(world.cell, State.EVALUATED))
    db.session.commit()
    run_due_jobs()
    quick.clear()
    return document.id


def test_its_page_says_so_and_offers_the_stored_file(as_user, db_session, issued, grown_old):
    grown_old(db_session.get_one(Document, issued))

    page = as_user("thang").get(f"/documents/{issued}")
    assert page.status_code == 200
    assert SENTENCE in page.text
    assert f'href="/documents/{issued}/pdf"' in page.text.partition(SENTENCE)[2]
    assert as_user("thang").get(f"/documents/{issued}/pdf").data == b"%PDF-1.7 as issued"


def test_one_made_for_an_older_template_is_never_rendered_again(as_user, db_session, issued, quick):
    document = db_session.get_one(Document, issued)
    db.session.execute(update(Document).where(Document.id == issued).values(**for_an_older_template(document)))
    db.session.commit()
    db.session.expire_all()
    assert MADE_FOR_OTHERS in as_user("hanh").post(f"/documents/{issued}/rendering").text
    digest = rendering.digest_of(db_session.get_one(Document, issued))
    db.session.rollback()
    rendering.render_document(document_id=issued, digest=digest)
    assert quick == []


def test_the_page_of_a_resolution_shows_no_paper_of_today(as_user, db_session, world, issued, grown_old):
    document = db_session.get_one(Document, issued)
    meeting_id = document.meeting_id
    db.session.add(
        Resolution(
            meeting_id=meeting_id, subject_line="Nghị quyết", sections={}, state="issued", document_id=issued,
            created_at=document.created_at, issued_at=document.issued_at,
        )
    )  # fmt: skip
    grown_old(document)

    page = as_user("thang").get(f"/meetings/{meeting_id}/resolution")
    assert page.status_code == 200
    assert SENTENCE in page.text
    assert 'class="doc paper"' not in page.text


def test_issued_minutes_show_no_paper_of_today(as_user, db_session, handed_in, grown_old):
    minutes, other = current_minutes(handed_in), {"shape": "of another time"}
    aged = {"composed": {**minutes.composed, "snapshot": other}, "adopted_text": other}
    db.session.execute(update(Minutes).where(Minutes.id == minutes.id).values(**aged))  # behind the guard's back too
    grown_old(db_session.get_one(Document, minutes.document_id))

    for who in ("thang", "lan", "khoa", "loc"):
        page = as_user(who).get(f"/meetings/{handed_in}/minutes")
        assert (page.status_code, SENTENCE in page.text) == (200, True), who
        assert 'class="doc paper"' not in page.text


def test_minutes_in_hand_are_composed_anew_and_signed(as_user, db_session, actor_of, complete):
    minutes = current_minutes(complete.id)
    minutes.composed = {**minutes.composed, "snapshot": {"shape": "of another time"}}
    minutes.adopted_text = {"shape": "of another time"}
    db_session.commit()

    assert "Dọn vệ sinh đường làng" in as_user("lan").get(f"/meetings/{complete.id}/minutes").text
    signed_by_both(complete, actor_of)
    document = db_session.get_one(Document, current_minutes(complete.id).document_id)
    assert rendering.sheet_of(document)
