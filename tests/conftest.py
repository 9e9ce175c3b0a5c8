"""What every test may ask for. The database itself is in `tests/engines.py`."""

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests import engines

if TYPE_CHECKING:
    from flask import Flask

ROOT = Path(__file__).parents[1]
BROWSER = "chromium"
# What tests of the house ask for: a day, the seeded world, a client for each person.
pytest_plugins = ("tests.fixtures",)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*programs): uses these programs of the machine; skipped without them")
    engines.allow_loopback_only()
    is_worker = hasattr(config, "workerinput")
    if engines.engine_name() == "postgresql" and not is_worker:
        engines.start_postgresql()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With NENNEP_TEST_ONLY=database: what never asks for a database is the same on every engine, so once is enough."""
    if os.environ.get("NENNEP_TEST_ONLY") != "database":
        return
    others = [item for item in items if "template_database" not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if "template_database" in getattr(item, "fixturenames", ())]


def pytest_runtest_setup(item: pytest.Item) -> None:
    programs = {program for marker in item.iter_markers("needs") for program in marker.args}
    if item.get_closest_marker("browser"):
        programs.add(BROWSER)
    missing = sorted(program for program in programs if not shutil.which(program))
    if missing:
        pytest.skip(f"THIS MACHINE HAS NO {', '.join(missing).upper()}")


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the application under test: one for all tests of a worker."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="session")
def template_database(data_dir: Path) -> Iterator[engines.Engine]:
    """The migrated database with the small world of the tests in it, of which each test gets a copy."""
    engine = engines.open_engine(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    try:
        engine.build_template(lambda url: build_template(url, data_dir))
        yield engine
    finally:
        engine.remove()


def build_template(url: str, data_dir: Path) -> None:
    from flask_migrate import upgrade

    from app.extensions import db

    app = new_application(url, data_dir)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        if find_spec("tests.world"):
            import_module("tests.world").build_world(db.session)
            db.session.commit()
    leave_the_database(app)


def new_application(url: str, data_dir: Path):
    from app import create_app
    from config import read_settings

    return create_app(read_settings({"NENNEP_DATABASE_URL": url, "NENNEP_DATA_DIR": str(data_dir)}))


@pytest.fixture(scope="session")
def application(template_database: engines.Engine, data_dir: Path):
    """The one application of this worker. Tests ask for `app`, which has a fresh database under it."""
    app = new_application(template_database.url, data_dir)
    app.config["TESTING"] = True
    return app


@pytest.fixture
def database_url(template_database: engines.Engine) -> str:
    """The address of a database as `tests/world.py` left it; whatever a test writes there, the next does not see."""
    template_database.renew()
    return template_database.url


@pytest.fixture
def app(application, database_url: str):
    """The application on a fresh database. It pushes no context: two requests must not share a `g`."""
    leave_the_database(application)  # a test without this fixture may have kept a connection to the former copy
    yield application
    leave_the_database(application)


def leave_the_database(application: "Flask") -> None:
    from app.extensions import db

    with application.app_context():
        db.session.remove()
        db.engine.dispose()
