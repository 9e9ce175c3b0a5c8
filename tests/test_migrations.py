"""Each migration goes down and up again over what people had written, on both engines."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app import clock, create_app
from app.extensions import Base, db
from app.finding.models import is_of_one_engine
from config import read_settings
from tests.bench.server import postgresql
from tests.walk.world import build_house
from tests.world import NOON, build_world

MIGRATIONS = str(Path(__file__).parents[1] / "migrations")
STEPS = [step.revision for step in ScriptDirectory(MIGRATIONS).walk_revisions()]
FIRST = STEPS[-1]
# Rows that are of no use below a step, which takes them away on the way down.
GO_WITH = {"criteria_set": "0030"}  # those of an office came with the step after it
pytestmark = [pytest.mark.any_engine, pytest.mark.long]


@contextmanager
def lived_in(tmp_path: Path, engine: str) -> Iterator[None]:
    """An installation of its own in which there is a meeting in every state."""
    server = postgresql() if engine == "postgresql" else nullcontext("")
    with server as url:
        environ = {"NENNEP_DATA_DIR": str(tmp_path)} | ({"NENNEP_DATABASE_URL": url} if url else {})
        app = create_app(read_settings(environ))
        with app.app_context(), clock.set_to(NOON):
            upgrade(MIGRATIONS)
            build_world(db.session)
            db.session.commit()
            build_house()
            db.session.commit()
            yield
            db.session.remove()
            db.engine.dispose()


def as_before_seals() -> None:
    """What the history vouches for never goes back: such an installation returns by a backup of before."""
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE audit_event SET seals = NULL"))
        connection.execute(text("DELETE FROM day_seal"))


def rows() -> dict[str, int]:
    with db.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return {
            name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0
            for name in names
            if name != "job" and not name.startswith("search_text")  # some steps ask the worker for something
        }


def where() -> str:
    with db.engine.connect() as connection:
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


@pytest.mark.timeout(900)
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_each_step_goes_down_and_up_again_over_a_lived_in_house(tmp_path, engine):
    with lived_in(tmp_path, engine):
        as_before_seals()
        at_head = rows()
        assert sum(at_head.values()) > 1000
        lost: dict[str, str] = {}
        for step in STEPS[1:]:
            downgrade(MIGRATIONS, step)
            there = rows()
            lost = {name: step for name, count in there.items() if count < at_head.get(name, 0)} | lost
        assert (where(), lost) == (FIRST, GO_WITH)
        for step in reversed(STEPS[:-1]):
            upgrade(MIGRATIONS, step)
            now = rows()
            assert {name: now[name] for name, count in there.items() if now[name] < count} == {}, f"up to {step}"
        with db.engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": False, "include_name": is_of_one_engine}
            )
            assert compare_metadata(context, Base.metadata) == []
