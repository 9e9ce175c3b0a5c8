"""Who holds a PDF that was issued is told that it is genuine, also after the house has made the file anew."""

from datetime import timedelta
from io import BytesIO

import pytest

from app import clock
from app.documents import rendering
from app.documents.files import read_file
from app.documents.models import Document
from app.documents.services import render_again
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.web import limits
from tests.documents.papers import a_meeting, draft, issue
from tests.reading import words
from tests.world import NOON

pytestmark = pytest.mark.each_engine


@pytest.fixture
def made(app, committed, monkeypatch):
    """`made(document_id)`: its file as the worker makes it, each time in other bytes; the bytes."""
    limits.limiter.cache_clear()
    count = iter(range(1, 100))
    monkeypatch.setattr(rendering, "_render", lambda *_: (b"%%PDF-1.7 ban %d" % next(count), 1))

    def make(document_id: int) -> bytes:
        with committed():
            document = db.session.get_one(Document, document_id)
            if document.file_sha256 is not None:
                render_again(document, actor=None)
        with app.app_context():
            run_due_jobs()
        with committed():
            return read_file(db.session.get_one(Document, document_id).file_sha256)

    return make


def asked(client, data, **fields):
    return words(client.post("/check", data={"file": (BytesIO(data), "nghi-quyet.pdf"), **fields}))


def test_every_file_that_the_paper_ever_had_is_genuine(client, committed, world, made):
    with committed():
        document = issue(a_meeting(world.cell))
        document_id, code = document.id, document.check_code
    first, second, third = made(document_id), made(document_id), made(document_id)

    assert len({first, second, third}) == 3
    for former in (first, second):
        said = asked(client, former, code=code)
        assert "Khớp từng byte" in said
        assert "có tạo lại tệp PDF" in said
    assert "có tạo lại tệp PDF" not in asked(client, third, code=code)
    assert "Không khớp" in asked(client, third + b"x", code=code)


def test_what_was_made_anew_as_a_draft_is_not_the_issued_paper(client, committed, world, made):
    with clock.set_to(NOON - timedelta(minutes=5)):
        with committed():
            meeting = a_meeting(world.cell)
            meeting_id, document_id = meeting.id, draft(meeting).id
        as_draft, again = made(document_id), made(document_id)
    assert as_draft != again
    with committed():
        assert issue(db.session.get_one(Meeting, meeting_id)).id == document_id
    made(document_id)

    assert "Không khớp" in asked(client, as_draft)
