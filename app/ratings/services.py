"""Proposing and deciding the ratings of a year. The record proposes nothing into the database: people write here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.audit.services import record
from app.extensions import db, lock_all
from app.notifications.services import notify
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import above_any
from app.ratings import queries, queries_scope
from app.ratings.models import YearRating
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster, expect_version
from app.rules.queries import settings_for
from workflows.annual_rating import RATING_LABELS, Rating, most_excellent
from workflows.notices import Notice

LONGEST_NOTE = 2000
STALE = "Đề xuất vừa được người khác ghi. Mở lại trang để xem bản mới nhất."


@dataclass(frozen=True, kw_only=True)
class Proposal:
    level: Rating | None
    note: str = ""
    goods: Mapping[str, bool]


@dataclass(frozen=True, kw_only=True)
class Decision:
    """`levels`: by organisation, or for members of a cell by person; `good`: the organisations of four goods."""

    levels: Mapping[int, Rating]
    good: frozenset[int] = frozenset()
    number: str = ""
    on: date | None = None
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class OfMembers:
    """What a cell proposes of its members, all in one form; `version`: `stamp_of` the list that was shown."""

    levels: Mapping[int, Rating | None]
    version: int | None = None


def propose_own(
    cell: Organisation, year: int, proposal: Proposal, *, members: OfMembers | None = None,
    version: int | None = None, actor: Actor,
) -> None:  # fmt: skip
    """Of an organisation itself, of a cell with its four-goods criteria and, where they stand in the same form, its
    `members`. Raises NotAllowed, BadInput, SomebodyWasFaster once decided."""
    expect_proposer(cell, actor)
    _refuse_to_come(year)
    if len(proposal.note) > LONGEST_NOTE:
        raise BadInput({"note": f"Ghi không quá {LONGEST_NOTE} ký tự."})
    lock_all(Organisation, [cell.id])
    _write_own(cell, year, proposal, version, actor)
    if members is not None:
        _write_members(cell, year, members, actor)


def _write_own(cell: Organisation, year: int, proposal: Proposal, version: int | None, actor: Actor) -> None:
    known = queries.ratings_of(year, [cell.id]).get(cell.id)
    row = known or _new(cell.id, year)
    _refuse_decided(row)
    expect_version(known.version if known else 0, version, STALE)
    before = _own(row)
    row.own_level, row.own_note, row.goods = proposal.level, proposal.note.strip(), dict(proposal.goods)
    _record_proposed(cell, year, [], before, _own(row), actor)


def propose_members(
    cell: Organisation, year: int, levels: Mapping[int, Rating | None], *, version: int | None = None, actor: Actor
) -> None:  # fmt: skip
    """As OfMembers. Raises NotAllowed, BadInput, SomebodyWasFaster."""
    expect_proposer(cell, actor)
    _refuse_to_come(year)
    lock_all(Organisation, [cell.id])
    _write_members(cell, year, OfMembers(levels=levels, version=version), actor)


def _write_members(cell: Organisation, year: int, wanted: OfMembers, actor: Actor) -> None:
    levels, lines = wanted.levels, {line.id: line for line in queries.members_of(cell, year)}
    expect_version(queries.stamp_of(list(lines.values())), wanted.version, STALE)
    if unknown := set(levels) - set(lines):
        raise BadInput(f"Có {len(unknown)} người không thuộc danh sách của chi bộ. Mở lại trang rồi ghi.")
    before, after = {}, {}
    for person_id, level in levels.items():
        row = lines[person_id].row
        if (row.own_level if row else None) == level:
            continue
        row = row or _new(cell.id, year, person_id)
        _refuse_decided(row)
        before[str(person_id)], after[str(person_id)] = row.own_level, level
        row.own_level = level
    if after:
        _record_proposed(cell, year, sorted(int(key) for key in after), before, after, actor)


def decide_organisations(year: int, decision: Decision, *, actor: Actor) -> int:
    """All with one decision; how many. Raises NotAllowed, BadInput, SomebodyWasFaster if one of them was decided."""
    expect_decider(list(decision.levels), actor)
    _refuse_to_come(year)
    hold_lists_of(list(decision.levels))
    rows = queries.ratings_of(year, list(decision.levels))
    decided = [row.level for row in queries.ratings_of(year, actor.organisations_as(*queries_scope.ABOVE)).values()]
    some_id = next(iter(decision.levels), 0)
    _refuse_bad(decision, [level for level in decided if level], some_id)
    cells = _cells_among(decision.levels)
    for organisation_id, level in decision.levels.items():
        row = rows.get(organisation_id) or _new(organisation_id, year)
        good = organisation_id in decision.good if organisation_id in cells else None  # a cell is of four goods
        _decide(row, level, good, decision, actor)
        people = {person.id for person, _ in people_as(organisation_id, queries_scope.SPEAKERS, clock.today())}
        text = f"Xếp loại năm {year} của tổ chức: {RATING_LABELS[level].lower()} (quyết định số {decision.number})."
        notify(people, Notice.YEAR_RATING, text, f"/ratings/cells/{organisation_id}?year={year}")
    return len(decision.levels)


def _cells_among(ids: Iterable[int]) -> set[int]:
    """Also those that have ended since."""
    found = select(Organisation.id).where(Organisation.id.in_(ids), Organisation.kind == OrganisationKind.CELL)
    return set(db.session.scalars(found))


def hold_lists_of(organisation_ids: list[int]) -> None:
    """They and their superiors: of two who decide of different ones at once, the second counts what the first called
    excellent."""
    lock_all(Organisation, above_any(organisation_ids, clock.today()))


def decide_members(cell: Organisation, year: int, decision: Decision, *, actor: Actor) -> int:
    """As `decide_organisations`, of the members of one cell."""
    expect_decider([cell.id], actor)
    _refuse_to_come(year)
    lock_all(Organisation, [cell.id])
    lines = {line.id: line for line in queries.members_of(cell, year)}
    if set(decision.levels) - set(lines):
        raise BadInput("Có người không thuộc danh sách của chi bộ. Mở lại trang rồi ghi.")
    _refuse_bad(decision, [line.level for line in lines.values() if line.level], cell.id)
    for person_id, level in decision.levels.items():
        _decide(lines[person_id].row or _new(cell.id, year, person_id), level, None, decision, actor)
        text = f"Xếp loại đảng viên năm {year} của đồng chí: {RATING_LABELS[level].lower()}."
        notify([person_id], Notice.YEAR_RATING, text, f"/ratings?year={year}")
    return len(decision.levels)


def _decide(row: YearRating, level: Rating, good: bool | None, decision: Decision, actor: Actor) -> None:
    _refuse_decided(row)
    row.level, row.four_goods = level, good
    row.decision_number, row.decision_on = decision.number.strip(), decision.on
    row.reason = decision.reason.strip() if level == Rating.EXCELLENT else ""
    row.decided_at = clock.now()
    record(
        "year_rating_decided", actor=actor, organisation_id=row.organisation_id, subject="organisation",
        subject_id=row.organisation_id, acting_as=acting_as(actor.roles_in(row.organisation_id), queries_scope.ABOVE),
        year=row.year, person_id=row.person_id, level=level, good=good, decision_number=row.decision_number,
        decision_on=row.decision_on, reason=row.reason,
    )  # fmt: skip


def _refuse_bad(decision: Decision, decided: list[Rating], organisation_id: int) -> None:
    """`decided`: those of the same list that were decided before; together they keep to the share of excellent."""
    errors = {}
    if not decision.levels:
        errors[""] = "Chưa chọn mức xếp loại nào."
    if not 0 < len(decision.number.strip()) <= 60:
        errors["number"] = "Ghi số quyết định, không quá 60 ký tự."
    if decision.on is None or decision.on > clock.today():
        errors["on"] = "Ghi ngày quyết định, không sau hôm nay."
    if Rating.EXCELLENT in decision.levels.values() and not decision.reason.strip():
        errors |= most_of([*decided, *decision.levels.values()], organisation_id)
    if errors:
        raise BadInput(errors)


def most_of(levels: list[Rating], organisation_id: int) -> dict[str, str]:
    """What is wrong where more of the list are excellent than the rule says, and nobody said why."""
    excellent = sum(level == Rating.EXCELLENT for level in levels)
    cap = settings_for(organisation_id, clock.today()).excellent_cap if organisation_id else 0
    most = most_excellent(len(levels), cap)
    if excellent <= most:
        return {}
    return {
        "reason": f"Xuất sắc: {excellent}/{len(levels)}, quá mức {cap}% (nhiều nhất {most}). Giảm bớt, hoặc nêu lý do."
    }


def _refuse_to_come(year: int) -> None:
    if year > clock.today().year:
        raise BadInput(f"Chưa đến năm {year} nên chưa xếp loại được.")


def _refuse_decided(row: YearRating) -> None:
    if row.level is not None:
        raise SomebodyWasFaster("Mức xếp loại năm này đã được quyết định. Mở lại trang để xem.")


def expect_proposer(cell: Organisation, actor: Actor) -> None:
    if not queries_scope.proposes(cell, actor):
        raise NotAllowed("Chi bộ do bí thư, phó bí thư đề xuất; đảng bộ do cấp ủy của chính đảng bộ đó đề xuất.")


def expect_decider(ids: list[int], actor: Actor) -> None:
    kinds = db.session.execute(select(Organisation.id, Organisation.kind).where(Organisation.id.in_(ids))).all()
    if len(kinds) < len(ids) or any(kind not in queries_scope.RATED for _, kind in kinds):
        raise BadInput("Chọn tổ chức đảng trong danh sách.")
    if set(ids) - queries_scope.decided_by(actor, clock.today()):
        raise NotAllowed("Chỉ Thường trực, Văn phòng Đảng ủy phụ trách ghi quyết định xếp loại.")


def _new(organisation_id: int, year: int, person_id: int | None = None) -> YearRating:
    row = YearRating(organisation_id=organisation_id, year=year, person_id=person_id, goods={})
    db.session.add(row)
    return row


def _own(row: YearRating) -> dict[str, Any]:
    return {"level": row.own_level, "note": row.own_note or "", "goods": dict(row.goods or {})}


def _record_proposed(
    cell: Organisation, year: int, person_ids: list[int], before: Any, after: Any, actor: Actor
) -> None:  # fmt: skip
    if before == after:
        return
    record(
        "year_rating_proposed", actor=actor, organisation_id=cell.id, subject="organisation", subject_id=cell.id,
        acting_as=acting_as(actor.roles_in(cell.id), queries_scope.SPEAKERS), year=year, person_ids=person_ids,
        before=before, after=after,
    )  # fmt: skip
