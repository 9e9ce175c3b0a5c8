"""What says nearly the same: reckoned in Python over the open petitions in the same hands, no service needed."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy.orm import defer

from app.actor import Actor
from app.extensions import db
from app.petitions.models import Petition
from app.petitions.queries import visible_to
from workflows.petition import OPEN, SentTo, State
from workflows.roles import Role

# Of so many of the newest; a level that has more open has other worries.
MOST_COMPARED = 1_000
MOST_OFFERED = 30
LIKELY = 35
"""Per cent of likeness from which two are offered as duplicates."""


@dataclass(frozen=True, kw_only=True)
class Alike:
    petition: Petition
    percent: int

    @property
    def is_likely(self) -> bool:
        return self.percent >= LIKELY


def alike(petition: Petition, actor: Actor, on: date) -> list[Alike]:
    """The open petitions that lie with the actor at the same level, the likest first, then the newest."""
    found = (
        visible_to(actor, on)
        .options(defer(Petition.answer))
        .where(Petition.level_id == petition.level_id, Petition.state.in_(OPEN), Petition.id != petition.id)
    )
    if petition.sent_to == SentTo.OVERSEER and Role.OVERSEER in actor.roles_in(petition.cell_id):
        found = found.where(Petition.sent_to == SentTo.OVERSEER, Petition.state == State.RAISED)
    rows = db.session.scalars(found.order_by(Petition.id.desc()).limit(MOST_COMPARED))
    mine = _marks(petition.folded)
    lines = [Alike(petition=row, percent=_likeness(mine, _marks(row.folded))) for row in rows]
    return sorted(lines, key=lambda line: -line.percent)[:MOST_OFFERED]


def likeness(one: str, other: str) -> int:
    """Per cent of common words and pairs of neighbouring words; both texts folded."""
    return _likeness(_marks(one), _marks(other))


def _marks(folded: str) -> set[str]:
    """Words and pairs of neighbours: a Vietnamese word is often two syllables, and single ones are in every text."""
    words = "".join(letter if letter.isalnum() else " " for letter in folded).split()
    return {*words, *(f"{a} {b}" for a, b in pairwise(words))}


def _likeness(one: set[str], other: set[str]) -> int:
    if not one or not other:
        return 0
    return round(200 * len(one & other) / (len(one) + len(other)))
