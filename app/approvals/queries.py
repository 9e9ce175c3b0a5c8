"""Reading rounds of approval."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, overload

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import joinedload

from app.accounts.queries import Holder
from app.approvals.models import Agreement, ApprovalRound, RoundResult
from app.approvals.queries_rounds import RoundSeen, Voice
from app.columns import among, as_list
from app.extensions import db
from app.foreseen import UNKNOWN, What, foreseen
from workflows.roles import Role

COMMITTEE = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER})
# A voice outlives a change of office inside the committee: a deputy who became secretary still speaks.
SPEAKS_BY: Mapping[Role, frozenset[Role]] = dict.fromkeys(COMMITTEE, COMMITTEE) | {
    Role.OVERSEER: frozenset({Role.OVERSEER})
}


@cache
def _rounds() -> Select[ApprovalRound]:
    """Built once: building it costs more than running it."""
    return (
        select(ApprovalRound)
        .where(ApprovalRound.meeting_id == bindparam("meeting_id", type_=Integer))
        .options(joinedload(ApprovalRound.agreements).joinedload(Agreement.person))
        .order_by(ApprovalRound.number.desc())
    )


def rounds_of(meeting_id: int) -> list[ApprovalRound]:
    """All rounds, the latest first, with voices and names, in one statement."""
    if (found := foreseen(What.ROUNDS, meeting_id)) is not UNKNOWN:
        return list(found)
    return list(db.session.scalars(_rounds(), {"meeting_id": meeting_id}).unique())


def rounds_in(meeting_ids: Collection[int]) -> dict[int, list[ApprovalRound]]:
    """The same for each of these meetings (`What.ROUNDS`)."""
    found: dict[int, list[ApprovalRound]] = {meeting_id: [] for meeting_id in meeting_ids}
    rows = select(ApprovalRound).where(among(ApprovalRound.meeting_id, "ids"))
    rows = rows.options(joinedload(ApprovalRound.agreements).joinedload(Agreement.person))
    for row in db.session.scalars(rows.order_by(ApprovalRound.number.desc()), {"ids": as_list(meeting_ids)}).unique():
        found[row.meeting_id].append(row)
    return found


def open_round(meeting_id: int) -> ApprovalRound | None:
    found = db.session.scalars(_rounds().where(ApprovalRound.result == RoundResult.OPEN), {"meeting_id": meeting_id})
    return found.unique().one_or_none()


@overload
def voices(found: ApprovalRound) -> list[Agreement]: ...
@overload
def voices(found: RoundSeen) -> list[Voice]: ...
def voices(found: Any) -> list[Any]:
    """Who still has a voice in the round."""
    return [agreement for agreement in found.agreements if agreement.dropped_at is None]


@overload
def standing(found: ApprovalRound, office: Iterable[tuple[Holder, Role]]) -> list[Agreement]: ...
@overload
def standing(found: RoundSeen, office: Iterable[tuple[Holder, Role]]) -> list[Voice]: ...
def standing(found: Any, office: Iterable[tuple[Holder, Role]]) -> list[Any]:
    """The voices that count today: whoever lost the appointment they speak by has dropped out.

    `office`: who holds which office in the cell today. The office of a committee is never asked for its holder.
    """
    held: dict[int, set[Role]] = defaultdict(set)
    for person, role in office:
        held[person.id].add(role)
    return [a for a in voices(found) if a.role == Role.OFFICE or held[a.person_id] & SPEAKS_BY.get(a.role, frozenset())]


def facts_of(counted: Sequence[Agreement | Voice]) -> dict[str, Any]:
    """`counted`: the standing voices of the open round, none without one."""
    return {"approvers": len(counted), "agreed": sum(a.agreed_at is not None for a in counted)}


def speaks_in(found: ApprovalRound | RoundSeen | None, person_id: int, roles: Collection[Role]) -> bool:
    """Whether the person has a voice in the round and still holds the office it comes from."""
    if found is None:
        return False
    mine: Agreement | Voice | None = next((a for a in voices(found) if a.person_id == person_id), None)
    return mine is not None and bool(SPEAKS_BY.get(mine.role, frozenset({mine.role})) & set(roles))
