"""What a cell leaves open when it is merged: told to the office before it writes the merger down."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app import clock
from app.agendas.services_handing_over import worth_handing_over
from app.extensions import db
from app.meetings.models import Meeting
from app.members.queries import roll_counts
from app.organisations.models import Organisation
from app.petitions.models import Petition
from app.petitions.queries import unfinished_of
from app.tasks.models import Task
from app.tasks.queries import open_of
from workflows.meeting import State

BEFORE_HELD = (State.DRAFT, State.APPROVAL, State.CONVENED)
UNFINISHED = (State.HELD, State.MINUTES, State.SCORED)


@dataclass(frozen=True, kw_only=True)
class LeftOpen:
    """`cancelled`: meetings not held yet; `finished_there`: held ones that the other cell brings to their end."""

    members: int
    cancelled: list[Meeting]
    items: int
    finished_there: list[Meeting]
    tasks: list[Task]
    petitions: list[Petition]
    last_sitting: date | None

    @property
    def needs_a_keeper(self) -> bool:
        return bool(self.finished_there or self.tasks or self.petitions)


def left_open(row: Organisation) -> LeftOpen:
    """As it stands now. The items are those that move to the other cell's agenda."""
    meetings = list(
        db.session.scalars(
            select(Meeting)
            .where(Meeting.cell_id == row.id, Meeting.state.in_((*BEFORE_HELD, *UNFINISHED)))
            .order_by(Meeting.month, Meeting.id)
        )
    )
    cancelled = [meeting for meeting in meetings if meeting.state in BEFORE_HELD]
    return LeftOpen(
        members=roll_counts([row.id], clock.today()).get(row.id, 0),
        cancelled=cancelled,
        items=sum(len(worth_handing_over(meeting)) for meeting in cancelled),
        finished_there=[meeting for meeting in meetings if meeting.state in UNFINISHED],
        tasks=open_of(row.id),
        petitions=unfinished_of(row.id),
        last_sitting=_last_sitting(row.id, cancelled),
    )


def _last_sitting(cell_id: int, unfinished: list[Meeting]) -> date | None:
    """The last day on which the cell sat, parts that were broken off included."""
    found = select(Meeting.opened_at).where(Meeting.cell_id == cell_id, Meeting.opened_at.is_not(None))
    moments = list(db.session.scalars(found.order_by(Meeting.opened_at.desc()).limit(1)))
    moments += [
        datetime.fromisoformat(part["ended_at"]) for meeting in unfinished for part in meeting.sittings
    ]  # fmt: skip
    return max((clock.day_of(moment) for moment in moments if moment), default=None)
