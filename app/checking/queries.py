"""What may be said of an issued document to somebody who does not sign in: never what stands in it."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import or_, select

from app import clock
from app.checking.queries_fallen import fallen
from app.documents.models import Document, DocumentSignature
from app.documents.queries_rendering import bearer_of_former
from app.documents.services_checking import KIND_NAMES
from app.extensions import db
from app.organisations.models import Organisation

MOST_VERSIONS = 100


@dataclass(frozen=True, kw_only=True)
class Paper:
    """Of one issued document: what kind, number, date and issuer it bears, and the hash of its file."""

    kind: str
    symbol: str
    dated: date
    issuer: str
    superior: str
    issued_at: datetime
    code: str
    sha256: str | None
    signed_sha256: str | None
    signed_by: str
    signed_at: datetime | None
    to_be_signed: bool

    @property
    def name(self) -> str:
        """`Nghị quyết số 05-NQ/CB`, or what is told apart by its day alone: `Chương trình ngày 02/12/2026`."""
        return f"{self.kind} số {self.symbol}" if self.symbol else f"{self.kind} ngày {self.dated:%d/%m/%Y}"


@dataclass(frozen=True, kw_only=True)
class Known:
    """`newest` stands in its place by now; `fallen`: why that holds no longer, or not for long, though nothing does.
    `made_anew`: since the file that it was found by, which has other bytes than today's and the same text."""

    paper: Paper
    replaced_by: Paper | None
    newest: Paper | None
    fallen: str
    made_anew: bool = False


def by_code(code: str) -> Known | None:
    return _known(db.session.scalar(_issued().where(Document.check_code == code)))


def by_hash(sha256: str) -> Known | None:
    """The document that has exactly these bytes as its file, signed or unsigned, or had until it was made anew."""
    once = select(DocumentSignature.document_id).where(DocumentSignature.sha256 == sha256)
    signed = or_(Document.signed_sha256 == sha256, Document.id.in_(once))
    found = _issued().where(or_(Document.file_sha256 == sha256, signed))
    if (now := db.session.scalar(found.order_by(Document.id.desc()).limit(1))) is not None:
        return _known(now)
    former = _known(db.session.scalar(_issued().where(Document.id == bearer_of_former(sha256))))
    return replace(former, made_anew=True) if former else None


def _issued():  # type: ignore[no-untyped-def]  # as the statement's type is spelt by SQLAlchemy
    return select(Document).where(Document.issued_at.is_not(None))


def _known(document: Document | None) -> Known | None:
    if document is None:
        return None
    later = _later(document)
    return Known(
        paper=_paper(document),
        replaced_by=_paper(later[0]) if later else None,
        newest=_paper(later[-1]) if len(later) > 1 else None,
        fallen=fallen(later[-1] if later else document),
    )


def _later(document: Document) -> list[Document]:
    """Those that came in its place, one after the other."""
    found: list[Document] = []
    while document.replaced_by_id is not None and len(found) < MOST_VERSIONS:
        document = db.session.get_one(Document, document.replaced_by_id)
        found.append(document)
    return found


def _paper(document: Document) -> Paper:
    head = document.snapshot["letterhead"]
    assert document.issued_at is not None  # noqa: S101  # only such are asked for
    name = db.session.scalars(select(Organisation.name).where(Organisation.id == document.organisation_id)).one()
    return Paper(
        kind=KIND_NAMES[document.kind],
        symbol=document.symbol,
        dated=date.fromisoformat(head["dated"]) if head.get("dated") else clock.day_of(document.issued_at),
        issuer=head.get("issuer") or name,
        superior=head.get("superior", ""),
        issued_at=document.issued_at,
        code=document.check_code or "",
        sha256=document.file_sha256,
        signed_sha256=document.signed_sha256,
        signed_by=document.signed_by,
        signed_at=document.signed_at,
        to_be_signed=document.to_be_signed,
    )
