"""What an import would do: the rows of the workbook held against what is known. Nothing is written here."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.accounts.models import Appointment
from app.members.models import Membership, Person, StatusKind, StatusPeriod
from app.organisations.models import Organisation
from app.roster.queries import Known
from app.roster.sheets import MemberRow, OrganisationRow, Roster
from app.roster.tree import tree_problems
from app.roster.twins import Matches, match
from app.workbook_problems import Problem
from workflows.roles import ROLE_LABELS, Role


@dataclass(frozen=True, kw_only=True)
class OrganisationPlan:
    """`changed` maps a fact to what it becomes; `parent_code` is set when the organisation is new or moves."""

    row: OrganisationRow
    existing: Organisation | None
    changed: dict[str, Any]
    parent_code: str

    @property
    def is_changed(self) -> bool:
        return self.existing is not None and bool(self.changed or self.parent_code)


@dataclass(frozen=True, kw_only=True)
class MemberPlan:
    """`ends` are the offices that the person leaves, `begins` the one that is taken up; the same of statuses."""

    row: MemberRow
    person: Person | None
    changed: dict[str, Any]
    home: Membership | None = None
    moves: bool = False
    begins: Role | None = None
    ends: tuple[Appointment, ...] = ()
    status_begins: StatusKind | None = None
    status_ends: tuple[StatusPeriod, ...] = ()

    @property
    def is_changed(self) -> bool:
        altered = self.changed or self.moves or self.begins or self.ends or self.status_begins or self.status_ends
        return self.person is not None and bool(altered)


@dataclass(frozen=True, kw_only=True)
class Absent:
    """On the roll, but not in the workbook: listed for people to look into, never changed."""

    person: Person
    cell_name: str


@dataclass
class Plan:
    on: date
    organisations: list[OrganisationPlan] = field(default_factory=list)
    members: list[MemberPlan] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def created(self) -> int:
        return sum(o.existing is None for o in self.organisations) + sum(m.person is None for m in self.members)

    @property
    def updated(self) -> int:
        return sum(o.is_changed for o in self.organisations) + sum(m.is_changed for m in self.members)

    @property
    def unchanged(self) -> int:
        return len(self.organisations) + len(self.members) - self.created - self.updated

    @property
    def fingerprint(self) -> str:
        """Differs when the same workbook would do something else, because somebody changed things meanwhile."""
        return hashlib.sha256("\n".join(self._marks()).encode()).hexdigest()

    def _marks(self) -> Iterator[str]:
        for o in self.organisations:
            yield f"o{o.row.code} {o.existing and o.existing.id} {sorted(o.changed.items())} {o.parent_code}"
        for m in self.members:
            ended = [a.id for a in m.ends], [s.id for s in m.status_ends]
            begun = m.moves, m.begins, m.status_begins
            yield f"m{m.row.row} {m.person and m.person.id} {sorted(m.changed.items())} {begun} {ended}"


def plan_for(roster: Roster, known: Known) -> Plan:
    plan = Plan(on=known.on, problems=list(roster.problems))
    plan.problems += tree_problems(roster, known)
    plan.problems += _days_to_come(roster, known.on)
    matches = match(roster, known)
    plan.problems += matches.problems
    plan.warnings += matches.warnings
    plan.organisations = [_organisation(row, known) for row in roster.organisations]
    plan.members = [_member(row, matches, known) for row in roster.members]
    plan.problems += _offices_held_twice(plan, known)
    plan.problems += _offices_to_come(plan, known)
    plan.absent = _absent(plan, known)
    plan.problems.sort(key=lambda p: (p.sheet != "Tổ chức", p.sheet, p.row))
    return plan


def _organisation(row: OrganisationRow, known: Known) -> OrganisationPlan:
    existing = known.organisations.get(row.code)
    if existing is None:
        return OrganisationPlan(row=row, existing=None, changed={}, parent_code=row.parent_code)
    said = {
        "name": row.name, "kind": row.kind, "cell_type": row.cell_type, "symbol": row.symbol,
        "founded_on": row.founded_on,
    }  # fmt: skip
    # An empty cell says nothing: what is known stays.
    changed = {key: value for key, value in said.items() if value and getattr(existing, key) != value}
    parent = known.by_id.get(known.parents.get(existing.id, 0))
    moves = row.parent_code and (parent is None or parent.code != row.parent_code)
    return OrganisationPlan(row=row, existing=existing, changed=changed, parent_code=row.parent_code if moves else "")


def _member(row: MemberRow, matches: Matches, known: Known) -> MemberPlan:
    person = matches.people.get(row.row)
    said = {
        "full_name": row.name, "birth_on": row.birth_on, "gender": row.gender, "ethnicity": row.ethnicity,
        "card_number": row.card, "admitted_on": row.admitted_on, "official_on": row.official_on,
        "phone": row.phone, "note": row.note, "youth_union": row.youth_union,
    }  # fmt: skip
    # An empty cell, or a workbook without the column, says nothing: what is known stays. A "no" is said.
    said = {key: value for key, value in said.items() if value or value is False}
    if person is None:
        facts = said
        return MemberPlan(row=row, person=None, changed=facts, begins=row.office, status_begins=row.status)
    home = known.homes.get(person.id)
    cell = known.organisations.get(row.cell_code)
    stays = home is not None and cell is not None and home.organisation_id == cell.id
    held = known.offices.get(person.id, [])
    # Whoever goes to another cell takes up nothing in the one that is left.
    given_up = [a for a in known.offices_to_come.get(person.id, []) if cell is None or a.organisation_id != cell.id]
    keeps = [a for a in held if a.role == row.office and cell is not None and a.organisation_id == cell.id]
    statuses = known.statuses.get(person.id, [])
    goes_on = [s for s in statuses if s.kind == row.status]
    return MemberPlan(
        row=row,
        person=person,
        changed={key: value for key, value in said.items() if getattr(person, key) != value},
        home=home,
        moves=not stays,
        begins=None if keeps else row.office,
        ends=(*(a for a in held if a not in keeps), *(given_up if not stays else ())),
        status_begins=None if goes_on else row.status,
        status_ends=tuple(s for s in statuses if row.status_said and s not in goes_on),
    )


def _days_to_come(roster: Roster, on: date) -> Iterator[Problem]:
    """Birth, admission, official status and founding are facts of the past; a probationary member's cell is empty."""
    for o in roster.organisations:
        yield from _to_come("Tổ chức", o.row, {"Ngày thành lập": o.founded_on}, on)
    for m in roster.members:
        days = {"Ngày sinh": m.birth_on, "Ngày vào Đảng": m.admitted_on, "Ngày chính thức": m.official_on}
        yield from _to_come("Đảng viên", m.row, days, on)


