"""Reading rounds of approval."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.approvals.models import Agreement, ApprovalRound, RoundResult
from app.extensions import db


def rounds_of(meeting_id: int) -> list[ApprovalRound]:
    """All rounds, the latest first, with voices and names, in one statement."""
    return list(
        db.session.scalars(
            select(ApprovalRound)
            .where(ApprovalRound.meeting_id == meeting_id)
            .options(joinedload(ApprovalRound.agreements).joinedload(Agreement.person))
            .order_by(ApprovalRound.number.desc())
        ).unique()
    )


def open_round(meeting_id: int) -> ApprovalRound | None:
    return db.session.scalar(
        select(ApprovalRound)
        .where(ApprovalRound.meeting_id == meeting_id, ApprovalRound.result == RoundResult.OPEN)
        .options(joinedload(ApprovalRound.agreements).joinedload(Agreement.person))
    )


def voices(found: ApprovalRound) -> list[Agreement]:
    """Who still has a voice in the round."""
    return [agreement for agreement in found.agreements if agreement.dropped_at is None]


def facts_of(found: ApprovalRound | None) -> dict[str, Any]:
    if found is None:
        return {"approvers": 0, "agreed": 0}
    counted = voices(found)
    return {"approvers": len(counted), "agreed": sum(a.agreed_at is not None for a in counted)}


def is_approver(found: ApprovalRound | None, person_id: int) -> bool:
    return found is not None and any(a.person_id == person_id for a in voices(found))
