"""The worker of the command line: `flask --app app worker`."""

import signal
from collections.abc import Callable

import click
from flask import Flask


def work(app: Flask) -> None:
    """The worker's life, until it is asked to stop."""
    with app.app_context():
        from app.jobs.queue import queue

        wake_ups = queue()
    wake_ups.sweep()
    consumer = wake_ups.huey.create_consumer(workers=1, max_delay=0.5, scheduler_interval=10)
    # Huey drops the task in hand on SIGTERM, which is what `kill` and most supervisors send.
    consumer._signal_actions[signal.SIGTERM] = (False, True)
    consumer.run()


def bind(app: Flask) -> None:
    @app.cli.command("worker", with_appcontext=False)
    def worker() -> None:
        """Do what was asked for later: documents, mail. Ctrl-C or SIGTERM finishes the job in hand first."""
        work(app)

    @app.cli.command("jobs")
    def jobs() -> None:
        """How many jobs wait, run, are done or have failed."""
        from app.jobs.claims import count_by_status
        from app.jobs.models import JobState

        counts = count_by_status()
        say: Callable[[str], None] = click.echo
        for status in JobState:
            say(f"{status}: {counts.get(status, 0)}")
