import pytest

from app.extensions import db
from app.organisations.models import Organisation
from app.planning.services import prepare
from app.planning.services_topics import Stated, add_topic
from tests.planning.ready import JUNE, YEAR, at_the_committee
from workflows.plan import Kind


@pytest.fixture
def plan(world, prepared, actor_of) -> int:
    """A thematic plan of the own cell for 2027 with one theme, in June; a draft. The id."""

    def build() -> int:
        row = prepare(
            db.session.get_one(Organisation, world.cell), Kind.THEMATIC_PLAN, YEAR, "", actor=actor_of("thang")
        )
        stated = Stated(month=JUNE, title="Giữ rừng đầu nguồn", person_id=world.people["khoa"])
        add_topic(row, stated, actor=actor_of("thang"))
        return row.id

    return prepared("a thematic plan", build)


@pytest.fixture
def sent(world, prepared, actor_of) -> int:
    """Working rules of the own cell for 2027, sent to the commune. The id."""

    def build() -> int:
        row = prepare(
            db.session.get_one(Organisation, world.cell), Kind.WORKING_RULES, YEAR, "Một", actor=actor_of("thang")
        )
        at_the_committee(row, actor_of)
        return row.id

    return prepared("working rules", build)
