"""Who reads the verified points: members are told what the cell voted and what the committee has decided."""

from typing import TypeVar

from sqlalchemy import ColumnElement, case, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.actor import Actor
from app.columns import among
from app.inspections.queries_scope import covers, inspecting
from app.meetings.models import Meeting
from workflows.meeting import State
from workflows.roles import IN_ONE_THING, Role
from workflows.sight import SIGHT, Part

Value = TypeVar("Value")
READERS = frozenset(role for role in set(Role) - IN_ONE_THING if Part.SCORES in SIGHT[role][State.SCORED])


def once_decided(column: InstrumentedAttribute[Value], actor: Actor) -> ColumnElement[Value | None]:
    """What overseer or office wrote into the sheet of `meeting`: empty for a mere member until the level is decided."""
    meeting = Meeting.__table__.c
    reads = or_(
        meeting.state == State.EVALUATED,
        among(meeting.cell_id, actor.organisations_as(*READERS)),
        meeting.chair_id == actor.person_id,
        meeting.recorder_id == actor.person_id,
        covers(meeting.cell_id, meeting.month, inspecting(actor)),
    )
    return case((reads, column)).label(column.key)
