"""Who is rated in a year: what the record proposes, what the cell proposes, what was decided; and the figures of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from zlib import crc32

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app import clock
from app.actor import Actor
from app.columns import among
from app.extensions import db
from app.members.models import Membership, Person, StatusKind, StatusPeriod
from app.organisations.models import Organisation
from app.organisations.queries import below, cells_among, parents_on
from app.ratings.models import YearRating
from app.ratings.queries_scope import ABOVE, BASES, RATED
from app.ratings.queries_years import years_of_cells, years_of_members
from app.rules.queries import settings_for
from workflows.annual_rating import (
    CellYear,
    Line,
    Rating,
    lines_of_base,
    lines_of_cell,
    lines_of_member,
    of_cell,
    of_member,
)
from workflows.rules import RuleSettings


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
        .where(among(YearRating.organisation_id, actor.organisations_as(*ABOVE)))
    ).all()
    own = [(row.kind, row.level) for row in rows if not row.member]
    return {
        "Đảng bộ cơ sở, bộ phận": Figures.of([level for kind, level in own if kind in BASES]),
        "Chi bộ": Figures.of([level for kind, level in own if kind not in BASES]),
        "Tổ chức đảng": Figures.of([level for _, level in own]),
        "Đảng viên": Figures.of([row.level for row in rows if row.member]),
    }
