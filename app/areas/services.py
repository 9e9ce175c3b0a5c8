"""The register of residential areas, kept by the office of the commune."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select

from app.actor import Actor
from app.areas.models import ResidentialArea
from app.areas.queries import cells_of
from app.audit.services import record
from app.extensions import db, lock_all
from app.held import hold
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed
from workflows.roles import Role

LONGEST_NAME = 120


@dataclass(frozen=True, kw_only=True)
class Said:
    name: str
    households: int | None = None
    cell_id: int | None = None


def enter(commune_id: int, said: Said, *, actor: Actor) -> ResidentialArea:
    """Raises BadInput, NotAllowed."""
    lock_all(Organisation, [commune_id])
    values = _checked(commune_id, said, actor)
    row = ResidentialArea(commune_id=commune_id, **values)
    db.session.add(row)
    db.session.flush()  # the event names its id
    _record("area_entered", row, actor, after=values)
    return row


def change(row: ResidentialArea, said: Said, *, version: int, actor: Actor) -> None:
    """Raises BadInput, NotAllowed, SomebodyWasFaster."""
    hold(row, version)
    values = _checked(row.commune_id, said, actor, but=row.id)
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if not before:
        return
    for name in before:
        setattr(row, name, values[name])
    _record("area_changed", row, actor, before=before, after={name: values[name] for name in before})


def take_out(row: ResidentialArea, *, version: int, actor: Actor) -> None:
    """Raises NotAllowed, SomebodyWasFaster."""
    hold(row, version)
    _expect_office(row.commune_id, actor)
    _record("area_taken_out", row, actor, removed={name: getattr(row, name) for name in Said.__annotations__})
    db.session.delete(row)


def _checked(commune_id: int, said: Said, actor: Actor, but: int | None = None) -> dict[str, Any]:
    _expect_office(commune_id, actor)
    values = asdict(said) | {"name": " ".join(said.name.split())}
    same = select(ResidentialArea.id).where(
        ResidentialArea.commune_id == commune_id, ResidentialArea.name == values["name"]
    )
    errors: dict[str, str] = {}
    if not 0 < len(values["name"]) <= LONGEST_NAME:
        errors["name"] = f"Ghi tên khu dân cư, không quá {LONGEST_NAME} chữ."
    elif db.session.scalar(same) not in (None, but):
        errors["name"] = "Khu dân cư này đã có trong danh sách."
    if said.cell_id is not None and said.cell_id not in {cell.id for cell in cells_of(commune_id)}:
        errors["cell"] = "Chọn một chi bộ của đảng bộ xã ấy."
    if errors:
        raise BadInput(errors)
    return values


def _expect_office(commune_id: int, actor: Actor) -> None:
    if Role.OFFICE not in actor.roles_in(commune_id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy ghi, sửa khu dân cư.")


def _record(event: str, row: ResidentialArea, actor: Actor, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.commune_id, subject="organisation", subject_id=row.commune_id,
        acting_as=Role.OFFICE, area_id=row.id, **data,
    )  # fmt: skip
