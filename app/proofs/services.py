"""Vouching for what was there before the history did, and for the history itself, once a day."""

from contextlib import closing
from datetime import date

from sqlalchemy import func, or_, select

from app import clock
from app.audit.models import AuditHead
from app.audit.services_sealing import seal_unsealed
from app.extensions import db, one_moment
from app.jobs.services import enqueue
from app.notifications.services_letters import write_outward
from app.proofs.kept_seals import KeptSeals
from app.proofs.letter import letter_of
from app.proofs.models import DaySeal
from app.proofs.queries_chains import check_chains
from app.proofs.queries_rows import unsealed
from app.proofs.queries_seals import hash_of_seal
from app.settings import settings
from workflows.calendar import first_of, months_away

KIND = "seal_day"


def seal_rows() -> None:
    """The job that a new installation of the seals asks for, and whoever fills a database past the session."""
    with closing(KeptSeals()) as kept:
        with one_moment():
            check_chains(kept)
            new = list(unsealed(kept))
        seal_unsealed(new)


def ask_for_seal() -> None:
    """Of yesterday and before, once a day; a second machine that asks changes nothing."""
    enqueue(KIND, f"{KIND}:{clock.today()}")


def seal_day() -> None:
    """Seal the ends of all chains together, and send the seal to those outside who keep it. Run again on the same day
    it does nothing."""
    day = clock.today()
    # In the order in which they were made: when a clock that was ahead is set back, days come that have their seal.
    last = db.session.scalars(select(DaySeal).order_by(DaySeal.id.desc()).limit(1).with_for_update()).first()
    if db.session.scalar(select(DaySeal.id).where(DaySeal.day == day)) is not None:
        return
    ends, known = {}, _known_ends(last, day)
    # Each head as it was committed: an event that is being written belongs to the next day's seal.
    for head in db.session.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.hash).where(AuditHead.seq > 0)):
        if known.get(str(head.chain)) != [head.seq, head.hash]:
            ends[str(head.chain)] = [head.seq, head.hash]
    previous = last.hash if last else ""
    sealed = hash_of_seal(day, ends, previous)
    made = DaySeal(day=day, made_at=clock.now(), ends=ends, previous_hash=previous, hash=sealed)
    db.session.add(made)
    write_outward(*letter_of(made, settings().public_url), key=f"seal {sealed}")


def _known_ends(last: DaySeal | None, day: date) -> dict[str, list[object]]:
    """As the seals say that were made since the month began. The first of a month knows of none and names all ends, so
    what has to be read does not grow with the years."""
    first = first_of(day)
    if last is None or first_of(last.day) != first:
        return {}
    of_others = select(func.max(DaySeal.id)).where(or_(DaySeal.day < first, DaySeal.day >= months_away(first, 1)))
    since = db.session.scalar(of_others) or 0
    known: dict[str, list[object]] = {}
    for ends in db.session.scalars(select(DaySeal.ends).where(DaySeal.id > since).order_by(DaySeal.id)):
        known |= ends
    return known
