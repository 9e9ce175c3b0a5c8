"""The documentation shows the tables as they are."""

import runpy
from pathlib import Path

import pytest

from workflows import diagram
from workflows.meeting import MEETING

PAGE = Path(__file__).parents[2] / "docs" / "architecture.md"


def test_the_page_shows_the_diagrams_of_today():
    text = PAGE.read_text(encoding="utf-8")

    assert diagram.with_diagrams(text) == text


@pytest.mark.parametrize("name", diagram.WORKFLOWS)
def test_every_step_is_drawn_from_where_it_starts_to_where_it_leads(name):
    workflow = diagram.WORKFLOWS[name]
    arrows = diagram.mermaid(workflow).splitlines()[1:]

    for step in workflow.steps:
        source = "[*]" if step.source == "new" else step.source
        (arrow,) = [a for a in arrows if a.strip().startswith(f"{source} --> {step.target}:")]
        assert step.name in arrow.partition(": ")[2].split(", ")


def test_a_step_of_two_rows_is_named_once_on_its_arrow():
    assert "approval --> approval: agree\n" in diagram.mermaid(MEETING)


def test_a_page_without_markers_is_refused():
    with pytest.raises(ValueError, match="meeting"):
        diagram.with_diagrams("# Architecture")


def test_the_command_rewrites_a_page_that_fell_behind(tmp_path, monkeypatch):
    page = tmp_path / "docs" / "architecture.md"
    page.parent.mkdir()
    markers = "".join(f"<!-- workflow:{name} -->\nold\n<!-- /workflow:{name} -->\n" for name in diagram.WORKFLOWS)
    page.write_text(markers, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    runpy.run_path(diagram.__file__, run_name="__main__")

    assert "old" not in page.read_text(encoding="utf-8")
    assert page.read_text(encoding="utf-8").count("stateDiagram-v2") == len(diagram.WORKFLOWS)
