"""What belongs to the meeting as a whole: guests, fees, agenda adopted, praise and reminders, the synthesis, tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select

from app import clock
from app.actor import Actor
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.refusals import BadInput, NotKnown
from app.sessions.models import Attendance, Guest, GuestKind, Mention, MentionKind, Speech
from app.sessions.services.writing import Pen, expect_fingerprint, hold, note, text_of
from app.tasks.services import NewTask, assign_task
from workflows.meeting import State

LONGEST_NAME, LONGEST_OFFICE, LONGEST_GROUP, LONGEST_NOTE = 120, 200, 200, 300


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What the chair settles at the beginning."""

    observer_id: int | None
    fees_paid: int | None
    fees_note: str
    agenda_adopted: bool


def opening_of(meeting: Meeting) -> tuple[object, ...]:
    """The values whose fingerprint the form carries."""
    return (meeting.observer_id, meeting.fees_paid, meeting.fees_note, meeting.agenda_adopted)


def settle_opening(meeting: Meeting, stated: Opening, *, seen: str, actor: Actor) -> None:
    """Observer of the score, Party fees, agenda adopted."""
    pen = hold(meeting, actor)
    expect_fingerprint(seen, *opening_of(meeting))
    if stated.observer_id is not None and not _has_row(meeting, stated.observer_id):
        raise BadInput({"observer": "Người theo dõi, chấm điểm phải là đảng viên có tên trong điểm danh."})
    fees = {"fees_paid": stated.fees_paid, "fees_note": text_of(stated.fees_note, "fees_note", LONGEST_NOTE)}
    _expect_payers(meeting, stated.fees_paid)
    _change(meeting, pen, "fees_recorded", fees)
    settled = {"observer_id": stated.observer_id, "agenda_adopted": stated.agenda_adopted}
    _change(meeting, pen, "meeting_changed", settled)


def settle_conclusion(meeting: Meeting, text: str, *, seen: str, actor: Actor) -> None:
    """The chair's synthesis of the whole meeting."""
    pen = hold(meeting, actor)
    text = text_of(text, "conclusion")
    if text != meeting.conclusion:
        expect_fingerprint(seen, meeting.conclusion)
        _change(meeting, pen, "meeting_changed", {"conclusion": text})


def note_minutes_read(meeting: Meeting, adopted: bool, *, actor: Actor) -> None:
    """The minutes were read out and nobody objected; or that is taken back."""
    pen = hold(meeting, actor)
    _change(meeting, pen, "meeting_changed", {"minutes_adopted": adopted})


def add_guest(
    meeting: Meeting, *, kind: GuestKind, name: str, office: str, actor: Actor, person_id: int | None = None
) -> Guest:
    """A guest or the overseer, present at the meeting; before it opens, on the day's roll call."""
    pen = hold(meeting, actor, State.HELD, State.CONVENED)
    name, office = text_of(name, "name", LONGEST_NAME), text_of(office, "office", LONGEST_OFFICE)
    if not name:
        raise BadInput({"name": "Ghi họ tên đại biểu, khách dự."})
    same = Guest.person_id == person_id if person_id else Guest.name == name
    if db.session.scalar(select(Guest.id).where(Guest.meeting_id == meeting.id, same)):
        raise BadInput({"name": f"Đã ghi {name} trong danh sách đại biểu, khách dự."})
    guest = Guest(meeting_id=meeting.id, kind=kind, name=name, office=office, person_id=person_id)
    db.session.add(guest)
    note("guest_added", meeting, pen, name=name, office=office, guest_kind=kind)
    return guest


