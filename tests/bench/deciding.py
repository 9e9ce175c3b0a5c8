"""What a score rests on, for one meeting; and the day on which an office decides the levels of 103 cells at once, which
on SQLite keeps everybody else from writing meanwhile."""

import re
import tempfile
import time
from collections.abc import Iterator

from flask import Flask

from app import clock, create_app
from app.evaluations.queries_evidence import evidence_of
from app.extensions import db
from app.meetings.queries import get_visible_or_404
from config import read_settings
from tests.bench.figures import Figure
from tests.bench.house import Visitor, actor_of, noting_statements, open_house
from tests.commune import grow
from tests.evaluations.lists import month_of
from tests.world import NOON, World, build_world, read_world

DAY = "/evaluations/day"
CELLS = 103
EVIDENCE, SECONDS, EACH = 6, 1.5, 9  # statements; seconds of the processor; statements for each cell


def measure() -> Iterator[Figure]:
    with open_house(60) as house, house.app.app_context():
        meeting = get_visible_or_404(house.held, actor_of("thang"))
        with noting_statements(house.app) as seen:
            evidence_of(meeting)
        yield Figure(name="evidence for one meeting: statements", value=len(seen), bound=EVIDENCE)
    with tempfile.TemporaryDirectory(prefix="nennep-bench-") as folder, clock.set_to(NOON):
        yield from _the_day(create_app(read_settings({"NENNEP_DATA_DIR": folder, "NENNEP_SESSION_MINUTES": "600"})))


def _the_day(app: Flask) -> Iterator[Figure]:
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        db.create_all()
        build_world(db.session)  # type: ignore[arg-type]
        world: World = read_world(db.session)  # type: ignore[arg-type]
        month_of([cell.id for cell in grow(world, CELLS, 1)])
        db.session.commit()
    client, headers = app.test_client(use_cookies=False), {"Cookie": Visitor(app, world, "hanh").cookie}
    form = _form(client.get(DAY, headers=headers).text)
    with noting_statements(app) as seen:
        began = time.process_time()
        answer = client.post(DAY, data=form, headers=headers)
        took = time.process_time() - began
    if answer.status_code != 303:
        raise RuntimeError(f"answered {answer.status_code}")
    yield Figure(name=f"levels of {CELLS} cells decided at once", value=took, bound=SECONDS, unit="s")
    yield Figure(name="statements for each of these cells", value=len(seen) / CELLS, bound=EACH)
    with app.app_context():
        db.engine.dispose()


def _form(page: str) -> dict[str, str]:
    """As the page shows it, with all ticked."""
    fields = dict(re.findall(r'name="((?:version|pick)-\d+|organisation|month)" value="([^"]+)"', page))
    for meeting_id, options in re.findall(r'name="level-(\d+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        fields[f"level-{meeting_id}"] = re.findall(r'value="(\w+)" selected', options)[0]
    return fields | {"number": "15-TB/ĐU", "decided_on": "02/12/2026", "act": "decide"}
