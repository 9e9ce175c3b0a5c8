"""Entering an example into the register, correcting it, taking it out."""

from dataclasses import asdict, dataclass
from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.examples.models import Example
from app.examples.queries import WRITERS
from app.extensions import db
from app.held import hold
from app.members.queries import home_of
from app.refusals import BadInput, NotAllowed
from workflows.names import fold

LONGEST = {"title": 200, "reason": 10_000, "period": 80, "recognised": 200}
NEEDED = {"title": "Ghi tên mô hình, cách làm.", "reason": "Ghi vì sao được nêu gương.", "period": "Ghi thời gian."}


@dataclass(frozen=True, kw_only=True)
class Told:
    """`person_id` None: it is the cell's own."""

    title: str
    reason: str
    period: str
    recognised: str = ""
    person_id: int | None = None


def enter(cell_id: int, told: Told, *, actor: Actor) -> Example:
    """Raises BadInput, NotAllowed."""
    _expect_writer(cell_id, actor)
    values = _checked(cell_id, told)
    row = Example(cell_id=cell_id, folded=_folded(values), created_at=clock.now(), **values)
    db.session.add(row)
    db.session.flush()  # the event names its id
    _record("example_entered", row, actor, after=values)
    return row


def change(row: Example, told: Told, *, version: int, actor: Actor) -> None:
    """Raises BadInput, NotAllowed, SomebodyWasFaster."""
    hold(row, version)
    _expect_writer(row.cell_id, actor)
    values = _checked(row.cell_id, told, but=row.person_id)
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if not before:
        return
    for name in before:
        setattr(row, name, values[name])
    row.folded = _folded(values)
    _record("example_changed", row, actor, before=before, after={name: values[name] for name in before})


def take_out(row: Example, *, version: int, actor: Actor) -> None:
    """Raises NotAllowed, SomebodyWasFaster."""
    hold(row, version)
    _expect_writer(row.cell_id, actor)
    _record("example_taken_out", row, actor, removed={name: getattr(row, name) for name in Told.__annotations__})
    db.session.delete(row)


def _checked(cell_id: int, told: Told, but: int | None = None) -> dict[str, Any]:
    """`but`: who is named already may have left the cell meanwhile."""
    values = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(told).items()}
    errors = {name: f"Ghi không quá {most} chữ." for name, most in LONGEST.items() if len(values[name]) > most}
    errors |= {name: said for name, said in NEEDED.items() if not values[name]}
    if told.person_id and told.person_id != but:
        home = home_of(told.person_id, clock.today())
        if home is None or home.organisation_id != cell_id:
            errors["person"] = "Chọn một đảng viên của chi bộ."
    if errors:
        raise BadInput(errors)
    return values


def _folded(values: dict[str, Any]) -> str:
    return fold(f"{values['title']} {values['reason']}")


def _expect_writer(cell_id: int, actor: Actor) -> None:
    if not actor.roles_in(cell_id) & {*WRITERS}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ hoặc Văn phòng Đảng ủy ghi gương, mô hình.")


def _record(event: str, row: Example, actor: Actor, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.cell_id, subject="example", subject_id=row.id,
        acting_as=acting_as(actor.roles_in(row.cell_id), WRITERS), **data,
    )  # fmt: skip
