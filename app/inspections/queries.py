"""Reading campaigns and the files of their cells: every query starts from what the actor may see."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.inspections.models import CellFile, Finding, Inspection, InspectionStep, Remedy, TeamMember, TeamPart
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import above_any, below
from app.refusals import NotAllowed, NotKnown
from workflows.inspection import State
from workflows.inspection_sight import Part, Seat, sees
from workflows.roles import Role

ISSUING = (Role.INSPECTOR, Role.LEADERSHIP)
SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
COMMITTEE = (*SECRETARIES, Role.COMMITTEE_MEMBER)
PUBLISHED = (State.CONCLUDED, State.CLOSED)


def visible_to(actor: Actor) -> Select[Inspection]:
    """The campaigns that the actor may know of: those of the own office, those of the own cell once they are announced,
    and of all others of the organisation the concluded ones."""
    return (
        select(Inspection)
        .join(Inspection.organisation)
        .options(contains_eager(Inspection.organisation), joinedload(Inspection.decision))
        .options(joinedload(Inspection.announcement), joinedload(Inspection.conclusion))
        .where(_seen_by(actor))
    )


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    reading = [id for id, roles in actor.roles.items() if roles - {Role.ADMINISTRATOR}]
    if not reading:
        return false()
    of_my_cell = exists().where(
        CellFile.inspection_id == Inspection.id, among(CellFile.cell_id, actor.organisations_as(*COMMITTEE))
    )
    return or_(
        among(Inspection.organisation_id, actor.organisations_as(*ISSUING)),
        and_(Inspection.announced_at.is_not(None), of_my_cell),
        and_(
            Inspection.state.in_(PUBLISHED),
            among(Inspection.organisation_id, above_any(reading, clock.today())),
        ),
    )


def get_visible_or_404(inspection_id: int, actor: Actor) -> Inspection:
    """Raises NotKnown."""
    found = db.session.scalar(visible_to(actor).where(Inspection.id == inspection_id))
    if found is None:
        raise NotKnown
    return found


def get_planned(inspection_id: int, actor: Actor) -> Inspection:
    """One that the actor plans and moves, as an inspector of its organisation. Raises NotKnown, NotAllowed."""
    found = get_visible_or_404(inspection_id, actor)
    expect_inspector(found, actor)
    return found


def expect_inspector(inspection: Inspection, actor: Actor) -> None:
    if Role.INSPECTOR not in actor.roles_in(inspection.organisation_id):
        raise NotAllowed("Chỉ cán bộ kiểm tra lập, sửa cuộc kiểm tra, giám sát.")


def listed(actor: Actor, year: int) -> list[Inspection]:
    """Those of the year's programme, by quarter."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = visible_to(actor).where(Inspection.quarter >= first, Inspection.quarter <= last)
    return list(db.session.scalars(found.order_by(Inspection.quarter, Inspection.id)))


def organisations_of(actor: Actor) -> list[Organisation]:
    """Where the actor plans inspections, the topmost first."""
    found = (
        select(Organisation)
        .where(among(Organisation.id, actor.organisations_as(Role.INSPECTOR)))
        .where(Organisation.kind != OrganisationKind.CELL, Organisation.dissolved_on.is_(None))
    )
    return list(db.session.scalars(found.order_by(Organisation.kind, Organisation.code)))


def cells_below(organisation_id: int, on: date) -> list[Organisation]:
    """The living cells that may be looked at, by code."""
    found = (
        select(Organisation)
        .where(among(Organisation.id, below(organisation_id, on)), Organisation.kind == OrganisationKind.CELL)
        .where(Organisation.dissolved_on.is_(None))
    )
    return list(db.session.scalars(found.order_by(Organisation.code)))


def inspectors_of(organisation_id: int) -> list[tuple[int, str]]:
    """Who may be put on a team: the inspectors appointed there."""
    return [(p.id, p.full_name) for p, _ in people_as(organisation_id, (Role.INSPECTOR,), clock.today())]


def signers_of(organisation_id: int) -> list[tuple[int, str]]:
    """Who may have signed a paper: the leadership first, then the inspectors, each once."""
    found = people_as(organisation_id, ISSUING, clock.today())
    found.sort(key=lambda one: one[1] != Role.LEADERSHIP)
    return list({person.id: (person.id, person.full_name) for person, _ in found}.values())


def team_of(inspection_id: int) -> list[TeamMember]:
    """The leader first, then the secretary, then the members."""
    rows = db.session.scalars(
        select(TeamMember).where(TeamMember.inspection_id == inspection_id).order_by(TeamMember.id)
    )
    return sorted(rows, key=lambda one: list(TeamPart).index(one.part))


def history_of(inspection_id: int) -> list[InspectionStep]:
    found = select(InspectionStep).where(InspectionStep.inspection_id == inspection_id)
    return list(db.session.scalars(found.options(joinedload(InspectionStep.person)).order_by(InspectionStep.id.desc())))


# ---------------------------------------------------------------- the files of the cells


def files_of(inspection_id: int) -> list[CellFile]:
    """With their cells, by code."""
    found = (
        select(CellFile)
        .join(CellFile.cell)
        .options(contains_eager(CellFile.cell))
        .where(CellFile.inspection_id == inspection_id)
    )
    return list(db.session.scalars(found.order_by(Organisation.code)))


