"""Giving a member a household or a model to look after, the note of a month, and the end of it."""

from datetime import date
from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.assignments.models import Assignment, AssignmentNote, Charge
from app.assignments.queries import SECRETARIES, note_of, stamp_of
from app.audit.services import record
from app.extensions import db, lock_all
from app.held import hold
from app.members.queries import home_of
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed
from workflows.notices import Notice
from workflows.roles import Role

LONGEST_SUBJECT, LONGEST_NOTE = 200, 1000
ONLY_LEADERS = "Bí thư, phó bí thư chi bộ phân công đảng viên phụ trách."


def give(cell_id: int, person_id: int, kind: Charge, subject: str, *, from_on: date | None, actor: Actor) -> Assignment:
    """Raises BadInput, NotAllowed."""
    lock_all(Organisation, [cell_id])
    _expect_leader(cell_id, actor)
    subject, errors = " ".join(subject.split()), {}
    home = home_of(person_id, clock.today())
    if home is None or home.organisation_id != cell_id:
        errors["person"] = "Chọn một đảng viên của chi bộ."
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        errors["subject"] = f"Ghi tên chủ hộ hoặc tên mô hình, không quá {LONGEST_SUBJECT} chữ."
    if from_on is None or from_on > clock.today():
        errors["from_on"] = "Ghi ngày phân công, từ hôm nay trở về trước."
    if errors or from_on is None:
        raise BadInput(errors)
    row = Assignment(
        cell_id=cell_id, person_id=person_id, kind=kind, subject=subject, from_on=from_on, created_at=clock.now()
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()  # the event names its id
    after = {"person_id": person_id, "kind": kind, "subject": subject, "from_on": from_on}
    _record("assignment_given", row, actor, SECRETARIES, after=after)
    notify([person_id], Notice.TASK, f"Đồng chí được phân công phụ trách: {subject}.", "/assignments",
           but_not=actor.person_id)  # fmt: skip
    return row


def end(row: Assignment, *, on: date | None, version: int, actor: Actor) -> None:
    """Its last day. Raises BadInput, NotAllowed, SomebodyWasFaster."""
    hold(row, version)
    _expect_leader(row.cell_id, actor)
    if on is None or on < row.from_on or on > clock.today():
        raise BadInput({"on": f"Ghi ngày cuối cùng, từ {row.from_on:%d/%m/%Y} đến hôm nay."})
    before = {"to_on": row.to_on}
    if before["to_on"] == on:
        return
    row.to_on = on
    _record("assignment_ended", row, actor, SECRETARIES, before=before, after={"to_on": on})


def expect_writer(row: Assignment, actor: Actor) -> None:
    """Raises NotAllowed for who only reads it."""
    if row.person_id != actor.person_id and not actor.roles_in(row.cell_id) & {*SECRETARIES}:
        raise NotAllowed("Đảng viên được phân công hoặc bí thư, phó bí thư ghi kết quả tháng.")


def write_note(row: Assignment, month: date | None, text: str, *, seen: str, actor: Actor) -> None:
    """What was done in a month, by whoever is in charge, or by the cell's secretaries. `seen`: `stamp_of` the note that
    stands there as far as the writer knows. Raises BadInput, NotAllowed."""
    lock_all(Assignment, [row.id])
    expect_writer(row, actor)
    text, errors = text.strip(), {}
    this = clock.today().replace(day=1)
    if month is None or not row.from_on.replace(day=1) <= month <= min(this, row.to_on or this):
        errors["month"] = f"Ghi tháng, từ {row.from_on:%m/%Y} đến {min(this, row.to_on or this):%m/%Y}."
    if not 0 < len(text) <= LONGEST_NOTE:
        errors["text"] = f"Ghi việc đã làm, kết quả; không quá {LONGEST_NOTE} chữ."
    if errors or month is None:
        raise BadInput(errors)
    note = note_of(row.id, month)
    if seen != stamp_of(note):
        raise BadInput({"month": f"Tháng {month:%m/%Y} đã ghi kết quả. Mở kết quả tháng ấy để đọc và sửa."})
    before = note.text if note else ""
    if before == text:
        return
    if note is None:
        note = AssignmentNote(assignment_id=row.id, month=month)
        db.session.add(note)
    note.text, note.written_by_id, note.at = text, actor.person_id, clock.now()
    change = {"before": {"text": before}, "after": {"text": text}}
    _record("assignment_noted", row, actor, (*SECRETARIES, Role.MEMBER), month=month, **change)


def _expect_leader(cell_id: int, actor: Actor) -> None:
    if not actor.roles_in(cell_id) & {*SECRETARIES}:
        raise NotAllowed(ONLY_LEADERS)


def _record(event: str, row: Assignment, actor: Actor, roles: tuple[Role, ...], **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.cell_id, subject="assignment", subject_id=row.id,
        acting_as=acting_as(actor.roles_in(row.cell_id), roles) or str(Role.MEMBER), **data,
    )  # fmt: skip
