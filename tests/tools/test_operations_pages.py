"""The pages for administrators: what they tell one to type and to copy is there."""

import re
import shlex
from pathlib import Path

import pytest

from app.watching import queries
from tools import bootstrap, nginx_site

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "operations"
PAGES = {
    path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "operations.md", *FOLDER.glob("*.md"))
}


def typed() -> list[list[str]]:
    """Every command of the pages, in words."""
    blocks = [block for page in PAGES.values() for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)]
    return [shlex.split(line, comments=True) for block in blocks for line in block.splitlines() if line.strip()]


def test_every_link_leads_to_a_file():
    for name, page in PAGES.items():
        place = ROOT / "docs" if name == "operations.md" else FOLDER
        links = [link for link in re.findall(r"\]\(([^)#]+)\)", page) if "://" not in link]
        assert [link for link in links if not (place / link).exists()] == []


def test_every_file_beside_them_is_told_of():
    told = "".join(PAGES.values())
    assert [path.name for path in FOLDER.iterdir() if path.name not in told] == []


@pytest.mark.any_engine
def test_every_command_of_the_program_is_one(application):
    commands = [words[1] for words in typed() if words[0] == "nennep"]
    commands += re.findall(r"`nennep ([a-z-]+)", "".join(PAGES.values()))
    assert len(commands) > 15
    assert set(commands) - set(application.cli.list_commands(None)) == set()


def test_the_command_for_nginx_takes_what_it_is_given():
    lines = [words for words in typed() if "tools.nginx_site" in words]
    assert len(lines) == 2
    for words in lines:
        asked = nginx_site._arguments().parse_args(words[words.index("tools.nginx_site") + 1 :])
        assert asked.node


def test_files_of_the_project_that_are_named_are_there():
    named = {word for words in typed() for word in words if word.startswith(("docs/", "tools/"))}
    assert {"docs/operations/nennep.env", "tools/bootstrap.py"} <= named
    assert [name for name in named if not (ROOT / name).exists()] == []
    assert "nginx-light" in bootstrap.TEST_PROGRAMS["nginx"]


@pytest.mark.any_engine
def test_alerts_ask_for_figures_that_there_are(app, monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    app.test_client().get("/sign-in")
    with app.app_context():
        figures = queries.figures().decode()
    rules = (FOLDER / "prometheus-rules.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"nennep_[a-z_]+(?:\{[a-z]+=\"[a-z_]+\"\})?", rules))

    assert len(asked) >= 4
    assert [one for one in asked if one not in figures and one.partition("{")[0] not in figures] == []
    assert 'nennep_letters{status="given_up"}' in figures
    assert 'nennep_jobs{status="failed"}' in figures
