"""Entering indicators: one by a form, many by a workbook, of which all are taken or none."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock_all
from app.held import hold
from app.indicators import queries
from app.indicators.models import Indicator
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, expect_version
from workflows.indicators import PERIODS
from workflows.roles import Role

MOST = 500
"""Of one organisation and year."""
LONGEST_NAME, LONGEST_UNIT = 200, 40
STALE = "Chỉ tiêu của năm vừa được người khác sửa. Mở lại trang, xem trước tệp lần nữa rồi ghi."


@dataclass(frozen=True, kw_only=True)
class Stated:
    period: str
    name: str
    unit: str = ""
    plan: Decimal | None = None
    actual: Decimal | None = None


def enter(organisation: Organisation, year: int, stated: Stated, *, actor: Actor) -> Indicator:
    """Raises NotAllowed, BadInput."""
    _expect_writer(organisation, actor)
    lock_all(Organisation, [organisation.id])  # of two who enter the same one the second finds the first
    there = queries.by_key(organisation.id, year)
    _check(stated, there, None)
    if len(there) >= MOST:
        raise BadInput({"name": f"Đã có {MOST} chỉ tiêu trong năm, không thêm được nữa."})
    row = Indicator(organisation_id=organisation.id, year=year, created_at=clock.now(), **asdict(stated))
    db.session.add(row)
    db.session.flush()  # the history names its id
    _record("indicator_entered", row, actor, indicator_id=row.id, year=year, after=asdict(stated))
    return row


def change(row: Indicator, stated: Stated, *, version: int, actor: Actor) -> None:
    """Raises NotAllowed, BadInput, SomebodyWasFaster."""
    _expect_writer(row.organisation, actor)
    hold(row, version)
    _check(stated, queries.by_key(row.organisation_id, row.year), row)
    before = _said(row)
    for name, value in asdict(stated).items():
        setattr(row, name, value)
    if before != _said(row):
        _record("indicator_changed", row, actor, indicator_id=row.id, before=before, after=_said(row))


def remove(row: Indicator, *, version: int, actor: Actor) -> None:
    _expect_writer(row.organisation, actor)
    hold(row, version)
    _record("indicator_removed", row, actor, indicator_id=row.id, year=row.year, **_said(row))
    db.session.delete(row)


def take_over(
    organisation: Organisation, year: int, rows: Sequence[Stated], *, version: int | None = None, actor: Actor
) -> tuple[int, int]:
    """All of them: new ones, and new figures for those that are there by period and name; how many of each.

    What the workbook does not name stays. `version`: `stamp_of` the rows beside which it was shown. Raises NotAllowed,
    BadInput, SomebodyWasFaster.
    """
    _expect_writer(organisation, actor)
    lock_all(Organisation, [organisation.id])
    there = queries.by_key(organisation.id, year)
    expect_version(queries.stamp_of(there), version, STALE)
    if len(there | {(one.period, one.name): None for one in rows}) > MOST:
        raise BadInput(f"Nhiều nhất {MOST} chỉ tiêu một năm. Bỏ bớt dòng trong tệp rồi tải lên lại.")
    new, changed = [], []
    for one in rows:
        row = there.get((one.period, one.name))
        if row is None:
            row = Indicator(organisation_id=organisation.id, year=year, created_at=clock.now(), **asdict(one))
            db.session.add(row)
            new.append(one)
        elif _said(row) != asdict(one):
            row.unit, row.plan, row.actual = one.unit, one.plan, one.actual
            changed.append(one)
    if new or changed:
        record(
            "indicators_imported", actor=actor, organisation_id=organisation.id, subject="organisation",
            subject_id=organisation.id, acting_as=_capacity(organisation.id, actor), year=year,
            created=[asdict(one) for one in new], updated=[asdict(one) for one in changed],
        )  # fmt: skip
    return len(new), len(changed)


def _check(stated: Stated, there: dict[tuple[str, str], Indicator], own: Indicator | None) -> None:
    errors = {}
    if stated.period not in PERIODS:
        errors["period"] = "Chọn kỳ trong danh sách."
    if not 0 < len(stated.name) <= LONGEST_NAME:
        errors["name"] = f"Ghi tên chỉ tiêu, không quá {LONGEST_NAME} ký tự."
    if len(stated.unit) > LONGEST_UNIT:
        errors["unit"] = f"Đơn vị tính không quá {LONGEST_UNIT} ký tự."
    same = there.get((stated.period, stated.name))
    if same is not None and same is not own:
        errors["name"] = "Chỉ tiêu này đã có trong kỳ; mở dòng đó để sửa."
    if errors:
        raise BadInput(errors)


def _expect_writer(organisation: Organisation, actor: Actor) -> None:
    if not queries.writes(actor, organisation):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy, hoặc bí thư, phó bí thư của chi bộ ghi chỉ tiêu.")


def _capacity(organisation_id: int, actor: Actor) -> str:
    return acting_as(actor.roles_in(organisation_id), (Role.OFFICE, *queries.IN_A_CELL))


def _said(row: Indicator) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("period", "name", "unit", "plan", "actual")}


def _record(event: str, row: Indicator, actor: Actor, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.organisation_id, subject="organisation", subject_id=row.organisation_id,
        acting_as=_capacity(row.organisation_id, actor), **data,
    )  # fmt: skip
