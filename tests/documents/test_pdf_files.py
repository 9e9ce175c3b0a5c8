"""The file itself: letters, archive and accessibility marks, the same bytes, the number of pages."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest

from app.documents.render import render_pdf
from app.documents.snapshots import DocumentKind
from tests.documents import samples

PAGES = {
    DocumentKind.NOTICE: 1,
    DocumentKind.AGENDA: 2,
    DocumentKind.GUEST_INVITATION: 1,
    DocumentKind.ROLL_CALL_SHEET: 3,
    DocumentKind.COMMITTEE_MINUTES: 1,
    DocumentKind.CHAIR_SCRIPT: 4,
    DocumentKind.MINUTES: 3,
    DocumentKind.RESOLUTION: 4,
    DocumentKind.SCORE_SHEET: 2,
    DocumentKind.GUIDANCE: 2,
    DocumentKind.SYNTHESIS: 2,
    DocumentKind.SCHEDULE: 1,
    DocumentKind.KIT: 19,
    DocumentKind.HANDOVER: 1,
    DocumentKind.INSPECTION: 1,
    DocumentKind.CELL_PLAN: 1,
    DocumentKind.PERIOD_REPORT: 4,
}

every_kind = pytest.mark.parametrize("kind", DocumentKind)


def tags(node):
    """The names of the structure elements below a node, depth first."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S)
            yield from tags(kid)


@every_kind
def test_only_our_own_letters_are_in_it(kind, pdfs):
    lines = subprocess.run(["pdffonts", pdfs[kind]], check=True, capture_output=True, text=True).stdout.splitlines()[2:]

    assert lines
    for line in lines:
        assert "+Document-Serif" in line
        assert line.split()[-5:-2] == ["yes", "yes", "yes"], "embedded, subset, with Unicode"


@every_kind
def test_it_is_marked_for_the_archive_and_for_readers(kind, pdfs):
    with pikepdf.open(pdfs[kind]) as pdf:
        with pdf.open_metadata() as packet:
            assert packet.pdfa_status == "2A"
        assert b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes()
        assert pdf.Root.Metadata.read_bytes().count(b"<rdf:RDF") == 1
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "vi"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.OutputIntents[0].S == pikepdf.Name.GTS_PDFA1
        assert pdf.trailer.ID


@every_kind
def test_it_has_title_author_and_the_time_of_its_snapshot(kind, pdfs):
    head = samples.all_documents()[kind].letterhead
    with pikepdf.open(pdfs[kind]) as pdf:
        assert head.issuer in str(pdf.docinfo.Title)
        assert str(pdf.docinfo.Author) == f"{head.issuer}, {head.superior}"
        assert str(pdf.docinfo.CreationDate) == f"D:{head.created[:19].translate({ord(c): None for c in '-T:'})}+07'00"


@every_kind
def test_headings_and_tables_are_tagged(kind, pdfs):
    with pikepdf.open(pdfs[kind]) as pdf:
        found = list(tags(pdf.Root.StructTreeRoot))

    # Each paper of a kit is one of its own: the cover, four that were made before, four forms.
    assert found.count("/H1") == (9 if kind == DocumentKind.KIT else 1)
    assert found[0] == "/Document"
    assert found.count("/L") == 0 or found.count("/LI") == found.count("/LBody") > 0
    if "/Table" in found:
        assert found.count("/TH") > 0
        assert found.count("/TR") > found.count("/Table")


@every_kind
def test_qpdf_finds_nothing_wrong(kind, pdfs):
    checked = subprocess.run(["qpdf", "--check", pdfs[kind]], capture_output=True, text=True)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.few(4)
@every_kind
def test_the_same_snapshot_gives_the_same_bytes(kind, pdfs):
    assert render_pdf(kind, samples.all_documents()[kind]) == pdfs[kind].read_bytes()


@every_kind
def test_it_has_as_many_pages_as_its_model(kind, pdfs):
    with pikepdf.open(pdfs[kind]) as pdf:
        assert len(pdf.pages) == PAGES[kind]


def in_a_new_process(code):
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, check=True, capture_output=True, text=True)
    return done.stdout.strip()


@pytest.mark.long
def test_another_process_gives_the_same_bytes(pdfs):
    code = (
        "import hashlib; from app.documents.render import render_pdf; from tests.documents import samples_after;"
        "print(hashlib.sha256(render_pdf('resolution', samples_after.resolution())).hexdigest())"
    )
    assert in_a_new_process(code) == hashlib.sha256(pdfs[DocumentKind.RESOLUTION].read_bytes()).hexdigest()


@pytest.mark.long
def test_a_page_can_show_a_paper_without_loading_the_printer():
    code = (
        "import sys; from app.documents.render import render_sheet; from tests.documents import samples_after;"
        "render_sheet('resolution', samples_after.resolution());"
        "print([name for name in ('weasyprint', 'fontTools') if name in sys.modules])"
    )
    assert in_a_new_process(code) == "[]"
