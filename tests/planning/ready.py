"""Plans on their way."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.extensions import db
from app.planning.models import CellPlan
from app.planning.services import take_step

YEAR, JUNE = 2027, date(2027, 6, 1)


def version_of(client: FlaskClient, path: str) -> int:
    """What the page at `path` shows of the plan now."""
    with client.application.app_context():
        found = db.session.scalar(select(CellPlan.version).where(CellPlan.id == int(path.rpartition("/")[2])))
    assert found
    return found


def step(client: FlaskClient, path: str, name: str, **sent: Any) -> TestResponse:
    """As the form sends it: with the version that it was opened on."""
    return client.post(f"{path}/steps/{name}", data={"version": version_of(client, path)} | sent)


def at_the_committee(plan: CellPlan, actor_of: Callable) -> None:
    """Submitted, agreed by more than half of the committee of three, and sent."""
    take_step(plan, "submit", actor=actor_of("thang"))
    take_step(plan, "agree", actor=actor_of("men"))
    take_step(plan, "send", actor=actor_of("thang"))
