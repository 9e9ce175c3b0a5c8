"""Changing the secretary of a cell in one step, and the signatures of both under what goes on."""

from dataclasses import asdict
from datetime import date

from sqlalchemy import Select, select

from app import clock
from app.accounts.models import Appointment
from app.actor import Actor
from app.appointments.queries import holders_at, office_over, to_come_at
from app.appointments.services import appoint_held, end_offices_in_cell, write_end
from app.audit.services import record
from app.documents.models import AttachmentPurpose
from app.documents.numbering import Numbered
from app.documents.services import issue_document
from app.documents.services_uploads import Upload, store_upload
from app.documents.snapshots import DocumentKind, HandedGroup, HandoverMinutes, Letterhead, Signature
from app.extensions import db, lock, lock_all
from app.handovers import queries
from app.handovers.models import Handover, Side
from app.meetings.models import Meeting
from app.members.models import Person
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.organisations.queries import superior_of
from app.papers.queries import moment, style_from
from app.refusals import BadInput, NotAllowed, NotYet, SomebodyWasFaster, expect_version
from app.rules.queries import settings_for
from workflows.meeting import State
from workflows.notices import Notice
from workflows.roles import Role

CHANGED = "Biên bản bàn giao vừa thay đổi. Mở lại trang để xem trước khi ký."
FIRST = "Một bên ký trước, danh sách bàn giao được chốt rồi Văn phòng mới xác nhận thay bên còn lại."
SIDES = {Side.GIVER: "bên giao", Side.TAKER: "bên nhận"}
LONGEST_NOTE = 4000
LONGEST_REASON = 1000


