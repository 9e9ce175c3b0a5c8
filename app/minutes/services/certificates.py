"""Who has signed the minutes may put the same on their PDF with a certificate of their own, where they have one."""

from app.actor import Actor
from app.documents.models import Document, DocumentSignature
from app.documents.services_checking import FoundSignature
from app.documents.services_handed_in import keep_signed_file
from app.documents.services_personal import sign_personally, signatures_on
from app.extensions import lock
from app.meetings.models import Meeting
from app.minutes.models import Minutes, Signature
from app.refusals import NotAllowed
from workflows.roles import ROLE_LABELS

ONLY_SIGNERS = "Chỉ người đã tự ký biên bản này ký số được lên tệp PDF của nó, mỗi người một lần."


def own_signature(minutes: Minutes, actor: Actor) -> Signature | None:
    """What the actor signed in person; nobody's certificate stands for a signature that was attested."""
    own = [one for one in minutes.signatures if one.person_id == actor.person_id and one.attested_by_id is None]
    return own[0] if own else None


def may_sign_by_certificate(minutes: Minutes, document: Document | None, actor: Actor) -> bool:
    """Once the minutes are issued and laid out, and once for each."""
    if document is None or document.file_sha256 is None or own_signature(minutes, actor) is None:
        return False
    return all(one.person_id != actor.person_id for one in signatures_on(document.id))


def sign_by_certificate(
    meeting: Meeting, minutes: Minutes, document: Document | None, certificate: bytes, passphrase: str, *, actor: Actor
) -> DocumentSignature:
    """Sign the bytes of the issued minutes. Raises NotAllowed, BadInput by field, SomebodyWasFaster."""
    own, document = _to_sign(meeting, minutes, document, actor)
    label = ROLE_LABELS[own.role]
    reason = f"Ký biên bản số {document.symbol}, {label}"
    return sign_personally(
        document, certificate, passphrase, name=own.person.full_name, reason=reason, actor=actor,
        acting_as=str(own.role),
    )  # fmt: skip


def hand_in_signed(
    meeting: Meeting, minutes: Minutes, document: Document | None, data: bytes, *, actor: Actor
) -> tuple[DocumentSignature, FoundSignature]:
    """The PDF of the issued minutes that the actor signed elsewhere, on a token. Raises as `sign_by_certificate`."""
    own, document = _to_sign(meeting, minutes, document, actor)
    return keep_signed_file(document, data, name=own.person.full_name, actor=actor, acting_as=str(own.role))


def _to_sign(meeting: Meeting, minutes: Minutes, document: Document | None, actor: Actor) -> tuple[Signature, Document]:
    lock(meeting)
    own = own_signature(minutes, actor)
    if own is None or document is None or not may_sign_by_certificate(minutes, document, actor):
        raise NotAllowed(ONLY_SIGNERS)
    return own, document
