"""Who has signed the minutes may put the same on their PDF with a certificate of their own, where they have one."""

from contextlib import nullcontext

from app.actor import Actor
from app.documents.models import Document, DocumentSignature
from app.documents.services_checking import FoundSignature
from app.documents.services_handed_in import earlier, judge_signed_file
from app.documents.services_personal import Apart, file_to_sign, keep_signature, sign_personally, signatures_on
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
    meeting: Meeting, minutes: Minutes, document: Document | None, certificate: bytes, passphrase: str, *,
    actor: Actor, apart: Apart = nullcontext,
) -> DocumentSignature:  # fmt: skip
    """Sign the bytes of the issued minutes. `apart`: within it is done what may take long.

    Raises NotAllowed, BadInput by field, SomebodyWasFaster also for who was overtaken meanwhile.
    """
    own, document = _to_sign(minutes, document, actor)
    before, name, person_id = file_to_sign(document, actor), own.person.full_name, actor.person_id
    reason = f"Ký biên bản số {document.symbol}, {ROLE_LABELS[own.role]}"
    with apart():
        signed, whose = sign_personally(before, certificate, passphrase, name=name, reason=reason, person_id=person_id)
    lock(meeting)
    own, document = _to_sign(minutes, document, actor)
    return keep_signature(document, before, signed, whose, actor=actor, acting_as=str(own.role))


def hand_in_signed(
    meeting: Meeting, minutes: Minutes, document: Document | None, data: bytes, *, actor: Actor,
    apart: Apart = nullcontext,
) -> tuple[DocumentSignature, FoundSignature]:  # fmt: skip
    """The PDF of the issued minutes that the actor signed elsewhere, on a token, is kept as if it had been signed here.
    `apart` and what is raised: as of `sign_by_certificate`."""
    own, document = _to_sign(minutes, document, actor)
    before, others, name = file_to_sign(document, actor), earlier(document), own.person.full_name
    with apart():
        found = judge_signed_file(data, before, others, name)
    lock(meeting)
    own, document = _to_sign(minutes, document, actor)
    return keep_signature(document, before, data, found.signer, actor=actor, acting_as=str(own.role)), found


def _to_sign(minutes: Minutes, document: Document | None, actor: Actor) -> tuple[Signature, Document]:
    own = own_signature(minutes, actor)
    if own is None or document is None or not may_sign_by_certificate(minutes, document, actor):
        raise NotAllowed(ONLY_SIGNERS)
    return own, document
