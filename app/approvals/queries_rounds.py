"""The rounds as pages show them: plain rows instead of entities, because the page of a meeting reads them each time."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Integer, bindparam, select

from app.approvals.models import Agreement, ApprovalRound, RoundResult
from app.columns import as_fields
from app.extensions import connection
from app.members.models import Person
from workflows.roles import Role


class Voice(NamedTuple):
    """One approver's voice. `agreed_at` None: not answered yet."""

    person_id: int
    name: str
    role: Role
    agreed_at: datetime | None
    on_paper: bool
    stood_in_by_id: int | None
    reason: str
    dropped_at: datetime | None


@dataclass(frozen=True)
class RoundSeen:
    number: int
    result: RoundResult
    submitted_at: datetime
    submitted_by_id: int
    met_at: datetime | None
    overseer_present: bool
    overseers_came: list[int]
    remarks: str
    agreements: list[Voice] = field(default_factory=list)


_ROUND, _VOICE, _PERSON = ApprovalRound.__table__, Agreement.__table__, Person.__table__
_OF_ROUND = (
    "number", "result", "submitted_at", "submitted_by_id", "met_at", "overseer_present", "overseers_came", "remarks",
)  # fmt: skip
_OF_VOICE = ("person_id", "role", "agreed_at", "on_paper", "stood_in_by_id", "reason", "dropped_at")
_ROUNDS = (
    select(
        *(_ROUND.c[name] for name in _OF_ROUND),
        *as_fields(Voice, {name: _VOICE.c[name] for name in _OF_VOICE} | {"name": _PERSON.c.full_name}),
    )
    .select_from(
        _ROUND.join(_VOICE, _VOICE.c.round_id == _ROUND.c.id).join(_PERSON, _PERSON.c.id == _VOICE.c.person_id)
    )
    .where(_ROUND.c.meeting_id == bindparam("meeting_id", type_=Integer))
    .order_by(_ROUND.c.number.desc(), _VOICE.c.id)
)


def rounds_seen(meeting_id: int) -> list[RoundSeen]:
    """All rounds, the latest first, in one statement; what is not flushed yet is not seen."""
    found: dict[int, RoundSeen] = {}
    width = len(_OF_ROUND)
    for row in connection().execute(_ROUNDS, {"meeting_id": meeting_id}).all():
        if row.number not in found:
            found[row.number] = RoundSeen(*row[:width])
        found[row.number].agreements.append(Voice(*row[width:]))
    return list(found.values())
