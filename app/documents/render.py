"""Snapshot to HTML to PDF. Needs no web application; only the job worker calls `render_pdf`."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.clock import VIETNAM
from app.documents import check_mark, phrases, words
from app.documents.snapshots import TEMPLATE_VERSION, DocumentKind, PaperKit, Snapshot, to_json

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"
FONT = HERE / "fonts" / "LiberationSerif-Regular.ttf"
BASE = "https://documents.invalid/"
"""Where a document believes to lie; never asked over a network (`.invalid` is reserved)."""

FILES = {
    "document.css": "text/css",
    "dots.svg": "image/svg+xml",
    "fonts/LiberationSerif-Regular.ttf": "font/ttf",
    "fonts/LiberationSerif-Bold.ttf": "font/ttf",
    "fonts/LiberationSerif-Italic.ttf": "font/ttf",
    "fonts/LiberationSerif-BoldItalic.ttf": "font/ttf",
}
"""All that a document may fetch."""

# PDF/A demands that a schema outside its own list is described in the packet.
UA_MARK = b"""<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>"""

MARKS = {"BDC", "BMC", "EMC"}

# WeasyPrint and the fontconfig below it keep state of the process: one document at a time.
_one_at_a_time = Lock()


class ForeignResource(RuntimeError):
    """A document asked for something that is not ours: nothing was fetched, nothing is rendered."""


def render_html(kind: DocumentKind, snapshot: Snapshot) -> str:
    """The whole HTML page of a document, as WeasyPrint gets it."""
    return _rendered(kind, snapshot, "documents/layout.html")


def render_sheet(kind: DocumentKind, snapshot: Snapshot) -> Markup:
    """What stands on the paper alone, escaped, to be shown inside a page of the application."""
    return Markup(_rendered(kind, snapshot, "documents/bare.html"))  # noqa: S704 - escaped by the template


def render_pdf(kind: DocumentKind, snapshot: Snapshot) -> bytes:
    """PDF/A-2a that also claims PDF/UA-1; the same bytes for the same snapshot and TEMPLATE_VERSION."""
    return render_with_pages(kind, snapshot)[0]


def render_with_pages(kind: DocumentKind, snapshot: Snapshot) -> tuple[bytes, int]:
    """The same PDF, and how many pages it has."""
    sheets = [_only_our_letters(html) for html in _sheets(kind, snapshot)]
    mark = f"{TEMPLATE_VERSION}\n{kind}\n{to_json(snapshot)}"
    return _laid_out(sheets, hashlib.sha256(mark.encode()).digest()[:16])


def pdf_from_html(html: str, identifier: bytes) -> bytes:
    """Lay out and write. Raises ForeignResource if the HTML asks for anything but FILES."""
    return _laid_out([html], identifier)[0]


def render_front(name: str, front: Any) -> tuple[bytes, int]:
    """The first pages of what is bound, and how many they are: `templates/documents/<name>.html` over `front`, which
    has a letterhead and a style as snapshots do; it is no document and has no number."""
    html = _only_our_letters(_filled(front, "documents/layout.html", f"documents/{name}.html"))
    return _laid_out([html], hashlib.sha256(f"{TEMPLATE_VERSION}\n{front!r}".encode()).digest()[:16])


def render_footers(footer: str, pages: int) -> bytes:
    """Empty pages with nothing but `<footer>, trang n` at their foot, to be laid over others."""
    html = _environment().get_template("documents/footers.html").render(footer=words.clean(footer), pages=pages)
    return pdf_from_html(_only_our_letters(html), hashlib.sha256(html.encode()).digest()[:16])


def render_stamp(whose: str, at: datetime) -> bytes:
    """The box of a signature, a page of its own size, without tags: it is drawn into another page."""
    said = {"whose": words.clean(whose), "at": at.astimezone(VIETNAM).isoformat(timespec="seconds")}
    html = _environment().get_template("documents/stamp.html").render(said)
    return untagged(pdf_from_html(_only_our_letters(html), hashlib.sha256(html.encode()).digest()[:16]))


def untagged(data: bytes) -> bytes:
    """A PDF without what tags its first page."""
    import pikepdf  # late: few processes draw boxes

    with pikepdf.open(BytesIO(data)) as pdf:
        page = pdf.pages[0]
        kept = [one for one in pikepdf.parse_content_stream(page) if str(one.operator) not in MARKS]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
        bare = BytesIO()
        pdf.save(bare, deterministic_id=True)
        return bare.getvalue()


def _sheets(kind: DocumentKind, snapshot: Snapshot) -> list[str]:
    """The papers of one file: usually one. Those of a kit are laid out each by itself: each counts its own pages."""
    sheets = [render_html(kind, snapshot)]
    if isinstance(snapshot, PaperKit):
        made = (snapshot.notice, snapshot.agenda, snapshot.roll_call, snapshot.script)
        sheets += [render_html(paper.kind, paper) for paper in made if paper is not None]
        sheets += [
            _filled(snapshot, "documents/layout.html", f"documents/kit/{form}.html") for form in forms_of(snapshot)
        ]
    return sheets


def forms_of(kit: PaperKit) -> list[str]:
    """The forms to be filled in by hand, by the names of their templates."""
    wanted = {"tasks": bool(kit.tasks), "votes": True, "minutes": True, "score": bool(kit.criteria)}
    return [form for form, is_wanted in wanted.items() if is_wanted]


def _laid_out(sheets: Sequence[str], identifier: bytes) -> tuple[bytes, int]:
    # Late: a web process never lays out a page, and the import costs a second and 40 MB.
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    with _one_at_a_time:
        try:
            pages = (HTML(string=html, base_url=BASE, url_fetcher=fetch_ours) for html in sheets)
            first, *more = (page.render(font_config=_fonts(), pdf_variant="pdf/a-2a") for page in pages)
            document = first.copy([page for one in (first, *more) for page in one.pages]) if more else first
            pdf = document.write_pdf(pdf_variant="pdf/a-2a", pdf_identifier=identifier, finisher=_mark_ua)
            return cast(bytes, pdf), len(document.pages)
        except FatalURLFetchingError as refused:
            raise ForeignResource(str(refused)) from refused


def fetch_ours(url: str, **_: object) -> Any:
    """The closed URL fetcher: serves FILES from this folder and nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse

    name = url.removeprefix(BASE)
    if name == url or name not in FILES:
        # A FatalURLFetchingError stops the rendering; any other error WeasyPrint would only log.
        raise FatalURLFetchingError(f"not a file of the documents: {url:.200}")
    return URLFetcherResponse(url, (HERE / name).read_bytes(), {"Content-Type": FILES[name]})


