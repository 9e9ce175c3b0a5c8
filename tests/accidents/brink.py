"""A meeting of the own cell brought to just before each of its steps, by the services that its pages call.

`thang` is its secretary and chair, `lan` keeps the record; 3 December 2026 is its evening.
"""

from collections.abc import Callable
from datetime import date, timedelta
from unittest.mock import patch

from sqlalchemy import select

from app import clock
from app.demo import after, attending, before, sitting
from app.demo.people import forget_actors
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership, Person
from app.organisations.models import Organisation
from app.proofs.services import seal_rows
from app.resolutions.queries import current
from app.resolutions.services import issue
from app.sessions.services import close_meeting
from tests.world import NOON

MONTH, DAY = date(2026, 12, 1), date(2026, 12, 3)
OPENED = before.at(DAY, 19, 30)
CLOSES = OPENED + timedelta(minutes=sitting.MINUTES_LONG)


def _prepared(cast: before.Cast) -> None:
    with clock.set_to(NOON):
        before.prepare(cast, MONTH, OPENED)


def _put_to_committee(cast: before.Cast) -> None:
    before.put_to_committee(cast, _meeting(cast), date(2026, 12, 1))


def _agreed(cast: before.Cast) -> None:
    before.let_committee_agree(_meeting(cast), date(2026, 12, 1))


def _sent_out(cast: before.Cast) -> None:
    before.send_out(cast, _meeting(cast), date(2026, 12, 1))


def _opened(cast: before.Cast) -> None:
    sitting.open_and_call_the_roll(cast, _meeting(cast), LINE)
    with LINE.minute(4):
        attending.let_overseer_come(cast, _meeting(cast))


def _gone_through(cast: before.Cast) -> None:
    sitting.go_through(cast, _meeting(cast), LINE)


def _ready_to_close(cast: before.Cast) -> None:
    """All that `sitting.finish` does but the closing."""
    with patch.object(sitting, "close_meeting"):
        sitting.finish(cast, _meeting(cast), LINE)


def _closed(cast: before.Cast) -> None:
    with clock.set_to(CLOSES):
        close_meeting(_meeting(cast), at=CLOSES, actor=cast.chair)


def _signed(cast: before.Cast) -> None:
    """All that `after.sign_and_issue` does but the issuing."""
    with patch.object(after, "issue"):
        after.sign_and_issue(cast, _meeting(cast), DAY + timedelta(days=1))


def _issued(cast: before.Cast) -> None:
    meeting = _meeting(cast)
    resolution = current(meeting.id)
    assert resolution is not None
    with clock.set_to(before.at(DAY + timedelta(days=1), 9, 30)):
        issue(resolution, meeting, actor=cast.chair)


def _handed_in(cast: before.Cast) -> None:
    after.hand_in(cast, _meeting(cast), DAY + timedelta(days=1))


def _verified(cast: before.Cast) -> None:
    after.verify_points(cast, _meeting(cast), DAY + timedelta(days=1))


LINE = sitting.Timeline(OPENED)
WAY: dict[str, Callable[[before.Cast], None]] = {
    "prepared": _prepared, "put to the committee": _put_to_committee, "agreed": _agreed, "sent out": _sent_out,
    "opened": _opened, "gone through": _gone_through, "ready to close": _ready_to_close, "closed": _closed,
    "signed": _signed, "issued": _issued, "handed in": _handed_in, "verified": _verified,
}  # fmt: skip


def bring(state: str) -> int:
    """The id of the meeting, which has come so far on its way."""
    seal_rows()  # the people of the world: no event tells of them
    cast = begin()
    for name, go in WAY.items():
        go(cast)
        db.session.flush()  # each step reads the rows
        if name == state:
            break
    return _meeting(cast).id


def begin() -> before.Cast:
    """Who goes the way."""
    forget_actors()
    cell = db.session.scalars(select(Organisation).where(Organisation.code == "CB01")).one()
    _let_lan_keep_the_record(cell)
    with clock.set_to(NOON):
        return before.cast_of(cell, MONTH)


def meeting() -> Meeting:
    """The one that goes it."""
    return _meeting(begin())


def _meeting(cast: before.Cast) -> Meeting:
    return before.meeting_of(cast.cell, MONTH)


def _let_lan_keep_the_record(cell: Organisation) -> None:
    """The demo takes the plain member with the lowest card."""
    members = select(Person).join(Membership).where(Membership.organisation_id == cell.id).order_by(Person.id)
    for person in db.session.scalars(members):
        person.card_number = "CB01-0" if person.full_name == "Triệu Thị Lan" else f"CB01-{person.id:06}"
    db.session.flush()
