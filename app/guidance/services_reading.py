"""Who of a cell has read a guidance: noted once, the first time."""

from sqlalchemy.dialects import postgresql, sqlite

from app import clock
from app.actor import Actor
from app.extensions import db
from app.guidance.models import Guidance, GuidanceReading
from app.guidance.queries_cells import cells_read_in
from workflows.guidance import State
from workflows.roles import Role

OF_A_CELL = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.SCRIBE, Role.MEMBER)


def note_reading(guidance: Guidance, *, actor: Actor) -> None:
    """For each cell of the scope that the actor belongs to. No event of the house: it changes nothing for anybody."""
    if guidance.state == State.DRAFT:
        return
    dialect = sqlite if db.session.get_bind().dialect.name == "sqlite" else postgresql
    for cell_id in cells_read_in(guidance.id, actor.organisations_as(*OF_A_CELL)):
        row = {"guidance_id": guidance.id, "cell_id": cell_id, "person_id": actor.person_id, "read_at": clock.now()}
        db.session.execute(dialect.insert(GuidanceReading).values(**row).on_conflict_do_nothing())
