"""What a cell finds when it begins to practise: a meeting of the month in draft, as a real one begins."""

from dataclasses import replace
from datetime import date

from app import clock
from app.actor import Actor
from app.extensions import db, meanwhile_elsewhere
from app.meetings.queries import live_regular
from app.meetings.services import create_meeting
from app.meetings.services_default import Usual, usual_of
from app.organisations.models import Organisation
from app.practice.models import Practice
from app.practice.services_place import place_at
from workflows.calendar import first_of, months_away
from workflows.meeting import Kind, State

PLACE = "Nơi tập thử"
TO_COME = (State.DRAFT, State.APPROVAL, State.CONVENED)


def begin_first(practice: Practice, *, actor: Actor) -> None:
    """Begin it where the cell practises, with place, people and agenda that a real one of the cell begins with."""
    month, usual = _as_really(practice.cell_id)
    with meanwhile_elsewhere(place_at(practice.name)):
        cell = db.session.get_one(Organisation, practice.cell_id)
        create_meeting(cell, Kind.REGULAR, month, actor=actor, usual=usual)


def _as_really(cell_id: int) -> tuple[date, Usual]:
    """The month that the cell prepares, and what it is used to. It is planned for now: a day that is still to come
    would keep everybody from opening it."""
    this = first_of(clock.today())
    real = live_regular(cell_id, this)
    month = months_away(this, 1) if real is not None and real.state not in TO_COME else this
    usual = usual_of(cell_id, Kind.REGULAR, month)
    now = clock.now().replace(second=0, microsecond=0)
    return month, replace(usual, place=usual.place or PLACE, starts_at=now)