def _to_come(sheet: str, row: int, days: dict[str, date | None], on: date) -> Iterator[Problem]:
    for column, day in days.items():
        if day and day > on:
            rest = " Còn dự bị thì để trống ô này." if column == "Ngày chính thức" else ""
            message = f"{column} {day:%d/%m/%Y} chưa tới. Kiểm tra lại ngày này.{rest}"
            yield Problem(sheet=sheet, row=row, column=column, message=message)


def _offices_held_twice(plan: Plan, known: Known) -> Iterator[Problem]:
    """Two secretaries of one cell: both in the workbook, or one who stays in office without being in it."""
    first: dict[str, MemberRow] = {}
    ending = {a.id for m in plan.members for a in m.ends}
    seated = {
        known.by_id[a.organisation_id].code: known.people[a.person_id].full_name
        for held in known.offices.values()
        for a in held
        if a.role == Role.SECRETARY and a.id not in ending and a.organisation_id in known.by_id
    }
    for m in plan.members:
        if m.row.office != Role.SECRETARY or not m.row.cell_code:
            continue
        if other := first.setdefault(m.row.cell_code, m.row):
            if other is not m.row:
                message = (
                    f"Chi bộ {m.row.cell_code} đã có bí thư ở dòng {other.row} ({other.name}). Mỗi chi bộ một bí thư."
                )
                yield Problem(sheet="Đảng viên", row=m.row.row, column="Chức vụ", message=message)
            elif m.begins and (holder := seated.get(m.row.cell_code)):
                message = (
                    f"Bí thư chi bộ {m.row.cell_code} hiện nay là đồng chí {holder}, không có trong tệp. "
                    "Đưa đồng chí ấy vào tệp với chức vụ mới, hoặc kết thúc chức vụ trên trang Tổ chức trước."
                )
                yield Problem(sheet="Đảng viên", row=m.row.row, column="Chức vụ", message=message)


def _offices_to_come(plan: Plan, known: Known) -> Iterator[Problem]:
    """An office of the workbook has no end, so none that was entered for a later day may stand against it."""
    ending = {a.id for m in plan.members for a in m.ends}
    coming = [a for held in known.offices_to_come.values() for a in held if a.id not in ending]
    for m in plan.members:
        if not m.begins:
            continue
        for a in coming:
            own = m.person is not None and a.person_id == m.person.id
            second = m.begins == a.role == Role.SECRETARY
            if known.by_id[a.organisation_id].code == m.row.cell_code and (own or second):
                message = (
                    f"Đồng chí {a.person.full_name} đã được phân công làm {ROLE_LABELS[a.role]} chi bộ "
                    f"{m.row.cell_code} từ ngày {a.from_on:%d/%m/%Y}. Kết thúc phân công ấy trên trang Tổ chức trước."
                )
                yield Problem(sheet="Đảng viên", row=m.row.row, column="Chức vụ", message=message)
                break


def _absent(plan: Plan, known: Known) -> list[Absent]:
    present = {m.person.id for m in plan.members if m.person}
    gone = [
        Absent(person=person, cell_name=known.by_id[home.organisation_id].name)
        for person in known.people.values()
        if person.id not in present and (home := known.homes.get(person.id)) and known.may_change(home.organisation_id)
    ]
    return sorted(gone, key=lambda a: (a.cell_name, a.person.sort_key))
