"""Keeping the register of resolutions that tasks are given for."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.commune_resolutions.models import CommuneResolution
from app.extensions import db, lock
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, expect_version
from workflows.roles import Role


@dataclass(frozen=True, kw_only=True)
class Stated:
    symbol: str
    issued_on: date
    title: str
    in_use: bool = True


def enter(organisation: Organisation, stated: Stated, *, actor: Actor) -> CommuneResolution:
    """Raises NotAllowed, BadInput."""
    lock(organisation)  # of two who enter the same one, the second finds the first
    _check(organisation.id, stated, None, actor)
    row = CommuneResolution(organisation_id=organisation.id, created_at=clock.now(), **asdict(stated))
    db.session.add(row)
    db.session.flush()  # the history names its id
    _record("commune_resolution_entered", row, actor, after=_as_dict(row))
    return row


def change(row: CommuneResolution, stated: Stated, *, version: int | None, actor: Actor) -> None:
    """Raises NotAllowed, BadInput, SomebodyWasFaster."""
    lock(row)
    expect_version(row.version, version, "Có người vừa sửa mục này. Mở lại trang để xem bản mới nhất.")
    _check(row.organisation_id, stated, row.id, actor)
    before = _as_dict(row)
    for name, value in asdict(stated).items():
        setattr(row, name, value)
    if before != _as_dict(row):
        _record("commune_resolution_changed", row, actor, before=before, after=_as_dict(row))


def _check(organisation_id: int, stated: Stated, own_id: int | None, actor: Actor) -> None:
    if Role.OFFICE not in actor.roles_in(organisation_id):
        raise NotAllowed("Chỉ Văn phòng của cấp ủy ban hành mới ghi được nghị quyết này.")
    errors = {}
    if not 0 < len(stated.symbol) <= 60:
        errors["symbol"] = "Ghi số, ký hiệu, không quá 60 ký tự."
    if not 0 < len(stated.title) <= 300:
        errors["title"] = "Ghi tên nghị quyết, không quá 300 ký tự."
    if stated.issued_on > clock.today():
        errors["issued_on"] = "Ngày ban hành chưa đến. Xem lại ngày."
    same = select(CommuneResolution.id).where(
        CommuneResolution.organisation_id == organisation_id, CommuneResolution.symbol == stated.symbol,
        CommuneResolution.issued_on == stated.issued_on, CommuneResolution.id != (own_id or 0),
    )  # fmt: skip
    if db.session.scalar(same) is not None:
        errors["symbol"] = "Nghị quyết số và ngày này đã có trong danh sách."
    if errors:
        raise BadInput(errors)


def _as_dict(row: CommuneResolution) -> dict[str, Any]:
    return {"symbol": row.symbol, "issued_on": row.issued_on, "title": row.title, "in_use": row.in_use}


def _record(event: str, row: CommuneResolution, actor: Actor, **told: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.organisation_id, subject="commune_resolution", subject_id=row.id,
        acting_as=Role.OFFICE, **told,
    )  # fmt: skip
