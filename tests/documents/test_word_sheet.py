"""A paper as a Word file says what its sheet says, word for word, and an office program opens it."""

import html
import re
from io import BytesIO

import docx
import pytest
from docx.document import Document as Paper

from app.documents.render import render_sheet
from app.documents.services_word import KINDS
from app.documents.snapshots import DocumentKind
from app.documents.word_sheet import sheet_docx
from tests import office
from tests.documents.papers import sample
from tests.documents.samples import all_documents


def opened(kind: DocumentKind, **changes) -> Paper:
    snapshot = sample(kind, **changes) if changes else all_documents()[kind]
    return docx.Document(BytesIO(sheet_docx(kind, snapshot, "Văn bản")))


def said(text: str) -> list[str]:
    """Its words, whatever the marks, the capitals and the dashes before the lines of a list."""
    inline = re.sub(r"</?(?:span|em|strong)\b[^>]*>", "", text)
    return [word for word in re.sub(r"<[^>]+>", " ", inline).replace("\xa0", " ").lower().split() if word != "-"]


@pytest.mark.few(1)
@pytest.mark.needs("soffice")
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_an_office_program_reads_in_it_what_stands_on_the_sheet(kind):
    snapshot = all_documents()[kind]
    lines = office.lines(sheet_docx(kind, snapshot, "Văn bản"))
    # A chart is on the paper alone: the table below it has the same numbers.
    sheet = re.sub(r"<figure>.*?</figure>", "", str(render_sheet(kind, snapshot)), flags=re.DOTALL)

    assert sorted(said("\n".join(lines))) == sorted(said(html.unescape(sheet)))


def test_a_draft_says_so_and_has_no_number():
    text = "\n".join(
        p.text
        for row in opened(DocumentKind.RESOLUTION, draft=1).tables[0].rows
        for c in row.cells
        for p in c.paragraphs
    )

    assert "DỰ THẢO" in text
    assert not re.search(r"\d+-NQ", text)


def test_a_table_keeps_its_headings_and_its_widths():
    table = opened(DocumentKind.MINUTES).tables[1]

    assert [cell.text for cell in table.rows[0].cells][:3] == ["TT", "Nội dung", "Tán thành"]
    assert table.columns[0].width < table.columns[1].width
    assert "tblHeader" in table.rows[0]._tr.xml


def test_the_synthesis_lies_on_its_side():
    page = opened(DocumentKind.SYNTHESIS).sections[0]

    assert page.page_width > page.page_height


def test_what_people_typed_is_text():
    paper = opened(DocumentKind.RESOLUTION, limits="<b>5 < 7</b> & “=1+1”")

    assert any("<b>5 < 7</b> & “=1+1”" in p.text for p in paper.paragraphs)