def change_secretary(
    cell: Organisation, person: Person, *, from_on: date, decision: str, actor: Actor
) -> Handover:  # fmt: skip
    """From the day on `person` is secretary and whoever was is no more; drafts that he was to chair go to the new one.

    All else goes on by itself: it belongs to the cell, not to the secretary. Raises NotAllowed, BadInput.
    """
    if Role.OFFICE not in actor.roles_in(cell.id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy phụ trách ghi thay đổi bí thư.")
    lock_all(Organisation, [cell.id])  # of two changes at once the second finds the first
    lock_all(Meeting, db.session.scalars(_drafts_of(cell.id)))  # now: who plans one holds it before the history
    old = _who_hands_over(cell, person, from_on)
    giver_id = old.person_id
    if old.to_on is None or old.to_on >= from_on:  # one that ends before is not held longer by that
        write_end(old, on=from_on, actor=actor)
    end_offices_in_cell(person.id, cell.id, on=from_on, actor=actor)  # a deputy mostly becomes secretary
    db.session.flush()  # the new appointment is checked against the rows
    appoint_held(
        person, cell, Role.SECRETARY, from_on=from_on, to_on=None, decision=decision, actor=actor
    )  # fmt: skip
    handover = Handover(
        cell_id=cell.id, giver_id=giver_id, taker_id=person.id, from_on=from_on, decision=decision,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(handover)
    db.session.flush()  # its id goes into the history
    moved = _hand_on_drafts(handover, actor)
    record(
        "handover_begun", actor=actor, organisation_id=cell.id, subject="handover", subject_id=handover.id,
        acting_as=Role.OFFICE, giver_id=giver_id, taker_id=person.id, from_on=from_on, meeting_ids=moved,
    )  # fmt: skip
    text = f"Bàn giao công tác bí thư {cell.name} từ ngày {from_on:%d/%m/%Y}: mời đồng chí xem và ký biên bản bàn giao."
    notify([giver_id, person.id], Notice.APPOINTED, text, f"/handovers/{handover.id}", but_not=actor.person_id)
    return handover


def _who_hands_over(cell: Organisation, person: Person, from_on: date) -> Appointment:
    """The secretary of today. A cell has one at a time, so a change that is still to come stands in the way of another.
    Raises BadInput."""
    old = next(iter(holders_at([cell.id], Role.SECRETARY, clock.today())), None)
    if old is None:
        raise BadInput({"": "Chi bộ chưa có bí thư để bàn giao. Ghi phân công ở trang tổ chức."})
    if to_come_at([cell.id], (Role.SECRETARY,), clock.today()):
        raise BadInput({"": "Đã ghi bí thư mới từ một ngày sắp tới. Muốn đổi, sửa phân công đó ở trang tổ chức trước."})
    if old.person_id == person.id:
        raise BadInput({"person": "Đồng chí này đang là bí thư. Chọn người nhận bàn giao."})
    if from_on <= old.from_on:
        raise BadInput({"from_on": f"Bí thư đang giữ chức vụ từ {old.from_on:%d/%m/%Y}; ghi ngày sau ngày đó."})
    return old


def _hand_on_drafts(handover: Handover, actor: Actor) -> list[int]:
    """What was announced already keeps its chair until it is replaced by its own step, which tells everybody. What is
    held before the new secretary is in office is the old one's."""
    drafts = [
        db.session.get_one(Meeting, meeting_id) for meeting_id in db.session.scalars(_drafts_of(handover.cell_id))
    ]
    own = [meeting for meeting in drafts if meeting.chair_id == handover.giver_id]
    moved = [meeting for meeting in own if _is_the_new_ones(meeting, handover.from_on)]
    for meeting in moved:
        meeting.chair_id = handover.taker_id
        record(
            "meeting_changed", actor=actor, organisation_id=handover.cell_id, subject="meeting", subject_id=meeting.id,
            acting_as=Role.OFFICE, before={"chair_id": handover.giver_id}, after={"chair_id": handover.taker_id},
        )  # fmt: skip
    return [meeting.id for meeting in moved]


def _drafts_of(cell_id: int) -> Select[int]:
    return select(Meeting.id).where(Meeting.cell_id == cell_id, Meeting.state == State.DRAFT).order_by(Meeting.id)


def _is_the_new_ones(meeting: Meeting, from_on: date) -> bool:
    return from_on <= clock.today() or (meeting.starts_at is not None and clock.day_of(meeting.starts_at) >= from_on)


def sign(handover: Handover, note: str, *, version: int | None, actor: Actor) -> None:
    """The giver's or the taker's signature. With the first the list stands fast, with the second the paper is issued.

    Raises NotAllowed for anybody else, BadInput, SomebodyWasFaster for who has signed already.
    """
    lock(handover)
    side = {handover.giver_id: "giver", handover.taker_id: "taker"}.get(actor.person_id)
    if side is None:
        raise NotAllowed("Chỉ bên giao và bên nhận ký biên bản bàn giao.")
    if getattr(handover, f"{side}_signed_at") is not None:
        raise SomebodyWasFaster("Đồng chí đã ký biên bản bàn giao này. Mở lại trang để xem.")
    if not queries.may_see_what_goes_on(handover, actor):
        raise NotAllowed("Đồng chí không còn ở chi bộ này: bên nhận ký trước, danh sách được chốt rồi đồng chí ký.")
    expect_version(handover.version, version, CHANGED)
    if len(note) > LONGEST_NOTE:
        raise BadInput({"note": f"Ghi không quá {LONGEST_NOTE} ký tự."})
    if handover.listed is None:
        handover.listed = [asdict(group) for group in queries.groups_of(handover)]
    setattr(handover, f"{side}_note", note.strip())
    setattr(handover, f"{side}_signed_at", clock.now())
    record(
        "handover_signed", actor=actor, organisation_id=handover.cell_id, subject="handover", subject_id=handover.id,
        acting_as=side, side=side, note=note.strip(),
    )  # fmt: skip
    if handover.giver_signed_at and handover.taker_signed_at:
        _issue(handover, actor)
    else:
        _ask_the_other(handover, side, actor)


def attest(
    handover: Handover, reason: str, scan: Upload | None, *, version: int | None, actor: Actor
) -> None:  # fmt: skip
    """The office stands in for who cannot sign, with a reason or the paper signed by hand; the paper is issued.

    The other side signs first, under the list as it stands. Raises NotAllowed, BadInput, SomebodyWasFaster.
    """
    lock(handover)
    side = expect_one_to_sign(handover, actor)
    expect_version(handover.version, version, CHANGED)
    _refuse_attestation(side, reason, scan)
    setattr(handover, f"{side}_signed_at", clock.now())
    handover.attested_side, handover.attested_by_id, handover.attested_reason = side, actor.person_id, reason.strip()
    if scan is not None:
        kept = store_upload(
            scan, purpose=AttachmentPurpose.ATTESTATION, actor=actor, organisation_id=handover.cell_id,
            holder=("handover", handover.id), acting_as=Role.OFFICE,
        )  # fmt: skip
        handover.scan_id = kept.id
    record(
        "handover_attested", actor=actor, organisation_id=handover.cell_id, subject="handover", subject_id=handover.id,
        acting_as=Role.OFFICE, person_id=getattr(handover, f"{side}_id"), reason=reason.strip(),
        scan_id=handover.scan_id,
    )  # fmt: skip
    db.session.flush()  # who attested it is read for the paper
    db.session.refresh(handover)
    _issue(handover, actor)
    text = f"{handover.cell.name}: Văn phòng Đảng ủy xác nhận thay {SIDES[side]}, biên bản bàn giao đã đủ chữ ký."
    notify([handover.giver_id, handover.taker_id], Notice.APPOINTED, text, f"/handovers/{handover.id}")


def expect_one_to_sign(handover: Handover, actor: Actor) -> Side:
    """Whom the office stands in for. Raises NotAllowed, SomebodyWasFaster where both have signed."""
    if Role.OFFICE not in actor.roles_in(handover.cell_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy xác nhận thay bên không ký được.")
    if actor.person_id in (handover.giver_id, handover.taker_id):
        raise NotAllowed("Bên giao, bên nhận ký trực tiếp, không xác nhận thay.")
    side = queries.side_to_attest(handover)
    if side is None and handover.document_id is not None:
        raise SomebodyWasFaster(CHANGED)
    if side is None:
        raise NotYet(FIRST)
    return side


def _refuse_attestation(side: Side, reason: str, scan: Upload | None) -> None:
    """Raises BadInput."""
    if not reason.strip() and scan is None:
        raise BadInput({"reason": f"Nêu lý do {SIDES[side]} không ký được, hoặc đính kèm ảnh bản đã ký trên giấy."})
    if len(reason) > LONGEST_REASON:
        raise BadInput({"reason": f"Lý do dài quá {LONGEST_REASON} ký tự, viết gọn lại."})


def _ask_the_other(handover: Handover, side: str, actor: Actor) -> None:
    other = handover.taker_id if side == "giver" else handover.giver_id
    text = f"Đ/c {actor.name} đã ký biên bản bàn giao công tác bí thư {handover.cell.name}. Mời đồng chí ký."
    notify([other], Notice.APPOINTED, text, f"/handovers/{handover.id}")


def _issue(handover: Handover, actor: Actor) -> None:
    document = issue_document(
        DocumentKind.HANDOVER, "BB", lambda numbered: paper_of(handover, numbered), organisation_id=handover.cell_id,
        meeting_id=None, title=f"Biên bản bàn giao công tác bí thư {handover.cell.name}", actor=actor,
        acting_as={handover.giver_id: "giver", handover.taker_id: "taker"}.get(actor.person_id, str(Role.OFFICE)),
    )  # fmt: skip
    handover.document_id = document.id
    offices = office_over(handover.cell_id, clock.today())
    text = f"{handover.cell.name}: biên bản bàn giao công tác bí thư đã đủ chữ ký."
    notify(offices, Notice.APPOINTED, text, f"/handovers/{handover.id}", but_not=actor.person_id)


def paper_of(handover: Handover, numbered: Numbered) -> HandoverMinutes:
    superior = superior_of(handover.cell_id, clock.today())
    cell = handover.cell
    return HandoverMinutes(
        letterhead=Letterhead(
            superior=superior.name if superior else "", issuer=cell.name, place=cell.place,
            created=moment(clock.now()), dated=numbered.dated.isoformat(), symbol=f"BB/{cell.symbol}",
            number=numbered.number,
        ),
        style=style_from(settings_for(cell.id, clock.today())),
        held_on=clock.today().isoformat(),
        from_on=handover.from_on.isoformat(),
        decision=handover.decision,
        groups=tuple(
            HandedGroup(heading=group.heading, lines=tuple(group.lines)) for group in queries.what_goes_on(handover)
        ),
        note_of_giver=handover.giver_note,
        note_of_taker=handover.taker_note,
        giver=_signature(handover, Side.GIVER),
        taker=_signature(handover, Side.TAKER),
    )  # fmt: skip


def attested_in_words(handover: Handover) -> str:
    """Who of the office stood in for one of the two, and why; empty where both have signed."""
    if handover.attested_by is None:
        return ""
    parts = [f"Đồng chí {handover.attested_by.full_name}, Văn phòng Đảng ủy, xác nhận ký thay"]
    if handover.scan_id is not None:
        parts.append("có bản ký trên giấy")
    if handover.attested_reason:
        parts.append(f"lý do: {handover.attested_reason}")
    return "; ".join(parts)


def _signature(handover: Handover, side: Side) -> Signature:
    who, at = (
        (handover.giver, handover.giver_signed_at) if side == Side.GIVER else (handover.taker, handover.taker_signed_at)
    )
    attested = attested_in_words(handover) if handover.attested_side == side else ""
    return Signature(name=who.full_name, signed_at=moment(at) if at else None, attested=attested)
