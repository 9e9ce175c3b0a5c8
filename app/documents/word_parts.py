"""What every Word file of ours is made of."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document as new_document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.documents import words
from app.documents.snapshots import Letterhead

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT = "Times New Roman"


def begun(head: Letterhead, title: str) -> Paper:
    document = new_document()
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(20), Mm(20), Mm(30), Mm(15)
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    # Word asks for the typeface of letters with marks under names of their own.
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)
    style.paragraph_format.space_after = Pt(0)
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, head.issuer, "vi-VN"
    properties.created = properties.modified = datetime.fromisoformat(head.created).replace(tzinfo=None)
    return document


def in_columns(document: Paper, *widths: Mm) -> Sequence[Any]:
    """Cells side by side without lines; the empty paragraph that a cell begins with is the first line's."""
    table = document.add_table(rows=1, cols=len(widths))
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for cell, width in zip(table.rows[0].cells, widths, strict=True):
        cell.width = width
    keep_whole(table.rows[0])
    return table.rows[0].cells


def keep_whole(row: Any) -> None:
    """The row stands on one page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def line_in(cell: Any, text: str, size: float, *, align: ALIGN = ALIGN.CENTER, **marks: bool) -> None:
    first = cell.paragraphs[0]
    paragraph = first if len(cell.paragraphs) == 1 and not first.runs else cell.add_paragraph()
    paragraph.alignment = align
    run_in(paragraph, text, size, **marks)


def run_in(paragraph: Any, text: str, size: float, **marks: bool) -> None:
    run = paragraph.add_run(words.clean(text))
    run.font.size = Pt(size)
    for name, value in marks.items():
        setattr(run.font, name, value)


def saved(document: Paper) -> bytes:
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()
