"""`flask --app app rebuild-search`."""

from collections.abc import Callable

import click
from flask import Flask

from app.finding.services import rebuild


def bind(app: Flask) -> None:
    @app.cli.command("rebuild-search")
    def _rebuild_search() -> None:
        """Make the index that searching uses anew, from what is there. Others may go on working meanwhile."""
        say: Callable[[str], None] = click.echo
        say(f"{rebuild()} things can be found")
