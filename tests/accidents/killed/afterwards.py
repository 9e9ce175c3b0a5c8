"""What must hold after any accident, whatever the month was like: nothing left undone, no hole in the numbers, nothing
half written, each letter once."""

import os
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from app import clock
from app.documents.models import Document, NumberSeries
from app.extensions import db
from app.jobs.models import Job, JobState
from app.jobs.work import tidy
from app.proofs.queries import verify
from app.settings import settings

# What is being written, by whom it may be.
HALF_DONE = (".half-*", ".backup-*", ".restoring-*")
LATER = timedelta(days=2)
Letter = dict[str, str]


def what_is_wrong() -> list[str]:
    """In a house whose month is over. Tidies up, as the worker does."""
    found = [f"verify: {one.found}" for one in verify().areas if one.found]
    found += [*jobs_left(), *wrong_numbers()]
    db.session.remove()
    return found + left_behind()


def jobs_left() -> list[str]:
    rows = db.session.execute(select(Job.key, Job.status, Job.error).where(Job.status != JobState.DONE))
    return [f"job {key} is {status}: {error}" for key, status, error in rows]


def wrong_numbers() -> list[str]:
    """Of each series 1, 2, 3 … to the last that was given, each once."""
    given: dict[tuple[int, int | None, str], list[int]] = {}
    documents = select(Document).where(Document.number.is_not(None)).order_by(Document.number)
    for one in db.session.scalars(documents):
        given.setdefault((one.organisation_id, one.term_id, one.type_code), []).append(one.number or 0)
    series = db.session.scalars(select(NumberSeries).where(NumberSeries.last > 0))
    last = {(row.organisation_id, row.term_id, row.type_code): list(range(1, row.last + 1)) for row in series}
    return [] if given == last else [f"numbers {given}, by the series {last}"]


def left_behind() -> list[str]:
    """What still lies half written two days later."""
    then = clock.now() + LATER
    for one in _half_done():
        os.utime(one, times=(clock.now().timestamp(),) * 2)
    with clock.set_to(then):
        tidy()
    db.session.remove()
    return [f"left behind: {one}" for one in _half_done()]


def _half_done() -> list[Path]:
    return [one for name in HALF_DONE for one in settings().data_dir.rglob(name)]


def wrong_letters(calm: Sequence[Letter], found: Sequence[Letter], in_hand: Sequence[str]) -> list[str]:
    """`in_hand`: the letters that a server had taken when the process died, and that nobody had noted yet: these come
    twice, as the same."""
    often = Counter(letter["id"] for letter in found)
    expected = Counter(set(often)) + Counter(in_hand)
    wrong = [f"letter {number} came {count} times" for number, count in often.items() if count != expected[number]]
    before, after = _by_reader(calm), _by_reader(found)
    return (
        wrong
        + [f"no letter {one}" for one in (before - after).elements()]
        + [f"one letter more {one}" for one in (after - before).elements()]
    )


def _by_reader(letters: Sequence[Letter]) -> Counter[tuple[str, str]]:
    return Counter((one["to"], one["subject"]) for one in {one["id"]: one for one in letters}.values())
