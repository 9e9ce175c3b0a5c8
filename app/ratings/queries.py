"""Who is rated in a year: what the record proposes, what the cell proposes, what was decided; and the figures of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import Integer, and_, case, func, or_, select
from sqlalchemy.orm import selectinload

from app import clock
from app.actor import Actor
from app.columns import in_force
from app.extensions import db
from app.inspections.queries_scope import cells_in_year
from app.meetings.models import Meeting
from app.members.models import Membership, Person, StatusKind, StatusPeriod
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.organisations.queries import below, cells_among, parents_on
from app.ratings.models import YearRating
from app.refusals import NotKnown
from app.rules.queries import settings_for
from app.sessions.models import Attendance, Mention, MentionKind
from app.summaries.models import MonthlySummary
from app.tasks.models import Task
from workflows.annual_rating import (
    CellYear,
    Line,
    MemberYear,
    Rating,
    lines_of_base,
    lines_of_cell,
    lines_of_member,
    of_cell,
    of_member,
)
from workflows.attendance import Mark
from workflows.meeting import Kind, State
from workflows.roles import Role
from workflows.rules import RuleSettings
from workflows.task import State as TaskState

ABOVE = (Role.OFFICE, Role.LEADERSHIP)
READERS = (*ABOVE, Role.OVERSEER, Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.COMMITTEE_MEMBER)
PROPOSERS = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
SPEAKERS = (*PROPOSERS, *ABOVE)
"""Who speaks for an organisation: the secretaries of a cell, the office and leadership of a committee."""
RATED = (OrganisationKind.BASE, OrganisationKind.INTERMEDIATE, OrganisationKind.CELL)
BASES = (OrganisationKind.BASE, OrganisationKind.INTERMEDIATE)
HELD = (State.MINUTES, State.SCORED, State.EVALUATED)


@dataclass(frozen=True, kw_only=True)
class Rated:
    """One line of a list of ratings: an organisation or a person."""

    id: int
    name: str
    proposed: Rating | None
    behind: list[Line]
    row: YearRating | None
    is_base: bool = False

    @property
    def level(self) -> Rating | None:
        return self.row.level if self.row else None

    @property
    def own(self) -> Rating | None:
        return self.row.own_level if self.row else None


class Share(NamedTuple):
    part: int
    whole: int


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of those rated alone: the others are in no denominator."""

    rated: int
    excellent: int
    well: int

    @classmethod
    def of(cls, levels: Sequence[Rating]) -> "Figures":
        excellent = sum(level == Rating.EXCELLENT for level in levels)
        well = sum(level in (Rating.EXCELLENT, Rating.WELL_DONE) for level in levels)
        return cls(rated=len(levels), excellent=excellent, well=well)


def organisations_of(actor: Actor, year: int) -> list[Rated]:
    """Every organisation below a committee that the actor reads from above, by code. Four statements."""
    ids = actor.organisations_as(*ABOVE)
    rows = db.session.execute(
        select(Organisation.id, Organisation.name, Organisation.kind, Organisation.founded_on)
        .where(Organisation.id.in_(ids), Organisation.kind.in_(RATED))
        .where(or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > date(year, 12, 31)))
        .order_by(Organisation.code)
    ).all()
    found = ratings_of(year, ids)
    rules = settings_for(actor.home_id or ids[0], clock.today()) if ids else RuleSettings()
    years = years_of_cells({row.id: row.founded_on for row in rows if row.kind not in BASES}, year)
    beneath = _cells_beneath(years) if any(row.kind in BASES for row in rows) else {}
    lines = []
    for row in rows:
        is_base = row.kind in BASES
        cells = beneath.get(row.id, []) if is_base else [row.id]
        decided = [found[cell].level for cell in cells if cell in found] if is_base else []
        facts = [years[cell] for cell in cells]
        lines.append(_line_of(row.id, row.name, is_base, facts, decided, found.get(row.id), rules))
    return lines


def _cells_beneath(cells: Collection[int]) -> dict[int, list[int]]:
    """The cells below each organisation today, however deep. One statement."""
    parents, found = parents_on(clock.today()), defaultdict[int, list[int]](list)
    for cell in cells:
        above, seen = parents.get(cell), {cell}
        while above is not None and above not in seen:
            found[above].append(cell)
            seen.add(above)
            above = parents.get(above)
    return found


def decided_by(actor: Actor, on: date) -> set[int]:
    """The organisations whose superior the actor speaks for: nobody decides of their own."""
    found = select(OrganisationParent.organisation_id).where(
        OrganisationParent.parent_id.in_(actor.organisations_as(*ABOVE)),
        in_force(OrganisationParent.from_on, OrganisationParent.to_on, on),
    )
    return set(db.session.scalars(found))


def _line_of(
    key: int, name: str, is_base: bool, facts: Sequence[CellYear], decided: Sequence[Rating | None],
    row: YearRating | None, rules: RuleSettings,
) -> Rated:  # fmt: skip
    """`facts`: of the cell itself, or of those beneath, of whom `decided` are the ratings."""
    if is_base:
        behind = lines_of_base(facts, [level for level in decided if level], rules)
    else:
        behind = lines_of_cell(facts[0], rules)
    proposed = None if is_base else of_cell(facts[0], rules)
    return Rated(id=key, name=name, proposed=proposed, behind=behind, row=row, is_base=is_base)


