"""Dated facts about people that were entered wrong, put right. A roll that was called already stays as it was."""

from datetime import date, timedelta
from typing import Any

from app import clock
from app.actor import Actor
from app.extensions import lock_all
from app.members import queries
from app.members.models import Membership, Person, StatusPeriod, TemporaryTransfer
from app.members.services import record_of
from app.members.services_periods import STATUS_NAMES, chain_of
from app.organisations.models import Organisation
from app.refusals import BadInput

Row = StatusPeriod | TemporaryTransfer | Membership


def seen(row: Row) -> str:
    """What a form was opened on, so that an old page is told."""
    return f"{row.from_on}/{row.to_on}"


def correct_status(period: StatusPeriod, *, from_on: date, to_on: date | None, reason: str, actor: Actor) -> None:
    """Raises BadInput if it then overlaps another one of its kind, or ends before it begins."""
    lock_all(Person, [period.person_id])
    _refuse_disorder(from_on, to_on)
    for other in queries.status_periods([period.person_id], period.kind):
        if other.id != period.id and _meet(other, from_on, to_on):
            raise BadInput({"from_on": f"Trùng với {STATUS_NAMES[period.kind]} từ {other.from_on:%d/%m/%Y}."})
    chains = {chain_of(period.person_id, from_on)}
    _write("status_changed", period, chains, {"from_on": from_on, "to_on": to_on, "reason": reason}, actor)


def correct_transfer(row: TemporaryTransfer, *, from_on: date, to_on: date | None, actor: Actor) -> None:
    """As `correct_status`; home and host each have it in their history."""
    lock_all(Person, [row.person_id])
    _refuse_disorder(from_on, to_on)
    for other in queries.temporary_transfers_of(row.person_id):
        if other.id != row.id and _meet(other, from_on, to_on):
            raise BadInput({"from_on": f"Trùng với lần sinh hoạt tạm thời từ {other.from_on:%d/%m/%Y}."})
    chains = {i for i in (row.home_id, row.host_id) if i}
    _write("temporary_transfer_changed", row, chains, {"from_on": from_on, "to_on": to_on}, actor)


def correct_membership(row: Membership, *, from_on: date, note: str, actor: Actor) -> None:
    """The first day on the roll. Where the person came from another cell, the last day there moves with it.

    Raises BadInput for a day to come, one after they left, or one on which they still were elsewhere.
    """
    before = _before(row)
    lock_all(Organisation, {m.organisation_id for m in (row, before) if m})
    if from_on > max(clock.today(), row.from_on):
        raise BadInput({"from_on": "Chọn ngày từ hôm nay trở về trước."})
    if row.to_on and from_on > row.to_on:
        raise BadInput({"from_on": f"Đồng chí đã rời chi bộ này từ sau ngày {row.to_on:%d/%m/%Y}."})
    follows = before is not None and before.to_on == row.from_on - timedelta(days=1)
    if before and from_on <= (before.from_on if follows else before.to_on or date.max):
        day = before.from_on if follows else before.to_on or before.from_on
        raise BadInput({"from_on": f"Ngày {day:%d/%m/%Y} đồng chí còn ở {before.organisation.name}. Chọn ngày sau đó."})
    if before and follows:
        _write("membership_changed", before, {before.organisation_id}, {"to_on": from_on - timedelta(days=1)}, actor)
    _write("membership_changed", row, {row.organisation_id}, {"from_on": from_on, "note": note}, actor)


def _before(row: Membership) -> Membership | None:
    """The membership that ended last before this one began."""
    earlier = [m for m in queries.memberships_of(row.person_id) if m.from_on < row.from_on]
    return earlier[0] if earlier else None


def _meet(other: StatusPeriod | TemporaryTransfer, from_on: date, to_on: date | None) -> bool:
    return other.from_on <= (to_on or date.max) and (other.to_on or date.max) >= from_on


def _refuse_disorder(from_on: date, to_on: date | None) -> None:
    if to_on and to_on < from_on:
        raise BadInput({"to_on": "Ngày kết thúc đứng trước ngày bắt đầu. Kiểm tra lại hai ngày."})


def _write(event: str, row: Row, chains: set[int | None] | set[int], values: dict[str, Any], actor: Actor) -> None:
    """Write what differs, and before and after of it in each chain."""
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    for name in before:
        setattr(row, name, values[name])
    after = {name: values[name] for name in before}
    for organisation_id in sorted(chains, key=lambda chain: chain or 0):
        if before:
            record_of(event, row.person_id, organisation_id, actor, before=before, after=after)
