"""The directions of imports that import-linter cannot hold: single files, and folders that nobody imports."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = {"app", "config", "migrations", "tests", "tools", "workflows"}


def imported_by(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0]


def sources(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("path", [*sources("app"), *sources("workflows")], ids=lambda path: str(path.relative_to(ROOT)))
def test_nobody_imports_migrations_tests_or_tools(path: Path):
    assert not set(imported_by(path)) & {"migrations", "tests", "tools"}


@pytest.mark.parametrize("path", sources("workflows"), ids=lambda path: path.name)
def test_workflows_need_the_standard_library_and_transitions_only(path: Path):
    assert set(imported_by(path)) <= sys.stdlib_module_names | {"transitions", "workflows"}


@pytest.mark.parametrize("path", sources("migrations"), ids=lambda path: path.name)
def test_a_migration_imports_nothing_of_ours(path: Path):
    assert not set(imported_by(path)) & OURS


def test_config_knows_no_other_module_of_ours():
    assert not [name for path in ROOT.glob("config.py") for name in imported_by(path) if name in OURS]
