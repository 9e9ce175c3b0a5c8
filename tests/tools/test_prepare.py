"""What `make run` does before it serves."""

import pytest
from flask import Flask

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
