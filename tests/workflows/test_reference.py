"""The reference page tells what the tables tell."""

import runpy
from pathlib import Path

from workflows import reference

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"


def test_the_page_is_the_one_of_today():
    assert PAGE.read_text(encoding="utf-8") == reference.page()


def test_a_step_can_be_read_off_the_page():
    (row,) = [line for line in reference.page().splitlines() if line.startswith("| `close` |")]

    assert "| held → minutes | chair | deputy_secretary, recorder, secretary | scribe |" in row
    assert "score is not voted" in row


def test_the_command_writes_the_page(tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)

    runpy.run_path(reference.__file__, run_name="__main__")

    assert (tmp_path / "docs" / "reference.md").read_text(encoding="utf-8") == reference.page()
