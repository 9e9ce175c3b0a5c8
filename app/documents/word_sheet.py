"""A paper as a Word file, made of the same sheet that its page and its PDF are made of: what is read is the same.

It is a copy to work with; the PDF is the paper. A draft says so in its head, as everywhere.
"""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from types import MappingProxyType
from typing import Any
from xml.etree.ElementTree import Element, TreeBuilder

from docx.document import Document as Paper
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from app.documents import words
from app.documents.render import render_sheet
from app.documents.snapshots import DocumentKind, Snapshot
from app.documents.word_parts import begun, in_columns, keep_whole, line_in, saved

# The classes of `document.css` that a Word file knows: size, marks, whether in capitals.
LINES: Mapping[str, tuple[float, frozenset[str]]] = MappingProxyType(
    {
        "superior": (14, frozenset({"upper"})),
        "issuer": (14, frozenset({"upper", "bold"})),
        "draft-mark": (12, frozenset({"bold"})),
        "party": (15, frozenset({"bold", "underline"})),
        "place-date": (14, frozenset({"italic"})),
        "subject": (14, frozenset({"bold"})),
        "attached": (14, frozenset({"italic"})),
        "authority": (14, frozenset({"upper", "bold"})),
        "position": (14, frozenset({"upper"})),
        "role": (14, frozenset({"upper", "bold"})),
        "mark": (10.5, frozenset({"italic"})),
        "by-hand": (12, frozenset({"italic"})),
        "signer": (14, frozenset({"bold"})),
        "label": (12, frozenset({"underline"})),
        "enact": (14, frozenset({"bold"})),
        "text-hash": (9, frozenset()),
    }
)
MARKS = {"strong": "bold", "b": "bold", "em": "italic", "i": "italic", "u": "underline", "th": "bold"}
NO_END = {"br", "col"}
ROOM_TO_SIGN = 4  # lines
TEXT, TEXT_WIDE = 165, 262  # mm between the margins
SMALL, SMALLER = 12.5, 11


def sheet_docx(kind: DocumentKind, snapshot: Snapshot, title: str) -> bytes:
    sheet = _read(render_sheet(kind, snapshot))
    document = begun(snapshot.letterhead, title)
    wide = sheet.find("./div[@class='wide']") is not None
    if wide:
        _turn(document)
    _number_the_pages(document)
    _write(document, sheet, TEXT_WIDE if wide else TEXT)
    return saved(document)


