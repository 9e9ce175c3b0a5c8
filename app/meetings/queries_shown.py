"""A meeting as pages show it: a plain row that reads like one."""

from collections import namedtuple
from datetime import date
from functools import cache
from typing import Any, NamedTuple
from typing import cast as as_type

from sqlalchemy import Select, String, cast, select

from app.accounts.queries import Holder
from app.actor import Actor
from app.extensions import connection
from app.meetings.models import Meeting
from app.meetings.queries import asked_of, this_if_seen
from app.members.models import Person
from app.organisations.models import Organisation
from app.refusals import NotKnown
from app.rules.models import RuleSet

_Shown = namedtuple("_Shown", (*Meeting.__table__.c.keys(), "cell", "rule_set", "chair", "recorder"))  # type: ignore[misc]


class _Cell(NamedTuple):
    id: int
    name: str
    dissolved_on: date | None


class _Rules(NamedTuple):
    settings: str  # as they are stored: `settings_of` reads them, and not every page asks


@cache
def _one_shown(inspecting: bool) -> Select[Any]:
    meeting, cell, rules = Meeting.__table__, Organisation.__table__, RuleSet.__table__
    chair, recorder = Person.__table__.alias("chair"), Person.__table__.alias("recorder")
    return (
        select(
            meeting, cell.c.name, cell.c.dissolved_on, cast(rules.c.settings, String),
            chair.c.full_name.label("chair_name"), recorder.c.full_name.label("recorder_name"),
        )
        .join_from(meeting, cell, cell.c.id == meeting.c.cell_id)
        .join(rules, rules.c.id == meeting.c.rule_set_id)
        .outerjoin(chair, chair.c.id == meeting.c.chair_id)
        .outerjoin(recorder, recorder.c.id == meeting.c.recorder_id)
        .where(this_if_seen(inspecting))
    )  # fmt: skip


def shown_or_404(meeting_id: int, actor: Actor) -> Meeting:
    """As `get_visible_or_404`, for pages that only show the meeting: a plain row that reads like one and cannot be
    changed, because the ORM takes as long for it as for all the rest of such a page. Raises NotKnown.
    """
    asked = asked_of(meeting_id, actor)
    row = connection().execute(_one_shown("inspector" in asked), asked).one_or_none()
    if row is None:
        raise NotKnown
    *own, name, dissolved_on, settings, chair, recorder = row
    around = (
        _Cell(row.cell_id, name, dissolved_on),
        _Rules(settings),
        Holder(row.chair_id, chair) if chair else None,
        Holder(row.recorder_id, recorder) if recorder else None,
    )
    return as_type(Meeting, _Shown._make((*own, *around)))
