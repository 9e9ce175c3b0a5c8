"""Importing a roster: all or nothing, and a second time without effect."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app import clock
from app.actor import Actor
from app.appointments.services import write_appointment, write_end
from app.audit.services import lock_chain, record
from app.extensions import db, lock_all
from app.members import services as members
from app.members.models import Person, StatusKind
from app.members.services_leaving import let_go
from app.members.services_periods import end_status, write_status
from app.organisations import services as organisations
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries_keeping import parent_spans_on
from app.refusals import SomebodyWasFaster
from app.roster.plan import MemberPlan, OrganisationPlan, Plan, plan_for
from app.roster.queries import Known, ids_named, known_for
from app.roster.sheets import Roster, read
from app.rules.queries import settings_for
from app.workbook_problems import BadWorkbook, Problem
from workflows.roles import Role


@dataclass
class Report:
    """What the workbook holds, what an import does (or did), and what is wrong with it."""

    organisations: int = 0
    members: int = 0
    official: int = 0
    probationary: int = 0
    exempt: int = 0
    away: int = 0
    plan: Plan = field(default_factory=lambda: Plan(on=clock.today()))

    # The file is no roster at all, so there is nothing to preview.
    unreadable: bool = False

    @property
    def problems(self) -> list[Problem]:
        return self.plan.problems

    def to_json(self) -> dict[str, Any]:
        """For the command line. `created`, `updated`, `unchanged` count rows: organisations and members together."""
        done = not self.problems
        absent = [
            {"name": a.person.full_name, "card": a.person.card_number, "cell": a.cell_name} for a in self.plan.absent
        ]
        return {
            "organisations": self.organisations, "members": self.members, "official": self.official,
            "probationary": self.probationary, "exempt": self.exempt, "away": self.away,
            "created": self.plan.created if done else 0,
            "updated": self.plan.updated if done else 0,
            "unchanged": self.plan.unchanged if done else 0,
            "absent": absent,
            "warnings": [warning.to_json() for warning in self.plan.warnings],
            "errors": [problem.to_json() for problem in self.problems],
        }  # fmt: skip


def preview(data: bytes, *, allowed: Iterable[int] | None, on: date | None = None) -> Report:
    """What an import would do. Writes nothing; a workbook that cannot be read at all is one problem."""
    return _looked_at(data, allowed, on or clock.today())[0]


def import_roster(data: bytes, *, actor: Actor | None, on: date | None = None, seen: str | None = None) -> Report:
    """Write what the workbook says, if it has no problem at all; otherwise nothing.

    An `actor` changes only what is below the organisations of its office; None (the command line) may do everything.
    `seen`: the fingerprint of the preview; raises SomebodyWasFaster if it would do something else by now.
    """
    allowed = None if actor is None else actor.organisations_as(Role.OFFICE)
    report, known = _looked_at(data, allowed, on or clock.today(), hold=True)
    if seen is not None and report.plan.fingerprint != seen:
        raise SomebodyWasFaster(
            "Dữ liệu đã thay đổi sau khi đồng chí xem trước. Mở lại trang xem trước rồi xác nhận lại."
        )
    has_work = report.plan.created or report.plan.updated
    if known is not None and has_work and not report.problems:
        _write(report.plan, known, actor, hashlib.sha256(data).hexdigest())
    return report


def _looked_at(
    data: bytes, allowed: Iterable[int] | None, on: date, *, hold: bool = False
) -> tuple[Report, Known | None]:
    try:
        roster = read(data)
    except BadWorkbook as error:
        return Report(plan=Plan(on=on, problems=[Problem(message=str(error))]), unreadable=True), None
    if hold:
        # Before anything is looked at: what others of the office write meanwhile is either seen or waits.
        lock_all(Organisation, ids_named(roster))
    known = known_for(roster, on, allowed)
    return _counted(roster, plan_for(roster, known)), known


def _counted(roster: Roster, plan: Plan) -> Report:
    official = sum(row.official_on is not None for row in roster.members)
    return Report(
        organisations=len(roster.organisations),
        members=len(roster.members),
        official=official,
        probationary=len(roster.members) - official,
        exempt=sum(row.status == StatusKind.EXEMPT for row in roster.members),
        away=sum(row.status == StatusKind.WORKING_AWAY for row in roster.members),
        plan=plan,
    )


# ---------------------------------------------------------------- writing


def _write(plan: Plan, known: Known, actor: Actor | None, sha256: str) -> None:
    ids = {code: row.id for code, row in known.organisations.items()}
    named = {item.row.code for item in plan.organisations} | {item.row.cell_code for item in plan.members}
    # In one order everywhere, before anything else: two changes must not wait for each other's chains.
    for organisation_id in sorted(ids[code] for code in named if code in ids):
        lock_chain(organisation_id)
    ids |= _write_organisations(plan, known, actor)
    people = _write_people(plan, known, ids, actor)
    # Offices end before others begin, so that a cell never has two secretaries.
    for member in plan.members:
        for office in member.ends:
            write_end(office, on=plan.on, actor=actor)
    for member in plan.members:
        _write_standing(member, people[member.row.row], ids[member.row.cell_code], plan.on, actor)
    top = actor.home_id if actor else ids.get(plan.organisations[0].row.code) if plan.organisations else None
    record(
        "roster_imported", actor=actor, organisation_id=top, subject="roster", subject_id=None,
        acting_as=Role.OFFICE if actor else "",
        sha256=sha256, created=plan.created, updated=plan.updated, unchanged=plan.unchanged,
    )  # fmt: skip


def _write_organisations(plan: Plan, known: Known, actor: Actor | None) -> dict[str, int]:
    """The ids of all organisations of the workbook, by code."""
    rows: dict[str, Organisation] = {}
    for item in plan.organisations:
        rows[item.row.code] = item.existing or _new_organisation(item, plan, known)
    db.session.flush()  # the ids of the new ones are needed for their places in the tree
    ids = {code: row.id for code, row in known.organisations.items()} | {code: row.id for code, row in rows.items()}
    spans = parent_spans_on(plan.on)
    years = settings_for(ids[plan.organisations[0].row.code], plan.on).term_years if plan.organisations else 0
    for item in plan.organisations:
        row = rows[item.row.code]
        if item.existing is None:
            parent_id = ids[item.parent_code] if item.parent_code else None
            organisations.write_new(row, parent_id, on=plan.on, years=years, actor=actor)
            continue
        organisations.write_change(row, item.changed, actor=actor)
        if item.parent_code:
            organisations.place_under(row, spans.get(row.id), ids[item.parent_code], on=plan.on, actor=actor)
    return {code: row.id for code, row in rows.items()}


def _new_organisation(item: OrganisationPlan, plan: Plan, known: Known) -> Organisation:
    row = item.row
    row_added = Organisation(
        code=row.code, name=row.name, kind=row.kind, cell_type=row.cell_type, founded_on=row.founded_on,
        symbol=row.symbol or ("CB" if row.kind == OrganisationKind.CELL else "ĐU"),
        place=_place_of(row.code, plan, known),
    )  # fmt: skip
    db.session.add(row_added)
    return row_added


def _place_of(code: str, plan: Plan, known: Known) -> str:
    """The place in a document's head: that of the nearest organisation above with one, or out of a commune's name."""
    rows = {item.row.code: item.row for item in plan.organisations}
    seen: set[str] = set()
    while code and code not in seen:
        seen.add(code)
        if (existing := known.organisations.get(code)) and existing.place:
            return existing.place
        row = rows.get(code)
        if row and row.kind == OrganisationKind.COMMUNE:
            return organisations.place_in_name(row.name)
        code = row.parent_code if row else ""
    return ""


def _write_people(plan: Plan, known: Known, ids: dict[str, int], actor: Actor | None) -> dict[int, Person]:
    """Everybody of the workbook with an id, by row."""
    people = {m.row.row: m.person or members.new_person(m.changed) for m in plan.members}
    db.session.flush()  # the ids of the new ones are needed for memberships and events
    founded = {row.id: row.founded_on for row in known.organisations.values()}
    founded |= {ids[item.row.code]: item.row.founded_on for item in plan.organisations if item.existing is None}
    for m in plan.members:
        person, cell_id = people[m.row.row], ids[m.row.cell_code]
        if m.person is None:
            since = _on_roll_since(m, founded.get(cell_id), plan.on)
            members.write_new(
                person, cell_id, from_on=since, note=f"Theo danh sách ngày {plan.on:%d/%m/%Y}", actor=actor
            )
            continue
        if m.changed:
            members.write_change(person, m.changed, m.home.organisation_id if m.home else cell_id, actor=actor)
        if m.moves and m.home:
            from_id = m.home.organisation_id
            members.move_membership(person.id, m.home, cell_id, on=plan.on, note="", actor=actor)
            let_go(person.id, from_id, on=plan.on, actor=actor)
        elif m.moves:
            members.begin_membership(person.id, cell_id, from_on=plan.on, note="", actor=actor)
    return people


def _on_roll_since(m: MemberPlan, founded_on: date | None, on: date) -> date:
    """A list does not say since when. The later of the cell's founding and the admission, so that meetings of past
    months can be keyed in from paper with their roll; never after the day of the import."""
    known = [day for day in (founded_on, m.row.admitted_on) if day]
    return min(max(known), on) if known else on


def _write_standing(m: MemberPlan, person: Person, cell_id: int, on: date, actor: Actor | None) -> None:
    if m.begins:
        write_appointment(person.id, cell_id, m.begins, from_on=on, actor=actor)
    for period in m.status_ends:
        end_status(period, cell_id, on=on, actor=actor)
    if m.status_begins:
        write_status(person.id, cell_id, m.status_begins, from_on=on, actor=actor)
