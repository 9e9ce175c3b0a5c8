"""Reading the bank of phrases: what a cell is offered, and what somebody keeps."""

from dataclasses import dataclass

from sqlalchemy import or_, select

from app import clock
from app.actor import Actor
from app.extensions import db
from app.organisations.models import Organisation
from app.organisations.queries import above, cells_among, managed_roots
from app.phrases.models import Phrase
from app.refusals import NotAllowed, NotKnown
from workflows.phrases import PhraseKind, shipped
from workflows.roles import Role

KEEPERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
# Who writes anything of a meeting; whoever chairs or records one is among the members.
WRITERS = (Role.MEMBER, Role.SCRIBE, Role.COMMITTEE_MEMBER, *KEEPERS)


@dataclass(frozen=True, kw_only=True)
class Offer:
    """Sentences of one origin: the cell's own, its committees', those that everybody is given."""

    heading: str
    texts: list[str]


def cell_of_writer(cell_id: int, actor: Actor) -> Organisation:
    """Raises NotKnown for who writes nothing there."""
    if not actor.roles_in(cell_id) & set(WRITERS):
        raise NotKnown
    return db.session.get_one(Organisation, cell_id)


def offered(cell: Organisation, kind: PhraseKind) -> list[Offer]:
    """The nearest first; nothing twice."""
    line = above(cell.id, clock.today())
    rows = db.session.scalars(
        select(Phrase)
        .where(Phrase.organisation_id.in_(line), Phrase.kind == kind, Phrase.removed_at.is_(None))
        .where(or_(Phrase.cell_type.is_(None), Phrase.cell_type == cell.cell_type))
        .order_by(Phrase.id)
    ).all()
    own = [row.text for row in rows if row.organisation_id == cell.id]
    committee = [row.text for row in rows if row.organisation_id != cell.id and row.text not in own]
    usual = [text for text in shipped(kind, cell.cell_type) if text not in {*own, *committee}]
    found = (("Của chi bộ", own), ("Của cấp ủy", committee), ("Có sẵn", usual))
    return [Offer(heading=heading, texts=texts) for heading, texts in found if texts]


def kept_by(actor: Actor) -> list[Organisation]:
    """Whose phrases the actor keeps: the cell that they lead, the committees whose office they are."""
    return [*cells_among(actor.organisations_as(*KEEPERS)), *managed_roots(actor, clock.today())]


def phrases_of(organisation_ids: list[int]) -> list[Phrase]:
    found = select(Phrase).where(Phrase.organisation_id.in_(organisation_ids), Phrase.removed_at.is_(None))
    return list(db.session.scalars(found.order_by(Phrase.kind, Phrase.cell_type, Phrase.id)))


def may_keep(organisation_id: int, actor: Actor) -> bool:
    return bool(actor.roles_in(organisation_id) & {*KEEPERS, Role.OFFICE})


def get_kept(phrase_id: int, actor: Actor) -> Phrase:
    """Raises NotKnown, NotAllowed for one that is only read."""
    found = db.session.get(Phrase, phrase_id)
    if found is None or found.removed_at is not None:
        raise NotKnown
    if found.organisation_id not in {one.id for one in kept_by(actor)}:
        if found.organisation_id in actor.roles:
            raise NotAllowed("Câu mẫu của chi bộ do bí thư, phó bí thư giữ; của cấp ủy do Văn phòng giữ.")
        raise NotKnown
    return found
