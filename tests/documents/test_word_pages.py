"""Where the Word files are handed out: minutes, a resolution and the synthesis, as frozen or as a draft that says so."""

from io import BytesIO

import docx
import pytest

from app.documents.models import Document
from app.documents.snapshots import TEMPLATE_VERSION, DocumentKind
from app.extensions import db
from app.guidance.services import SignedBy
from app.reports import services
from app.reports.paper import Words
from tests.documents.papers import a_meeting, draft, issue
from tests.reports.test_synthesis import DECEMBER, commune, evaluated
from tests.walk.world import Things, build_house
from workflows.meeting import State


def text_of(data: bytes) -> str:
    paper = docx.Document(BytesIO(data))
    cells = [p.text for table in paper.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return "\n".join([*(p.text for p in paper.paragraphs), *cells])


def test_an_issued_paper_is_handed_out_by_its_number(as_user, committed, world):
    with committed():
        number = issue(a_meeting(world.cell, State.EVALUATED), DocumentKind.RESOLUTION, "Nghị quyết tháng 12").id

    answer = as_user("lan").get(f"/documents/{number}/word")

    assert "01-NQ-CB" in answer.headers["Content-Disposition"]
    assert "Số 01-NQ/CB" in text_of(answer.data)
    assert as_user("tham").get(f"/documents/{number}/word").status_code == 404
    assert "Tải bản Word" in as_user("lan").get(f"/documents/{number}").text


@pytest.mark.parametrize("kind", [DocumentKind.NOTICE, DocumentKind.CHAIR_SCRIPT])
def test_other_papers_have_no_word_file(as_user, committed, world, kind):
    with committed():
        number = draft(a_meeting(world.cell), kind, "Giấy tờ khác").id

    assert as_user("thang").get(f"/documents/{number}/word").status_code == 404


def test_an_issued_paper_of_another_time_has_its_kept_pdf_only(as_user, committed, world):
    with committed():
        paper = issue(a_meeting(world.cell, State.EVALUATED), DocumentKind.RESOLUTION, "Nghị quyết tháng 12")
        number = paper.id
        db.session.execute(db.update(Document).values(template_version=TEMPLATE_VERSION + 1))

    assert as_user("lan").get(f"/documents/{number}/word").status_code == 404


@pytest.fixture
def things(prepared) -> Things:
    return prepared("the house that is walked", build_house)


@pytest.mark.parametrize(("state", "paper", "is_draft"), [
    ("held", "minutes", True), ("minutes", "minutes", True), ("scored", "minutes", False),
    ("convened", "resolution", True), ("scored", "resolution", False),
])  # fmt: skip
def test_the_sheet_of_a_meetings_page_is_handed_out_as_it_stands(as_user, things, state, paper, is_draft):
    meeting = things.by_state["own", state]["meeting_id"]

    answer = as_user("thang").get(f"/meetings/{meeting}/{paper}/word")
    text = text_of(answer.data)

    assert ("DỰ THẢO" in text) is is_draft
    assert ("NGHỊ QUYẾT" if paper == "resolution" else "BIÊN BẢN") in text.upper()
    assert ("D%E1%BB%B1%20th%E1%BA%A3o" in answer.headers["Content-Disposition"]) is is_draft


def test_the_synthesis_in_force_is_handed_out(world, committed, as_user, actor_of):
    address = f"/synthesis/{world.commune}/word?month=12/2026"
    assert as_user("hanh").get(address).status_code == 404
    with committed():
        evaluated(world)
        signed = SignedBy(person_id=world.people["binh"], on=DECEMBER)
        services.issue(commune(), DECEMBER, signed, Words(remarks="", proposals=""), edition=0, actor=actor_of("hanh"))

    text = text_of(as_user("binh").get(address).data)

    assert "TỔNG HỢP KẾT QUẢ SINH HOẠT CHI BỘ" in text.upper()
    assert "Chi bộ thôn Nà Mười" in text
