"""docs/security.md says nothing that is not so: every requirement once, every file and test there, the table of the code."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.web.permissions import OPEN, permission_of
from tools.route_table import PAGE, page_with

ROOT = Path(__file__).parents[1]
TEXT = PAGE.read_text(encoding="utf-8")
# Levels 1 and 2 of OWASP ASVS 5.0.0 by section: how many are asked of each number, where none of level 3 stands between
# them; else which.
ASKED = """
1.1: 1 2 | 1.2: 1 2 3 4 5 6 7 8 9 | 1.3: 1 2 3 4 5 6 7 8 9 10 11 | 1.4: 1 2 3 | 1.5: 1 2
2.1: 1 2 3 | 2.2: 1 2 3 | 2.3: 1 2 3 4 | 2.4: 1
3.2: 1 2 | 3.3: 1 2 3 4 | 3.4: 1 2 3 4 5 6 | 3.5: 1 2 3 4 5 | 3.7: 1 2
4.1: 1 2 3 | 4.2: 1 | 4.3: 1 2 | 4.4: 1 2 3 4
5.1: 1 | 5.2: 1 2 3 | 5.3: 1 2 | 5.4: 1 2 3
6.1: 1 2 3 | 6.2: 1 2 3 4 5 6 7 8 9 10 11 12 | 6.3: 1 2 3 4 | 6.4: 1 2 3 4 | 6.5: 1 2 3 4 5 | 6.6: 1 2 3 | 6.8: 1 2 3 4
7.1: 1 2 3 | 7.2: 1 2 3 4 | 7.3: 1 2 | 7.4: 1 2 3 4 5 | 7.5: 1 2 | 7.6: 1 2
8.1: 1 2 | 8.2: 1 2 3 | 8.3: 1 | 8.4: 1
9.1: 1 2 3 | 9.2: 1 2 3 4
10.1: 1 2 | 10.2: 1 2 | 10.3: 1 2 3 4 | 10.4: 1 2 3 4 5 6 7 8 9 10 11 | 10.5: 1 2 3 4 5 | 10.6: 1 2 | 10.7: 1 2 3
11.1: 1 2 | 11.2: 1 2 3 | 11.3: 1 2 3 | 11.4: 1 2 3 4 | 11.5: 1 | 11.6: 1
12.1: 1 2 3 | 12.2: 1 2 | 12.3: 1 2 3 4
13.1: 1 | 13.2: 1 2 3 4 5 | 13.3: 1 2 | 13.4: 1 2 3 4 5
14.1: 1 2 | 14.2: 1 2 3 4 | 14.3: 1 2 3
15.1: 1 2 3 | 15.2: 1 2 3 | 15.3: 1 2 3 4 5 6 7
16.1: 1 | 16.2: 1 2 3 4 5 | 16.3: 1 2 3 4 | 16.4: 1 2 3 | 16.5: 1 2 3
17.1: 1 | 17.2: 1 2 3 4 | 17.3: 1 2
"""
STATES = ("met", "not applicable", "open")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \| ([^|]*) \|$", re.MULTILINE)
ROWS = [tuple(cell.strip() for cell in row) for row in ROW.findall(TEXT)]
NAMED = re.compile(
    r"`((?:app|config|docs|migrations|templates|tests|tools|workflows)[A-Za-z0-9_./-]*\.[a-z]+)(?:::(\w+))?`"
)
SECTIONS = (
    "Who attacks", "What is worth protecting", "Doors", "Where trust ends", "What we do not defend against", "Limits",
    "What it talks to", "Keys and ciphers", "What is written down", "Libraries", "The scan", "What was tried",
    "OWASP ASVS 5.0, levels 1 and 2", "Routes and roles",
)  # fmt: skip


def asked() -> Iterator[str]:
    for part in re.split(r"[|\n]", ASKED.strip()):
        section, _, numbers = part.strip().partition(": ")
        yield from (f"{section}.{number}" for number in numbers.split())


def test_every_requirement_stands_there_exactly_once():
    assert len(list(asked())) == 253
    assert sorted(row[0] for row in ROWS) == sorted(asked())


def test_each_is_met_not_applicable_or_open_and_what_is_met_names_a_test():
    assert [row[0] for row in ROWS if row[2] not in STATES] == []
    assert [row[0] for row in ROWS if not row[3]] == []
    assert [row[0] for row in ROWS if row[2] == "met" and "`tests/" not in row[4]] == []
    assert [row[0] for row in ROWS if row[2] != "met" and row[4]] == []


def test_the_sums_are_those_of_the_rows():
    said = re.search(r"(\d+) met, (\d+) not applicable, (\d+) open", TEXT)
    assert said
    assert [int(one) for one in said.groups()] == [sum(row[2] == state for row in ROWS) for state in STATES]


def test_every_file_and_test_that_is_named_is_there():
    named = NAMED.findall(TEXT)
    assert len(named) > 200
    lost = [path for path, _ in named if not (ROOT / path).is_file()]
    assert lost == []
    gone = [
        f"{path}::{test}"
        for path, test in named
        if test and not re.search(rf"^def {test}\(", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert gone == []


def test_the_page_has_its_sections():
    assert [one for one in re.findall(r"^## (.+)$", TEXT, re.MULTILINE) if one in SECTIONS] == list(SECTIONS)
    for one in SECTIONS:
        body = TEXT.split(f"\n## {one}\n")[1].split("\n## ")[0]
        assert len(body) > 300, one


@pytest.mark.any_engine
def test_the_table_of_routes_and_roles_is_that_of_the_code(application):
    """`python -m tools.route_table` writes it anew."""
    assert page_with(TEXT, application) == TEXT


@pytest.mark.any_engine
def test_what_is_open_to_everybody_is_named_on_the_page(application):
    with application.app_context():
        rules = {str(rule) for rule in application.url_map.iter_rules() if permission_of(rule.endpoint) == OPEN}
    body = TEXT.split("\n## Doors\n")[1].split("\n## ")[0]
    assert {rule for rule in rules if f"`{rule}`" not in body} == set()


# ---------------------------------------------------------------- what the page says of the code as a whole
def sources() -> Iterator[tuple[Path, ast.Module]]:
    for folder in ("app", "workflows"):
        for path in (ROOT / folder).rglob("*.py"):
            yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_the_checks_of_code_that_the_page_relies_on_are_switched_on():
    """Statements out of text, programs, weak hashes, guessable numbers: ruff's rules from S102 to S608."""
    ruff = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert "S" in ruff["select"]
    assert [rule for rule in ruff["ignore"] if rule.startswith("S") and rule != "SIM108"] == []
    assert [
        folder for folder, rules in ruff["per-file-ignores"].items() if "S" in rules and not folder.startswith("tests")
    ] == []
    excused = [
        f"{path.relative_to(ROOT)}"
        for path, _ in sources()
        if re.search(r"noqa: .*\bS(102|301|307|311|324|60\d)\b", path.read_text(encoding="utf-8"))
    ]
    assert set(excused) == EXCUSED


