"""PDFs cost a while to lay out: each sample is rendered once per worker, by the real renderer."""

import subprocess

import pytest

from app.documents.render import render_pdf
from tests.documents import samples


@pytest.fixture(scope="session")
def pdfs(tmp_path_factory):
    """Kind of document → path of its PDF."""
    folder = tmp_path_factory.mktemp("pdf")
    made = {}
    for kind, snapshot in samples.all_documents().items():
        made[kind] = folder / f"{kind}.pdf"
        made[kind].write_bytes(render_pdf(kind, snapshot))
    return made


@pytest.fixture
def text_of(tmp_path):
    """The text that a reader gets from PDF bytes, laid out as on the page."""

    def read(pdf):
        path = tmp_path / "read.pdf"
        path.write_bytes(pdf)
        return subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout

    return read
