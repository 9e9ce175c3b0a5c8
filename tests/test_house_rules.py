"""Rules of the house that no single room can check."""

import re
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.extensions import Base, db

ROOT = Path(__file__).parents[1]


def test_migrations_and_models_never_drift(app):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []


def test_nothing_but_the_engine_writes_a_state():
    pattern = re.compile(r"\.state\s*=[^=]")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "app").rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_every_route_declares_its_permission(app):
    undeclared = [name for name, view in app.view_functions.items() if not hasattr(view, "permission")]
    assert undeclared == []


def test_addresses_are_kebab_case(app):
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "x", rule.rule)
        assert re.fullmatch(r"(/[a-z0-9-]+)*/?", fixed), rule.rule


def test_no_page_has_script_or_style_of_its_own():
    for path in (ROOT / "templates").rglob("*.html"):
        if "documents" in path.parts:
            continue
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text), path
