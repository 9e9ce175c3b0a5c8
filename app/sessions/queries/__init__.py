"""Reading the record of a sitting."""

from app.sessions.queries.conduct import (
    ItemLine,
    agenda_now,
    item_lines,
    speech_in,
    speeches_at,
    speeches_of,
)
from app.sessions.queries.record import (
    attendees,
    calls_shown,
    corrections_of,
    facts_of,
    guests_of,
    guests_shown,
    mentions_of,
    minutes_held,
    own_attendance,
    roll_calls_of,
    rows_of,
    votes_of,
    votes_shown,
)
from app.sessions.queries.roll import RollLine, changed_lines, end_present, headcount_of, line_in, roll_lines

__all__ = [
    "ItemLine",
    "RollLine",
    "agenda_now",
    "attendees",
    "calls_shown",
    "changed_lines",
    "corrections_of",
    "end_present",
    "facts_of",
    "guests_of",
    "guests_shown",
    "headcount_of",
    "item_lines",
    "line_in",
    "mentions_of",
    "minutes_held",
    "own_attendance",
    "roll_calls_of",
    "roll_lines",
    "rows_of",
    "speech_in",
    "speeches_at",
    "speeches_of",
    "votes_of",
    "votes_shown",
]
