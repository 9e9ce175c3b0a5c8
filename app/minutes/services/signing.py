"""Signing the minutes on the hash of their text; with the last signature they get their number."""

from collections.abc import Mapping
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.documents.models import Attachment, AttachmentPurpose, Document
from app.documents.services import draft_document
from app.documents.services_uploads import Upload, store_upload
from app.documents.snapshots import DocumentKind
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.meetings.services import take_step
from app.meetings.services_history import record_on
from app.meetings.services_plan import heading, path_of
from app.minutes import frozen, queries
from app.minutes.models import Minutes, Signature
from app.minutes.services.composing import paper_of, text_hash_of
from app.minutes.services.editing import WRITING
from app.minutes.services.issuing import issue_minutes, signed_paper, title_of
from app.notifications.services import notify
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from workflows import meeting as meetings
from workflows.meeting import State
from workflows.notices import Notice
from workflows.roles import ROLE_LABELS, Role

SignedTextChanged = frozen.SignedTextChanged  # the guard over signed text, in force wherever minutes are signed
SIGNERS = (Role.RECORDER, Role.CHAIR)
ATTESTERS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE})
LONGEST_REASON = 1000
NOT_A_SIGNER = "Chỉ chính người ghi biên bản và người chủ trì ký biên bản này."
NO_PAPER_FROM_YOU = "Ảnh biên bản giấy do bí thư, phó bí thư, chủ trì hoặc thư ký đính kèm, trước khi nộp hồ sơ."
OTHER_TEXT = (
    "Chữ ký đã có không còn khớp với nội dung biên bản nên chưa ký tiếp được. Bí thư, phó bí thư, chủ trì hoặc thư ký "
    "bỏ chữ ký ấy rồi hai đồng chí cùng ký lại."
)
CHANGED = "Biên bản vừa được sửa sau khi đồng chí mở trang. Đọc bản mới rồi ký."


def signers_of(meeting: Meeting) -> Mapping[Role, int | None]:
    return {Role.RECORDER: meeting.recorder_id, Role.CHAIR: meeting.chair_id}


def may_sign(meeting: Meeting, actor: Actor) -> bool:
    """Whether the actor is one of the two who sign, signed already or not."""
    return actor.person_id in signers_of(meeting).values()


def may_attach_paper(meeting: Meeting, actor: Actor) -> bool:
    return meeting.state in (State.HELD, State.MINUTES) and bool(roles_at(meeting, actor) & WRITING)


def roles_to_sign(meeting: Meeting, minutes: Minutes, actor: Actor) -> list[Role]:
    """As what the actor still has to sign."""
    if meeting.state != State.MINUTES:
        return []
    missing = queries.missing_roles(minutes)
    return [role for role in missing if signers_of(meeting)[role] == actor.person_id]


def roles_to_attest(meeting: Meeting, minutes: Minutes, actor: Actor) -> list[Role]:
    """Whose signature the actor may attest: nobody attests a signature of their own."""
    if meeting.state != State.MINUTES or not roles_at(meeting, actor) & ATTESTERS:
        return []
    missing = queries.missing_roles(minutes)
    return [role for role in missing if signers_of(meeting)[role] != actor.person_id]


def sign(meeting: Meeting, role: Role, *, seen: str, actor: Actor) -> Minutes:
    """Sign as recorder or chair the text whose hash is `seen`.

    Raises NotAllowed, StepRefused (gaps, signed already), SomebodyWasFaster if the text is another one by now.
    """
    lock(meeting)
    if signers_of(meeting).get(role) != actor.person_id:
        raise NotAllowed(NOT_A_SIGNER)
    minutes = _minutes_seen(meeting, seen)
    there = role not in queries.missing_roles(minutes)
    take_step(meeting, "sign", actor=actor, signature=meetings.Signature.OWN, signature_is_there=there)
    return _add(minutes, meeting, role, actor.person_id, actor, acting=str(role))


def attest(
    meeting: Meeting, role: Role, *, seen: str, reason: str = "", scan: Upload | None = None, actor: Actor
) -> Minutes:
    """Attest the signature of one who cannot sign here, by a scan of the signed paper or with a reason.

    Raises as `sign`, and BadInput for a reason that is too long.
    """
    lock(meeting)
    person_id = signers_of(meeting).get(role)
    if person_id is None or person_id == actor.person_id:
        raise NotAllowed("Không tự xác nhận chữ ký của chính mình; đồng chí ký trực tiếp.")
    if len(reason) > LONGEST_REASON:
        raise BadInput({"reason": f"Lý do dài quá {LONGEST_REASON} ký tự, viết gọn lại."})
    minutes = _minutes_seen(meeting, seen)
    kept = scan is not None or bool(queries.paper_minutes_of(meeting.id))
    there = role not in queries.missing_roles(minutes)
    step = take_step(
        meeting,
        "sign",
        actor=actor,
        reason=reason,
        on_behalf_of_id=person_id,
        signature=meetings.Signature.ATTESTED,
        signature_is_there=there,
        has_scan=kept,
    )
    acting = acting_as(roles_at(meeting, actor), step.on_behalf)
    attested: dict[str, Any] = {
        "attested_by_id": actor.person_id,
        "attested_as": ROLE_LABELS[Role(acting)],
        "attested_reason": reason.strip(),
        "scan_id": _scan(meeting, scan, actor, acting),
    }
    return _add(minutes, meeting, role, person_id, actor, acting=acting, **attested)


