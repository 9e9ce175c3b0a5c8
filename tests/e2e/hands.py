"""What people do on every page: press, choose, save a file and read it."""

import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Page, expect

from app.jobs.services import run_due_jobs


def press(page: Page, name: str) -> None:
    """The first visible button or link that begins with these words."""
    found = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name))
    found.filter(visible=True).first.click()
    page.wait_for_load_state("load")


def choose(page: Page, label: str, name: str) -> None:
    page.get_by_label(label, exact=True).first.select_option(label=name)


def download(page: Page, file: Path) -> str:
    """The document of this page as a PDF in `file`, and its words in one line as pdftotext reads them."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Tải").first.click()
    waiting.value.save_as(file)
    words = [shutil.which("pdftotext") or "pdftotext", "-layout", str(file), "-"]
    return " ".join(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split())


def render_papers(app) -> None:
    """What the worker does: make the PDFs that wait."""
    with app.app_context():
        run_due_jobs()


def score(page: Page) -> None:
    """On the page of the score: what the record proposes stays; where people judge, points are given."""
    for field in page.locator("input[name^='points-']:visible").all():
        if field.input_value() == "":
            field.fill("1")
    page.locator(".bar-foot button").last.click()
    page.wait_for_load_state("load")
    expect(page.get_by_text("chưa chấm")).to_have_count(0)