# Where the check is told to look away: names of our own tables and types in statements, the programs of PostgreSQL and
# our own reader of signatures with arguments that no shell reads, and the dice of the demo.
EXCUSED = {
    "app/backups/databases.py", "app/columns.py", "app/demo/before.py", "app/demo/generate.py", "app/documents/judging.py",
}  # fmt: skip
HARMFUL = {"pickle", "marshal", "shelve", "subprocess", "ctypes", "yaml", "dill", "cloudpickle", "pty"}
HARMFUL_CALLS = {"eval", "exec", "compile", "render_template_string", "from_string", "system", "popen", "__import__"}
# A pattern is compiled, not a program.
HARMLESS = {("re", "compile")}


def test_the_application_runs_no_program_and_unpacks_nothing_that_runs():
    found = []
    for path, tree in sources():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{path.relative_to(ROOT)}: {name}" for name in names if name.split(".")[0] in HARMFUL]
            if isinstance(node, ast.Call):
                whose = getattr(getattr(node.func, "value", None), "id", "")
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in HARMFUL_CALLS and (whose, name) not in HARMLESS:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno} {name}")
    assert found == ALLOWED


ALLOWED = ["app/backups/databases.py: subprocess", "app/documents/judging.py: subprocess"]


def test_no_format_is_made_of_what_comes_in():
    """`text.format(…)` with a text that is not written down in the code: it could ask for attributes of what it is given."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in ("format", "format_map")
        if isinstance(node.value, ast.Attribute | ast.Subscript)
        if getattr(getattr(node.value, "value", None), "attr", getattr(getattr(node.value, "value", None), "id", ""))
        in ("form", "args", "request", "headers")
    ]
    assert found == []
