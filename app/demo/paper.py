"""A demo meeting that was written down on paper and keyed in afterwards by the scribe's side: the secretary."""

from datetime import date, timedelta

from app import clock
from app.demo import before, sitting
from app.demo.before import Cast, at
from app.demo.words import PLACES
from app.extensions import db
from app.meetings.services_convening import Held, record_past
from workflows.cells import CellType


def key_in(cast: Cast, month: date, met_on: date) -> None:
    """Two days after the meeting: the draft, "already held", and the whole record with its stated times."""
    opened = at(met_on, 19, 30)
    with clock.set_to(at(met_on + timedelta(days=2), 9)):
        meeting = before.prepare(cast, month, opened)
        held = Held(
            opened_at=opened, chair_id=cast.secretary.id, recorder_id=cast.recorder.id,
            place=PLACES[cast.cell.cell_type or CellType.RESIDENTIAL],
        )  # fmt: skip
        record_past(meeting, held, actor=cast.chair)
        db.session.flush()  # the sitting reads the state
        line = sitting.Timeline(opened, live=False)
        sitting.open_and_call_the_roll(cast, meeting, line)
        sitting.go_through(cast, meeting, line)
        sitting.finish(cast, meeting, line)
