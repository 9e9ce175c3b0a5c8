"""What is mended: reported by the cell, confirmed by an inspector of the team."""

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.extensions import db, lock
from app.inspections import queries
from app.inspections.models import Remedy, RemedyStep
from app.inspections.queries import FileSeen
from app.inspections.services_files import note_file
from app.inspections.services_steps import tell_team
from app.notifications.services import notify
from app.refusals import BadInput, expect_version
from workflows.engine import Step
from workflows.inspection import State
from workflows.inspection_sight import Seat
from workflows.notices import Notice
from workflows.remedy import RemedyFacts, at_version
from workflows.roles import Role

LONGEST = 4000


def roles_in(seen: FileSeen, actor: Actor) -> frozenset[Role]:
    """What counts towards a remedy: the office in the cell, and a place on the team."""
    found = set(actor.roles_in(seen.file.cell_id)) - {Role.INSPECTOR}
    return frozenset(found | ({Role.INSPECTOR} if Seat.TEAM in seen.seats else set()))


def facts_of(seen: FileSeen, note: str = "") -> RemedyFacts:
    return RemedyFacts(is_concluded=seen.inspection.state == State.CONCLUDED, has_result=bool(note.strip()))


def steps_for(seen: FileSeen, row: Remedy, actor: Actor) -> list[Step[RemedyFacts]]:
    if seen.inspection.state != State.CONCLUDED:
        return []
    return at_version(row.definition_version).steps_for(row.state, roles_in(seen, actor))


def take_remedy_step(
    seen: FileSeen, row: Remedy, name: str, note: str, *, version: int | None, actor: Actor
) -> None:  # fmt: skip
    """Raises StepRefused, BadInput, SomebodyWasFaster. `note`: the result reported, or why it is returned."""
    lock(seen.inspection)
    lock(row)
    expect_version(row.version, version, "Việc khắc phục này vừa được người khác cập nhật. Mở lại trang để xem.")
    if len(note) > LONGEST:
        raise BadInput({"note": "Ghi không quá 4.000 chữ."})
    before, roles = str(row.state), roles_in(seen, actor)
    table = at_version(row.definition_version)
    step = table.take(row, name, roles=roles, facts=facts_of(seen, note), reason=note)
    if name == "report":
        row.result = note.strip()
    db.session.add(
        RemedyStep(
            remedy_id=row.id, step=name, from_state=before, to_state=row.state, at=clock.now(),
            account_id=actor.account_id, person_id=actor.person_id, note=note.strip(),
        )
    )  # fmt: skip
    note_file(
        "remedy_step", seen.file, actor, acting_as(roles, step.by), remedy_id=row.id, step=name, from_state=before,
        to_state=str(row.state), note=note.strip(),
    )  # fmt: skip
    _tell(seen, row, step, note.strip(), actor)


def _tell(seen: FileSeen, row: Remedy, step: Step[RemedyFacts], note: str, actor: Actor) -> None:
    text = f"{seen.file.cell.name}, {step.label.lower()}: {row.work[:120]}" + (f". {note[:200]}" if note else "")
    if step.name == "report":
        tell_team(seen.inspection, text, but_not=actor.person_id)
        return
    people = [person.id for person, _ in people_as(seen.file.cell_id, queries.SECRETARIES, clock.today())]
    notify(people, Notice.INSPECTION, text, f"/inspections/files/{seen.file.id}", but_not=actor.person_id)
