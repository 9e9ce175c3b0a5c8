"""What holds for a time: exemption, suspension, work away from home, temporary transfer."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock_all
from app.members import queries
from app.members.models import ContactNote, Person, StatusKind, StatusPeriod, TemporaryTransfer
from app.members.queries_sight import Sight, sight_of
from app.members.services import FACTS, home_on, new_person, record_of, refuse_bad_facts
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed
from workflows.notices import Notice
from workflows.roles import Role

KEEPERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE)
LONGEST_CONTACT = 500
STATUS_NAMES = {
    StatusKind.EXEMPT: "miễn công tác và sinh hoạt",
    StatusKind.SUSPENDED: "đình chỉ sinh hoạt",
    StatusKind.WORKING_AWAY: "đi làm xa",
}


def chain_of(person_id: int, on: date) -> int | None:
    """The cell under which an event about the person is kept."""
    home = queries.home_of(person_id, on) or queries.home_of(person_id, clock.today())
    return home.organisation_id if home else None


def set_status(
    person: Person, kind: StatusKind, *, from_on: date, to_on: date | None, reason: str, actor: Actor
) -> None:
    """A status with its dates. BadInput if it overlaps one of the same kind, or ends before it begins."""
    _hold(person, from_on)
    if to_on and to_on < from_on:
        raise BadInput({"to_on": "Ngày kết thúc đứng trước ngày bắt đầu. Kiểm tra lại hai ngày."})
    for period in queries.status_periods([person.id], kind):
        if period.from_on <= (to_on or date.max) and (period.to_on or date.max) >= from_on:
            until = f"đến {period.to_on:%d/%m/%Y}" if period.to_on else "chưa kết thúc"
            raise BadInput({"from_on": f"Đã ghi {STATUS_NAMES[kind]} từ {period.from_on:%d/%m/%Y}, {until}."})
    write_status(
        person.id, chain_of(person.id, from_on), kind, from_on=from_on, to_on=to_on, reason=reason, actor=actor
    )


def _hold(person: Person, on: date) -> None:
    """Of two who write of the person at once the second sees the first; so does an import, which holds the cells."""
    cell_id = chain_of(person.id, on)
    lock_all(Organisation, [cell_id] if cell_id else [])
    lock_all(Person, [person.id])


def write_status(
    person_id: int, organisation_id: int | None, kind: StatusKind,
    *, from_on: date, to_on: date | None = None, reason: str = "", actor: Actor | None,
) -> None:  # fmt: skip
    db.session.add(StatusPeriod(person_id=person_id, kind=kind, from_on=from_on, to_on=to_on, reason=reason))
    record_of(
        "status_set", person_id, organisation_id, actor,
        person_id=person_id, kind=kind, from_on=from_on, to_on=to_on, reason=reason,
    )  # fmt: skip


def expect_keeper(period: StatusPeriod, actor: Actor) -> None:
    """Raises NotAllowed unless the actor keeps the contact log of this person: secretary, deputy or office."""
    if sight_of(actor, period.person_id, clock.today()) != Sight.ALL:
        raise NotAllowed("Chỉ bí thư, phó bí thư chi bộ hoặc Văn phòng Đảng ủy ghi liên hệ với đảng viên đi làm xa.")


def note_contact(period: StatusPeriod, *, on: date, text: str, actor: Actor) -> None:
    """The cell heard of somebody who works away. Raises NotAllowed, BadInput."""
    expect_keeper(period, actor)
    errors: dict[str, str] = {}
    if on > clock.today():
        errors["on"] = "Ngày này chưa tới."
    elif on < period.from_on or (period.to_on and on > period.to_on):
        errors["on"] = "Ngày này đồng chí không đi làm xa. Kiểm tra lại ngày."
    if not 0 < len(text) <= LONGEST_CONTACT:
        errors["text"] = f"Ghi liên hệ bằng cách nào, biết được gì; không quá {LONGEST_CONTACT} chữ."
    if errors:
        raise BadInput(errors)
    db.session.add(
        ContactNote(period_id=period.id, on=on, text=text, account_id=actor.account_id, entered_at=clock.now())
    )
    home = queries.home_of(period.person_id, clock.today())
    cell_id = home.organisation_id if home else None
    record(
        "contact_noted", actor=actor, organisation_id=cell_id, subject="person", subject_id=period.person_id,
        acting_as=acting_as(actor.roles_in(cell_id or 0), KEEPERS), person_id=period.person_id, on=on, text=text,
    )  # fmt: skip


def end_status(period: StatusPeriod, organisation_id: int | None, *, on: date, actor: Actor | None) -> None:
    """The status holds no more from `on`. One that has not begun by then never did."""
    if period.to_on and period.to_on < on:
        raise BadInput({"on": f"Đã kết thúc từ ngày {period.to_on:%d/%m/%Y} rồi."})
    to_on = on - timedelta(days=1)
    if period.from_on > to_on and queries.contacts_during([period.id]):
        raise BadInput({"on": "Đã ghi liên hệ trong thời gian này nên không bỏ được. Chọn ngày sau ngày bắt đầu."})
    if period.from_on > to_on:
        db.session.delete(period)
    else:
        period.to_on = to_on
    record_of(
        "status_ended", period.person_id, organisation_id, actor,
        person_id=period.person_id, kind=period.kind, to_on=to_on,
    )  # fmt: skip


# ---------------------------------------------------------------- temporary transfer


def set_temporary_transfer(
    person: Person, *, host_id: int | None, host_name: str, from_on: date, to_on: date | None, actor: Actor
) -> None:
    """Out of the home cell for a time, to a host in the system or (by its name only) outside."""
    lock_all(Person, [person.id])
    home = home_on(person, from_on)
    if host_id == home.organisation_id:
        raise BadInput({"host": "Nơi sinh hoạt tạm thời phải khác chi bộ hiện nay."})
    _refuse_second_transfer(person, from_on, to_on)
    row = TemporaryTransfer(
        person_id=person.id, home_id=home.organisation_id, host_id=host_id, host_name="" if host_id else host_name,
        from_on=from_on, to_on=to_on,
    )  # fmt: skip
    _add_transfer(row, actor)


def receive_temporarily(
    facts: Mapping[str, Any], host_id: int, *, home_name: str, from_on: date, to_on: date | None, actor: Actor
) -> Person:
    """A guest whose home cell lies outside the system: known by name, on no roll here."""
    refuse_bad_facts(facts, None)
    person = new_person(facts)
    db.session.flush()  # its id is needed just below
    after = {key: getattr(person, key) for key in FACTS if getattr(person, key)}
    record_of("person_created", person.id, host_id, actor, after=after)
    _refuse_second_transfer(person, from_on, to_on)
    row = TemporaryTransfer(
        person_id=person.id, host_id=host_id, home_name=home_name, from_on=from_on, to_on=to_on
    )  # fmt: skip
    _add_transfer(row, actor)
    return person


def end_temporary_transfer(row: TemporaryTransfer, *, on: date, actor: Actor) -> None:
    """The person is back from `on`."""
    if row.to_on and row.to_on < on:
        raise BadInput({"on": f"Đã kết thúc từ ngày {row.to_on:%d/%m/%Y} rồi."})
    to_on = on - timedelta(days=1)
    if row.from_on > to_on:
        db.session.delete(row)
    else:
        row.to_on = to_on
    for organisation_id in sorted({i for i in (row.home_id, row.host_id) if i}):
        record_of(
            "temporary_transfer_ended", row.person_id, organisation_id, actor, person_id=row.person_id, to_on=to_on
        )  # fmt: skip


def _add_transfer(row: TemporaryTransfer, actor: Actor) -> None:
    db.session.add(row)
    event = "strengthening_set" if row.strengthening else "temporary_transfer_set"
    for organisation_id in sorted({i for i in (row.home_id, row.host_id) if i}):
        record_of(
            event, row.person_id, organisation_id, actor,
            person_id=row.person_id, home_id=row.home_id, host_id=row.host_id, from_on=row.from_on, to_on=row.to_on,
        )  # fmt: skip


def strengthen(person: Person, host: Organisation, *, from_on: date, to_on: date | None, actor: Actor) -> None:
    """Sent to help a small cell: speaks there, counts on neither its roll nor its votes, and goes on counting at home.

    Raises BadInput.
    """
    lock_all(Person, [person.id])
    home = home_on(person, from_on)
    if host.id == home.organisation_id:
        raise BadInput({"person": f"Đồng chí {person.full_name} là đảng viên của chi bộ này."})
    _refuse_second_transfer(person, from_on, to_on)
    row = TemporaryTransfer(
        person_id=person.id, home_id=home.organisation_id, host_id=host.id, from_on=from_on, to_on=to_on,
        strengthening=True,
    )  # fmt: skip
    _add_transfer(row, actor)
    text = f"Đồng chí được cử tăng cường sinh hoạt tại {host.name} từ ngày {from_on:%d/%m/%Y}."
    notify([person.id], Notice.APPOINTED, text, "/", but_not=actor.person_id)
    told = [one.id for one, _ in people_as(host.id, KEEPERS[:2], clock.today())]
    text = f"Đ/c {person.full_name} được cử tăng cường sinh hoạt tại chi bộ từ ngày {from_on:%d/%m/%Y}."
    notify(told, Notice.APPOINTED, text, "/members", but_not=actor.person_id)


def _refuse_second_transfer(person: Person, from_on: date, to_on: date | None) -> None:
    if to_on and to_on < from_on:
        raise BadInput({"to_on": "Ngày kết thúc đứng trước ngày bắt đầu. Kiểm tra lại hai ngày."})
    for other in queries.temporary_transfers_of(person.id):
        if other.from_on <= (to_on or date.max) and (other.to_on or date.max) >= from_on:
            raise BadInput(
                {"from_on": f"Đã ghi {_what(other)} từ ngày {other.from_on:%d/%m/%Y}. Kết thúc lần đó trước."}
            )


def _what(row: TemporaryTransfer) -> str:
    return "tăng cường" if row.strengthening else "sinh hoạt tạm thời"
