"""A workbook that was looked at and never confirmed goes after a day, with its bytes; nothing else does."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.documents.files import forget_file, keep_file, store
from app.documents.models import Attachment, AttachmentPurpose, StoredFile
from app.documents.store import FileMissing
from app.jobs import work
from app.roster.models import RosterUpload
from tests.roster.test_pages import below_the_commune, confirm, send
from tests.world import NOON

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
BYTES = below_the_commune().to_bytes()


def sweep_at(committed, moment) -> None:
    with clock.set_to(moment), committed():
        work.tidy()


def left(committed) -> tuple[int, int, bool]:
    """Uploads, stored files, and whether the first upload's bytes are on disk."""
    with committed() as session:
        files = session.scalars(select(StoredFile.sha256)).all()
        return (
            len(session.scalars(select(RosterUpload.id)).all()),
            len(files),
            any(store().path(f).exists() for f in files),
        )


@pytest.fixture
def sent(as_user, world):
    return send(as_user("hanh"), BYTES)


@pytest.fixture
def sha256(sent, committed) -> str:
    with committed() as session:
        return session.scalars(select(RosterUpload.file_sha256)).one()


@pytest.mark.parametrize(("after", "kept"), [(DAY, True), (DAY + SECOND, False), (30 * DAY, False)])
def test_an_unconfirmed_upload_goes_after_a_day(sent, sha256, committed, app, after, kept):
    sweep_at(committed, NOON + after)

    assert left(committed) == ((1, 1, True) if kept else (0, 0, False))
    with app.app_context():
        assert store().path(sha256).exists() == kept


def test_its_page_is_not_found_any_more(sent, as_user, committed):
    sweep_at(committed, NOON + 2 * DAY)

    assert as_user("hanh").get(sent.location).status_code == 404


def test_a_confirmed_one_stays(sent, as_user, committed):
    assert confirm(as_user("hanh"), sent.location).status_code == 303
    sweep_at(committed, NOON + 60 * DAY)

    assert left(committed) == (1, 1, True)
    assert as_user("hanh").get(sent.location).status_code == 200


def test_the_same_bytes_sent_again_since_are_kept(sent, as_user, committed):
    with clock.set_to(NOON + DAY):
        send(as_user("hanh"), BYTES)
    sweep_at(committed, NOON + DAY + timedelta(hours=1))

    assert left(committed) == (1, 1, True)


def test_bytes_that_something_else_names_are_kept(sent, sha256, world, committed):
    with committed() as session:
        session.add(
            Attachment(
                purpose=AttachmentPurpose.DOCUMENT, file_sha256=sha256, name="danh-sach.xlsx",
                uploaded_by_id=world.accounts["thang"], uploaded_at=NOON,
            )
        )  # fmt: skip
    sweep_at(committed, NOON + 2 * DAY)

    assert left(committed) == (0, 1, True)


def test_a_file_that_was_forgotten_may_be_kept_again(db_session, world):
    sha256 = keep_file(b"mot hai ba", "text/plain")
    assert forget_file(sha256)
    assert not forget_file(sha256)
    with pytest.raises(FileMissing):
        store().verify(sha256)

    assert keep_file(b"mot hai ba", "text/plain") == sha256
    store().verify(sha256)
