"""`flask --app app recompute-summaries`."""

import sys
from itertools import islice

import click
from flask import Flask

from app.organisations.queries import names_of
from app.summaries.services import Difference, differences

AT_A_TIME = 500


def bind(app: Flask) -> None:
    @app.cli.command("recompute-summaries")
    @click.option("--check", is_flag=True, help="Only look: what differs stays as it is.")
    def _recompute_summaries(check: bool) -> None:
        """Compare every monthly summary with the records, name each difference and write it right.

        Exit code 1 if there was one.
        """
        count, found = 0, differences(mend=not check)
        while some := list(islice(found, AT_A_TIME)):  # there may be a million of them
            names = names_of({one.cell_id for one in some})
            for one in some:
                click.echo(_line(one, names[one.cell_id]))
            count += len(some)
        click.echo(f"{count} differences")
        sys.exit(1 if count else 0)


def _line(one: Difference, cell: str) -> str:
    return f"{cell} {one.month:%m/%Y}: {one.name} was {one.kept}, the records say {one.found}"
