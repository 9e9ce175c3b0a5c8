"""The pages of figures: a commune of 120 cells, the level above with 311 cells in 34 organisations, both over twelve
months, out of the command `generate`. Those above 10,000 cells: `tests.bench.many`.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy import select

from app import create_app
from app.demo.generate import Size, generate
from app.extensions import db
from app.organisations.models import Organisation
from config import read_settings
from tests.bench.figures import Figure, in_turn
from tests.bench.floor import floor_of
from tests.bench.house import House, Visitor, answer
from tests.bench.month import statements_of
from tests.world import World, read_world

MONTHS, STATEMENTS, TIMES, ABOVE = 12, 12, 1.5, 2
OFFICE = "van-phong"
ROUNDS = 25


def measure() -> Iterator[Figure]:
    small, large = Size(cells=120, months=MONTHS, organisations=1), Size(cells=311, months=MONTHS, organisations=34)
    with _in_a_folder(small) as (app, world), _in_a_folder(large) as (app_above, world_above):
        path, path_above = f"/figures/{world.organisations['X0001']}", f"/figures/{world_above.organisations['T']}"
        yield from _page(app, world, path, "figures of a commune of 120 cells", TIMES)
        yield from _page(app_above, world_above, path_above, "figures above 34 organisations", None)
        # In turn like all ratios: minutes apart the machine is not the same.
        one = Visitor(app, world, OFFICE).environ(path)
        other = Visitor(app_above, world_above, OFFICE).environ(path_above)
        pair = in_turn(lambda: answer(app_above, other), lambda: answer(app, one), rounds=ROUNDS)
    yield Figure(
        name="figures above 34 organisations: to the commune's time", value=pair.ratio, bound=ABOVE, unit="×",
        detail=pair.detail,
    )  # fmt: skip


def _page(app: Flask, world: World, path: str, name: str, times: float | None) -> Iterator[Figure]:
    count = statements_of(app, world, OFFICE, path)
    yield Figure(name=f"{name}: all statements", value=count, bound=STATEMENTS)
    floor = floor_of(House(app, world, 0, 0, 0, 0), {"figures": path}, OFFICE)
    environ = Visitor(app, world, OFFICE).environ(path)
    pair = in_turn(lambda: answer(app, environ), lambda: answer(floor, environ), rounds=ROUNDS)
    yield Figure(name=f"{name}: time to the floor", value=pair.ratio, bound=times, unit="×", detail=pair.detail)


@contextmanager
def _in_a_folder(size: Size) -> Iterator[tuple[Flask, World]]:
    with (
        tempfile.TemporaryDirectory(prefix="nennep-bench-") as folder,
        generated({"NENNEP_DATA_DIR": folder}, size) as made,
    ):
        yield made


@contextmanager
def generated(settings: dict[str, str], size: Size) -> Iterator[tuple[Flask, World]]:
    app = create_app(read_settings(settings | {"NENNEP_SESSION_MINUTES": "600"}))
    with app.app_context():
        db.create_all()
        generate(size, lambda _: None)
        if db.engine.dialect.name == "postgresql":
            db.session.connection().exec_driver_sql("ANALYZE")
        world = read_world(db.session)  # type: ignore[arg-type]
        found = db.session.scalar(select(Organisation.id).limit(1))
        db.session.commit()
    if found is None:
        raise RuntimeError("nothing was made")
    yield app, world
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
