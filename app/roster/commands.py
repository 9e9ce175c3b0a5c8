"""`flask --app app import-roster FILE`."""

import json
import sys
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import clock
from app.audit.services import record
from app.criteria.services import ensure_default_criteria
from app.extensions import db
from app.roster.plan import Plan
from app.roster.services import Report, import_roster
from app.rules.services import ensure_defaults
from app.workbook_problems import Problem
from app.workbook_reading import LARGEST_FILE


def bind(app: Flask) -> None:
    @app.cli.command("import-roster")
    @click.argument("file", type=click.Path(path_type=Path))
    def _import_roster(file: Path) -> None:
        """Import the organisations and members of the workbook FILE, all or nothing.

        Prints one JSON object: organisations, members, official, probationary, exempt, away (what the workbook
        holds); created, updated, unchanged (rows of both sheets together); absent (members who are on a roll but not
        in the workbook); warnings; errors. With errors nothing is written and the exit code is 1.
        """
        report = _imported(file)
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        if report.problems:
            db.session.rollback()
            sys.exit(1)
        db.session.commit()


def _imported(file: Path) -> Report:
    report = Report()
    try:
        # One byte more than is taken, so that a file of any size is refused without being read.
        with file.open("rb") as opened:
            data = opened.read(LARGEST_FILE + 1)
    except OSError as error:
        report.plan.problems.append(Problem(message=f"Không mở được tệp {file}: {error.strerror}."))
        return report
    try:
        codes = [*ensure_defaults(), *ensure_default_criteria()]
        report = import_roster(data, actor=None)
        if codes:  # a roster that changes nothing tells of nothing
            record("defaults_made", actor=None, organisation_id=None, subject="rule_set", subject_id=None, codes=codes)
        return report
    except (OperationalError, ProgrammingError) as error:
        reason = str(error.orig).splitlines()[0]
        said = f"Chưa mở được cơ sở dữ liệu ({reason}). Chạy “flask --app app db upgrade” trước, rồi nhập lại."
        return Report(plan=Plan(on=clock.today(), problems=[Problem(message=said)]))
