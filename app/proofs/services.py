"""Vouching for what was there before the history did, and for the history itself, once a day."""

from contextlib import closing

from sqlalchemy import select

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
    ends, known = {}, _known_ends()
    # Each head as it was committed: an event that is being written belongs to the next day's seal.
    for head in db.session.execute(select(AuditHead.chain, AuditHead.seq, AuditHead.hash).where(AuditHead.seq > 0)):
        if known.get(str(head.chain)) != [head.seq, head.hash]:
            ends[str(head.chain)] = [head.seq, head.hash]
    previous = last.hash if last else ""
    sealed = hash_of_seal(day, ends, previous)
    made = DaySeal(day=day, made_at=clock.now(), ends=ends, previous_hash=previous, hash=sealed)
    db.session.add(made)
    write_outward(*letter_of(made, settings().public_url), key=f"seal {sealed}")


def _known_ends() -> dict[str, list[object]]:
    """As the seals so far have them."""
    known: dict[str, list[object]] = {}
    for ends in db.session.scalars(select(DaySeal.ends).order_by(DaySeal.id)):
        known |= ends
    return known
