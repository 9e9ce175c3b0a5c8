"""Reading score sheets."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import selectinload

from app.evaluations.models import ScoreSheet
from app.extensions import connection, db
from app.foreseen import UNKNOWN, What, foreseen


def sheet_of(meeting_id: int) -> ScoreSheet | None:
    """The sheet with its lines, in two statements."""
    if (found := foreseen(What.SHEET, meeting_id)) is not UNKNOWN:
        return cast(ScoreSheet | None, found)
    return db.session.scalar(
        select(ScoreSheet).where(ScoreSheet.meeting_id == meeting_id).options(selectinload(ScoreSheet.lines))
    )


def totals_of(meeting_id: int) -> ScoreSheet | None:
    """The sheet for its totals and levels only: one statement, the lines are not read."""
    return db.session.scalar(select(ScoreSheet).where(ScoreSheet.meeting_id == meeting_id))


def score_is_voted(meeting_id: int) -> bool:
    """Whether the meeting has voted on its score, either way; without loading the sheet."""
    return bool(connection().scalar(_voted(), {"meeting_id": meeting_id}))


@cache
def _voted() -> Select[int]:
    """Built once: building it costs more than running it."""
    mine = ScoreSheet.meeting_id == bindparam("meeting_id", type_=Integer)
    return select(func.count()).where(mine, ScoreSheet.voted.is_not(None))


def facts_of(sheet: ScoreSheet | None) -> dict[str, Any]:
    if sheet is None:
        return {"score_is_voted": False, "criteria_without_points": ("1",), "is_verified": False, "has_rating": False}
    missing = tuple(line.code for line in sheet.lines if line.applies and line.verified_points is None)
    return {
        "score_is_voted": sheet.voted is not None,
        "criteria_without_points": missing,
        "is_verified": sheet.verified_at is not None,
        "has_rating": sheet.official_rating is not None,
        "has_decision": bool(sheet.decision_number and sheet.decision_on),
    }
