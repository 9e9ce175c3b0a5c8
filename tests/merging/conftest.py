"""What the tests of merging begin with: the own cell and the one that takes it in."""

from datetime import date

import pytest

from app import clock
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.services import ItemText, add_item
from app.documents.models import Attachment, AttachmentPurpose, StoredFile
from app.extensions import db
from app.meetings.models import Meeting
from app.merging.services import end
from app.organisations.models import Organisation
from tests.meetings import ready

TODAY = date(2026, 12, 2)
AFTER = ready.EVENING.replace(day=5)


@pytest.fixture
def cells(world, db_session):
    return db_session.get(Organisation, world.cell), db_session.get(Organisation, world.other_cell)


def merge(cells, actor_of, on=date(2026, 12, 4)):
    """On 4 December, the day after the regular meeting."""
    own, other = cells
    with clock.set_to(ready.EVENING.replace(day=4)):
        end(own, on=on, into=other, actor=actor_of("hanh"))
        db.session.flush()


def with_item(meeting: Meeting, me, *, title: str = "Bàn việc hiến đất làm đường") -> AgendaItem:
    item = add_item(meeting, ItemText(title=title, kind=ItemKind.DISCUSSION, content="Bốn hộ"), actor=me)
    file = StoredFile(sha256="a" * 64, size=3, media_type="application/pdf", created_at=clock.now())
    db.session.add(file)
    db.session.flush()
    db.session.add(
        Attachment(
            meeting_id=meeting.id, item_id=item.id, purpose=AttachmentPurpose.DOCUMENT, file_sha256=file.sha256,
            name="ban-do.pdf", uploaded_by_id=me.account_id, uploaded_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()
    return item
