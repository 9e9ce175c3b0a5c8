"""The drill over a month that was lived: kept, put back on either engine, row for row the same, and the next month goes on.

The month is that of tests/accidents/killed: each act a form that somebody sends, each paper and letter a job of the worker.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from app import clock
from app.accounts import passwords
from app.backups.commands import head
from app.backups.databases import MIGRATIONS
from app.backups.services import back_up, restore
from app.documents.models import Document
from app.extensions import Base, db
from app.finding.models import is_of_one_engine
from app.guidance.models import Guidance
from app.proofs.queries_seals import seals
from config import Signing
from tests import world as little
from tests.accidents.killed.afterwards import what_is_wrong
from tests.accidents.killed.month import STEPS
from tests.accidents.killed.town import Town, furnish, vietnam
from tests.world import NOON

ENGINES = ("sqlite", "postgresql")
TOUCHED = ("minutes", "signature", "vote", "attendance", "document", "resolution", "score_sheet", "petition")
pytestmark = [pytest.mark.long, pytest.mark.any_engine, pytest.mark.timeout(1800)]


@pytest.fixture(autouse=True)
def cheap_passwords(monkeypatch) -> Iterator[None]:
    monkeypatch.setattr(passwords, "HASHER", passwords.CHEAP)
    with clock.set_to(NOON):  # the month sets it on from here
        yield


def signing(app: Flask) -> Flask:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], signing=Signing(trial=True))
    return app


def live_through(app: Flask, folder: Path) -> None:
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        little.build_world(db.session)
        furnish()
        db.session.remove()
    town = Town(app, folder)
    for step in STEPS:
        clock.set_for_good(step.at)
        step.act(town)


def rows(app: Flask) -> dict[str, list[Any]]:
    """Of each table all that stands in it, as both engines read it."""
    tables = [table for table in Base.metadata.sorted_tables if is_of_one_engine(table.name, "table", {})]
    with app.app_context():
        connection = db.session.connection(execution_options={"read_only": True})
        found = {table.name: connection.execute(select(table)).all() for table in tables}
        db.session.remove()
    return {name: sorted(lines, key=repr) for name, lines in found.items()}


def publish_for_january(app: Flask, folder: Path) -> int:
    """Life goes on; how many papers are issued then."""
    town = Town(app, folder)
    clock.set_for_good(vietnam(1, 2, 8).replace(year=2027))
    town.strike()
    hanh = town.as_("hanh")
    hanh.send("/guidance/new", "/new", month="01/2027", situation="Thu đạt 96%.", orientation="Làm đất.", contents="A")
    newest = f"/guidance/{town.one(select(func.max(Guidance.id)))}"
    hanh.send(f"{newest}/steps/publish", "/publish", signer_id=town.person("binh"), signed_on="02/01/2027")
    town.work()
    return town.one(select(func.count()).select_from(Document).where(Document.issued_at.is_not(None)))


@pytest.mark.parametrize("source", ENGINES)
def test_a_month_comes_back_row_for_row_on_either_engine_and_the_next_goes_on(installed, tmp_path, source):
    old, file = signing(installed(source, "old")), tmp_path / "one.backup"
    live_through(old, tmp_path)
    with old.app_context():
        back_up(file)
        sealed = seals()
    lived = rows(old)
    assert sealed
    assert [name for name in TOUCHED if not lived[name]] == []
    issued = sum(row.issued_at is not None for row in lived["document"])

    for target in ENGINES:
        new = signing(installed(target, f"new_{target}"))
        with new.app_context():
            restore(file, head())
            upgrade(directory=str(MIGRATIONS))
        back = rows(new)
        assert [name for name in lived if lived[name] != back[name]] == []
        assert publish_for_january(new, tmp_path) == issued + 1
        with new.app_context():
            assert what_is_wrong() == [], target
            assert seals()[-len(sealed) :] == sealed
