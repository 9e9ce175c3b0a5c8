"""What deciding many meetings asks of each of them, read for all of them at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.accounts.queries_offices import offices_ever
from app.agendas.queries import items_in
from app.approvals.queries import rounds_in
from app.columns import among
from app.criteria.models import CriteriaSet
from app.documents.queries import papers_in
from app.documents.snapshots import DocumentKind
from app.evaluations.models import ScoreSheet
from app.extensions import db
from app.foreseen import What
from app.meetings.models import Meeting
from app.organisations.queries_chains import superiors_of
from app.sessions.queries import rows_in


def foresee(meetings: Sequence[Meeting]) -> Mapping[What, Mapping[Any, Any]]:
    """Of meetings that are locked and were read anew after that."""
    ids, cells = [meeting.id for meeting in meetings], sorted({meeting.cell_id for meeting in meetings})
    sheets = db.session.scalars(
        select(ScoreSheet).where(among(ScoreSheet.meeting_id, ids)).options(selectinload(ScoreSheet.lines))
    )
    # The session keeps no row that nobody holds: these are held as long as the answers are.
    criteria = db.session.scalars(
        select(CriteriaSet).where(among(CriteriaSet.id, sorted({meeting.criteria_set_id for meeting in meetings})))
    )
    people = db.session.scalars(
        select(Meeting)
        .where(among(Meeting.id, ids))
        .options(
            joinedload(Meeting.cell), joinedload(Meeting.rule_set), joinedload(Meeting.chair),
            joinedload(Meeting.recorder), joinedload(Meeting.observer),
        )
    )  # fmt: skip
    return {
        What.LOCKED: {(Meeting, (number,)): True for number in ids},
        What.OFFICES: offices_ever(cells),
        What.SUPERIOR: superiors_of(cells, clock.today()),
        What.SHEET: {sheet.meeting_id: sheet for sheet in sheets},
        What.ATTENDANCE: rows_in(ids),
        What.ITEMS: items_in(ids),
        What.ROUNDS: rounds_in(ids),
        What.PAPERS: papers_in(ids, DocumentKind.SCORE_SHEET),
        What.HELD: {"criteria": list(criteria), "meetings": list(people)},
    }