def line_of(one: Organisation, year: int) -> Rated:
    """Of a cell, or of an organisation with cells beneath."""
    is_base, today = one.kind in BASES, clock.today()
    cells = cells_among(below(one.id, today)) if is_base else [one]
    years = years_of_cells({cell.id: cell.founded_on for cell in cells}, year)
    found = ratings_of(year, [one.id, *(cell.id for cell in cells)])
    decided = [found[cell.id].level for cell in cells if cell.id in found]
    rules = settings_for(one.id, today)
    return _line_of(one.id, one.name, is_base, list(years.values()), decided, found.get(one.id), rules)


def ratings_of(year: int, ids: Sequence[int]) -> dict[int, YearRating]:
    """Those of organisations, by their id, with what was decided before a correction."""
    rows = db.session.scalars(
        select(YearRating)
        .options(selectinload(YearRating.earlier))
        .where(YearRating.year == year, YearRating.person_id.is_(None), YearRating.organisation_id.in_(ids))
    )
    return {row.organisation_id: row for row in rows}


def years_of_cells(founded: dict[int, date | None], year: int) -> dict[int, CellYear]:
    """From the monthly summaries, which follow from the records in the same transaction. One statement."""
    s = MonthlySummary
    begun = select(func.min(Meeting.month)).where(Meeting.cell_id == s.cell_id).correlate(s).scalar_subquery()
    rows = db.session.execute(
        select(
            s.cell_id, s.level, begun.label("begun"), func.count().filter(s.met_on.is_not(None)).label("held"),
            func.coalesce(func.sum(s.due), 0).label("due"), func.coalesce(func.sum(s.present), 0).label("present"),
            func.sum(s.tasks).label("tasks"), func.sum(s.tasks_in_time).label("in_time"),
        )
        .where(s.cell_id.in_(founded), s.month >= date(year, 1, 1), s.month <= date(year, 12, 1))
        .group_by(s.cell_id, s.level)
    ).all()  # fmt: skip
    by_cell: dict[int, list] = {cell_id: [] for cell_id in founded}
    for row in rows:
        by_cell[row.cell_id].append(row)
    return {key: _year_of(found, _months(year, _begun(found, founded[key]))) for key, found in by_cell.items()}


def _begun(rows: list, founded: date | None) -> date | None:
    """The month from which the record tells of the cell: of the months before it was kept here nothing is known, and
    nothing is held against the cell."""
    return max(filter(None, (founded, rows[0].begun if rows else None)), default=None)


def _year_of(rows: list, months: int) -> CellYear:
    return CellYear(
        months=months,
        held=sum(row.held for row in rows),
        levels={row.level: row.held for row in rows if row.level is not None},
        due=sum(row.due for row in rows),
        present=sum(row.present for row in rows),
        tasks=sum(row.tasks for row in rows),
        tasks_in_time=sum(row.in_time for row in rows),
    )


def _months(year: int, founded: date | None) -> int:
    """Months of the year that are over or under way, since the cell was founded."""
    today = clock.today()
    last = 12 if year < today.year else today.month if year == today.year else 0
    first = founded.month if founded and founded.year == year else 1
    return 0 if founded and founded.year > year else max(0, last - first + 1)


def readable(organisation_id: int, actor: Actor, year: int) -> Organisation:
    """One whose rating of the year the actor reads; an inspector that of a cell which a campaign looks at. Raises
    NotKnown."""
    found = db.session.get(Organisation, organisation_id)
    if found is None or found.kind not in RATED:
        raise NotKnown
    if not reads_members(actor, organisation_id) and organisation_id not in cells_in_year(actor, year):
        raise NotKnown
    return found


def reads_members(actor: Actor, organisation_id: int) -> bool:
    """Ratings of persons are personal data, which no inspector reads."""
    return bool(actor.roles_in(organisation_id) & set(READERS))


def readable_cell(cell_id: int, actor: Actor) -> Organisation:
    """One with members of its own. Raises NotKnown."""
    found = db.session.get(Organisation, cell_id)
    if found is None or found.kind != OrganisationKind.CELL or not reads_members(actor, cell_id):
        raise NotKnown
    return found


def readable_rating(rating_id: int, actor: Actor) -> YearRating:
    """A decided one. Raises NotKnown."""
    found = db.session.get(YearRating, rating_id)
    if found is None or found.level is None or not reads_members(actor, found.organisation_id):
        raise NotKnown
    return found


def proposes(one: Organisation, actor: Actor) -> bool:
    """Whether the actor speaks for the organisation: for a committee its own people, not those who decide of it."""
    roles = actor.roles_in(one.id)
    if one.kind == OrganisationKind.CELL:
        return bool(roles & set(PROPOSERS))
    return bool(roles & set(ABOVE)) and one.id not in decided_by(actor, clock.today())


