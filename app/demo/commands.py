"""`flask --app app demo` and `flask --app app demo-sign-ins`."""

import sys

import click
from flask import Flask
from sqlalchemy import select

from app.demo import people
from app.demo.generate import EACH, Size, generate
from app.demo.scenarios import ITSELF, SCENARIOS
from app.extensions import db
from app.organisations.models import Organisation


def bind(app: Flask) -> None:
    @app.cli.command("demo")
    @click.argument("scenario", type=click.Choice(list(SCENARIOS), case_sensitive=False), default=ITSELF)
    @click.option("--if-empty", is_flag=True, help="Do nothing if the database holds any organisation.")
    def _demo(scenario: str, if_empty: bool) -> None:
        """Build the demo commune (S3), or another place, in an empty database. Invented people; never in production."""
        if app.config["SETTINGS"].production:
            sys.exit("Không dựng xã mẫu ở chế độ production: xã mẫu có mật khẩu ai cũng biết.")
        if db.session.scalar(select(Organisation.id).limit(1)) is not None:
            sys.exit(0 if if_empty else "Cơ sở dữ liệu đã có tổ chức đảng, không dựng xã mẫu lên trên.")
        SCENARIOS[scenario](click.echo)

    @app.cli.command("generate")
    @click.option("--cells", type=click.IntRange(1, 300_000), default=10_000, show_default=True)
    @click.option("--months", type=click.IntRange(1, 60), default=12, show_default=True)
    @click.option("--organisations", type=click.IntRange(1), help="In so many; unsaid: a hundred to each.")
    def _generate(cells: int, months: int, organisations: int | None) -> None:
        """Fill an empty database with so many cells and what they did; never in production."""
        if app.config["SETTINGS"].production:
            sys.exit("Không tạo số liệu giả ở chế độ production.")
        if db.session.scalar(select(Organisation.id).limit(1)) is not None:
            sys.exit("Cơ sở dữ liệu đã có tổ chức đảng, không tạo thêm lên trên.")
        most = min(organisations or -(-cells // EACH), cells)
        generate(Size(cells=cells, months=months, organisations=most), click.echo)

    @app.cli.command("demo-sign-ins")
    def _sign_ins() -> None:
        """Print a demo sign-in for every role; nothing if this is not the demo commune."""
        for line in people.told():
            click.echo(line)
