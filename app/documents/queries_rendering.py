"""How far the PDF of a document is, and who may have one made again that failed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, ScalarSelect, String, and_, case, cast, func, literal, or_, select

from app import clock
from app.actor import Actor
from app.audit.models import RENDERED_ANEW, AuditEvent
from app.documents.models import Document
from app.documents.rendering_key import PREFIX, SIGN_PREFIX, render_key
from app.extensions import db
from app.jobs.models import Job, JobState
from app.jobs.queries import status_of
from app.organisations.models import Organisation
from app.organisations.queries import below
from app.refusals import NotKnown
from workflows.roles import Role

MOST = 50
IN_HAND = (JobState.QUEUED, JobState.RUNNING)
# Office and administrator have a PDF made again that they may not read: it stays unread, and the cell gets its paper.
RETRIERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE)


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """How far the PDF of a document is."""

    waiting: bool
    failed: bool
    tries: int


def rendering_of(document: Document) -> Rendering:
    job = status_of(render_key(document))
    made = document.file_sha256 is not None
    return how_far(job.status if job else None, made=made, tries=job.tries if job else 0)


def how_far(job: JobState | None, *, made: bool, tries: int = 0) -> Rendering:
    waiting = job in IN_HAND
    # Made and asked for again, made, or never asked for: each must leave the person a way on.
    return Rendering(waiting=waiting, failed=not (made or waiting), tries=tries)


def last_job() -> ColumnElement[JobState | None]:
    """The state of the job for a document that has no file; the newest one, as an earlier draft's is of no concern."""
    key = literal(PREFIX) + cast(Document.id, String) + literal(":%")
    newest = select(Job.status).where(Job.key.like(key)).order_by(Job.id.desc()).limit(1)
    return case((Document.file_sha256.is_(None), newest.scalar_subquery()))


@dataclass(frozen=True, kw_only=True)
class FailedPaper:
    """A paper whose PDF could not be made, for who makes it again and need not know what is in it."""

    id: int
    kind: str
    organisation: str
    at: datetime
    issued: bool
    unsigned: bool = False
    """It has its PDF, and only the signature on it could not be made."""


def failed_renderings(actor: Actor) -> list[FailedPaper]:
    """Those in the actor's scope, the latest first, without title and number: an administrator reads no content."""
    ids = _retried_by(actor)
    at = func.coalesce(Document.issued_at, Document.created_at, type_=Document.created_at.type).label("at")
    job, signing = last_job(), _signing_job()
    unmade = and_(Document.file_sha256.is_(None), or_(job.is_(None), job.not_in(IN_HAND)))
    unsigned = and_(_waits_for_a_signature(), or_(signing.is_(None), signing.not_in(IN_HAND)))
    rows = db.session.execute(
        select(Document.id, Document.kind, at, Document.issued_at.is_not(None).label("issued"))
        .add_columns(Organisation.name.label("organisation"))
        .join(Organisation, Organisation.id == Document.organisation_id)
        .add_columns(unsigned.label("unsigned"))
        .where(Document.organisation_id.in_(ids), or_(unmade, unsigned))
        .order_by(Document.id.desc())
        .limit(MOST)
    )
    return [FailedPaper(**row._mapping) for row in rows]


def _waits_for_a_signature() -> ColumnElement[bool]:
    return and_(Document.to_be_signed, Document.file_sha256.is_not(None), Document.signed_sha256.is_(None))


def _signing_job() -> ScalarSelect[JobState]:
    key = literal(SIGN_PREFIX) + cast(Document.id, String)
    return select(Job.status).where(Job.key == key).scalar_subquery()


def _retried_by(actor: Actor) -> set[int]:
    """The organisations whose papers the actor may have rendered again; an administrator's reach down the tree."""
    scope = set(actor.organisations_as(*RETRIERS))
    for organisation_id in actor.organisations_as(Role.ADMINISTRATOR):
        scope.update(below(organisation_id, clock.today()))
    return scope


def to_render_again_or_404(document_id: int, actor: Actor) -> Document:
    """A document whose PDF the actor may have made again without seeing it. Raises NotKnown."""
    ids = _retried_by(actor)
    found = db.session.scalar(select(Document).where(Document.id == document_id, Document.organisation_id.in_(ids)))
    if found is None:
        raise NotKnown
    return found


def bearer_of_former(sha256: str) -> int | None:
    """Id of the issued document that had a file with these bytes before it was made anew, as the history tells.

    What was made anew while it was a draft is none: its text was not the issued one.
    """
    its_document = cast(AuditEvent.data["document_id"].as_string(), Integer)
    told = (
        select(Document.id)
        .join(AuditEvent, its_document == Document.id)
        .where(RENDERED_ANEW, AuditEvent.data["before"].as_string() == sha256, AuditEvent.at >= Document.issued_at)
    )
    return db.session.scalar(told.limit(1))
