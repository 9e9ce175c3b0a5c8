"""The floor: bare Flask, the page's own SQL as text over a bare connection, one bare template; `send_file` for papers."""

from collections.abc import Sequence
from pathlib import Path

from flask import Flask, render_template, send_file, session
from flask_compress import Compress
from jinja2 import DictLoader
from sqlalchemy import Engine

from app.extensions import db
from tests.bench.house import House, Statement, Visitor, answer, noting_statements
from tests.bench.likeness import Likeness, likeness_of, unescaped


def floor_of(house: House, pages: dict[str, str], who: str = "thang") -> Flask:
    """The same pages at the same addresses, for the same cookie, compressed as ours are."""
    floor = Flask("floor", static_folder=None)
    ours = house.app.config
    names = ("SECRET_KEY", "SESSION_COOKIE_NAME", "COMPRESS_ALGORITHM", "COMPRESS_LEVEL")
    floor.config.update({name: ours[name] for name in names})
    Compress(floor)
    templates: dict[str, str] = {}
    floor.jinja_env.loader = DictLoader(templates)
    with house.app.app_context():
        engine = db.engine
    visitor = Visitor(house.app, house.world, who)
    seen = {path: recorded(house, visitor, path) for path in pages.values()}
    for number, (path, (statements, written)) in enumerate(seen.items()):
        likeness = likeness_of(written)
        templates[f"{number}.html"] = likeness.template
        _add_page(floor, path, f"{number}.html", engine, statements, likeness)
    for path, (_, written) in seen.items():
        _check(floor, visitor, path, written)
    return floor


def recorded(house: House, visitor: Visitor, path: str) -> tuple[list[Statement], str]:
    """What our page really sends to the database, and the HTML that it really writes."""
    answer(house.app, visitor.environ(path))
    with noting_statements(house.app) as statements:
        status, body = answer(house.app, visitor.environ(path, accept="identity"))
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return list(statements), body.decode()


def _add_page(
    floor: Flask,
    path: str,
    template: str,
    engine: Engine,
    statements: Sequence[Statement],
    likeness: Likeness,
) -> None:
    def view() -> str:
        if "_user_id" not in session:
            raise PermissionError
        with engine.connect().execution_options(read_only=True) as connection:
            for statement in statements:
                connection.exec_driver_sql(statement.text, statement.parameters).fetchall()
        return render_template(template, **likeness.rows)

    floor.add_url_rule(path, template, view)


def _check(floor: Flask, visitor: Visitor, path: str, written: str) -> None:
    """The floor must write what we write, or it would measure something else."""
    status, body = answer(floor, visitor.environ(path, accept="identity"))
    if status != 200 or unescaped(body.decode()) != unescaped(written):
        raise RuntimeError(f"the floor's {path} is not like ours")


def papers_floor(file: Path) -> Flask:
    """One paper, served by Flask itself."""
    floor = Flask("floor", static_folder=None)

    @floor.get("/paper")
    def paper():
        return send_file(file, mimetype="application/pdf", as_attachment=True, download_name="nghi-quyet.pdf")

    return floor
