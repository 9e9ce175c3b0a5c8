"""What the office does with people and the roll: register, correct, transfer, take off the roll. Nothing is deleted."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.appointments.services import end_offices_in_cell
from app.audit.services import record
from app.extensions import db, lock_all
from app.members import queries
from app.members.models import Membership, Person
from app.members.services_leaving import let_go
from app.organisations.models import Organisation
from app.refusals import BadInput, SomebodyWasFaster
from workflows.names import fold, sort_key, tidy_name
from workflows.roles import Role

FACTS = (
    "full_name", "birth_on", "gender", "ethnicity", "card_number", "admitted_on", "official_on", "youth_union", "phone",
    "note",
)  # fmt: skip


def new_person(facts: Mapping[str, Any]) -> Person:
    """A person with the keys to sort and search by, added to the session; the caller flushes and records."""
    person = Person(**{key: facts[key] for key in FACTS if key in facts})
    _set_name(person, person.full_name)
    db.session.add(person)
    return person


def register(facts: Mapping[str, Any], organisation_id: int, *, from_on: date, note: str, actor: Actor) -> Person:
    """Somebody new on the roll of a cell: admitted there, or come from outside the system."""
    refuse_bad_facts(facts, None)
    person = new_person(facts)
    db.session.flush()  # its id is needed just below
    write_new(person, organisation_id, from_on=from_on, note=note, actor=actor)
    return person


def write_new(person: Person, organisation_id: int, *, from_on: date, note: str, actor: Actor | None) -> None:
    """What belongs to a new person that has an id: the event, and the membership."""
    after = {key: getattr(person, key) for key in FACTS if getattr(person, key) not in (None, "")}
    record_of("person_created", person.id, organisation_id, actor, after=after)
    begin_membership(person.id, organisation_id, from_on=from_on, note=note, actor=actor)


def change(person: Person, facts: Mapping[str, Any], organisation_id: int | None, *, actor: Actor | None) -> bool:
    """Correct facts; the event goes to the chain of `organisation_id`. Answers whether anything changed."""
    before = {key: getattr(person, key) for key in facts if getattr(person, key) != facts[key]}
    if not before:
        return False
    refuse_bad_facts({key: getattr(person, key) for key in FACTS} | dict(facts), person)
    write_change(person, {key: facts[key] for key in before}, organisation_id, actor=actor)
    return True


def write_change(person: Person, facts: Mapping[str, Any], organisation_id: int | None, *, actor: Actor | None) -> None:
    before = {key: getattr(person, key) for key in facts}
    for key, value in facts.items():
        setattr(person, key, value)
    if "full_name" in facts:
        _set_name(person, facts["full_name"])
    record_of("person_changed", person.id, organisation_id, actor, before=before, after=dict(facts))


# ---------------------------------------------------------------- the roll


def begin_membership(person_id: int, organisation_id: int, *, from_on: date, note: str, actor: Actor | None) -> None:
    db.session.add(Membership(person_id=person_id, organisation_id=organisation_id, from_on=from_on, note=note))
    record_of(
        "membership_begun", person_id, organisation_id, actor, person_id=person_id, from_on=from_on, note=note
    )  # fmt: skip


def leave(person: Person, *, on: date, note: str, actor: Actor) -> None:
    """The person is on no roll from `on`: went outside the system, left the Party, died. `note` says which."""
    home = _held_home(person, on)
    if home.from_on >= on:
        raise BadInput({"on": f"Đồng chí vào chi bộ này từ ngày {home.from_on:%d/%m/%Y}. Chọn ngày sau ngày đó."})
    _refuse_days_to_come(on)
    home.to_on = on - timedelta(days=1)
    home.note = note
    record_of(
        "membership_ended", person.id, home.organisation_id, actor,
        person_id=person.id, to_on=home.to_on, note=note,
    )  # fmt: skip
    end_offices_in_cell(person.id, home.organisation_id, on=on, actor=actor)
    let_go(person.id, home.organisation_id, on=on, actor=actor)


def transfer(person: Person, to_id: int, *, on: date, note: str, actor: Actor) -> None:
    """Formal transfer to another cell of the system from `on`."""
    home = _held_home(person, on, to_id)
    if home.organisation_id == to_id:
        raise BadInput({"to": "Đồng chí đang sinh hoạt ở chi bộ này rồi. Chọn chi bộ khác."})
    if home.from_on >= on:
        raise BadInput({"on": f"Đồng chí vào chi bộ hiện nay từ ngày {home.from_on:%d/%m/%Y}. Chọn ngày sau ngày đó."})
    if queries.membership_after(person.id, on):
        raise BadInput({"on": "Đã ghi một lần chuyển sinh hoạt sau ngày này. Chọn ngày muộn hơn."})
    from_id = home.organisation_id
    move_membership(person.id, home, to_id, on=on, note=note, actor=actor)
    end_offices_in_cell(person.id, from_id, on=on, actor=actor)
    let_go(person.id, from_id, on=on, actor=actor)


def move_membership(person_id: int, home: Membership, to_id: int, *, on: date, note: str, actor: Actor | None) -> None:
    """End `home` the day before `on` and begin the next. With no day of `home` left, it is turned to the new cell.

    Where `home` has an end already (a transfer entered for a later day), the new membership ends then instead.
    """
    from_id, until = home.organisation_id, home.to_on
    if home.from_on >= on:
        home.organisation_id = to_id
    else:
        home.to_on = on - timedelta(days=1)
        db.session.add(Membership(person_id=person_id, organisation_id=to_id, from_on=on, to_on=until, note=note))
    # In one order everywhere: two transfers in opposite directions must not wait for each other's chains.
    for organisation_id in sorted((from_id, to_id)):
        record_of(
            "transferred", person_id, organisation_id, actor, person_id=person_id, from_id=from_id, to_id=to_id, on=on
        )  # fmt: skip


# ---------------------------------------------------------------- shared with the other services of this room


def _set_name(person: Person, name: str) -> None:
    person.full_name = tidy_name(name)
    person.sort_key, person.folded_name = sort_key(name), fold(person.full_name)


def home_on(person: Person, on: date) -> Membership:
    home = queries.home_of(person.id, on)
    if home is None:
        raise BadInput({"on": "Vào ngày này đồng chí không thuộc chi bộ nào trong hệ thống."})
    return home


def _held_home(person: Person, on: date, *others: int) -> Membership:
    """`home_on`, with its cell and `others` locked: of two who move the person at once the second sees the first one's.

    Raises SomebodyWasFaster if the person was moved while waiting.
    """
    before = home_on(person, on).organisation_id
    lock_all(Organisation, (before, *others))
    home = home_on(person, on)
    if home.organisation_id != before:
        raise SomebodyWasFaster("Đồng chí này vừa được chuyển sinh hoạt. Mở lại trang để xem chi bộ hiện nay.")
    return home


def _refuse_days_to_come(on: date) -> None:
    if on > clock.today():
        raise BadInput({"on": "Chỉ ghi khi quyết định đã có hiệu lực: chọn ngày từ hôm nay trở về trước."})


def refuse_bad_facts(facts: Mapping[str, Any], person: Person | None) -> None:
    errors: dict[str, str] = {}
    if not tidy_name(facts.get("full_name") or ""):
        errors["full_name"] = "Chưa có họ và tên."
    order = [("birth_on", "ngày sinh"), ("admitted_on", "ngày vào Đảng"), ("official_on", "ngày chính thức")]
    known = [(key, label, facts[key]) for key, label in order if facts.get(key)]
    for (_, label, first), (key, _, second) in pairwise(known):
        if second < first:
            errors[key] = f"Ngày này đứng trước {label} {first:%d/%m/%Y}. Kiểm tra cả hai ngày."
    card = facts.get("card_number")
    holder = db.session.scalar(select(Person.id).where(Person.card_number == card)) if card else None
    if holder is not None and (person is None or holder != person.id):
        errors["card_number"] = f"Số thẻ {card} đã ghi cho một đảng viên khác. Kiểm tra lại số thẻ."
    if errors:
        raise BadInput(errors)


def record_of(event: str, person_id: int, organisation_id: int | None, actor: Actor | None, /, **fields: Any) -> None:
    record(
        event, actor=actor, organisation_id=organisation_id, subject="person", subject_id=person_id,
        acting_as=Role.OFFICE if actor else "", **fields,
    )  # fmt: skip
