"""What `make run` does before it serves."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from alembic.script import ScriptDirectory
from flask import Flask

from app.extensions import db
from tools import prepare


@pytest.fixture
def small_app() -> Flask:
    """Commands that end the process, as `flask demo --if-empty` does where there is nothing to do."""
    app = Flask("small")
    for code in (0, 3):
        app.cli.command(f"end-with-{code}")(lambda code=code: raise_(SystemExit(code)))
    return app


def raise_(error: BaseException) -> None:
    raise error


def test_a_command_that_has_nothing_to_do_does_not_end_the_preparation(small_app: Flask):
    prepare.run(small_app, "end-with-0")


def test_a_command_that_fails_ends_it(small_app: Flask):
    with pytest.raises(SystemExit) as end:
        prepare.run(small_app, "end-with-3")

    assert end.value.code == 3


def test_the_newest_migration_is_the_one_that_alembic_would_go_up_to():
    assert prepare.newest() == ScriptDirectory("migrations").get_current_head()


def test_a_house_that_is_up_to_date_is_ready_until_a_migration_comes(
    app: Flask, world: object, monkeypatch: pytest.MonkeyPatch
):
    assert prepare.is_ready(app)
    monkeypatch.setattr(prepare, "newest", lambda: "9999")
    assert not prepare.is_ready(app)


def test_a_new_house_is_not_ready(tmp_path: Path):
    new = Flask("new")
    new.config["SETTINGS"] = SimpleNamespace(production=False)
    new.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{tmp_path}/new.db"
    db.init_app(new)

    assert not prepare.is_ready(new)
