"""Who has signed the minutes may put the same on their PDF with a certificate of their own, where they have one."""

from app.actor import Actor
from app.documents.models import Document, DocumentSignature
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
    lock(meeting)
    own = own_signature(minutes, actor)
    if own is None or document is None or not may_sign_by_certificate(minutes, document, actor):
        raise NotAllowed(ONLY_SIGNERS)
    label = ROLE_LABELS[own.role]
    reason = f"Ký biên bản số {document.symbol}, {label}"
    return sign_personally(
        document, certificate, passphrase, name=own.person.full_name, reason=reason, actor=actor,
        acting_as=str(own.role),
    )  # fmt: skip
