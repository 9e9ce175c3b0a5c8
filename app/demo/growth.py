"""People of the demo commune between its meetings: who is on the way into the Party, who looks after whom, who was
trained, which village has a cell of its own."""

from collections.abc import Sequence
from datetime import date, timedelta

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.areas.services import Said, enter
from app.assignments.models import Charge
from app.assignments.services import give, write_note
from app.demo import words
from app.demo.before import at
from app.demo.people import actor, plain_members
from app.extensions import db
from app.organisations.models import Organisation
from app.prospects.services import Stated, introduce, take_step
from app.training.services import Course, record_training
from workflows.cells import CellType
from workflows.roles import Role


def bring_up(commune: Organisation, cells: Sequence[Organisation], begun: date) -> None:
    """As the commune begins; the first cell shows the rooms that a cell keeps."""
    office = actor(people_as(commune.id, (Role.OFFICE,), begun)[0][0].id)
    secretary = actor(people_as(cells[0].id, (Role.SECRETARY,), begun)[0][0].id)
    with clock.set_to(at(begun + timedelta(days=6), 9)):
        _prospect(cells[0], secretary, clock.today())
        _in_charge(cells[0], secretary, clock.today())
        for cell in cells:
            if cell.cell_type == CellType.RESIDENTIAL:
                enter(commune.id, Said(name=_village(cell), cell_id=cell.id), actor=office)
        _train(cells, office, begun)


def _prospect(cell: Organisation, secretary: Actor, on: date) -> None:
    row = introduce(cell.id, words.PROSPECT, since=on, actor=secretary)
    db.session.flush()  # the step below reads the state
    helpers = tuple(person.id for person in plain_members(cell.code)[:2])
    take_step(row, "assign_helpers", Stated(on=on, helper_ids=helpers), version=row.version, actor=secretary)


def _in_charge(cell: Organisation, secretary: Actor, on: date) -> None:
    member = plain_members(cell.code)[2]
    row = give(cell.id, member.id, Charge.HOUSEHOLD, words.HOUSEHOLD, from_on=on, actor=secretary)
    write_note(row, on.replace(day=1), words.HOUSEHOLD_NOTE, seen="0", actor=secretary)
    give(cell.id, plain_members(cell.code)[3].id, Charge.MODEL, words.MODEL, from_on=on, actor=secretary)


def _train(cells: Sequence[Organisation], office: Actor, begun: date) -> None:
    """Of every three secretaries two have been to the course."""
    first = begun - timedelta(days=40)
    course = Course(
        course=words.COURSE, organiser=words.ORGANISER, from_on=first, to_on=first + timedelta(days=2), certificate="",
    )  # fmt: skip
    for number, cell in enumerate(cells):
        if number % 3:
            record_training(people_as(cell.id, (Role.SECRETARY,), begun)[0][0], course, actor=office)


def _village(cell: Organisation) -> str:
    name = cell.name.removeprefix("Chi bộ ")
    return name[0].upper() + name[1:]