def stamp_of(lines: Sequence[Rated]) -> int:
    """Of a whole list: another one as soon as one of its ratings is written."""
    said = ",".join(f"{line.id}:{line.row.version if line.row else 0}" for line in lines)
    return crc32(said.encode()) % 1_000_000_000


def members_of(cell: Organisation, year: int) -> list[Rated]:
    """Those on the roll at the end of the year, or today, without who is suspended; by name. Five statements."""
    on = min(clock.today(), date(year, 12, 31))
    suspended = select(StatusPeriod.person_id).where(
        StatusPeriod.kind == StatusKind.SUSPENDED, StatusPeriod.from_on <= on,
        or_(StatusPeriod.to_on.is_(None), StatusPeriod.to_on >= on),
    )  # fmt: skip
    people = db.session.execute(
        select(Person.id, Person.full_name)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == cell.id, Membership.from_on <= on, Person.id.not_in(suspended))
        .where(or_(Membership.to_on.is_(None), Membership.to_on >= on))
        .order_by(Person.sort_key, Person.id)
    ).all()
    years, rules = years_of_members([row.id for row in people], year), settings_for(cell.id, clock.today())
    kept = select(YearRating).where(YearRating.year == year, YearRating.person_id.in_([row.id for row in people]))
    kept = kept.options(selectinload(YearRating.earlier))
    found = {row.person_id: row for row in db.session.scalars(kept)}
    return [
        Rated(
            id=row.id, name=row.full_name, proposed=of_member(years[row.id], rules),
            behind=lines_of_member(years[row.id], rules), row=found.get(row.id),
        )
        for row in people
    ]  # fmt: skip


def years_of_members(ids: Sequence[int], year: int) -> dict[int, MemberYear]:
    """Regular and thematic meetings whose record is closed; tasks by their deadline. Three statements."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    of_year = and_(Meeting.month >= first, Meeting.month <= last, Meeting.state.in_(HELD))
    absent = Attendance.start_mark.in_((Mark.EXCUSED, Mark.UNEXCUSED))
    rolls = {
        row.person_id: row
        for row in db.session.execute(
            select(
                Attendance.person_id, func.count().label("due"), func.sum(case((absent, 0), else_=1)).label("present"),
                func.sum(func.cast(Attendance.start_mark == Mark.UNEXCUSED, Integer)).label("unexcused"),
            )
            .join(Meeting, Meeting.id == Attendance.meeting_id)
            .where(Attendance.person_id.in_(ids), of_year, Meeting.kind != Kind.EXTRAORDINARY, Attendance.due)
            .group_by(Attendance.person_id)
        )
    }  # fmt: skip
    tasks = {
        row.owner_id: row
        for row in db.session.execute(
            select(
                Task.owner_id, func.count().label("all"),
                func.count().filter(Task.state == TaskState.CONFIRMED).label("done"),
            )
            .where(Task.owner_id.in_(ids), Task.deadline >= first, Task.deadline <= last)
            .where(Task.state != TaskState.DROPPED)
            .group_by(Task.owner_id)
        )
    }  # fmt: skip
    said: dict[int | None, dict[MentionKind, int]] = {}
    for person_id, kind, count in db.session.execute(
        select(Mention.person_id, Mention.kind, func.count())
        .join(Meeting, Meeting.id == Mention.meeting_id)
        .where(Mention.person_id.in_(ids), Mention.removed_at.is_(None), of_year)
        .group_by(Mention.person_id, Mention.kind)
    ):
        said.setdefault(person_id, {})[kind] = count
    found = {}
    for key in ids:
        roll, work, words = rolls.get(key), tasks.get(key), said.get(key, {})
        found[key] = MemberYear(
            due=roll.due if roll else 0, present=roll.present if roll else 0, unexcused=roll.unexcused if roll else 0,
            tasks=work.all if work else 0, tasks_done=work.done if work else 0,
            praised=words.get(MentionKind.COMMENDATION, 0), reminded=words.get(MentionKind.REMINDER, 0),
        )  # fmt: skip
    return found


def own_rating(actor: Actor, year: int) -> YearRating | None:
    """The decided one of the person who asks."""
    asked = select(YearRating).where(YearRating.year == year, YearRating.person_id == actor.person_id)
    return db.session.scalar(asked.where(YearRating.level.is_not(None)))


def figures_above(actor: Actor, year: int) -> dict[str, Figures]:
    """Base organisations, cells, all organisations, members: each over those of them that were rated. One statement."""
    rows = db.session.execute(
        select(Organisation.kind, YearRating.person_id.is_not(None).label("member"), YearRating.level)
        .join(Organisation, Organisation.id == YearRating.organisation_id)
        .where(YearRating.year == year, YearRating.level.is_not(None))
        .where(YearRating.organisation_id.in_(actor.organisations_as(*ABOVE)))
    ).all()
    own = [(row.kind, row.level) for row in rows if not row.member]
    return {
        "Đảng bộ cơ sở, bộ phận": Figures.of([level for kind, level in own if kind in BASES]),
        "Chi bộ": Figures.of([level for kind, level in own if kind not in BASES]),
        "Tổ chức đảng": Figures.of([level for _, level in own]),
        "Đảng viên": Figures.of([row.level for row in rows if row.member]),
    }