def attach_paper_minutes(meeting: Meeting, upload: Upload, *, note: str = "", actor: Actor) -> Attachment:
    """A photo of minutes signed on paper, which may stand as the original. Raises NotAllowed."""
    lock(meeting)
    roles = roles_at(meeting, actor)
    if not may_attach_paper(meeting, actor):
        raise NotAllowed(NO_PAPER_FROM_YOU)
    return store_upload(
        upload,
        purpose=AttachmentPurpose.PAPER_MINUTES,
        actor=actor,
        organisation_id=meeting.cell_id,
        meeting_id=meeting.id,
        note=note[:200],
        acting_as=acting_as(roles, WRITING),
    )


def print_draft(meeting: Meeting, *, actor: Actor) -> Document:
    """The text as it stands, to print and sign on paper; it is marked as a draft. Raises NotAllowed."""
    if meeting.state != State.MINUTES or not roles_at(meeting, actor) & WRITING:
        raise NotAllowed("Bản in do bí thư, phó bí thư, chủ trì hoặc thư ký tạo, trước khi nộp hồ sơ.")
    minutes = queries.fresh_minutes(meeting.id)
    return draft_document(
        DocumentKind.MINUTES,
        signed_paper(minutes),
        organisation_id=meeting.cell_id,
        meeting_id=meeting.id,
        title=title_of(meeting),
        actor=actor,
        acting_as=acting_as(roles_at(meeting, actor), WRITING),
    )


def _minutes_seen(meeting: Meeting, seen: str) -> Minutes:
    minutes = queries.fresh_minutes(meeting.id)
    if text_hash_of(paper_of(minutes)) != seen:
        raise SomebodyWasFaster(CHANGED)
    return minutes


def _hash_to_sign(minutes: Minutes) -> str:
    """Of the text as it stands; the second signature is to the same as the first. Raises SomebodyWasFaster."""
    now = text_hash_of(paper_of(minutes))
    if any(signature.text_hash != now for signature in minutes.signatures):
        raise SomebodyWasFaster(OTHER_TEXT)
    return now


def _scan(meeting: Meeting, scan: Upload | None, actor: Actor, acting: str) -> int | None:
    if scan is None:
        found = queries.paper_minutes_of(meeting.id)
        return found[-1].id if found else None
    kept = store_upload(
        scan,
        purpose=AttachmentPurpose.ATTESTATION,
        actor=actor,
        organisation_id=meeting.cell_id,
        meeting_id=meeting.id,
        acting_as=acting,
    )
    return kept.id


def _add(
    minutes: Minutes, meeting: Meeting, role: Role, person_id: int, actor: Actor, *, acting: str, **attested: Any
) -> Minutes:
    minutes.text_hash = _hash_to_sign(minutes)
    db.session.add(
        Signature(
            minutes_id=minutes.id, role=role, person_id=person_id, signed_at=clock.now(),
            text_hash=minutes.text_hash, **attested,
        )
    )  # fmt: skip
    record_on(
        meeting, "minutes_signed", actor=actor, acting_as=acting, role=role, person_id=person_id,
        text_hash=minutes.text_hash, attested_by_id=attested.get("attested_by_id"),
        reason=attested.get("attested_reason", ""),
    )  # fmt: skip
    db.session.flush()  # the signature is counted with the others
    db.session.expire(minutes, ["signatures"])
    missing = queries.missing_roles(minutes)
    if not missing:
        issue_minutes(minutes, meeting, actor=actor, acting=acting)
    _tell(meeting, actor, missing)
    return minutes


def _tell(meeting: Meeting, actor: Actor, missing: list[Role]) -> None:
    path, what = f"{path_of(meeting)}/minutes", f"Biên bản {heading(meeting).lower()}"
    if missing:
        waited_for = {person for role in missing if (person := signers_of(meeting)[role])}
        notify(waited_for, Notice.TO_SIGN, f"{what} chờ chữ ký của đồng chí.", path, but_not=actor.person_id)
        return
    secretaries = people_as(meeting.cell_id, (Role.SECRETARY, Role.DEPUTY_SECRETARY), clock.today())
    told = {person.id for person, _ in secretaries}
    notify(told, Notice.MINUTES_SIGNED, f"{what} đã đủ chữ ký.", path, but_not=actor.person_id)
