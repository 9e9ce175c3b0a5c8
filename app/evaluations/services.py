"""Scores: shipping the criteria, proposing, voting, verifying, deciding."""

from datetime import date

from sqlalchemy import select

from app.evaluations.models import CriteriaSet
from app.extensions import db
from workflows.scoring import CRITERIA_WARD

WARD = "HD42-phuong"


def ensure_default_criteria() -> None:
    """The shipped table of criteria, made once. A second call changes nothing."""
    if db.session.scalar(select(CriteriaSet.id).where(CriteriaSet.code == WARD)) is None:
        db.session.add(
            CriteriaSet(
                code=WARD,
                title="Bộ tiêu chí chấm điểm sinh hoạt chi bộ",
                effective_from=date(2018, 1, 1),
                criteria=[criterion.to_json() for criterion in CRITERIA_WARD],
            )
        )
