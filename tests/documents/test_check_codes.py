"""The code on paper: told to whoever asks, frozen with the paper, missing on what was issued before."""

import subprocess
from dataclasses import replace

import pikepdf
import pytest

from app.documents.check_codes import ALPHABET, code_in, in_groups, new_code
from app.documents.check_mark import check_address, check_place
from app.documents.render import render_html, render_pdf
from app.documents.rendering import snapshot_of
from app.documents.services import replace_document
from app.documents.snapshots import DocumentKind, to_json
from app.extensions import db
from tests.documents import samples, samples_after
from tests.documents.papers import a_meeting, draft, issue, sample

CODE = "K7MH3TX9A2RE"


def with_code(snapshot, at="https://nennep.xa.vn"):
    return replace(snapshot, letterhead=replace(snapshot.letterhead, check=CODE, check_at=at))


def test_a_code_has_no_letters_that_are_taken_for_others():
    for alike in ("0OQ", "1IL", "2Z", "5S", "8B", "UV", "BCDGPT", "MN"):
        assert len(set(ALPHABET) & set(alike)) <= 1
    assert len(ALPHABET) == len(set(ALPHABET)) == 16
    assert len({new_code() for _ in range(200)}) == 200


@pytest.mark.parametrize("typed", ["K7MH-3TX9-A2RE", "k7mh3tx9a2re", " K7MH 3TX9–A2RE ", "K7MH.3TX9.A2RE"])
def test_it_is_understood_as_people_type_it(typed):
    assert code_in(typed) == CODE
    assert in_groups(CODE) == "K7MH-3TX9-A2RE"


@pytest.mark.parametrize("typed", ["", "K7MH", "K7MH-3TX9-A2R0", "K7MH-3TX9-A2REE", "=" * 1000, "K7MH3TX9A2RÉ"])
def test_what_is_no_code_is_none(typed):
    assert code_in(typed) is None


def test_each_issued_paper_has_a_code_of_its_own_and_a_draft_has_none(db_session, world):
    meeting = a_meeting(world.cell)
    one, other = issue(meeting), issue(meeting, DocumentKind.MINUTES)
    unissued = draft(meeting, DocumentKind.AGENDA)

    assert code_in(one.check_code) == one.check_code != other.check_code
    assert one.snapshot["letterhead"]["check"] == one.check_code
    assert unissued.check_code is None
    assert "check" not in unissued.snapshot["letterhead"]


def test_the_address_of_the_day_is_frozen_with_it(db_session, world, app, monkeypatch):
    known = replace(app.config["SETTINGS"], public_url="https://nennep.xa.vn")
    monkeypatch.setitem(app.config, "SETTINGS", known)
    paper = issue(a_meeting(world.cell))
    monkeypatch.setitem(app.config, "SETTINGS", replace(known, public_url="https://khac.vn"))
    db.session.expire(paper)

    head = snapshot_of(paper).letterhead
    assert check_address(head) == f"https://nennep.xa.vn/check/{paper.check_code}"
    assert check_place(head) == "nennep.xa.vn/check"


def test_without_an_address_the_square_holds_the_code_alone():
    assert check_address(with_code(samples_after.minutes(), at="").letterhead) == CODE


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_paper_without_a_code_is_laid_out_as_ever(kind):
    snapshot = samples.all_documents()[kind]

    assert '"check' not in to_json(snapshot)
    assert 'class="check"' not in render_html(kind, snapshot)
    assert 'class="check"' in render_html(kind, with_code(snapshot))


@pytest.mark.parametrize("kind", [DocumentKind.RESOLUTION, DocumentKind.SYNTHESIS, DocumentKind.GUEST_INVITATION])
def test_it_stands_at_the_foot_of_the_first_page_and_moves_nothing(kind, pdfs, tmp_path):
    marked = tmp_path / "marked.pdf"
    marked.write_bytes(render_pdf(kind, with_code(samples.all_documents()[kind])))

    with pikepdf.open(marked) as pdf, pikepdf.open(pdfs[kind]) as bare:
        assert len(pdf.pages) == len(bare.pages)
        with pdf.open_metadata() as packet:
            assert packet.pdfa_status == "2A"
    first = text_on(marked, 1)
    assert "K7MH-3TX9-A2RE" in first
    assert "nennep.xa.vn/check" in first
    assert "K7MH-3TX9-A2RE" not in text_on(marked, 2)
    assert subprocess.run(["qpdf", "--check", marked], capture_output=True).returncode == 0
    assert marked.read_bytes() == render_pdf(kind, with_code(samples.all_documents()[kind]))


@pytest.mark.needs("zbarimg")
@pytest.mark.parametrize(("at", "held"), [("https://nennep.xa.vn", f"https://nennep.xa.vn/check/{CODE}"), ("", CODE)])
def test_a_telephone_reads_the_square_on_the_paper(tmp_path, at, held):
    paper = with_code(samples_after.minutes(), at=at)
    (tmp_path / "paper.pdf").write_bytes(render_pdf(DocumentKind.MINUTES, paper))
    command = ["pdftoppm", "-r", "200", "-f", "1", "-l", "1", "-png", "-singlefile", "paper.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True)

    read = subprocess.run(["zbarimg", "--quiet", "--raw", tmp_path / "page.png"], capture_output=True, text=True)
    assert read.stdout.splitlines() == [held]


def text_on(path, page):
    command = ["pdftotext", "-layout", "-f", str(page), "-l", str(page), path, "-"]
    return subprocess.run(command, capture_output=True, text=True).stdout


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_version_names_the_one_that_it_replaces_in_its_text_or_beside_the_code(db_session, world, kind):
    old = issue(a_meeting(world.cell), kind)
    new = replace_document(old, lambda numbered: sample(kind, number=numbered.number), actor=None, reason="sai")

    assert old.replaced_by_id == new.id
    made, number = snapshot_of(new), f"số {old.symbol} " if old.symbol else ""
    if getattr(made, "replaces", None) or getattr(made, "corrects", None):
        assert not made.letterhead.instead_of
    else:
        assert f"<p>Thay bản {number}ngày " in render_html(kind, made)
    assert "instead_of" not in old.snapshot["letterhead"]
