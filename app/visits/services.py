"""Announcing that somebody of a higher level visits a cell's meeting, and writing down what came of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock, lock_all
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster, expect_version
from app.visits.models import Visit
from app.visits.queries import RECORDERS, SECRETARIES
from workflows.calendar import months_away
from workflows.notices import Notice
from workflows.roles import Role

LONGEST = {"visitor": 120, "office": 200, "purpose": 300}
LONGEST_REMARKS = 20_000
MOST_MONTHS = 12
FIELDS = ("month", "visitor", "office", "purpose")


@dataclass(frozen=True, kw_only=True)
class Announced:
    month: date | None
    visitor: str
    office: str = ""
    purpose: str = ""


def announce(cell: Organisation, told: Announced, *, actor: Actor) -> Visit:
    """Raises BadInput, NotAllowed."""
    lock_all(Organisation, [cell.id])
    _expect_office(cell.id, actor)
    values = _checked(told, clock.today().replace(day=1))
    row = Visit(cell_id=cell.id, announced_at=clock.now(), **values)
    db.session.add(row)
    db.session.flush()  # the event names its id
    _record("visit_announced", row, actor, Role.OFFICE, visit_id=row.id, after=values)
    _tell(row, "dự", actor)
    return row


def change(row: Visit, told: Announced, *, version: int, actor: Actor) -> None:
    """Raises BadInput, NotAllowed, SomebodyWasFaster (also once the outcome is written down)."""
    _hold(row, version)
    _expect_office(row.cell_id, actor)
    _expect_open(row)
    values = _checked(told, min(row.month, clock.today().replace(day=1)))
    before = {name: getattr(row, name) for name in FIELDS if getattr(row, name) != values[name]}
    if not before:
        return
    for name in before:
        setattr(row, name, values[name])
    after = {name: values[name] for name in before}
    _record("visit_changed", row, actor, Role.OFFICE, visit_id=row.id, before=before, after=after)
    _tell(row, "thay đổi lịch dự", actor)


def remove(row: Visit, *, version: int, actor: Actor) -> None:
    """It does not take place, and was announced by mistake or called off. Raises NotAllowed, SomebodyWasFaster."""
    _hold(row, version)
    _expect_office(row.cell_id, actor)
    _expect_open(row)
    _record(
        "visit_called_off", row, actor, Role.OFFICE, visit_id=row.id, month=row.month, visitor=row.visitor,
        office=row.office,
    )  # fmt: skip
    _tell(row, "không dự", actor)
    db.session.delete(row)


def write_down(row: Visit, came: bool, remarks: str, *, version: int, actor: Actor) -> None:
    """Whether they came, and what they said. May be written again. Raises BadInput, NotAllowed, SomebodyWasFaster."""
    _hold(row, version)
    roles = actor.roles_in(row.cell_id)
    if not roles & {*RECORDERS}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ hoặc Văn phòng Đảng ủy ghi kết quả buổi dự.")
    errors: dict[str, str] = {}
    if row.month > clock.today():
        errors[""] = f"Tháng {row.month.month}/{row.month.year} chưa tới, chưa ghi kết quả được."
    if len(remarks) > LONGEST_REMARKS:
        errors["remarks"] = "Ý kiến không quá 20.000 chữ."
    if errors:
        raise BadInput(errors)
    wanted: dict[str, Any] = {"came": came, "remarks": remarks.strip()}
    before = {name: getattr(row, name) for name, value in wanted.items() if getattr(row, name) != value}
    if not before:
        return
    row.came, row.remarks = came, remarks.strip()
    row.recorded_at, row.recorded_by_id = clock.now(), actor.person_id
    after = {name: wanted[name] for name in before}
    _record("visit_recorded", row, actor, acting_as(roles, RECORDERS), visit_id=row.id, before=before, after=after)


def _hold(row: Visit, version: int) -> None:
    lock(row)
    expect_version(row.version, version, "Mục này vừa được người khác sửa. Mở lại trang để xem bản mới nhất.")


def _expect_office(cell_id: int, actor: Actor) -> None:
    if Role.OFFICE not in actor.roles_in(cell_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy báo trước, sửa lịch cấp trên dự sinh hoạt.")


def _expect_open(row: Visit) -> None:
    if row.came is not None:
        raise SomebodyWasFaster("Kết quả buổi dự đã được ghi nên lịch không sửa được nữa.")


def _checked(told: Announced, earliest: date) -> dict[str, Any]:
    last = months_away(clock.today(), MOST_MONTHS)
    errors = {
        name: f"Không quá {longest} chữ." for name, longest in LONGEST.items() if len(getattr(told, name)) > longest
    }
    if not told.visitor.strip():
        errors["visitor"] = "Ghi họ tên đồng chí sẽ dự."
    if told.month is None or not earliest <= told.month <= last:
        errors["month"] = f"Ghi tháng, từ {earliest:%m/%Y} đến {last:%m/%Y}."
    if errors:
        raise BadInput(errors)
    words = {name: getattr(told, name).strip() for name in LONGEST}
    return {"month": told.month, **words}


def _record(event: str, row: Visit, actor: Actor, role: str, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.cell_id, subject="organisation", subject_id=row.cell_id,
        acting_as=role, **data,
    )  # fmt: skip


def _tell(row: Visit, what: str, actor: Actor) -> None:
    """Secretaries and overseers of the cell."""
    office = f", {row.office}," if row.office else ""
    cell = db.session.get_one(Organisation, row.cell_id)
    text = f"Đ/c {row.visitor}{office} {what} sinh hoạt tháng {row.month.month}/{row.month.year} của {cell.name}."
    people = [person.id for person, _ in people_as(row.cell_id, (*SECRETARIES, Role.OVERSEER), clock.today())]
    notify(people, Notice.VISIT, text, f"/visits?year={row.month.year}", but_not=actor.person_id)
