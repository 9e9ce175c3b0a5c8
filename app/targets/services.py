"""Setting targets, correcting and removing them: the office's work."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.extensions import db, lock_all
from app.held import hold
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed
from app.targets import queries
from app.targets.models import Target
from workflows.roles import Role
from workflows.targets import Comparison, Measure, can_be_reached

MOST = 30
"""Of one organisation."""
LONGEST_SOURCE = 200


@dataclass(frozen=True, kw_only=True)
class Stated:
    measure: Measure
    comparison: Comparison
    value: Decimal | None
    from_month: date | None
    to_month: date | None
    source: str = ""


def enter(organisation: Organisation, stated: Stated, *, actor: Actor) -> Target:
    """Raises NotAllowed, BadInput by field."""
    _expect_office(organisation.id, actor)
    lock_all(Organisation, [organisation.id])  # of two who enter the same one the second finds the first
    there = queries.by_key(organisation.id)
    _check(stated, there, None)
    if len(there) >= MOST:
        raise BadInput({"measure": f"Đã có {MOST} mục tiêu, không thêm được nữa."})
    row = Target(organisation_id=organisation.id, created_at=clock.now(), **asdict(stated))
    db.session.add(row)
    db.session.flush()  # the history names its id
    _record("target_entered", row, actor, after=asdict(stated))
    return row


def change(row: Target, stated: Stated, *, version: int, actor: Actor) -> None:
    """Raises NotAllowed, BadInput by field, SomebodyWasFaster."""
    _expect_office(row.organisation_id, actor)
    lock_all(Organisation, [row.organisation_id])
    hold(row, version)
    _check(stated, queries.by_key(row.organisation_id), row)
    after = asdict(stated)
    before = {name: getattr(row, name) for name in after}
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return
    for name in changed:
        setattr(row, name, after[name])
    _record(
        "target_changed", row, actor, before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )  # fmt: skip


def remove(row: Target, *, version: int, actor: Actor) -> None:
    """Raises NotAllowed, SomebodyWasFaster."""
    _expect_office(row.organisation_id, actor)
    hold(row, version)
    _record("target_removed", row, actor, removed={name: getattr(row, name) for name in Stated.__annotations__})
    db.session.delete(row)


def _check(stated: Stated, there: dict[Any, Target], own: Target | None) -> None:
    errors: dict[str, str] = {}
    if stated.value is None or not can_be_reached(stated.comparison, stated.value):
        errors["value"] = "Ghi mức phấn đấu từ 0,1 đến 100; “trên 100%” thì không đạt được."
    for name, words in (("from_month", "đầu"), ("to_month", "cuối")):
        if getattr(stated, name) is None:
            errors[name] = f"Ghi tháng {words}, ví dụ 12/2030."
    if stated.from_month and stated.to_month and stated.from_month > stated.to_month:
        errors["to_month"] = "Tháng cuối không trước tháng đầu."
    if len(stated.source) > LONGEST_SOURCE:
        errors["source"] = f"Không quá {LONGEST_SOURCE} ký tự."
    same = there.get((stated.measure, stated.from_month, stated.to_month))
    if same is not None and same is not own:
        errors["measure"] = "Đã có mục tiêu này cho thời gian đó; mở mục tiêu ấy để sửa."
    if errors:
        raise BadInput(errors)


def _expect_office(organisation_id: int, actor: Actor) -> None:
    if not queries.writes(actor, organisation_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy ghi, sửa mục tiêu.")


def _record(event: str, row: Target, actor: Actor, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.organisation_id, subject="organisation", subject_id=row.organisation_id,
        acting_as=str(Role.OFFICE), target_id=row.id, **data,
    )  # fmt: skip