class _Reader(HTMLParser):
    """Of our own templates: every element but `NO_END` is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree = TreeBuilder()
        self.tree.start("div", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tree.start(tag, {name: value or "" for name, value in attrs})
        if tag in NO_END:
            self.tree.end(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in NO_END:
            self.tree.end(tag)

    def handle_data(self, data: str) -> None:
        self.tree.data(data)


def _read(sheet: str) -> Element:
    reader = _Reader()
    reader.feed(sheet)
    reader.close()
    reader.tree.end("div")
    return reader.tree.close()


def _write(document: Paper, parent: Element, width: int) -> None:
    for one in parent:
        classes = _classes(one)
        if one.tag == "figure":
            continue  # a chart is drawn on the paper alone; its table stands below it, with the same numbers
        if one.tag == "table":
            _table(document, one, width)
        elif one.tag == "ul":
            for item in one:
                _paragraph(document, item, before="" if "goes-on" in _classes(item) else "- ")
        elif "head" in classes or "closing" in classes:
            _columns(document, one, width)
        elif one.tag in ("p", "h1", "h2", "h3"):
            _paragraph(document, one)
        elif "title" in classes:
            for line in one:
                _paragraph(document, line, centred=True, size=16 if line.tag == "h1" else 14)
            document.add_paragraph()
        else:
            _write(document, one, width)


def _paragraph(document: Paper, one: Element, *, before: str = "", centred: bool = False, size: float = 0) -> None:
    in_middle = centred or "enact" in _classes(one)
    paragraph = document.add_paragraph()
    shape = paragraph.paragraph_format
    paragraph.alignment = ALIGN.CENTER if in_middle else ALIGN.LEFT if one.tag[0] == "h" else ALIGN.JUSTIFY
    shape.line_spacing, shape.space_after = Pt(18), Pt(0 if centred else 6)
    shape.keep_with_next = one.tag in ("h1", "h2", "h3")
    if not in_middle:
        shape.first_line_indent = Mm(10)
    own, marks = _look(one)
    if one.tag[0] == "h" and "light" not in _classes(one):
        marks |= {"bold"}
    if one.tag == "h1":
        marks |= {"upper"}
    _runs(paragraph, one, size or own, marks, before)


def _columns(document: Paper, one: Element, width: int) -> None:
    """The head, or the end with recipients and signatures: side by side."""
    parts = list(one)
    left = width * 43 // 100 if "head" in _classes(one) else width // len(parts)
    cells = in_columns(document, Mm(left), *(Mm((width - left) // (len(parts) - 1)) for _ in parts[1:]))
    for cell, part in zip(cells, parts, strict=True):
        recipients = "recipients" in _classes(part)
        for line in part:
            for item in line if line.tag == "ul" else [line]:
                if "signer" in _classes(item) and not part.findall("./p[@class='mark']"):
                    for _ in range(ROOM_TO_SIGN):
                        line_in(cell, " ", 14)
                text = f"- {_text(item)}" if item.tag == "li" else _text(item)
                size, marks = (11.5, frozenset[str]()) if item.tag == "li" else _look(item)
                _one_line(cell, text, size, marks, left=recipients)
    document.add_paragraph()


def _one_line(cell: Any, text: str, size: float, marks: frozenset[str], *, left: bool) -> None:
    text = text.upper() if "upper" in marks else text
    line_in(cell, text, size, align=ALIGN.LEFT if left else ALIGN.CENTER, **dict.fromkeys(marks - {"upper"}, True))


def _table(document: Paper, one: Element, width: int) -> None:
    rows = list(one.iter("tr"))
    widths = _widths(one, width)
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
    size = SMALLER if "small-table" in _classes(one) else SMALL
    for row in rows:
        line = table.add_row()
        keep_whole(line)
        cells, at = line.cells, 0
        for told in row:
            span = int(told.get("colspan", 1))
            cell = cells[at] if span == 1 else cells[at].merge(cells[at + span - 1])
            cell.width = Mm(sum(widths[at : at + span]))
            centred = told.tag == "th" or "number" in _classes(told)
            cell.paragraphs[0].alignment = ALIGN.CENTER if centred else ALIGN.LEFT
            bold = told.tag == "th" or _classes(row) & {"group", "total"}
            _runs(cell.paragraphs[0], told, size, frozenset({"bold"} if bold else ()))
            at += span
    for number in range(len(one.findall("./thead/tr"))):
        _repeat(table.rows[number])
    document.add_paragraph()


def _widths(one: Element, width: int) -> list[float]:
    """In millimetres, as the classes of its columns say; what is left over is shared by those that say nothing."""
    said = [re.search(r"\bw(\d+)\b", column.get("class", "")) for column in one.iter("col")]
    if not said:
        said = [None] * max(sum(int(cell.get("colspan", 1)) for cell in row) for row in one.iter("tr"))
    fixed = sum(int(found[1]) for found in said if found)
    rest = max(10.0, (width - fixed) / max(1, said.count(None)))
    return [max(11.0, float(found[1])) if found else rest for found in said]


def _runs(paragraph: Any, one: Element, size: float, marks: frozenset[str], before: str = "") -> None:
    pieces = [(before, frozenset[str]())] if before else []
    pieces += list(_pieces(one, marks))
    for number, (text, of) in enumerate(pieces):
        text = re.sub(r"[ \t\r\n]+", " ", text) if text != "\n" else text
        text = text.lstrip(" ") if number == bool(before) else text
        text = text.rstrip(" ") if number == len(pieces) - 1 else text
        run = paragraph.add_run(words.clean(text.upper() if "upper" in of else text))
        run.font.size = Pt(size)
        for mark in of - {"upper"}:
            setattr(run.font, mark, True)


def _pieces(one: Element, marks: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    if one.text:
        yield one.text, marks
    for inner in one:
        if inner.tag == "br":
            yield "\n", marks
        else:
            yield from _pieces(inner, marks | ({MARKS[inner.tag]} if inner.tag in MARKS else set()))
        if inner.tail:
            yield inner.tail, marks


def _text(one: Element) -> str:
    return re.sub(r"[ \t\r\n]+", " ", "".join(one.itertext())).strip(" ")


def _look(one: Element) -> tuple[float, frozenset[str]]:
    found = next((LINES[name] for name in LINES if name in _classes(one)), None)
    return found or (14, frozenset())


def _classes(one: Element) -> set[str]:
    return set(one.get("class", "").split())


def _turn(document: Paper) -> None:
    page = document.sections[0]
    page.orientation, page.page_width, page.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    page.left_margin = Mm(20)


def _repeat(row: Any) -> None:
    """The heading stands on every page of the table."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _number_the_pages(document: Paper) -> None:
    """In the middle on top, but not on the first."""
    page = document.sections[0]
    page.different_first_page_header_footer = True
    paragraph = page.header.paragraphs[0]
    paragraph.alignment = ALIGN.CENTER
    field = OxmlElement("w:fldSimple")
    field.set("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}instr", "PAGE")
    paragraph._p.append(field)
