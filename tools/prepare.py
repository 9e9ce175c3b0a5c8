"""Bring the database up to date, and fill an empty one with the demo commune.

The same as `flask db upgrade` and `flask demo --if-empty`, in one process: loading the program takes longer than both
have to do on every start but the first.
"""

import contextlib
import re
import sys
from pathlib import Path

from flask import Flask
from flask.cli import ScriptInfo
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app import create_app
from app.extensions import db
from app.organisations.models import Organisation

MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations" / "versions"
SAID = re.compile(r"^(revision|down_revision) = ['\"](\w+)['\"]", re.MULTILINE)


def main() -> None:
    from flask_migrate import upgrade

    app = create_app()
    with contextlib.redirect_stdout(sys.stderr):
        with app.app_context():
            upgrade()
        run(app, "demo", "--if-empty")


def run(app: Flask, *command: str) -> None:
    """One command of the program. One that ends the process with success ends only itself here."""
    try:
        app.cli.main(args=command, prog_name="flask", obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)
    except SystemExit as end:
        if end.code:
            raise


def is_ready(app: Flask) -> bool:
    """Whether `main` would find nothing to do."""
    if app.config["SETTINGS"].production:
        return False  # where no demo commune is built: that is for `main` to say
    with app.app_context():
        try:
            with db.engine.connect() as connection:
                at = connection.scalars(text("SELECT version_num FROM alembic_version")).all()
                return list(at) == [newest()] and connection.scalar(select(Organisation.id).limit(1)) is not None
        except DatabaseError:
            return False


def newest(folder: Path = MIGRATIONS) -> str:
    """The migration that no other follows, read from the files' first lines: Alembic would run them all to know it."""
    said = [dict(SAID.findall(file.read_text(encoding="utf-8"))) for file in folder.glob("*.py")]
    followed = {one.get("down_revision") for one in said}
    (head,) = {one["revision"] for one in said} - followed
    return head


if __name__ == "__main__":
    main()
