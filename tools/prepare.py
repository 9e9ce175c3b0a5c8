"""Bring the database up to date, fill an empty one with the demo commune, and print the demo sign-ins.

The same as `flask db upgrade`, `flask demo --if-empty` and `flask demo-sign-ins`, in one process: loading the program
takes longer than all three have to do on every start but the first.
"""

import contextlib
import sys

from flask import Flask
from flask.cli import ScriptInfo
from flask_migrate import upgrade

from app import create_app


def main() -> None:
    app = create_app()
    with contextlib.redirect_stdout(sys.stderr):
        with app.app_context():
            upgrade()
        run(app, "demo", "--if-empty")
    run(app, "demo-sign-ins")


def run(app: Flask, *command: str) -> None:
    """One command of the program. One that ends the process with success ends only itself here."""
    try:
        app.cli.main(args=command, prog_name="flask", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    except SystemExit as end:
        if end.code:
            raise


if __name__ == "__main__":
    main()
