"""Writing down courses (the office) and the reserve list (the cell's secretaries, or the office)."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock_all
from app.held import hold
from app.members.models import Person
from app.members.queries import home_of
from app.members.services import record_of
from app.members.services_periods import chain_of
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed
from app.training.models import Reserve, Training
from app.training.queries import LEADING, READERS
from workflows.roles import ROLE_LABELS, Role

LONGEST = {"course": 200, "organiser": 200, "certificate": 120}
LONGEST_OF_RESERVE = {"term": 40, "note": 300}


@dataclass(frozen=True, kw_only=True)
class Course:
    course: str
    organiser: str
    from_on: date | None
    to_on: date | None
    certificate: str


def record_training(person: Person, course: Course, *, actor: Actor) -> Training:
    """Raises BadInput. Whom the actor manages is the caller's question (`get_managed`)."""
    values = _checked(course)
    row = Training(person_id=person.id, created_at=clock.now(), **values)
    db.session.add(row)
    db.session.flush()  # the event names its id
    _record("training_recorded", row, actor, after=values)
    return row


def change_training(row: Training, course: Course, *, version: int, actor: Actor) -> None:
    """Raises BadInput, SomebodyWasFaster."""
    hold(row, version)
    values = _checked(course)
    before = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if not before:
        return
    for name in before:
        setattr(row, name, values[name])
    _record("training_changed", row, actor, before=before, after={name: values[name] for name in before})


def remove_training(row: Training, *, version: int, actor: Actor) -> None:
    """Written down for the wrong person. Raises SomebodyWasFaster."""
    hold(row, version)
    _record("training_removed", row, actor, removed={name: getattr(row, name) for name in Course.__annotations__})
    db.session.delete(row)


def _checked(course: Course) -> dict[str, Any]:
    values = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(course).items()}
    errors = {name: f"Ghi không quá {most} chữ." for name, most in LONGEST.items() if len(values[name]) > most}
    if not values["course"]:
        errors["course"] = "Ghi tên khóa bồi dưỡng."
    if course.from_on is None:
        errors["from_on"] = "Ghi ngày khai giảng."
    elif course.from_on > clock.today():
        errors["from_on"] = "Ngày này chưa tới. Ghi khi khóa học đã khai giảng."
    elif course.to_on and course.to_on < course.from_on:
        errors["to_on"] = "Ngày bế giảng đứng trước ngày khai giảng. Kiểm tra lại hai ngày."
    if errors:
        raise BadInput(errors)
    return values


def _record(event: str, row: Training, actor: Actor, **data: Any) -> None:
    chain = chain_of(row.person_id, clock.today())
    record_of(event, row.person_id, chain, actor, training_id=row.id, person_id=row.person_id, **data)


# ---------------------------------------------------------------- the reserve list


def put_on_reserve(
    cell_id: int, person_id: int, position: Role, *, term: str, note: str, actor: Actor
) -> Reserve:  # fmt: skip
    """A member of the cell is planned as its secretary or deputy. Raises BadInput, NotAllowed."""
    lock_all(Organisation, [cell_id])
    _expect_keeper(cell_id, actor)
    words = {"term": term.strip(), "note": note.strip()}
    errors = {n: f"Ghi không quá {most} chữ." for n, most in LONGEST_OF_RESERVE.items() if len(words[n]) > most}
    home = home_of(person_id, clock.today())
    if home is None or home.organisation_id != cell_id:
        errors["person"] = "Chọn một đảng viên của chi bộ."
    elif position not in LEADING:
        errors["position"] = "Chọn bí thư hoặc phó bí thư."
    elif _is_listed(cell_id, person_id, position):
        errors["person"] = f"Đồng chí đã có trong quy hoạch {ROLE_LABELS[position]} của chi bộ."
    if errors:
        raise BadInput(errors)
    row = Reserve(cell_id=cell_id, person_id=person_id, position=position, listed_at=clock.now(), **words)
    db.session.add(row)
    db.session.flush()  # the event names its id
    _record_reserve("reserve_listed", row, actor, after={"position": position, **words})
    return row


def take_off_reserve(row: Reserve, *, version: int, actor: Actor) -> None:
    """Raises NotAllowed, SomebodyWasFaster where it is gone already."""
    hold(row, version)
    _expect_keeper(row.cell_id, actor)
    removed = {"position": row.position, "term": row.term, "note": row.note}
    _record_reserve("reserve_taken_off", row, actor, removed=removed)
    db.session.delete(row)


def _is_listed(cell_id: int, person_id: int, position: Role) -> bool:
    same = exists().where(Reserve.cell_id == cell_id, Reserve.person_id == person_id, Reserve.position == position)
    return bool(db.session.scalar(select(same)))


def _expect_keeper(cell_id: int, actor: Actor) -> None:
    if not actor.roles_in(cell_id) & {*READERS}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ hoặc Văn phòng Đảng ủy lập danh sách quy hoạch.")


def _record_reserve(event: str, row: Reserve, actor: Actor, **data: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.cell_id, subject="person", subject_id=row.person_id,
        acting_as=acting_as(actor.roles_in(row.cell_id), READERS), reserve_id=row.id, person_id=row.person_id, **data,
    )  # fmt: skip
