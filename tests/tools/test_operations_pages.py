"""The pages for administrators: what they tell one to type and to copy is there."""

import logging
import re
import shlex
from pathlib import Path

import pytest

from app.watching import queries
from app.web.logs import AsJson
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


def block_with(words: str) -> list[str]:
    """The lines of the one block to type that holds these words."""
    blocks = [block for page in PAGES.values() for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)]
    (found,) = [block for block in blocks if words in block]
    return [line.strip() for line in found.splitlines()]


def test_the_program_is_given_no_file_that_its_user_cannot_reach():
    given = [word for words in typed() if words[0] == "nennep" for word in words if word.startswith("/")]
    assert len(given) >= 4
    assert [path for path in given if not path.startswith(("/var/lib/nennep/", "/srv/nennep-backup/"))] == []
    made = next(words for words in typed() if words[-1] == "/etc/nennep")
    assert made[:-1] == ["install", "-d", "-m", "0750", "-g", "nennep"]


def test_before_a_new_version_nobody_writes_and_each_has_a_backup_of_its_own():
    lines = block_with("git pull")
    backup = next(number for number, line in enumerate(lines) if line.startswith("nennep backup"))
    assert "$(date +%F-%H%M)" in lines[backup]
    assert lines.index("systemctl stop nennep-web nennep-worker@1") < backup < lines.index("git pull --ff-only")


def test_the_way_back_takes_the_libraries_and_units_of_the_version_before():
    there, back = block_with("git pull"), block_with("git checkout")
    put = slice(there.index("git pull --ff-only") + 1, there.index("nennep db upgrade"))
    assert len(there[put]) == 4  # as many as the page for a city names
    assert back[back.index("git checkout VERSION") + 1 :][:4] == there[put]


def test_the_journal_is_asked_for_errors_by_what_stands_in_our_lines():
    asked = re.findall(
        r"-g '{1,2}(\S+ ?\S*?)'", PAGES["commune.md"] + (FOLDER / "prometheus-rules.yml").read_text("utf-8")
    )
    assert len(asked) == 2

    for pattern in asked:
        assert re.search(pattern, line(logging.ERROR))
        assert not re.search(pattern, line(logging.INFO))
    told = next(one for one in asked if "|" in one)
    assert re.search(told, line(logging.CRITICAL))
    assert not re.search(told, line(logging.WARNING))
    assert re.search(told, "[2026-12-03 02:00:01 +0700] [812] [ERROR] Worker (pid:815) was sent SIGKILL!")
    assert re.search(told, "Traceback (most recent call last):")
    # All that we print is of one weight to the journal.
    assert [one for one in typed() if one[0] == "journalctl" and "-p" in one] == []


def line(level: int) -> str:
    return AsJson().format(logging.LogRecord("app.jobs.work", level, "", 0, "job 7 failed", None, None))


def test_the_command_for_nginx_takes_what_it_is_given():
    lines = [words for words in typed() if "tools.nginx_site" in words]
    assert len(lines) == 2
    for words in lines:
        asked = nginx_site._arguments().parse_args(words[words.index("tools.nginx_site") + 1 :])
        assert asked.node
        # What is written names the folder of its pages: that has to be theirs on the machine of the proxy, too.
        assert str(asked.to) == "/etc/nginx"


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
