"""Whatever the program imports is declared in pyproject.toml and stands in the lock that `make run` installs."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.test_import_directions import OURS, ROOT, imported_by, sources

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ["requirements.txt", "requirements-dev.txt"]
# They come with Flask, SQLAlchemy and pyHanko, whose interface they are part of.
ALONG = {
    "alembic", "asn1crypto", "click", "cryptography", "itsdangerous", "jinja2", "markupsafe", "pyhanko-certvalidator",
    "werkzeug", "wtforms",
}  # fmt: skip


def name_of(requirement: str) -> str:
    return re.split(r"[\[<>=!~;\s]", requirement, maxsplit=1)[0].lower()


def declared() -> set[str]:
    return {name_of(requirement) for requirement in PROJECT["dependencies"]}


def locked(lock: str) -> set[str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {name_of(line) for line in lines if re.match(r"[a-z]", line)}


def test_every_library_that_the_program_imports_is_declared():
    distributions = packages_distributions()
    imported = {
        name for path in [*sources("app"), *sources("workflows"), ROOT / "config.py"] for name in imported_by(path)
    }
    foreign = imported - sys.stdlib_module_names - OURS
    named = {name.lower().replace("_", "-") for module in foreign for name in distributions[module][:1]}

    assert named - ALONG <= declared()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_declared_dependency_is_locked_by_hashes_and_names_no_address(lock: str):
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert declared() <= locked(lock)
    assert text.count(" \\\n    --hash=sha256:") >= len(locked(lock))
    assert not re.search(r"://|--index-url|--find-links", text)


def test_what_is_tested_is_what_runs():
    pins = [
        set(re.findall(r"^([a-z0-9-]+==\S+)", Path(ROOT / lock).read_text(encoding="utf-8"), re.M)) for lock in LOCKS
    ]

    assert pins[0] <= pins[1]
