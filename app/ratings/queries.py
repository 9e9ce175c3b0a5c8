"""Who is rated in a year: what the record proposes, what the cell proposes, what was decided; and the figures of it."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, and_, func, or_, select
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
        return cls.counted((level, 1) for level in levels)

    @classmethod
    def counted(cls, levels: Iterable[tuple[Rating | None, int]]) -> "Figures":
        """Of levels with how often each was given."""
        by_level = Counter[Rating | None]()
        for level, number in levels:
            by_level[level] += number
        excellent = by_level[Rating.EXCELLENT]
        return cls(rated=by_level.total(), excellent=excellent, well=excellent + by_level[Rating.WELL_DONE])


@dataclass(frozen=True, kw_only=True)
class Levels:
    """Of a list of organisations: how many there are, how many of them are rated, excellent, of four goods."""

    all: int
    rated: int
    excellent: int
    goods: int


def _listed(actor: Actor, year: int, only: Collection[int] | None = None) -> list[ColumnElement[bool]]:
    """Every organisation of the year below a committee that the actor reads from above; `only`: of these."""
    asked = set(actor.organisations_as(*ABOVE))
    return [
        among(Organisation.id, sorted(asked if only is None else asked & set(only))), Organisation.kind.in_(RATED),
        or_(Organisation.dissolved_on.is_(None), Organisation.dissolved_on > date(year, 12, 31)),
        or_(Organisation.founded_on.is_(None), Organisation.founded_on <= date(year, 12, 31)),
    ]  # fmt: skip


def _of_year(year: int) -> ColumnElement[bool]:
    return and_(
        YearRating.organisation_id == Organisation.id, YearRating.year == year, YearRating.person_id.is_(None)
    )  # fmt: skip


def levels_of(actor: Actor, year: int, only: Collection[int] | None = None) -> Levels:
    """One statement, however many they are."""
    level = YearRating.level
    row = db.session.execute(
        select(
            func.count(Organisation.id), func.count(level), func.count().filter(level == Rating.EXCELLENT),
            func.count().filter(YearRating.four_goods.is_(True)),
        )
        .outerjoin(YearRating, _of_year(year))
        .where(*_listed(actor, year, only))
    ).one()  # fmt: skip
    return Levels(all=row[0], rated=row[1], excellent=row[2], goods=row[3])


def organisations_of(
    actor: Actor, year: int, *, only: Collection[int] | None = None, undecided: bool = False, number: int = 1,
    size: int | None = None, behind_bases: bool = False,
) -> list[Rated]:  # fmt: skip
    """Those of a page of `size`, or all, by code. At most seven statements.

    `behind_bases`: with what stands behind an organisation with cells beneath. Nothing is proposed from that, and fifty
    of them may have ten thousand cells beneath.
    """
    found = select(Organisation.id, Organisation.name, Organisation.kind, Organisation.founded_on)
    found = found.where(*_listed(actor, year, only)).order_by(Organisation.code)
    if undecided:
        found = found.outerjoin(YearRating, _of_year(year)).where(YearRating.level.is_(None))
    if size is not None:
        found = found.limit(size).offset((number - 1) * size)
    return _lines_of(actor, year, db.session.execute(found).all(), behind_bases=behind_bases)


def _lines_of(actor: Actor, year: int, rows: Sequence[Any], *, behind_bases: bool) -> list[Rated]:
    if not rows:
        return []
    bases, founded = {row.id for row in rows if row.kind in BASES}, {row.id: row.founded_on for row in rows}
    beneath = _cells_beneath(actor, year, bases) if behind_bases else {key: [] for key in bases}
    missing = {cell for cells in beneath.values() for cell in cells} - set(founded)
    founded |= _founded(missing)
    found = ratings_of(year, list(founded))
    rules = settings_for(actor.home_id or rows[0].id, clock.today())
    years = years_of_cells({key: on for key, on in founded.items() if key not in bases}, year)
    lines = []
    for row in rows:
        is_base = row.id in bases
        cells = beneath[row.id] if is_base else [row.id]
        decided = [found[cell].level for cell in cells if cell in found] if is_base else []
        facts = [years[cell] for cell in cells]
        lines.append(_line_of(row.id, row.name, is_base, facts, decided, found.get(row.id), rules))
    return lines


def _founded(ids: Collection[int]) -> dict[int, date | None]:
    if not ids:
        return {}
    rows = db.session.execute(select(Organisation.id, Organisation.founded_on).where(among(Organisation.id, list(ids))))
    return {row.id: row.founded_on for row in rows}


def _cells_beneath(actor: Actor, year: int, bases: Collection[int]) -> dict[int, list[int]]:
    """The cells below each of the bases today, however deep, by code. Two statements, none where there is no base."""
    found: dict[int, list[int]] = {base: [] for base in bases}
    if not bases:
        return found
    parents = parents_on(clock.today())
    cells = select(Organisation.id).where(*_listed(actor, year), Organisation.kind.not_in(BASES))
    for cell in db.session.scalars(cells.order_by(Organisation.code)):
        above, seen = parents.get(cell), {cell}
        while above is not None and above not in seen:
            if above in found:
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
        .where(YearRating.year == year, YearRating.person_id.is_(None), among(YearRating.organisation_id, ids))
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
    of_member = YearRating.person_id.is_not(None).label("member")
    rows = db.session.execute(
        select(Organisation.kind, of_member, YearRating.level, func.count().label("number"))
        .join(Organisation, Organisation.id == YearRating.organisation_id)
        .where(YearRating.year == year, YearRating.level.is_not(None))
        .where(among(YearRating.organisation_id, actor.organisations_as(*ABOVE)))
        .group_by(Organisation.kind, of_member, YearRating.level)
    ).all()
    own = [(row.kind, row.level, row.number) for row in rows if not row.member]
    return {
        "Đảng bộ cơ sở, bộ phận": Figures.counted((level, n) for kind, level, n in own if kind in BASES),
        "Chi bộ": Figures.counted((level, n) for kind, level, n in own if kind not in BASES),
        "Tổ chức đảng": Figures.counted((level, n) for _, level, n in own),
        "Đảng viên": Figures.counted((row.level, row.number) for row in rows if row.member),
    }
