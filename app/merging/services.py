"""The end of an organisation, with everything that is open there: nothing is left that is nobody's."""

from datetime import date

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.agendas.services_handing_over import hand_over, next_draft, take_over, wait_for_another
from app.areas import services_moving as areas
from app.assignments import services_moving as assignments
from app.audit.services import lock_chain
from app.extensions import db, lock_all
from app.groups import services_moving as groups
from app.meetings.models import Meeting
from app.meetings.services_convening import cancel
from app.members.services_merging import close
from app.merging.queries import LeftOpen, left_open
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.petitions.models import Petition
from app.petitions.services_moving import move_open_petitions
from app.petitions.services_placing import place_answers
from app.prospects.services import move_open as move_prospects
from app.refusals import BadInput
from app.tasks.models import Task
from app.tasks.services import move_open_tasks
from app.training import services_moving as training
from workflows.notices import Notice
from workflows.roles import Role


def end(row: Organisation, *, on: date, into: Organisation | None, actor: Actor) -> None:
    """`row` exists no more from `on`, merged `into` another one.

    Meetings that were not held are cancelled, what was chosen for their agendas and the open tasks go to the other
    cell; meetings that were held are finished by its secretaries under the old name. What is finished stays as it is.
    Raises BadInput for a day on which the cell still sat, or if something would be left to nobody; what was written
    until then is to be rolled back.
    """
    there = {each.id for each in (row, into) if each}
    lock_all(Organisation, there)  # nobody begins a meeting there meanwhile
    _lock_what_is_open(row, into)
    for organisation_id in sorted(there):
        lock_chain(organisation_id)
    open_things = left_open(row)
    _refuse(row, open_things, on, into)
    why = f"{row.name} {f'sáp nhập vào {into.name}' if into else 'kết thúc hoạt động'} từ ngày {on:%d/%m/%Y}."
    for meeting in open_things.cancelled:  # before the roll moves: its people are told
        if into:
            hand_over(meeting, into.id, actor=actor)
        cancel(meeting, actor=actor, reason=why)
    role = acting_as(actor.roles_in(row.id), (Role.OFFICE,))
    close(row, on=on, into=into, actor=actor)
    _pass_on_people(row, on, into, actor)
    if into:
        wait_for_another(row.id, into.id)
        db.session.flush()  # what waits is read by its cell
        draft = next_draft(into.id)
        if draft is not None:
            take_over(draft, actor=actor)
        move_open_tasks(row.id, into.id, actor=actor, acting_as=role)
        move_open_petitions(row.id, into.id, actor=actor, acting_as=role)
        move_prospects(row.id, into.id, actor=actor)
        areas.follow(row.id, into.id, actor=actor)
        areas.go_over(row, into, actor=actor)
        if draft is not None:
            place_answers(draft, actor=actor, acting_as=role)
        _tell(row, into, open_things, actor)


def _pass_on_people(row: Organisation, on: date, into: Organisation | None, actor: Actor) -> None:
    """Who is in charge of what and in which group goes on in the other cell; who was to lead this one is to no more."""
    if into:
        assignments.follow(row.id, into.id, on=on, actor=actor)
        groups.follow(row, into.id, actor=actor)
    else:
        assignments.let_go(row.id, on=on, actor=actor)
        groups.dissolve_all(row.id, actor=actor)
    training.let_go(row.id, actor=actor)


def _lock_what_is_open(row: Organisation, into: Organisation | None) -> None:
    """Meetings and tasks before the chains of the history: who takes a step locks them in that order too."""
    found = left_open(row)
    drafts = [draft for draft in (next_draft(into.id) if into else None,) if draft]
    lock_all(Meeting, [meeting.id for meeting in (*found.cancelled, *found.finished_there, *drafts)])
    lock_all(Task, [task.id for task in found.tasks])
    lock_all(Petition, [petition.id for petition in found.petitions])


def _refuse(row: Organisation, found: LeftOpen, on: date, into: Organisation | None) -> None:
    errors: dict[str, str] = {}
    if found.last_sitting and on <= found.last_sitting:
        errors["on"] = f"{row.name} còn sinh hoạt ngày {found.last_sitting:%d/%m/%Y}. Chọn ngày sau ngày đó."
    if into is None and found.needs_a_keeper:
        errors["into"] = (
            f"Còn {len(found.finished_there)} kỳ sinh hoạt chưa xong hồ sơ và {len(found.tasks)} nhiệm vụ, "
            f"{len(found.petitions)} kiến nghị chưa xong. "
            "Chọn nơi sáp nhập để có người làm tiếp."
        )
    if errors:
        raise BadInput(errors)


def _tell(row: Organisation, into: Organisation, found: LeftOpen, actor: Actor) -> None:
    """The secretaries of the other cell, of what they have to go on with."""
    secretaries = people_as(into.id, (Role.SECRETARY, Role.DEPUTY_SECRETARY), clock.today())
    text = (
        f"{row.name} sáp nhập vào chi bộ. Đồng chí làm tiếp {len(found.tasks)} nhiệm vụ, "
        f"{len(found.petitions)} kiến nghị, {len(found.finished_there)} hồ sơ sinh hoạt chưa xong "
        f"và đưa {found.items} nội dung vào chương trình. "
        "Tổ đảng, phân công phụ trách chuyển theo; quy hoạch của chi bộ cũ thôi hiệu lực."
    )
    notify([person.id for person, _ in secretaries], Notice.MERGED, text, "/", but_not=actor.person_id)
