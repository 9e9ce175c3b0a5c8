"""What the team writes of a cell: findings at the points of the checklist, the working session, what to mend."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.documents.services import replace_document
from app.extensions import db, lock
from app.inspections.models import Finding, Remedy
from app.inspections.queries import FileSeen
from app.inspections.queries_evidence import Evidence
from app.inspections.services import OTHER_PROCEDURE, expect_team
from app.inspections.services_files import hold_file, note_file
from app.inspections.services_paper import issue_session, session_paper
from app.refusals import BadInput, SomebodyWasFaster, expect_version
from workflows.inspection import FindingKind, State, speaks_of_another_procedure
from workflows.remedy import REMEDY, RemedyFacts
from workflows.roles import Role

SESSION = ("session_on", "session_place", "session_present", "session_text")
WRITING = (State.UNDER_WAY, State.DRAFTED)
LONGEST_FINDING = 4000
LONGEST_TEXT = 20_000
FINDING_FIELDS = ("kind", "text", "meeting_id", "task_id", "petition_id", "referred")
REMEDY_FIELDS = ("work", "owner_name", "deadline")


@dataclass(frozen=True, kw_only=True)
class Found:
    """`record`: `meeting:12`, `task:3`, `petition:4` or nothing; only what the evidence of the file holds."""

    point: int
    kind: FindingKind
    text: str
    record: str = ""
    referred: bool = False


@dataclass(frozen=True, kw_only=True)
class Session:
    on: date | None
    place: str
    present: str
    text: str


@dataclass(frozen=True, kw_only=True)
class ToMend:
    work: str
    owner_name: str = ""
    deadline: date | None = None


def expect_writing(seen: FileSeen) -> None:
    """Raises NotAllowed, SomebodyWasFaster."""
    expect_team(seen)
    if seen.inspection.state not in WRITING:
        raise SomebodyWasFaster("Hồ sơ chỉ ghi được khi cuộc kiểm tra đang tiến hành, trước khi kết luận.")


def write_finding(
    seen: FileSeen, found: Found, evidence: Evidence, *, row: Finding | None = None, version: int | None, actor: Actor
) -> Finding:
    """Raises NotAllowed, BadInput, SomebodyWasFaster."""
    lock(seen.inspection)
    expect_writing(seen)
    if row is not None:
        _hold(row, version)
    values = _checked(seen, found, evidence)
    if row is None:
        row = Finding(file_id=seen.file.id, point=found.point, written_by_id=actor.person_id, **values)
        db.session.add(row)
        db.session.flush()  # the event names its id
        _note(seen, "inspection_finding_written", actor, finding_id=row.id, before={}, after=values)
        return row
    before = {name: getattr(row, name) for name in FINDING_FIELDS if getattr(row, name) != values[name]}
    if before:
        for name in before:
            setattr(row, name, values[name])
        row.written_by_id = actor.person_id
        after = {name: values[name] for name in before}
        _note(seen, "inspection_finding_written", actor, finding_id=row.id, before=before, after=after)
    return row


def points_left(seen: FileSeen) -> list[int]:
    """The points of the checklist that have no finding yet."""
    done = set(db.session.scalars(select(Finding.point).where(Finding.file_id == seen.file.id)))
    return [point for point in range(len(seen.inspection.checklist)) if point not in done]


def write_rest(seen: FileSeen, text: str, evidence: Evidence, *, stamp: str, actor: Actor) -> None:
    """The same strength at every point that has no finding. `stamp`: of the points that the page named.

    Raises NotAllowed, BadInput, SomebodyWasFaster.
    """
    lock(seen.inspection)
    expect_writing(seen)
    points = points_left(seen)
    if stamp != stamp_of_points(points):
        raise SomebodyWasFaster("Có người vừa ghi nhận xét ở hồ sơ này. Mở lại trang để xem nội dung nào còn lại.")
    for point in points:
        found = Found(point=point, kind=FindingKind.STRENGTH, text=text)
        write_finding(seen, found, evidence, version=None, actor=actor)


def stamp_of_points(points: Sequence[int]) -> str:
    return "-".join(map(str, points))


def remove_finding(seen: FileSeen, row: Finding, *, version: int | None, actor: Actor) -> None:
    """Raises NotAllowed, SomebodyWasFaster."""
    lock(seen.inspection)
    expect_writing(seen)
    _hold(row, version)
    _note(seen, "inspection_finding_removed", actor, finding_id=row.id, point=row.point, text=row.text)
    db.session.delete(row)


def _checked(seen: FileSeen, found: Found, evidence: Evidence) -> dict[str, Any]:
    errors: dict[str, str] = {}
    text, kind, _, number = found.text.strip(), *found.record.partition(":")
    known = {
        "meeting": {one.id for one in evidence.sittings},
        "task": {one.id for one in evidence.tasks},
        "petition": {one.id for one in evidence.petitions},
    }
    if not 0 <= found.point < len(seen.inspection.checklist):
        errors[""] = "Nội dung này không có trong đề cương."
    if not text or len(text) > LONGEST_FINDING:
        errors["text"] = "Ghi nhận xét, không quá 4.000 chữ."
    elif speaks_of_another_procedure(text):
        errors["text"] = OTHER_PROCEDURE
    record = int(number) if number.isdecimal() and number.isascii() and len(number) < 10 else None
    if found.record and record not in known.get(kind, set()):
        errors["record"] = "Chọn căn cứ trong danh sách."
    if found.referred and found.kind == FindingKind.STRENGTH:
        errors["referred"] = "Ưu điểm thì không chuyển Ủy ban Kiểm tra."
    if errors:
        raise BadInput(errors)
    named = {f"{name}_id": record if name == kind else None for name in known}
    return {"kind": found.kind, "text": text, "referred": found.referred, **named}


def save_session(
    seen: FileSeen, session: Session, *, issue: bool, stamp: str | None, actor: Actor
) -> None:  # fmt: skip
    """The working session with the cell; `issue`: its minutes are numbered, anew if they were before.

    Raises NotAllowed, BadInput, SomebodyWasFaster.
    """
    file = seen.file
    lock(seen.inspection)
    expect_writing(seen)
    hold_file(file, SESSION, stamp)
    values = _checked_session(session, issue=issue)
    before = {name: getattr(file, name) for name in SESSION if getattr(file, name) != values[name]}
    for name in before:
        setattr(file, name, values[name])
    if before:
        after = {name: values[name] for name in before}
        note_file("inspection_session_saved", file, actor, Role.INSPECTOR, before=before, after=after)
    if issue and (before or file.session_document_id is None):
        old = file.session_document
        new = (
            issue_session(file, actor=actor)
            if old is None
            else replace_document(
                old, lambda numbered: session_paper(file, numbered), actor=actor, acting_as=Role.INSPECTOR,
                reason="Sửa biên bản làm việc",
            )
        )  # fmt: skip
        file.session_document_id = new.id


def _checked_session(session: Session, *, issue: bool) -> dict[str, Any]:
    errors: dict[str, str] = {}
    values = {
        "session_on": session.on, "session_place": session.place.strip(), "session_present": session.present.strip(),
        "session_text": session.text.strip(),
    }  # fmt: skip
    if session.on is not None and session.on > clock.today():
        errors["session_on"] = "Ngày làm việc chưa tới."
    if issue and session.on is None:
        errors["session_on"] = "Ghi ngày làm việc."
    if len(session.place) > 200:
        errors["session_place"] = "Không quá 200 chữ."
    for name in ("session_present", "session_text"):
        if len(str(values[name])) > LONGEST_TEXT:
            errors[name] = "Phần này dài quá 20.000 chữ."
        elif speaks_of_another_procedure(str(values[name])):
            errors[name] = OTHER_PROCEDURE
        elif issue and not values[name]:
            errors[name] = "Ghi phần này trước khi lập biên bản."
    if errors:
        raise BadInput(errors)
    return values


def set_remedy(
    seen: FileSeen, wanted: ToMend, *, row: Remedy | None = None, version: int | None, actor: Actor
) -> Remedy:  # fmt: skip
    """What the cell is to mend; who and until when may follow, but not after the conclusion.

    Raises NotAllowed, BadInput, SomebodyWasFaster.
    """
    lock(seen.inspection)
    expect_writing(seen)
    if row is not None:
        _hold(row, version)
    values = _checked_remedy(wanted)
    if row is None:
        row = Remedy(
            file_id=seen.file.id, definition_version=REMEDY.definition_version, result="", state=None, **values
        )
        REMEDY.take(row, "set", roles={Role.INSPECTOR}, facts=RemedyFacts())
        db.session.add(row)
        db.session.flush()  # the event names its id
        _note(seen, "remedy_set", actor, remedy_id=row.id, before={}, after=values)
        return row
    before = {name: getattr(row, name) for name in REMEDY_FIELDS if getattr(row, name) != values[name]}
    if before:
        for name in before:
            setattr(row, name, values[name])
        _note(seen, "remedy_set", actor, remedy_id=row.id, before=before, after={name: values[name] for name in before})
    return row


def drop_remedy(seen: FileSeen, row: Remedy, *, version: int | None, actor: Actor) -> None:
    """Before the conclusion asks for it. Raises NotAllowed, SomebodyWasFaster."""
    lock(seen.inspection)
    expect_writing(seen)
    _hold(row, version)
    _note(seen, "remedy_dropped", actor, remedy_id=row.id, work=row.work)
    db.session.delete(row)


def _checked_remedy(wanted: ToMend) -> dict[str, Any]:
    errors: dict[str, str] = {}
    if not wanted.work.strip() or len(wanted.work) > LONGEST_FINDING:
        errors["work"] = "Ghi việc phải khắc phục, không quá 4.000 chữ."
    elif speaks_of_another_procedure(wanted.work):
        errors["work"] = OTHER_PROCEDURE
    if len(wanted.owner_name) > 200:
        errors["owner_name"] = "Không quá 200 chữ."
    if wanted.deadline is not None and wanted.deadline < clock.today():
        errors["deadline"] = "Ghi thời hạn từ hôm nay trở đi."
    if errors:
        raise BadInput(errors)
    return {"work": wanted.work.strip(), "owner_name": wanted.owner_name.strip(), "deadline": wanted.deadline}


def _hold(row: Finding | Remedy, version: int | None) -> None:
    lock(row)
    expect_version(row.version, version, "Mục này vừa được người khác sửa. Mở lại trang để xem bản mới nhất.")


def _note(seen: FileSeen, event: str, actor: Actor, **data: Any) -> None:
    note_file(event, seen.file, actor, Role.INSPECTOR, **data)
