"""Many PDFs as one: cover and contents, then each part as it was kept, under page numbers that go on.

Only the worker binds: it takes its time. The pages of a part are taken over as they are, their streams byte for byte;
the number of the page is drawn over them. What tags them is taken over with them, so what is bound of our own papers
is tagged as they are; a file that somebody uploaded brings no tags, and the claim to be PDF/A falls with it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import accumulate
from typing import Any

import pikepdf

from app.documents.render import render_footers

MOST_TRIES = 4
# What of an uploaded page would act, or point to where it came from.
ACTS = ("/Annots", "/AA", "/StructParents", "/B", "/Metadata", "/PieceInfo", "/Thumb")
FOOTER = "/BoundPageNumber"
CLAIMS = ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")


@dataclass(frozen=True, kw_only=True)
class Part:
    """`foreign`: somebody uploaded it; of its pages nothing is taken over but what is drawn on them."""

    title: str
    data: bytes
    foreign: bool = False


Front = Callable[[Sequence[int]], tuple[bytes, int]]
"""Lays out cover and contents, told on which page each part begins: the PDF and how many pages it has."""


def bind(front: Front, parts: Sequence[Part], *, footer: str = "") -> tuple[bytes, int]:
    """One PDF, and how many pages it has; the same bytes for the same parts. `footer`: stands before each page number.

    Raises what pikepdf says of a part that is no PDF, or a locked one: ask `pages_in` before.
    """
    opened = [pikepdf.open(BytesIO(part.data)) for part in parts]
    cover = _settled(front, [len(pdf.pages) for pdf in opened])
    with pikepdf.open(BytesIO(cover)) as whole:
        with whole.open_outline() as outline:
            for part, pdf in zip(parts, opened, strict=True):
                outline.root.append(pikepdf.OutlineItem(part.title, len(whole.pages)))
                _append(whole, pdf, foreign=part.foreign)
        if any(part.foreign for part in parts):
            _claim_nothing(whole)
        if footer:
            _number(whole, footer)
        kept = BytesIO()
        whole.save(kept, deterministic_id=True)
        return kept.getvalue(), len(whole.pages)


def pages_in(data: bytes) -> int | None:
    """None for what cannot be bound: no PDF, a damaged one, one with a password."""
    try:
        with pikepdf.open(BytesIO(data)) as pdf:
            return len(pdf.pages) or None
    except (pikepdf.PdfError, pikepdf.PasswordError):  # the one is no kind of the other
        return None


def _settled(front: Front, counts: Sequence[int]) -> bytes:
    """The contents name the pages, and so must know how many they take themselves: laid out until they do."""
    pages = 1
    for _ in range(MOST_TRIES):
        starts = list(accumulate(counts, initial=pages + 1))[:-1]
        cover, found = front(starts)
        if found == pages:
            break
        pages = found
    return cover


def _append(whole: pikepdf.Pdf, pdf: pikepdf.Pdf, *, foreign: bool) -> None:
    first = len(whole.pages)
    whole.add_pages_from(pdf, forms="strip")
    added = [whole.pages[number] for number in range(first, len(whole.pages))]
    if foreign:
        for page in added:
            for name in ACTS:
                if name in page.obj:
                    del page.obj[name]
    else:
        _tag(whole, pdf, added)


def _tag(whole: pikepdf.Pdf, pdf: pikepdf.Pdf, added: Sequence[pikepdf.Page]) -> None:
    """Take over what tags the pages. They were copied before it, so its elements point to the copies."""
    root, theirs = whole.Root.get("/StructTreeRoot"), pdf.Root.get("/StructTreeRoot")
    if root is None or theirs is None:
        return
    copied: Any = whole.copy_foreign(theirs)
    known, new = pikepdf.NumberTree(root.ParentTree), pikepdf.NumberTree(copied.ParentTree)
    offset = max(known.keys(), default=-1) + 1
    for key, value in new.items():
        known[key + offset] = value
    for page in added:
        _move(page.obj, "/StructParents", offset)
        for note in page.obj.get("/Annots", []):
            _move(note, "/StructParent", offset)
    kids = _listed(copied.K)
    for kid in kids:
        kid.P = root
    root.K = pikepdf.Array([*_listed(root.K), *kids])


def _listed(kids: Any) -> list[Any]:
    return list(kids) if isinstance(kids, (pikepdf.Array, list)) else [kids]


def _move(thing: Any, name: str, offset: int) -> None:
    if name in thing:
        thing[name] = int(thing[name]) + offset


def _claim_nothing(whole: pikepdf.Pdf) -> None:
    with whole.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as packet:
        for claim in CLAIMS:
            if claim in packet:
                del packet[claim]


def _number(whole: pikepdf.Pdf, footer: str) -> None:
    """On every page but the cover; for a reader that speaks it is no part of the text."""
    opens = whole.make_indirect(whole.make_stream(b"q\n"))
    with pikepdf.open(BytesIO(render_footers(footer, len(whole.pages)))) as numbers:
        for page, number in list(zip(whole.pages, numbers.pages, strict=True))[1:]:
            form: Any = whole.copy_foreign(number.as_form_xobject())
            _untag(form)
            resources = pikepdf.Dictionary(dict(page.resources.items()))  # one dictionary serves many pages
            drawn = resources.get("/XObject")
            others = dict(drawn.items()) if isinstance(drawn, pikepdf.Dictionary) else {}  # an upload may hold anything
            resources.XObject = pikepdf.Dictionary({**others, FOOTER: form})
            page.obj.Resources = resources
            laid = page.calc_form_xobject_placement(
                form, pikepdf.Name(FOOTER), pikepdf.Rectangle(page.trimbox),
                invert_transformations=True, allow_shrink=True, allow_expand=True,
            )  # fmt: skip
            after = whole.make_stream(b"\nQ\n/Artifact BMC\n" + laid + b"\nEMC\n")
            page.obj.Contents = pikepdf.Array([opens, *_listed(page.obj.get("/Contents", [])), after])


def _untag(form: Any) -> None:
    marks = {"BDC", "BMC", "EMC"}
    kept = [one for one in pikepdf.parse_content_stream(form) if str(one.operator) not in marks]
    form.write(pikepdf.unparse_content_stream(kept))
