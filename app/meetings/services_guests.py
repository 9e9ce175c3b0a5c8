"""Inviting guests in writing: each has a numbered invitation of their own, and a new one when time or place change."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.agendas.queries import items_of
from app.documents.models import Document
from app.documents.queries import all_issued
from app.documents.services import SnapshotMaker, issue_document, replace_document, snapshot_of
from app.documents.snapshots import DocumentKind, GuestInvitation, Person, SnapshotUnreadable
from app.extensions import db, lock
from app.meetings import queries
from app.meetings.models import Meeting, MeetingGuest
from app.meetings.services_history import record_on
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.papers.queries_before import invitation_of
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.rotations.queries import plan_of
from workflows.meeting import Kind, State
from workflows.notices import Notice
from workflows.roles import Role
from workflows.sight import WRITERS, Part

COMMITTEE = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
INVITERS = WRITERS[Part.CONVENED][State.CONVENED]
NOT_YOURS = "Chỉ bí thư, phó bí thư gửi giấy mời của kỳ sinh hoạt đã triệu tập."
LONGEST = {"name": 120, "office": 200, "contents": 500, "phone": 32}


@dataclass(frozen=True, kw_only=True)
class Guest:
    """Who is invited, to what (a clause in small letters), when they are asked to speak, and whom they may ring."""

    name: str
    office: str = ""
    contents: str
    speaks_at: time | None = None
    phone: str = ""


def invite(meeting: Meeting, guest: Guest, *, actor: Actor) -> Document:
    """Issue the invitation. Who was invited before is sent a new one in its place. Raises BadInput, NotAllowed."""
    roles = _inviting(meeting, actor)
    _expect_words(guest)
    maker, title = _maker(meeting, _printed(guest)), _title(guest)
    old = next((paper for paper in invitations_of(meeting.id) if paper.title == title), None)
    capacity = acting_as(roles, INVITERS)
    if old is not None:
        return replace_document(old, maker, actor=actor, acting_as=capacity, reason="Gửi lại giấy mời.")
    return issue_document(
        DocumentKind.GUEST_INVITATION, "GM", maker, organisation_id=meeting.cell_id, meeting_id=meeting.id,
        title=title, actor=actor, acting_as=capacity,
    )  # fmt: skip


def invite_cell(meeting: Meeting, cell: Organisation, *, actor: Actor) -> list[int]:
    """Another cell attends a model meeting: its committee reads the convened agenda and the documents, and is told.

    Answers with the persons. Raises NotAllowed, BadInput, SomebodyWasFaster.
    """
    roles = _inviting(meeting, actor)
    if not meeting.model_meeting:
        raise BadInput("Chỉ sinh hoạt điểm luân phiên mới mời chi bộ khác cùng dự.")
    known = {guest.person_id for guest in queries.guests_of(meeting.id)}
    found = {person.id for person, _ in people_as(cell.id, COMMITTEE, clock.today())} - known
    if cell.id == meeting.cell_id or not found:
        raise BadInput({"cell": f"{cell.name} đã được mời, hoặc chưa có bí thư, phó bí thư, chi ủy viên để mời."})
    db.session.add_all(MeetingGuest(meeting_id=meeting.id, person_id=one, cell_id=cell.id) for one in sorted(found))
    record_on(
        meeting, "cell_invited", actor=actor, acting_as=acting_as(roles, INVITERS), cell_id=cell.id,
        person_ids=sorted(found),
    )  # fmt: skip
    text = f"{meeting.cell.name} mời đồng chí dự sinh hoạt điểm luân phiên tháng {meeting.month:%m/%Y}."
    notify(found, Notice.INVITED, text, f"/meetings/{meeting.id}", meeting_id=meeting.id)
    return sorted(found)


def invite_planned(meeting: Meeting, *, actor: Actor) -> list[str]:
    """The cells that the year's plan names and that are not invited yet; answers with their names.

    A cell without a committee is passed over. Raises NotAllowed, BadInput if there is nobody to invite.
    """
    _inviting(meeting, actor)
    names = []
    for cell in planned_cells(meeting):
        try:
            invite_cell(meeting, cell, actor=actor)
        except BadInput:
            continue
        names.append(cell.name)
    if not names:
        raise BadInput({"cell": "Các chi bộ theo kế hoạch đã được mời, hoặc chưa có chi ủy để mời."})
    return names


def planned_cells(meeting: Meeting) -> list[Organisation]:
    """Whom the year's plan brings to this meeting and who is not invited yet."""
    plan = plan_of(meeting.cell_id, meeting.month) if meeting.kind == Kind.REGULAR else None
    invited = {guest.cell_id for guest in queries.guests_of(meeting.id)}
    return [guest.cell for guest in plan.guests if guest.cell_id not in invited] if plan else []


def _inviting(meeting: Meeting, actor: Actor) -> frozenset[Role]:
    """What the actor is at the meeting, which is held until the end. Raises NotAllowed, SomebodyWasFaster."""
    lock(meeting)
    roles = queries.roles_at(meeting, actor)
    if not roles & INVITERS:
        raise NotAllowed(NOT_YOURS)
    if meeting.state != State.CONVENED:
        raise SomebodyWasFaster("Kỳ sinh hoạt không còn ở bước gửi giấy mời. Mở lại trang để xem bản mới nhất.")
    return roles


def invite_again(meeting: Meeting, *, actor: Actor, acting_as: str, reason: str) -> None:
    """Time or place are others now: whoever was invited gets a new invitation in place of the old."""
    for old in invitations_of(meeting.id):
        if was := _as_issued(old):
            kept = {"guest": was.guest, "contents": was.contents, "speaks_at": was.speaks_at, "phone": was.phone}
            replace_document(old, _maker(meeting, kept), actor=actor, acting_as=acting_as, reason=reason)


def invitations_of(meeting_id: int) -> list[Document]:
    return all_issued(meeting_id, DocumentKind.GUEST_INVITATION)


def _as_issued(paper: Document) -> GuestInvitation | None:
    """What was frozen; None of another time, which cannot be written again from what was kept."""
    try:
        found = snapshot_of(paper)
    except SnapshotUnreadable:
        return None
    return found if isinstance(found, GuestInvitation) else None


def _maker(meeting: Meeting, stated: dict[str, Any]) -> SnapshotMaker:
    items = items_of(meeting.id)
    return lambda given: invitation_of(meeting, items, dated=given.dated, number=given.number, **stated)


def _expect_words(guest: Guest) -> None:
    errors = {} if guest.name.strip() else {"name": "Ghi họ tên đại biểu."}
    if not guest.contents.strip():
        errors["contents"] = "Ghi nội dung sẽ bàn, để đại biểu chuẩn bị."
    errors |= {
        name: f"Không quá {longest} chữ." for name, longest in LONGEST.items() if len(getattr(guest, name)) > longest
    }
    if errors:
        raise BadInput(errors)


def _printed(guest: Guest) -> dict[str, Any]:
    return {
        "guest": Person(name=guest.name.strip(), position=guest.office.strip()),
        "contents": guest.contents.strip().rstrip("."),
        "speaks_at": f"{guest.speaks_at:%H:%M}" if guest.speaks_at else "",
        "phone": guest.phone.strip(),
    }


def _title(guest: Guest) -> str:
    return ", ".join(filter(None, (f"Giấy mời đ/c {guest.name.strip()}", guest.office.strip())))[:300]
