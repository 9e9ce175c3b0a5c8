"""The meetings that somebody is to attend, as entries for a calendar: as they may see them, once announced."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, or_, select

from app import clock
from app.accounts.models import Account
from app.accounts.queries import load_actor
from app.actor import Actor
from app.agendas.models import AgendaItem
from app.columns import among, as_fields
from app.extensions import db
from app.meetings.models import Meeting, MeetingStep
from app.meetings.queries import BEFORE_CONVENED, NOBODY, is_guest, visible_to
from app.notifications.models import CalendarFeed
from app.organisations.models import Organisation
from workflows.meeting import Kind, State
from workflows.roles import Role

# Who attends, beside chair, recorder and guests: an office that reads of a hundred cells goes to none of them.
ATTENDING = (Role.MEMBER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER, Role.OVERSEER)
KEPT = timedelta(days=365)


class Entry(NamedTuple):
    meeting_id: int
    cell: str
    kind: Kind
    month: datetime
    state: State
    starts_at: datetime
    place: str
    version: int  # rises with every change of the meeting
    created_at: datetime
    changed_at: datetime | None  # when the latest step was taken
    minutes: int | None  # that the agenda plans


def entries_of(actor: Actor, meeting_id: int | None = None) -> list[Entry]:
    """The actor's own announced meetings from a year ago on, also those cancelled since; or the one of that id."""
    columns = {
        "meeting_id": Meeting.id, "cell": Organisation.name, "kind": Meeting.kind, "month": Meeting.month,
        "state": Meeting.state, "starts_at": Meeting.starts_at, "place": Meeting.place, "version": Meeting.version,
        "created_at": Meeting.created_at,
        "changed_at": select(func.max(MeetingStep.at)).where(MeetingStep.meeting_id == Meeting.id).scalar_subquery(),
        "minutes": select(func.sum(AgendaItem.minutes)).where(AgendaItem.meeting_id == Meeting.id).scalar_subquery(),
    }  # fmt: skip
    found = (
        visible_to(actor)
        .with_only_columns(*as_fields(Entry, columns))
        .where(_attended_by(actor), Meeting.convened_at.is_not(None), Meeting.state.not_in(BEFORE_CONVENED))
        .where(Meeting.starts_at >= clock.now() - KEPT)
        .order_by(Meeting.starts_at, Meeting.id)
    )
    if meeting_id is not None:
        found = found.where(Meeting.id == meeting_id)
    return [Entry(*row) for row in db.session.execute(found)]


def _attended_by(actor: Actor) -> ColumnElement[bool]:
    me = actor.person_id if actor.roles else NOBODY
    at_home = among(Meeting.cell_id, actor.organisations_as(*ATTENDING))
    return or_(at_home, Meeting.chair_id == me, Meeting.recorder_id == me, is_guest(me))


def entry_for(account_id: int, meeting_id: int) -> Entry | None:
    """The meeting as that account may see it now."""
    account = db.session.get_one(Account, account_id)
    return next(iter(entries_of(load_actor(account, clock.today()), meeting_id)), None)


class Withdrawn(NamedTuple):
    """What tells one entry from all others, and nothing of a meeting that is a draft again."""

    meeting_id: int
    version: int
    created_at: datetime


def withdrawn(meeting_id: int) -> Withdrawn:
    columns = Meeting.id, Meeting.version, Meeting.created_at
    return Withdrawn(*db.session.execute(select(*columns).where(Meeting.id == meeting_id)).one())


def reader_of(token_hash: str) -> Actor | None:
    """Whose calendar it is; None if nobody's any more."""
    account = db.session.scalar(
        select(Account)
        .join(CalendarFeed, CalendarFeed.account_id == Account.id)
        .where(CalendarFeed.token_hash == token_hash, CalendarFeed.revoked_at.is_(None), Account.closed_at.is_(None))
    )
    return load_actor(account, clock.today()) if account else None


def feed_of(account_id: int) -> CalendarFeed | None:
    """The feed that can be read with its link."""
    alive: Any = CalendarFeed.revoked_at.is_(None)
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.account_id == account_id, alive))
