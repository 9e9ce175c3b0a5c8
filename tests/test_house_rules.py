"""Rules of the house that no single room can check."""

import ast
import re
import subprocess
from pathlib import Path
from typing import get_type_hints

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.documents.services import draft_document, issue_document
from app.extensions import Base, db
from app.finding.models import is_of_one_engine
from app.home.routes import LINKS
from workflows.roles import Permission

ROOT = Path(__file__).parents[1]


@pytest.mark.each_engine
def test_migrations_and_models_never_drift(app):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False, "include_name": is_of_one_engine})
        assert compare_metadata(context, Base.metadata) == []


def test_no_page_is_given_what_stands_around_every_page():
    """It would show in its place: a page that calls a number `me` has nobody's name above it."""
    around = {"at", "entries", "me", "practice", "sprite", "unread"}  # app.web.shell
    given = [
        f"{path.relative_to(ROOT)}:{call.lineno} {word.arg}"
        for path in (ROOT / "app").rglob("routes*.py")
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("page", "form_page")
        for word in call.keywords
        if word.arg in around
    ]
    assert given == []


def test_nothing_but_the_engine_writes_a_state():
    pattern = re.compile(r"\.state\s*=[^=]")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in (ROOT / "app").rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def test_only_one_place_asks_a_form_for_its_version():
    """Elsewhere a form that says none is easily taken for one of now (app/web/nfc.py, sent_version)."""
    asks = re.compile(r'form\.get\(\s*"version"')
    found = [
        path.relative_to(ROOT).as_posix() for path in (ROOT / "app").rglob("*.py") if asks.search(path.read_text())
    ]
    assert sorted(found) == ["app/web/form_pages.py", "app/web/nfc.py"]


# Rooms whose papers belong to no meeting, and which say themselves who reads them.
WITH_PAPERS_OF_THEIR_OWN = {
    "app/guidance/services_paper.py",
    "app/handovers/services.py",
    "app/inspections/services_paper.py",
    "app/inspections/services_programme.py",
    "app/planning/services_paper.py",
    "app/reports/services.py",
    "app/reports/services_period.py",
    "app/reports/services_schedule.py",
}


def test_only_one_room_makes_documents_and_those_of_no_meeting_have_a_room_of_their_own():
    """Who sees a document is asked of its meeting; one that belongs to none must not be seen by nobody's rule."""
    made = re.compile(r"\bDocument\((?!Base\))")
    found = {str(p.relative_to(ROOT)) for p in (ROOT / "app").rglob("*.py") if made.search(p.read_text())}
    assert found == {"app/documents/services.py"}
    names = get_type_hints(draft_document)["meeting_id"], get_type_hints(issue_document)["meeting_id"]
    assert names == (int, int | None)
    without = re.compile(r"meeting_id=None\b")
    found = {str(p.relative_to(ROOT)) for p in (ROOT / "app").rglob("*.py") if without.search(p.read_text())}
    assert found == WITH_PAPERS_OF_THEIR_OWN


def test_every_route_declares_its_permission(app):
    undeclared = [name for name, view in app.view_functions.items() if not hasattr(view, "permission")]
    assert undeclared == []


def test_every_permission_opens_something(app):
    """A granted right that no page asks for reads as a promise."""
    asked = {getattr(view, "permission", None) for view in app.view_functions.values()}
    assert set(Permission) - asked - {link.permission for link in LINKS} == set()


def test_addresses_are_kebab_case(app):
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "x", rule.rule).removesuffix(".ics")  # programs tell a calendar by its ending
        assert re.fullmatch(r"(/[a-z0-9-]+)*/?", fixed), rule.rule


def test_no_page_has_script_or_style_of_its_own():
    for path in (ROOT / "templates").rglob("*.html"):
        if "documents" in path.parts:
            continue
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=", text), path


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a checkout")
def test_nothing_is_committed_that_belongs_to_one_machine():
    def listed(*options: str) -> list[str]:
        command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", *options]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()

    assert listed("--cached", "--ignored", "--exclude-standard") == []
    assert [line for line in listed("--stage") if line.startswith("120000")] == []  # a link leads out of the checkout
