"""Binding: pages as they were, tags in one tree, and nothing of an upload but what is drawn."""

from io import BytesIO

import pikepdf
import pytest

from app.documents.render import pdf_from_html
from app.documents.services_binding import Part, bind, pages_in


def sheet(text: str, pages: int = 1) -> bytes:
    body = "".join(f'<h1 class="new-page">{text}</h1><p><a href="#end">xem</a></p>' for _ in range(pages))
    head = f'<meta charset="utf-8"><title>{text}</title><link rel="stylesheet" href="document.css">'
    html = f'<!doctype html><html lang="vi"><head>{head}</head><body>{body}<p id="end">hết</p></body></html>'
    return pdf_from_html(html, b"0" * 16)


def uploaded() -> bytes:
    """One page that would run a script and open an address."""
    made = BytesIO()
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page(page_size=(300, 200))
        page.obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
        page.obj.Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9])]
        )
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Array([]))  # of the wrong kind
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(2)")
        pdf.save(made)
    return made.getvalue()


def front(starts):
    """As long as its contents are: two pages, because it names more than one."""
    return sheet(f"Bắt đầu {list(starts)}", 2), 2


@pytest.fixture(scope="module")
def ours() -> bytes:
    return bind(front, [Part(title="A", data=sheet("A")), Part(title="B", data=sheet("B", 2))], footer="Sổ")[0]


def test_what_is_bound_of_our_own_papers_keeps_their_tags_and_their_claims(ours):
    with pikepdf.open(BytesIO(ours)) as whole:
        assert len(whole.pages) == 5
        tree = whole.Root.StructTreeRoot
        assert [str(kid.S) for kid in tree.K] == ["/Document"] * 3
        known = pikepdf.NumberTree(tree.ParentTree)
        keys = [int(page.obj.StructParents) for page in whole.pages]
        keys += [int(note.StructParent) for page in whole.pages for note in page.obj.get("/Annots", [])]
        assert len(set(keys)) == len(keys)
        assert set(keys) <= set(known.keys())
        for page in whole.pages:
            assert all(element.Pg.objgen == page.objgen for element in known[int(page.obj.StructParents)])
        with whole.open_metadata() as packet:
            assert packet.pdfa_status == "2A"
        assert b'pdfuaid:part="1"' in whole.Root.Metadata.read_bytes()


def test_numbers_go_on_and_are_no_part_of_the_text(ours):
    with pikepdf.open(BytesIO(ours)) as whole:
        assert b"/Artifact BMC" not in b"".join(stream_of(whole.pages[0]))
        for page in whole.pages[1:]:
            assert b"/Artifact BMC" in stream_of(page)[-1]
            assert b"BDC" not in page.obj.Resources.XObject["/BoundPageNumber"].read_bytes()


def stream_of(page: pikepdf.Page) -> list[bytes]:
    contents = page.obj.Contents
    return [one.read_bytes() for one in (contents if isinstance(contents, pikepdf.Array) else [contents])]


def test_of_an_upload_nothing_is_taken_over_but_what_is_drawn_and_the_claim_falls():
    parts = [Part(title="A", data=sheet("A")), Part(title="Ảnh", data=uploaded(), foreign=True)]
    bound, pages = bind(front, parts, footer="Sổ")
    assert pages == 4
    assert b"app.alert" not in bound
    with pikepdf.open(BytesIO(bound)) as whole:
        assert {"/AA", "/Annots"} & set(whole.pages[3].obj.keys()) == set()
        assert "/OpenAction" not in whole.Root
        with whole.open_metadata() as packet:
            assert packet.pdfa_status == ""
        assert b"pdfuaid:part=" not in whole.Root.Metadata.read_bytes()


def test_what_is_no_pdf_has_no_pages():
    locked = BytesIO()
    with pikepdf.open(BytesIO(uploaded())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="x", user="y"))
    assert [pages_in(data) for data in (uploaded(), b"", b"%PDF-1.7 broken", locked.getvalue())] == [
        1,
        None,
        None,
        None,
    ]