def _rendered(kind: DocumentKind, snapshot: Snapshot, layout: str) -> str:
    if snapshot.kind != kind:
        raise ValueError(f"a snapshot of {snapshot.kind} is no {kind}")
    return _filled(snapshot, layout, f"documents/{kind}.html")


def _filled(snapshot: Snapshot, layout: str, name: str) -> str:
    document = _cleaned(snapshot)
    template = _environment().get_template(name)
    html = template.render(layout=layout, doc=document, style=document.style, head=document.letterhead)
    return words.respell(html, document.style.spelling)


def _cleaned(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return type(value)(**{field.name: _cleaned(getattr(value, field.name)) for field in fields(value)})
    if isinstance(value, tuple):
        return tuple(_cleaned(one) for one in value)
    return words.clean(value) if isinstance(value, str) else value


@cache
def _environment() -> Environment:
    # An environment of its own: documents know neither the request nor the pages' globals.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for module in (words, phrases, check_mark):
        environment.filters.update(
            {name: one for name, one in vars(module).items() if getattr(one, "__module__", "") == module.__name__}
        )
    environment.filters["with_blanks"] = with_blanks
    environment.filters["kept_together"] = kept_together
    return environment


def with_blanks(text: str) -> Markup:
    """`có mặt ___/24;` with the blank drawn as a line for the pen, on one line with its unit."""
    line = Markup('<span class="nowrap"><span class="blank">&nbsp;</span>{}</span>')
    pieces = re.split(r"___(\S*)", text)
    return Markup("").join(line.format(piece) if odd % 2 else escape(piece) for odd, piece in enumerate(pieces))


def kept_together(text: str) -> Markup:
    """Paper numbers such as `05-NQ/CB` stay on one line (the font has no unbreakable hyphen)."""
    pieces = re.split(r"\b(\d{1,4}-[A-ZĐ][A-ZĐa-z]{0,5}/[A-ZĐ0-9]{1,10})\b", text)
    keep = Markup('<span class="keep">{}</span>')
    return Markup("").join(keep.format(piece) if odd % 2 else escape(piece) for odd, piece in enumerate(pieces))


@cache
def _fonts() -> Any:
    # One for the life of the process: each new one keeps memory for ever.
    from weasyprint.text.fonts import FontConfiguration

    return FontConfiguration()


@cache
def _letters() -> frozenset[int]:
    from fontTools.ttLib import TTFont

    with TTFont(FONT) as font:
        return frozenset(font.getBestCmap())


def _only_our_letters(html: str) -> str:
    """A sign that our typeface lacks becomes a visible □: a system font must never slip in.

    Otherwise the same snapshot would look different, or not at all, on another machine.
    """
    strange = {sign for sign in set(html) if ord(sign) not in _letters() and sign not in "\n\t"}
    return html.translate({ord(sign): "□" for sign in strange}) if strange else html


def _mark_ua(_: Any, pdf: Any) -> None:
    """Add the PDF/UA-1 mark to the metadata that the PDF/A variant wrote."""
    packet = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    packet.stream = [part.replace(b"</rdf:RDF>", UA_MARK) for part in packet.stream]
