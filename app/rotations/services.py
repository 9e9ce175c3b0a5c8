"""Writing the year's plan of model meetings. It is the office's; the cells are told, their invitations follow it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock_all
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, expect_version
from app.rotations import queries
from app.rotations.models import ModelPlan, ModelPlanGuest
from workflows.calendar import months_away
from workflows.notices import Notice
from workflows.roles import Role

LONGEST_TOPIC = 300
SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
MOST_MONTHS = 24
"""So far ahead a plan may reach."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    month: date | None
    host_id: int | None
    guest_ids: frozenset[int] = field(default_factory=frozenset)
    topic: str = ""


def plan(wanted: Wanted, *, actor: Actor) -> ModelPlan:
    """Raises BadInput with every problem, NotAllowed for cells of another office."""
    _hold(wanted, actor)
    month, host_id = _checked(wanted)
    row = ModelPlan(host_id=host_id, month=month, topic=wanted.topic.strip(), created_at=clock.now())
    row.guests = [ModelPlanGuest(cell_id=cell_id) for cell_id in sorted(wanted.guest_ids)]
    db.session.add(row)
    db.session.flush()  # the event names its id
    _record("model_meeting_planned", row, actor, plan_id=row.id, after=_said(row))
    _tell(row, "Kế hoạch", actor)
    return row


def change(row: ModelPlan, wanted: Wanted, *, version: int, actor: Actor) -> None:
    """Raises BadInput, NotAllowed, SomebodyWasFaster."""
    _hold(wanted, actor, row.host_id)
    _expect(row, version)
    before = _said(row)
    month, host_id = _checked(wanted, but=row)
    row.month, row.host_id, row.topic = month, host_id, wanted.topic.strip()
    kept = [guest for guest in row.guests if guest.cell_id in wanted.guest_ids]
    new = wanted.guest_ids - {guest.cell_id for guest in kept}
    row.guests = [*kept, *(ModelPlanGuest(cell_id=cell_id) for cell_id in sorted(new))]
    after = _said(row)
    if before == after:
        return
    flag_modified(row, "month")  # who changed only the guests has changed the plan: its version rises
    _record("model_meeting_replanned", row, actor, plan_id=row.id, before=before, after=after)
    _tell(row, "Thay đổi kế hoạch", actor)


def remove(row: ModelPlan, *, version: int, actor: Actor) -> None:
    """Meetings and invitations stay as they are. Raises SomebodyWasFaster."""
    lock_all(Organisation, [row.host_id])
    _expect_office([row.host_id], actor)
    _expect(row, version)
    _record("model_meeting_unplanned", row, actor, plan_id=row.id, **_said(row))
    _tell(row, "Bỏ kế hoạch", actor)
    db.session.delete(row)


def _hold(wanted: Wanted, actor: Actor, *others: int) -> None:
    """All cells that are named, so that of two who plan one cell's month at once the second sees the first."""
    ids = {*wanted.guest_ids, *others, *([wanted.host_id] if wanted.host_id else [])}
    lock_all(Organisation, ids)
    _expect_office(ids, actor)


def _expect_office(cell_ids: Collection[int], actor: Actor) -> None:
    if any(Role.OFFICE not in actor.roles_in(cell_id) for cell_id in cell_ids):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy lập, sửa kế hoạch sinh hoạt điểm của các chi bộ mình quản lý.")


def _expect(row: ModelPlan, version: int) -> None:
    expect_version(row.version, version, "Kế hoạch này vừa được người khác sửa. Mở lại trang để xem bản mới nhất.")


def _checked(wanted: Wanted, but: ModelPlan | None = None) -> tuple[date, int]:
    errors: dict[str, str] = {}
    this = clock.today().replace(day=1)
    month, earliest = wanted.month, min(this, but.month if but else this)
    if month is None or not earliest <= month <= months_away(this, MOST_MONTHS):
        errors["month"] = f"Ghi tháng, từ {earliest:%m/%Y} đến {months_away(this, MOST_MONTHS):%m/%Y}."
    if wanted.host_id is None:
        errors["host"] = "Chọn chi bộ tổ chức."
    elif wanted.host_id in wanted.guest_ids:
        errors["guests"] = "Chi bộ tổ chức không đồng thời là chi bộ đến dự."
    if not wanted.guest_ids:
        errors["guests"] = "Chọn ít nhất một chi bộ đến dự."
    if len(wanted.topic.strip()) > LONGEST_TOPIC:
        errors["topic"] = f"Nội dung không quá {LONGEST_TOPIC} chữ."
    other = queries.plan_of(wanted.host_id, month) if month and wanted.host_id else None
    if other is not None and other is not but:
        errors["host"] = "Chi bộ này đã có kế hoạch sinh hoạt điểm trong tháng. Sửa kế hoạch đó."
    if errors or month is None or wanted.host_id is None:
        raise BadInput(errors)
    return month, wanted.host_id


def _said(row: ModelPlan) -> dict[str, Any]:
    guests = sorted(guest.cell_id for guest in row.guests)
    return {"month": row.month, "host_id": row.host_id, "topic": row.topic, "guest_ids": guests}


def _record(event: str, row: ModelPlan, actor: Actor, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.host_id, subject="organisation", subject_id=row.host_id,
        acting_as=Role.OFFICE, **data,
    )  # fmt: skip


def _tell(row: ModelPlan, what: str, actor: Actor) -> None:
    """The secretaries of host and guests."""
    host = db.session.get_one(Organisation, row.host_id)
    text = f"{what} sinh hoạt điểm luân phiên tháng {row.month.month}/{row.month.year} tại {host.name}."
    cells = [row.host_id, *(guest.cell_id for guest in row.guests)]
    people = {person.id for cell_id in cells for person, _ in people_as(cell_id, SECRETARIES, clock.today())}
    notify(people, Notice.MODEL_PLANNED, text, f"/rotations?year={row.month.year}", but_not=actor.person_id)
