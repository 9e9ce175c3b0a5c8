"""Pages of the sitting: opening, the two roll calls, conduct item by item, votes, closing, corrections."""

from app.sessions.routes import (
    arrivals,
    check_in,
    conduct,
    correcting,
    gathering,
    guests,
    items,
    keying,
    opening,
    pulse,
    roll_call,
    screen,
    speeches,
    votes,
)
from app.sessions.routes.desk import bp

__all__ = [
    "arrivals", "bp", "check_in", "conduct", "correcting", "gathering", "guests", "items", "keying", "opening", "pulse",
    "roll_call", "screen", "speeches", "votes",
]  # fmt: skip