def seats_in(file: CellFile, team: Collection[int], actor: Actor) -> set[Seat]:
    """What the actor is to this file. `team`: the persons on the campaign's team."""
    above = actor.roles_in(file.inspection.organisation_id)
    found: set[Seat] = set()
    if Role.INSPECTOR in above:
        found.add(Seat.TEAM if actor.person_id in team else Seat.PLANNER)
    if Role.LEADERSHIP in above:
        found.add(Seat.LEADER)
    if file.inspection.announced_at is not None and actor.roles_in(file.cell_id) & {*COMMITTEE}:
        found.add(Seat.CELL)
    return found or {Seat.OTHER}


@dataclass(frozen=True, kw_only=True)
class FileSeen:
    """A file with what the actor is to it and reads of it."""

    file: CellFile
    seats: set[Seat]
    parts: frozenset[Part]

    @property
    def inspection(self) -> Inspection:
        return self.file.inspection

    def writes(self) -> bool:
        """On the team, while it lasts and the cell is looked at."""
        return Seat.TEAM in self.seats and not self.file.set_aside


def get_file_or_404(file_id: int, actor: Actor) -> FileSeen:
    """Raises NotKnown for who reads nothing of the file but what everybody reads in the conclusion."""
    file = db.session.scalar(
        select(CellFile)
        .join(CellFile.cell)
        .options(contains_eager(CellFile.cell))
        .options(joinedload(CellFile.inspection).joinedload(Inspection.organisation))
        .options(joinedload(CellFile.report_sent_by), joinedload(CellFile.commented_by))
        .options(joinedload(CellFile.session_document))
        .where(CellFile.id == file_id)
    )
    if file is None:
        raise NotKnown
    seats = seats_in(file, persons_on(file.inspection_id), actor)
    parts = frozenset[Part]().union(*(_parts_from(seat, file) for seat in seats))
    if not parts - {Part.CONCLUSION}:
        raise NotKnown
    return FileSeen(file=file, seats=seats, parts=parts)


def _parts_from(seat: Seat, file: CellFile) -> frozenset[Part]:
    """A file that was set aside is looked at no more: the record behind is closed to the team, as its own pages are."""
    parts = sees(seat, file.inspection.state)
    return parts - {Part.EVIDENCE} if file.set_aside and seat == Seat.TEAM else parts


def persons_on(inspection_id: int) -> set[int]:
    found = select(TeamMember.person_id).where(TeamMember.inspection_id == inspection_id)
    return {person_id for person_id in db.session.scalars(found) if person_id is not None}


def own_files(actor: Actor, inspection_ids: Sequence[int]) -> dict[int, CellFile]:
    """By campaign: the file of the actor's own cell."""
    mine = actor.organisations_as(*COMMITTEE)
    found = select(CellFile).where(CellFile.inspection_id.in_(inspection_ids), among(CellFile.cell_id, mine))
    return {file.inspection_id: file for file in db.session.scalars(found)}


def findings_of(inspection_id: int) -> dict[int, list[Finding]]:
    """By file, in the order of the points."""
    rows = db.session.scalars(
        select(Finding)
        .join(CellFile, CellFile.id == Finding.file_id)
        .where(CellFile.inspection_id == inspection_id)
        .options(joinedload(Finding.written_by))
        .order_by(Finding.point, Finding.id)
    )
    found: dict[int, list[Finding]] = defaultdict(list)
    for row in rows:
        found[row.file_id].append(row)
    return found


def remedies_of(inspection_id: int) -> dict[int, list[Remedy]]:
    """By file, in the order in which they were set."""
    rows = db.session.scalars(
        select(Remedy)
        .join(CellFile, CellFile.id == Remedy.file_id)
        .where(CellFile.inspection_id == inspection_id, CellFile.set_aside == "")
        .order_by(Remedy.id)
    )
    found: dict[int, list[Remedy]] = defaultdict(list)
    for row in rows:
        found[row.file_id].append(row)
    return found


def finding_in(seen: FileSeen, finding_id: int) -> Finding:
    """Raises NotKnown, also for one of another file."""
    found = db.session.scalar(select(Finding).where(Finding.id == finding_id, Finding.file_id == seen.file.id))
    if found is None or Part.FINDINGS not in seen.parts:
        raise NotKnown
    return found


def remedy_in(seen: FileSeen, remedy_id: int) -> Remedy:
    """Raises NotKnown, also for one of another file."""
    found = db.session.scalar(select(Remedy).where(Remedy.id == remedy_id, Remedy.file_id == seen.file.id))
    if found is None or Part.REMEDIES not in seen.parts:
        raise NotKnown
    return found


def cell_counts(inspection_ids: Sequence[int]) -> dict[int, int]:
    """How many cells each campaign looks at."""
    rows = db.session.execute(
        select(CellFile.inspection_id, func.count())
        .where(CellFile.inspection_id.in_(inspection_ids), CellFile.set_aside == "")
        .group_by(CellFile.inspection_id)
    )
    return {row[0]: row[1] for row in rows}
