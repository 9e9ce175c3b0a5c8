"""Giving and ending offices, and the dated substitution of a secretary by a deputy."""

from datetime import date, timedelta
from typing import Any

from app import clock
from app.accounts.models import Appointment, Substitution
from app.actor import Actor, acting_as
from app.appointments import queries
from app.audit.services import record
from app.extensions import db, lock_all
from app.members.models import Person
from app.members.queries import home_of
from app.notifications.services import notify
from app.organisations.models import Organisation, OrganisationKind
from app.refusals import BadInput, NotAllowed
from workflows.notices import Notice
from workflows.roles import ROLE_LABELS, Role

OWN_OFFICE = "Đồng chí không tự kết thúc phân công văn phòng của mình được. Đề nghị đồng chí khác làm."
IN_A_CELL = (*queries.OFFICES_OF_A_CELL, Role.OVERSEER)
IN_A_COMMITTEE = (Role.OFFICE, Role.LEADERSHIP, Role.INSPECTOR)


def roles_for(kind: OrganisationKind) -> tuple[Role, ...]:
    """The offices that there are at such an organisation. An administrator is made on the command line only."""
    return IN_A_CELL if kind == OrganisationKind.CELL else IN_A_COMMITTEE


def appoint(
    person: Person, organisation: Organisation, role: Role,
    *, from_on: date, to_on: date | None = None, decision: str = "", actor: Actor,
) -> Appointment:  # fmt: skip
    """`person` holds `role` there from `from_on` (to `to_on`, inclusive). BadInput: all that is against it."""
    lock_all(Organisation, [organisation.id])  # of two secretaries appointed at once the second is refused
    return appoint_held(
        person, organisation, role, from_on=from_on, to_on=to_on, decision=decision, actor=actor
    )  # fmt: skip


def appoint_held(
    person: Person, organisation: Organisation, role: Role,
    *, from_on: date, to_on: date | None, decision: str, for_month: date | None = None, actor: Actor,
) -> Appointment:  # fmt: skip
    """As `appoint`, by who holds the organisation's lock already. `for_month`: an overseer of that month only."""
    if errors := _against(person, organisation, role, from_on, to_on):
        raise BadInput(errors)
    row = write_appointment(
        person.id, organisation.id, role, from_on=from_on, to_on=to_on, decision=decision, for_month=for_month,
        actor=actor,
    )  # fmt: skip
    until = f" đến {to_on:%d/%m/%Y}" if for_month and to_on else ""
    text = f"Đồng chí được phân công làm {ROLE_LABELS[role]} tại {organisation.name} từ ngày {from_on:%d/%m/%Y}{until}."
    notify([person.id], Notice.APPOINTED, text, "/", but_not=actor.person_id)
    return row


def write_appointment(
    person_id: int, organisation_id: int, role: Role,
    *, from_on: date, to_on: date | None = None, decision: str = "", for_month: date | None = None,
    actor: Actor | None,
) -> Appointment:  # fmt: skip
    row = Appointment(
        person_id=person_id, organisation_id=organisation_id, role=role, from_on=from_on, to_on=to_on,
        decision=decision, for_month=for_month,
    )  # fmt: skip
    db.session.add(row)
    record(
        "appointed", actor=actor, organisation_id=organisation_id, subject="person", subject_id=person_id,
        acting_as=Role.OFFICE if actor else "",
        person_id=person_id, role=role, from_on=from_on, to_on=to_on, decision=decision,
    )  # fmt: skip
    return row


def end(row: Appointment, *, on: date, actor: Actor) -> None:
    """The office is held no more from `on`."""
    lock_all(Organisation, [row.organisation_id])
    if row.person_id == actor.person_id and row.role == Role.OFFICE:
        # Whoever did this would be locked out with nobody to mend it.
        raise BadInput({"": OWN_OFFICE})
    if row.to_on and row.to_on < on:
        raise BadInput({"on": f"Phân công này đã kết thúc ngày {row.to_on:%d/%m/%Y}."})
    write_end(row, on=on, actor=actor)


def correct(row: Appointment, *, from_on: date, to_on: date | None, decision: str, actor: Actor) -> None:
    """Dates or decision were entered wrong. BadInput: all that is against the office on those dates."""
    lock_all(Organisation, [row.organisation_id])
    held_today = from_on <= clock.today() and (to_on is None or to_on >= clock.today())
    if row.person_id == actor.person_id and row.role == Role.OFFICE and not held_today:
        raise BadInput({"": OWN_OFFICE})
    if errors := _against(row.person, row.organisation, row.role, from_on, to_on, but=row.id):
        raise BadInput(errors)
    wanted = {"from_on": from_on, "to_on": to_on, "decision": decision}
    before = {name: getattr(row, name) for name, value in wanted.items() if getattr(row, name) != value}
    if not before:
        return
    for name in before:
        setattr(row, name, wanted[name])
    record(
        "appointment_changed", actor=actor, organisation_id=row.organisation_id, subject="person",
        subject_id=row.person_id, acting_as=Role.OFFICE, before={"role": row.role} | before,
        after={name: wanted[name] for name in before},
    )  # fmt: skip


def write_end(row: Appointment, *, on: date, actor: Actor | None) -> None:
    """As `end`. An office that would have no day left never was held, and its row goes."""
    to_on = on - timedelta(days=1)
    before = {"person_id": row.person_id, "role": row.role, "from_on": row.from_on, "to_on": row.to_on}
    record(
        "appointment_changed", actor=actor, organisation_id=row.organisation_id, subject="person",
        subject_id=row.person_id, acting_as=Role.OFFICE if actor else "", before=before, after={"to_on": to_on},
    )  # fmt: skip
    if row.from_on > to_on:
        db.session.delete(row)
    else:
        row.to_on, row.for_month = to_on, None  # ended early, the month is the standing overseer's again


