"""A cell that ends: its roll goes to the cell that it is merged into, on one day."""

from datetime import date

from app.accounts.models import Appointment
from app.actor import Actor
from app.appointments.queries import offices_at
from app.appointments.services import write_end
from app.members import queries
from app.members.services import move_membership
from app.members.services_periods import end_temporary_transfer
from app.organisations.models import Organisation
from app.organisations.services import dissolve
from app.refusals import BadInput


def close(row: Organisation, *, on: date, into: Organisation | None, actor: Actor) -> None:
    """`row` exists no more from `on`. Merged `into` another one, everybody on its roll goes there; all offices end.

    `app.merging.services.end` looks after what is open there, and calls this. Raises BadInput while members would be
    left without a cell.
    """
    people, to_come = queries.people_on_rolls([row.id], on), queries.memberships_to_come(row.id, on)
    if (people or to_come) and into is None:
        count = len(people) + len(to_come)
        raise BadInput({"into": f"Còn {count} đảng viên trong danh sách. Chọn nơi sáp nhập, hoặc chuyển hết trước."})
    dissolve(row, on=on, into=into, actor=actor)
    homes = queries.homes_of([person.id for person in people], on)
    for person in people:
        if into:
            move_membership(person.id, homes[person.id], into.id, on=on, note=f"Sáp nhập {row.name}", actor=actor)
    for coming in to_come:
        if into:
            move_membership(coming.person_id, coming, into.id, on=coming.from_on, note=coming.note, actor=actor)
    for transfer in queries.temporary_transfers_at(row.id, on):
        if transfer.host_id == row.id or (into and transfer.host_id == into.id):  # there at home from now on
            end_temporary_transfer(transfer, on=on, actor=actor)
        elif into:
            transfer.home_id = into.id
    for appointment in _open_at(row.id, on):
        write_end(appointment, on=on, actor=actor)


def _open_at(organisation_id: int, on: date) -> list[Appointment]:
    return [a for a in offices_at(organisation_id, on) if a.to_on is None or a.to_on >= on]
