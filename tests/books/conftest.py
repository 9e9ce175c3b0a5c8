"""A year of the own cell: papers as they are issued, each a real PDF in the store."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image

from app.agendas.models import AgendaItem, ItemKind
from app.documents.files import keep_file
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.documents.render import pdf_from_html
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from workflows.meeting import Kind, State


def picture() -> bytes:
    made = BytesIO()
    Image.new("RGB", (300, 400), "grey").save(made, "JPEG")
    return made.getvalue()


def sheets(text: str, pages: int) -> bytes:
    """A PDF as the worker makes them, of so many pages."""
    body = "".join(f'<h1 class="new-page">{text}, tờ {number}</h1>' for number in range(1, pages + 1))
    head = f'<meta charset="utf-8"><title>{text}</title><link rel="stylesheet" href="document.css">'
    return pdf_from_html(f'<!doctype html><html lang="vi"><head>{head}</head><body>{body}</body></html>', b"0" * 16)


def issued(world, actor_of, month: int, state: State = State.EVALUATED, year: int = 2026, pages: int = 1) -> int:
    """A regular meeting of that month with issued minutes of so many pages. The id of the document."""
    cell = db.session.get_one(Organisation, world.cell)
    meeting = create_meeting(cell, Kind.REGULAR, date(year, month, 1), actor=actor_of("thang"))
    db.session.execute(Meeting.__table__.update().where(Meeting.id == meeting.id).values(state=state))
    return paper_of(meeting, month, year, pages).id


def paper_of(meeting: Meeting, number: int, year: int = 2026, pages: int = 1) -> Document:
    month = meeting.month.month
    paper = Document(
        organisation_id=meeting.cell_id, meeting_id=meeting.id, kind="minutes", type_code="BB", number=number,
        symbol=f"{number:02}-BB/CB", title=f"Biên bản sinh hoạt thường kỳ tháng {month}/{year}", snapshot={},
        template_version=1, created_at=datetime(year, month, 3, tzinfo=UTC),
        issued_at=datetime(year, month, 3, tzinfo=UTC), pages=pages,
        file_sha256=keep_file(sheets(f"Biên bản số {number:02}", pages), "application/pdf"),
    )  # fmt: skip
    db.session.add(paper)
    db.session.flush()
    return paper


@pytest.fixture
def year(world, prepared, actor_of) -> dict[int, int]:
    """August and October are signed and published, of August two pages and a part on paper; September did not take
    place; November is signed and not published. The ids of the papers by month."""

    def build() -> dict[int, int]:
        found = {8: issued(world, actor_of, 8, pages=2), 10: issued(world, actor_of, 10, State.SCORED)}
        found[11] = issued(world, actor_of, 11, State.MINUTES)
        august = db.session.get_one(Document, found[8]).meeting_id
        db.session.add(
            AgendaItem(meeting_id=august, position=9, kind=ItemKind.OTHER, title="Xem xét đơn thư", kept_on_paper=True)
        )
        for name, data in (("Ảnh sổ tay.jpg", picture()), ("Hỏng.jpg", b"\xff\xd8\xff invented")):
            db.session.add(
                Attachment(
                    meeting_id=august, purpose=AttachmentPurpose.PAPER_MINUTES, name=name,
                    file_sha256=keep_file(data, "image/jpeg"), uploaded_by_id=world.accounts["thang"],
                    uploaded_at=datetime(2026, 8, 4, tzinfo=UTC),
                )
            )  # fmt: skip
        return found

    return prepared("a year of papers", build)