def end_offices_in_cell(person_id: int, cell_id: int, *, on: date, actor: Actor | None) -> None:
    """Whoever leaves the roll of a cell leaves its committee too."""
    for row in queries.offices_of_person(person_id):
        in_this_committee = row.organisation_id == cell_id and row.role in queries.COMMITTEE
        if in_this_committee and (row.to_on is None or row.to_on >= on):
            write_end(row, on=on, actor=actor)


def set_substitution(
    organisation: Organisation, person: Person, *, from_on: date, to_on: date | None, reason: str, actor: Actor
) -> Substitution:
    """The deputy `person` signs in the secretary's place between the two days. By the office, or the secretary."""
    _refuse_strangers(organisation.id, actor)
    lock_all(Organisation, [organisation.id])
    errors: dict[str, str] = {}
    if to_on is None or to_on < from_on:
        errors["to_on"] = "Ghi ngày kết thúc, không sớm hơn ngày bắt đầu."
    elif to_on < clock.today():
        errors["to_on"] = f"Ngày kết thúc {to_on:%d/%m/%Y} đã qua."
    elif other := queries.substitution_within(organisation.id, from_on, to_on):
        errors["from_on"] = (
            f"Đã có ủy quyền từ {other.from_on:%d/%m/%Y} đến {other.to_on:%d/%m/%Y}. Kết thúc lần đó trước."
        )
    if not queries.overlapping(person.id, organisation.id, Role.DEPUTY_SECRETARY, from_on, from_on):
        errors["person"] = f"Vào ngày {from_on:%d/%m/%Y} đồng chí {person.full_name} không phải là phó bí thư."
    if errors or to_on is None:
        raise BadInput(errors)
    row = Substitution(
        organisation_id=organisation.id, person_id=person.id, from_on=from_on, to_on=to_on, reason=reason
    )  # fmt: skip
    db.session.add(row)
    _record_substitution(
        "substitution_set", row, actor, from_on=from_on, to_on=to_on, reason=reason
    )  # fmt: skip
    text = f"Đồng chí ký thay bí thư {organisation.name} từ {from_on:%d/%m/%Y} đến {to_on:%d/%m/%Y}."
    notify([person.id], Notice.SUBSTITUTION, text, "/", but_not=actor.person_id)
    return row


def end_substitution(row: Substitution, *, on: date, actor: Actor) -> None:
    """The deputy signs for the secretary no more from `on`."""
    _refuse_strangers(row.organisation_id, actor)
    lock_all(Organisation, [row.organisation_id])
    to_on = on - timedelta(days=1)
    if row.to_on <= to_on:
        raise BadInput({"on": f"Ủy quyền này đã kết thúc ngày {row.to_on:%d/%m/%Y}."})
    _record_substitution("substitution_ended", row, actor, to_on=to_on)
    if row.from_on > to_on:
        db.session.delete(row)
    else:
        row.to_on = to_on


def _refuse_strangers(organisation_id: int, actor: Actor) -> None:
    if not actor.roles_in(organisation_id) & {Role.OFFICE, Role.SECRETARY}:
        raise NotAllowed("Chỉ bí thư chi bộ hoặc Văn phòng Đảng ủy ghi được ủy quyền này.")


def _record_substitution(event: str, row: Substitution, actor: Actor, **fields: Any) -> None:
    role = acting_as(actor.roles_in(row.organisation_id), (Role.OFFICE, Role.SECRETARY))
    record(
        event, actor=actor, organisation_id=row.organisation_id, subject="organisation",
        subject_id=row.organisation_id, acting_as=role, person_id=row.person_id, **fields,
    )  # fmt: skip


def _against(
    person: Person, organisation: Organisation, role: Role, from_on: date, to_on: date | None, but: int | None = None
) -> dict[str, str]:
    errors: dict[str, str] = {}
    if role not in roles_for(organisation.kind):
        errors["role"] = "Chức vụ này không có ở loại tổ chức này. Chọn chức vụ khác."
    if organisation.dissolved_on and from_on >= organisation.dissolved_on:
        errors[""] = f"{organisation.name} đã kết thúc hoạt động từ ngày {organisation.dissolved_on:%d/%m/%Y}."
    if to_on and to_on < from_on:
        errors["to_on"] = "Ngày kết thúc đứng trước ngày bắt đầu. Kiểm tra lại hai ngày."
        return errors
    if role in queries.COMMITTEE:
        errors |= _against_in_committee(person, organisation, role, from_on, to_on, but)
    elif queries.overlapping(person.id, organisation.id, role, from_on, to_on, but=but):
        errors["person"] = f"Đồng chí {person.full_name} đang giữ chức vụ này rồi."
    return errors


def _against_in_committee(
    person: Person, organisation: Organisation, role: Role, from_on: date, to_on: date | None, but: int | None
) -> dict[str, str]:
    home = home_of(person.id, from_on)
    if home is None or home.organisation_id != organisation.id:
        return {"person": f"Vào ngày {from_on:%d/%m/%Y} đồng chí {person.full_name} không thuộc chi bộ này."}
    for held in queries.COMMITTEE:
        if row := queries.overlapping(person.id, organisation.id, held, from_on, to_on, but=but):
            return {
                "person": f"Đồng chí {person.full_name} đang là {ROLE_LABELS[row.role]}. Kết thúc chức vụ đó trước."
            }
    if role == Role.SECRETARY and (other := queries.other_holder(person.id, organisation.id, role, from_on, to_on)):
        return {"role": f"Bí thư đang là đồng chí {other.person.full_name}. Kết thúc chức vụ của đồng chí ấy trước."}
    return {}
