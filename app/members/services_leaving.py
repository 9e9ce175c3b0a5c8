"""What somebody leaves behind in a cell: it does not follow to the next one, and lies there under nobody's hand."""

from datetime import date

from app.actor import Actor
from app.assignments import services_moving as assignments
from app.groups import services_moving as groups
from app.training import services_moving as training


def let_go(person_id: int, cell_id: int, *, on: date, actor: Actor | None) -> None:
    """From `on` the person is of this cell no more: assignments end, the group and the reserve list lose them.

    The contact log of somebody who works away follows the person.
    """
    assignments.let_go(cell_id, on=on, actor=actor, person_id=person_id)
    groups.let_go(cell_id, person_id, actor=actor)
    training.let_go(cell_id, actor=actor, person_id=person_id)
