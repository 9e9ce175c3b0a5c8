"""`make bench-many`: the pages above 10,000 cells and twelve months of each, on PostgreSQL.

Apart from `make bench`, because making them takes some minutes. In seconds on the clock, because it is the server that
works: on a machine with nothing else to do.
"""

import re
import resource
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from app.demo.generate import Size
from app.extensions import db
from app.summaries.models import MonthlySummary
from tests.bench.figures import Figure, report
from tests.bench.house import Visitor, answer
from tests.bench.seeing import MONTHS, OFFICE, generated
from tests.bench.server import postgresql
from tests.world import World

FIGURES, OTHERS, MEGABYTES = 1.0, 2.0, 100
ROUNDS = 5
# Beside the figures: those that sum over all cells, or list them.
PAGES = (
    ("synthesis of the month", "/synthesis/{top}"), ("report of the quarter", "/synthesis/periods/{top}"),
    ("report of the year", "/synthesis/periods/{top}?period=2026"), ("first page", "/"), ("targets", "/targets"),
    ("cells of a month", "/figures/{top}/meetings"), ("tasks of a month", "/figures/{top}/tasks"),
    ("organisations", "/organisations"), ("members", "/members"), ("meetings", "/meetings"), ("tasks", "/tasks"),
    ("petitions", "/petitions"), ("scores", "/evaluations"), ("scores of the year", "/evaluations/years"),
    ("ratings of the year", "/ratings?year=2026"), ("decision of ratings", "/ratings/decision?year=2026"),
    ("steps of the year", "/courses?year=2026"), ("prospects", "/prospects"), ("indicators", "/indicators"),
    ("documents", "/documents/"), ("inspections", "/inspections"), ("who attends", "/oversight"),
    ("search", "/search?q=chi+bo"),
)  # fmt: skip


def measure(cells: int = 10_000) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="nennep-bench-") as folder, postgresql() as address:
        settings = {"NENNEP_DATA_DIR": folder, "NENNEP_DATABASE_URL": address}
        size = Size(cells=cells, months=MONTHS, organisations=-(-cells // 100))
        with generated(settings, size) as (app, world):
            yield from _pages(app, world, cells)
            yield from _recomputed(app)


def _pages(app: Flask, world: World, cells: int) -> Iterator[Figure]:
    top, commune = world.organisations["T"], world.organisations["X0001"]
    visitor = Visitor(app, world, OFFICE)
    yield _page(app, visitor, f"figures above {cells} cells", f"/figures/{top}", FIGURES)
    yield _page(app, visitor, "figures of a commune among them", f"/figures/{commune}", FIGURES)
    for name, address in PAGES:
        yield _page(app, visitor, name, address.format(top=top), OTHERS)


def _page(app: Flask, visitor: Visitor, name: str, address: str, bound: float) -> Figure:
    environ = visitor.environ(address)
    times = [_seconds(app, environ) for _ in range(ROUNDS + 1)][1:]
    return Figure(
        name=name, value=statistics.median(times), bound=bound, unit="s", detail=f"slowest {max(times):.2f} s"
    )  # fmt: skip


def _seconds(app: Flask, environ: Mapping[str, Any]) -> float:
    began = time.perf_counter()
    status, _ = answer(app, dict(environ))
    if status != 200:
        raise RuntimeError(f"{environ['PATH_INFO']} answered {status}")
    return time.perf_counter() - began


def _recomputed(app: Flask) -> Iterator[Figure]:
    """Two figures are changed past everything that keeps them: the command has to name just these."""
    with app.app_context():
        wrong = (
            select(MonthlySummary.id).where(MonthlySummary.present.is_not(None)).order_by(MonthlySummary.id).limit(2)
        )
        wrong_ids = list(db.session.scalars(wrong))
        changed = update(MonthlySummary).where(MonthlySummary.id.in_(wrong_ids))
        db.session.execute(changed.values(present=MonthlySummary.present + 1))
        db.session.commit()
        db.session.remove()
    began, before = time.perf_counter(), _peak()
    told = app.test_cli_runner().invoke(args=["recompute-summaries"])
    seconds, grown = time.perf_counter() - began, _peak() - before
    named = re.findall(r"present was \d+, the records say \d+", told.output)
    if told.exit_code != 1 or len(named) != 2 or "2 differences" not in told.output:
        raise RuntimeError(f"the command did not name the two differences: {told.output[-500:]}")
    yield Figure(name="all summaries recomputed, two wrong ones named", value=seconds, unit="s")
    yield Figure(name="recomputing: memory grown by", value=grown, bound=MEGABYTES, unit="MB")


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(1 if report(measure()) else 0)
