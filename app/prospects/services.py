"""Writing down the way into the Party. Each step rests on what happened on paper or at a meeting; admission makes the
member, and the recognition makes the member official."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock_all
from app.held import hold
from app.members.models import Person
from app.members.queries import home_of, roll_of
from app.members.services import change, register
from app.organisations.models import Organisation
from app.prospects.models import Prospect, ProspectStep
from app.prospects.queries import Ballot, ballots_of, open_in, steps_of
from app.refusals import BadInput, SomebodyWasFaster
from workflows.engine import Step
from workflows.names import sort_key, tidy_name
from workflows.prospect import BEFORE_ADMISSION, PROSPECT, ProspectFacts, at_version, end_of_probation
from workflows.roles import Role
from workflows.voting import Matter

FACTS = ("full_name", "birth_on", "gender", "ethnicity", "youth_union", "occupation")
LONGEST = {"full_name": 120, "ethnicity": 60, "occupation": 200}
LONGEST_SAID = {"symbol": 120, "note": 500}
VOTED_ON = {"vote": Matter.ADMISSION, "assess": Matter.OFFICIAL_STATUS}


@dataclass(frozen=True, kw_only=True)
class Stated:
    """What is said of a step. `note` is the reason where one is asked for."""

    on: date | None = None
    symbol: str = ""
    note: str = ""
    vote_id: int | None = None
    helper_ids: tuple[int, ...] = ()


def introduce(cell_id: int, facts: Mapping[str, Any], *, since: date | None, actor: Actor) -> Prospect:
    """Raises StepRefused, BadInput."""
    lock_all(Organisation, [cell_id])
    cell = db.session.get_one(Organisation, cell_id)
    values = _checked(facts)
    _refuse_bad_day(since)
    row = Prospect(cell_id=cell.id, sort_key=sort_key(values["full_name"]), created_at=clock.now(), **values)
    known = ProspectFacts(has_name=bool(values["full_name"]), cell_has_ended=cell.dissolved_on is not None)
    row.definition_version = PROSPECT.definition_version
    step = PROSPECT.take(row, "introduce", roles=actor.roles_in(cell.id), facts=known)
    db.session.add(row)
    db.session.flush()  # its id is needed just below
    _write(row, step, Stated(on=since), None, actor, before={}, after=values)
    return row


def change_facts(row: Prospect, facts: Mapping[str, Any], *, version: int, actor: Actor) -> None:
    """What is known of somebody who is no member yet. Raises BadInput, SomebodyWasFaster."""
    hold(row, version)
    if row.state not in BEFORE_ADMISSION:
        raise SomebodyWasFaster("Không sửa ở đây được nữa: đã kết nạp hoặc thôi theo dõi.")
    values = _checked(facts)
    if not values["full_name"]:
        raise BadInput({"full_name": "Ghi họ và tên."})
    before = {name: getattr(row, name) for name in FACTS if getattr(row, name) != values[name]}
    if not before:
        return
    for name in before:
        setattr(row, name, values[name])
    row.sort_key = sort_key(row.full_name)
    _record("prospect_changed", row, actor, before=before, after={name: values[name] for name in before})


def take_step(row: Prospect, name: str, stated: Stated, *, version: int, actor: Actor) -> None:
    """Raises StepRefused, BadInput, SomebodyWasFaster."""
    hold(row, version)
    _refuse_long(stated)
    ballot = _ballot(row, name, stated.vote_id)
    stated = _with_day(stated, name, ballot)
    helpers = _checked_helpers(row, stated) if name == "assign_helpers" else ()
    roles = actor.roles_in(cell_of(row))
    source, before = row.state, _helpers(row)
    step = at_version(row.definition_version).take(
        row, name, roles=roles, facts=_facts(row, stated, ballot), reason=stated.note
    )
    if helpers:
        row.first_helper_id, row.second_helper_id = helpers
    _make_member(row, name, stated, actor)
    after = _helpers(row)
    changed = before != after
    _write(row, step, stated, source, actor, before=before if changed else {}, after=after if changed else {})


def cell_of(row: Prospect) -> int:
    """Where somebody belongs: once admitted, on whose roll they are."""
    home = home_of(row.person_id, clock.today()) if row.person_id else None
    return home.organisation_id if home else row.cell_id


def move_open(from_id: int, to_id: int, *, actor: Actor) -> None:
    """The cell was merged: who is on the way goes on in the other one."""
    for row in open_in(from_id):
        row.cell_id = to_id
        _record("prospect_changed", row, actor, before={"cell_id": from_id}, after={"cell_id": to_id})


# ---------------------------------------------------------------- the parts of a step


def _facts(row: Prospect, stated: Stated, ballot: Ballot | None) -> ProspectFacts:
    done = steps_of([row.id]).get(row.id, [])
    cell = db.session.get_one(Organisation, cell_of(row))
    return ProspectFacts(
        on=stated.on, today=clock.today(), last_on=done[-1].on if done else date.min, birth_on=row.birth_on,
        helpers=len(_helpers(row)["helper_ids"]), vote_passed=ballot.passed if ballot else True, symbol=stated.symbol,
        admitted_on=row.person.admitted_on if row.person else None, is_member=row.person_id is not None,
        cell_has_ended=cell.dissolved_on is not None,
    )  # fmt: skip


def _ballot(row: Prospect, name: str, vote_id: int | None) -> Ballot | None:
    if vote_id is None or name not in VOTED_ON:
        return None
    found = next((one for one in ballots_of(cell_of(row), VOTED_ON[name]) if one.id == vote_id), None)
    if found is None:
        raise BadInput({"vote": "Chọn một lần biểu quyết trong danh sách."})
    return found


def _with_day(stated: Stated, name: str, ballot: Ballot | None) -> Stated:
    """A vote of a meeting has its day; who gives up or begins again does so today."""
    on = ballot.at if ballot else clock.today() if name in ("stop", "resume") else stated.on
    return Stated(
        on=on, symbol=stated.symbol.strip(), note=stated.note.strip(), vote_id=ballot.id if ballot else None,
        helper_ids=stated.helper_ids,
    )  # fmt: skip


def _helpers(row: Prospect) -> dict[str, Any]:
    return {"helper_ids": [i for i in (row.first_helper_id, row.second_helper_id) if i]}


def _checked_helpers(row: Prospect, stated: Stated) -> tuple[int, int | None]:
    """One or two official members of the cell."""
    official = {one.person.id for one in roll_of(row.cell_id, clock.today()) if one.official and not one.temporary_in}
    chosen = list(dict.fromkeys(stated.helper_ids))
    if not chosen or len(chosen) > 2 or not official.issuperset(chosen):
        raise BadInput({"first_helper": "Chọn đảng viên chính thức của chi bộ."})
    return chosen[0], chosen[1] if len(chosen) > 1 else None


def _make_member(row: Prospect, name: str, stated: Stated, actor: Actor) -> None:
    if name == "admit":
        facts = {key: getattr(row, key) for key in FACTS if key != "occupation"} | {"admitted_on": stated.on}
        assert stated.on is not None  # noqa: S101 - the table asks for a day
        person = register(facts, row.cell_id, from_on=stated.on, note="Kết nạp", actor=actor)
        row.person_id = person.id
    if name == "recognise" and row.person_id:
        person = db.session.get_one(Person, row.person_id)
        official_on = end_of_probation(person.admitted_on) if person.admitted_on else stated.on
        change(person, {"official_on": official_on}, cell_of(row), actor=actor)


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: facts[name] for name in FACTS}
    values |= {name: " ".join((values[name] or "").split()) for name in LONGEST}
    values["full_name"] = tidy_name(values["full_name"])
    errors = {name: f"Ghi không quá {most} chữ." for name, most in LONGEST.items() if len(values[name]) > most}
    if values["birth_on"] and values["birth_on"] > clock.today():
        errors["birth_on"] = "Ngày sinh chưa tới. Kiểm tra lại năm."
    if errors:
        raise BadInput(errors)
    return values


def _refuse_bad_day(since: date | None) -> None:
    if since is None or since > clock.today():
        raise BadInput({"since": "Ghi ngày chi bộ đưa vào danh sách, từ hôm nay trở về trước."})


def _refuse_long(stated: Stated) -> None:
    errors = {
        name: f"Ghi không quá {most} chữ." for name, most in LONGEST_SAID.items() if len(getattr(stated, name)) > most
    }
    if errors:
        raise BadInput(errors)


def _write(
    row: Prospect, step: Step[ProspectFacts], stated: Stated, source: str | None, actor: Actor,
    *, before: dict[str, Any], after: dict[str, Any],
) -> None:  # fmt: skip
    db.session.add(
        ProspectStep(
            prospect_id=row.id, step=step.name, on=stated.on, symbol=stated.symbol, note=stated.note,
            vote_id=stated.vote_id, written_by_id=actor.person_id, at=clock.now(),
        )
    )  # fmt: skip
    _record(
        "prospect_step", row, actor, step=step.name, from_state=source or "", to_state=row.state, on=stated.on,
        symbol=stated.symbol, note=stated.note, vote_id=stated.vote_id, before=before, after=after,
    )  # fmt: skip


def _record(event: str, row: Prospect, actor: Actor, **data: Any) -> None:
    cell_id = cell_of(row)
    record(
        event, actor=actor, organisation_id=cell_id, subject="prospect", subject_id=row.id,
        acting_as=acting_as(actor.roles_in(cell_id), (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.OFFICE)), **data,
    )  # fmt: skip
