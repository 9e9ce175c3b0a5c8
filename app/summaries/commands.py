"""`flask --app app recompute-summaries`."""

import sys

import click
from flask import Flask

from app.organisations.queries import names_of
from app.summaries.services import Difference, differences


def bind(app: Flask) -> None:
    @app.cli.command("recompute-summaries")
    @click.option("--check", is_flag=True, help="Only look: what differs stays as it is.")
    def _recompute_summaries(check: bool) -> None:
        """Compare every monthly summary with the records, name each difference and write it right.

        Exit code 1 if there was one.
        """
        found = list(differences(mend=not check))
        names = names_of({one.cell_id for one in found})
        for one in found:
            click.echo(_line(one, names[one.cell_id]))
        click.echo(f"{len(found)} differences")
        sys.exit(1 if found else 0)


def _line(one: Difference, cell: str) -> str:
    return f"{cell} {one.month:%m/%Y}: {one.name} was {one.kept}, the records say {one.found}"