def remove_guest(meeting: Meeting, guest_id: int, *, actor: Actor) -> None:
    pen = hold(meeting, actor, State.HELD, State.CONVENED)
    guest = db.session.scalar(select(Guest).where(Guest.id == guest_id, Guest.meeting_id == meeting.id))
    if guest is None:
        raise NotKnown
    if db.session.scalar(select(Speech.id).where(Speech.guest_id == guest.id).limit(1)):
        raise BadInput(f"{guest.name} đã có ý kiến phát biểu trong hồ sơ nên không bỏ khỏi danh sách được.")
    note("guest_removed", meeting, pen, name=guest.name)
    db.session.delete(guest)


def add_mention(
    meeting: Meeting, *, kind: MentionKind, person_id: int | None, name: str, text: str, actor: Actor
) -> Mention:
    """A member or a group, praised or reminded."""
    pen = hold(meeting, actor)
    name, text = text_of(name, "name", LONGEST_GROUP), text_of(text)
    if person_id is None and not name:
        raise BadInput({"person": "Chọn một đồng chí, hoặc ghi tên tập thể."})
    if person_id is not None and not _has_row(meeting, person_id):
        raise NotKnown
    if not text:
        raise BadInput({"text": "Ghi vắn tắt việc được biểu dương hoặc nhắc nhở."})
    mention = Mention(meeting_id=meeting.id, kind=kind, person_id=person_id, name="" if person_id else name, text=text)
    db.session.add(mention)
    db.session.flush()  # the event names its id
    note(
        "mention_added", meeting, pen, mention_id=mention.id, mention_kind=kind, person_id=person_id,
        name=mention.name, text=text,
    )  # fmt: skip
    return mention


def remove_mention(meeting: Meeting, mention_id: int, *, actor: Actor) -> None:
    pen = hold(meeting, actor)
    mention = db.session.scalar(
        select(Mention).where(Mention.id == mention_id, Mention.meeting_id == meeting.id, Mention.removed_at.is_(None))
    )
    if mention is None:
        raise NotKnown
    mention.removed_at = clock.now()
    note("mention_removed", meeting, pen, mention_id=mention.id)


def give_task(
    meeting: Meeting, *, work: str, owner_id: int | None, owner_name: str, deadline: date | None, actor: Actor
) -> None:
    """A task that the chair gives in the meeting: work, owner, deadline, all three."""
    hold(meeting, actor)
    errors = {}
    if not (work := text_of(work, "work")):
        errors["work"] = "Ghi rõ việc."
    if owner_id is None and not (owner_name := text_of(owner_name, "owner_name", LONGEST_GROUP)):
        errors["owner"] = "Chọn một đồng chí, hoặc ghi tên người, tập thể thực hiện."
    if owner_id is not None and not _has_row(meeting, owner_id):
        raise NotKnown
    if deadline is None:
        errors["deadline"] = "Ghi thời hạn hoàn thành."
    if errors or deadline is None:
        raise BadInput(errors)
    assign_task(
        NewTask(work=work, owner_id=owner_id, owner_name=owner_name, deadline=deadline),
        cell_id=meeting.cell_id,
        meeting_id=meeting.id,
        actor=actor,
        roles=roles_at(meeting, actor),
    )


def _change(meeting: Meeting, pen: Pen, event: str, values: Mapping[str, object]) -> None:
    before = {name: getattr(meeting, name) for name, value in values.items() if getattr(meeting, name) != value}
    for name in before:
        setattr(meeting, name, values[name])
    if before:
        note(event, meeting, pen, before=before, after={name: values[name] for name in before})


def _has_row(meeting: Meeting, person_id: int) -> bool:
    return _rows(meeting, Attendance.person_id == person_id, ~Attendance.suspended) > 0


def _rows(meeting: Meeting, *conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(
        select(func.count()).where(Attendance.meeting_id == meeting.id, *conditions)
    ) or 0  # fmt: skip


def _expect_payers(meeting: Meeting, paid: int | None) -> None:
    most = _rows(meeting, Attendance.temporary_in.is_(False))
    if paid is not None and paid > most:
        raise BadInput({"fees_paid": f"Chi bộ có {most} đảng viên, số đã đóng không thể là {paid}."})
