"""What every test may ask for. The database itself is in `tests/engines.py`."""

import gc
import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache

from tests import engines, turns

ROOT = Path(__file__).parents[1]
BROWSER = "chromium"
# These files begin first, so that in the end no worker waits for one of them alone.
LONGEST = ("test_walk", "test_random_walk", "test_worker", "test_pdf_files", "test_main_job", "test_from_paper")
# Seconds that a test may take on a busy machine: one that gives way to the browser, one of the long run.
SLOW, LONG = 600, 1800
# What tests of the house ask for: a day, the seeded world, a client for each person; a mail server.
pytest_plugins = ("tests.fixtures", "tests.post")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "needs(*programs): uses these programs of the machine; skipped without them")
    engines.allow_loopback_only()
    # How long an example takes, or its making, is the machine's doing: a busy one is no fault of a rule.
    settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")
    is_worker = hasattr(config, "workerinput")
    if engines.engine_name() == "postgresql" and not is_worker:
        engines.start_postgresql()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.stem not in LONGEST)
    for item in turns.more_than_a_few(items):
        item.add_marker(pytest.mark.long)
    for item in turns.slow_ones(items):
        item.add_marker(pytest.mark.slow)
    left_out = {*turns.other_lane(items), *turns.of_the_other_engine(items), *turns.not_in_this_part(items)}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    for item in filter(turns.is_slow, items):
        item.add_marker(pytest.mark.timeout(SLOW), append=False)
    for item in filter(turns.is_long, items):
        item.add_marker(pytest.mark.timeout(LONG), append=False)
    items[:] = [item for item in items if item not in left_out]


def pytest_collection_finish() -> None:
    # What was read up to here stays to the end: the collector, which comes round often, need not look through it again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


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
def test_database(data_dir: Path) -> Iterator[engines.Engine]:
    """The migrated database of this worker; its moment `world` has the small world of the tests in it."""
    engine = engines.open_engine(os.environ.get("PYTEST_XDIST_WORKER", "main"))
    try:
        engine.keep(engines.WORLD, build_world(engine.url, data_dir))
        yield engine
    finally:
        engine.remove()


def build_world(url: str, data_dir: Path) -> Any:
    """What is in it (`tests.world.World`)."""
    from flask_migrate import upgrade

    from app.extensions import db

    app = new_application(url, data_dir)
    with app.app_context():
        upgrade(directory=str(ROOT / "migrations"))
        world = import_module("tests.world")
        world.build_world(db.session)
        db.session.commit()
        found = world.read_world(db.session)
        db.session.remove()
        db.engine.dispose()
    return found


def new_application(url: str, data_dir: Path):
    from app import create_app
    from config import read_settings

    return create_app(read_settings({"NENNEP_DATABASE_URL": url, "NENNEP_DATA_DIR": str(data_dir)}))


@pytest.fixture(scope="session")
def application(test_database: engines.Engine, data_dir: Path, tmp_path_factory: pytest.TempPathFactory):
    """The one application of this worker. Tests ask for `app`, which has a fresh database under it."""
    from app.extensions import db

    # The workers of one run share what they compiled; the next run begins anew.
    folder = tmp_path_factory.getbasetemp()
    compiled = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "compiled-templates"
    compiled.mkdir(exist_ok=True)
    app = new_application(test_database.url, data_dir)
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(str(compiled))
    with app.app_context():
        import_module("tests.audited").watch(db.engine)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def database_url(test_database: engines.Engine) -> str:
    """The address of a database as `tests/world.py` left it; whatever a test writes there, the next does not see."""
    test_database.renew()
    return test_database.url


@pytest.fixture
def app(application, database_url: str):
    """The application on a fresh database. It pushes no context: two requests must not share a `g`.

    What a request of the test changed without telling the history is told when the test ends.
    """
    from app.extensions import db
    from tests import audited

    yield application
    with application.app_context():
        db.session.remove()
    untold, audited.faults[:] = audited.faults[:], []
    assert not untold, untold
