"""Criteria sets: shipping two, drafting, editing row by row, putting one in force from a day, taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.criteria import queries
from app.criteria.models import CriteriaSet
from app.extensions import db, lock, lock_all
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, expect_version
from workflows.criteria import CRITERIA_WARD, FRAME_HD42, GROUPS, GROUPS_HD42, Criterion
from workflows.criteria_check import MOST_CRITERIA, problems_of
from workflows.meeting_facts import Kind
from workflows.roles import Role

WARD, FRAME = "HD42-phuong", "HD42-khung"
HD42 = "Hướng dẫn 42-HD/BTCTW (28/10/2025)"
IN_FORCE = "Bộ tiêu chí đã áp dụng thì không sửa được nữa. Lập bản mới rồi áp dụng từ một ngày."
STALE = "Có người vừa sửa bộ tiêu chí này. Mở lại trang để xem bản mới nhất."
NOBODY_S = "Bộ tiêu chí dùng chung không sửa được. Lập một bộ từ bộ này cho phạm vi của đồng chí."


@dataclass(frozen=True, kw_only=True)
class Head:
    """What a set is called and for what it is."""

    title: str
    basis: str
    kind: Kind | None
    effective_from: date


def ensure_default_criteria() -> list[str]:
    """The ward's table, in force everywhere, and the frame of seven groups as a pattern; made once. The codes of those
    made now."""
    known = set(db.session.scalars(select(CriteriaSet.code).where(CriteriaSet.code.in_((WARD, FRAME)))))
    new = []
    if WARD not in known:
        shipped = {"code": WARD, "title": "Bộ tiêu chí chấm điểm sinh hoạt chi bộ", "issued_at": clock.now()}
        new.append(_made(shipped, CRITERIA_WARD, GROUPS, date(2018, 1, 1)))
    if FRAME not in known:
        pattern = {"code": FRAME, "title": "Khung tiêu chí bảy nhóm", "basis": HD42}
        new.append(_made(pattern, FRAME_HD42, GROUPS_HD42, date(2025, 10, 28)))
    db.session.add_all(new)
    return [row.code for row in new]


def _made(
    fields: Mapping[str, Any], criteria: Sequence[Criterion], groups: Mapping[str, str], from_on: date
) -> CriteriaSet:
    return CriteriaSet(
        **fields, effective_from=from_on, groups=dict(groups), criteria=[one.to_json() for one in criteria]
    )


def begin_draft(
    organisation: Organisation,
    head: Head,
    criteria: Sequence[Criterion],
    groups: Mapping[str, str],
    *,
    actor: Actor,
) -> CriteriaSet:
    """A draft for `organisation` and all below it. It may be unfinished: only to be put in force it must be sound.

    Raises BadInput.
    """
    _check_day(head)
    code = _free_code(organisation, head)
    row = _made({"code": code, "organisation_id": organisation.id}, criteria, groups, head.effective_from)
    row.title, row.basis, row.kind = head.title, head.basis, head.kind
    db.session.add(row)
    db.session.flush()  # its id is needed just below
    _record("criteria_set_drafted", row, actor, code=code, after=_as_dict(row))
    return row


def change_head(row: CriteriaSet, head: Head, *, version: int | None = None, actor: Actor) -> None:
    """Raises BadInput, NotAllowed, SomebodyWasFaster."""
    _hold_draft(row, version)
    _check_day(head)
    before = _as_dict(row)
    row.title, row.basis, row.kind, row.effective_from = head.title, head.basis, head.kind, head.effective_from
    _changed(row, before, actor)


def set_criterion(
    row: CriteriaSet,
    place: int | None,
    criterion: Criterion,
    group_title: str,
    *,
    after: int | None,
    version: int | None = None,
    actor: Actor,
) -> None:
    """Put `criterion` in the place of the one at `place` (None: a new one), behind the one at `after` (None: first).

    Raises BadInput by field for what is wrong with this row alone; what is wrong with the whole is shown on the draft.
    NotAllowed, SomebodyWasFaster.
    """
    _hold_draft(row, version)
    criteria = list(queries.read(row))
    if place is None and len(criteria) >= MOST_CRITERIA:
        raise BadInput(f"Một bộ có nhiều nhất {MOST_CRITERIA} tiêu chí.")
    others = [c for n, c in enumerate(criteria) if n != place]
    errors = {fault.field: fault.text for fault in reversed(problems_of([criterion])) if fault.place is not None}
    if any(c.code == criterion.code for c in others):
        errors["code"] = f"Đã có tiêu chí mã {criterion.code}."
    if errors:
        raise BadInput(errors)
    behind = criteria[after] if after is not None and after < len(criteria) and after != place else None
    at = next((n + 1 for n, c in enumerate(others) if c is behind), 0)
    _write(row, [*others[:at], criterion, *others[at:]], row.groups | {criterion.group: group_title}, actor)


def remove_criterion(row: CriteriaSet, place: int, *, version: int | None = None, actor: Actor) -> None:
    _hold_draft(row, version)
    left = [c for n, c in enumerate(queries.read(row)) if n != place]
    _write(row, left, row.groups, actor)


def _write(row: CriteriaSet, criteria: Sequence[Criterion], groups: Mapping[str, str], actor: Actor) -> None:
    before, used = _as_dict(row), {c.group for c in criteria}
    row.criteria = [c.to_json() for c in criteria]
    row.groups = {code: title for code, title in groups.items() if code in used}
    _changed(row, before, actor)


def put_in_force(row: CriteriaSet, *, version: int | None = None, actor: Actor) -> None:
    """From its day on new meetings are made under it; its organisation's set before ends the day before.

    Raises BadInput with everything that is wrong with the set, NotAllowed, SomebodyWasFaster.
    """
    organisation_id = row.organisation_id or 0
    lock_all(Organisation, [organisation_id])  # of two sets of one organisation the second sees the first
    _hold_draft(row, version)
    errors = [fault.text for fault in problems_of(queries.read(row), row.kind)]
    if row.effective_from < clock.today():
        errors.append("Ngày áp dụng đã qua. Sửa ngày áp dụng thành hôm nay hoặc sau đó.")
    own = queries.issued_of(organisation_id, row.kind)
    if later := next((each for each in own if each.effective_from >= row.effective_from), None):
        errors.append(f"Đã có bộ {later.code} áp dụng từ {later.effective_from:%d/%m/%Y}. Chọn ngày sau ngày đó.")
    if errors:
        raise BadInput(" ".join(dict.fromkeys(errors)))
    for running in own:
        if running.effective_to is None or running.effective_to >= row.effective_from:
            _end(running, row.effective_from - timedelta(days=1), actor)
    row.issued_at = clock.now()
    _record("criteria_set_issued", row, actor, code=row.code, effective_from=row.effective_from)


def remove(row: CriteriaSet, *, version: int | None = None, actor: Actor) -> None:
    """Take back a draft, or a set that is not yet in force and that no meeting was made under; the one before goes on.

    Raises BadInput, NotAllowed, SomebodyWasFaster.
    """
    lock_all(Organisation, [row.organisation_id or 0])  # first, as where a set is put in force
    lock(row)
    expect_version(row.version, version, STALE)
    if row.organisation_id is None:
        raise NotAllowed(NOBODY_S)
    if row.issued_at is not None:
        if row.effective_from <= clock.today():
            raise BadInput(IN_FORCE)
        if used := queries.meetings_under(row.id):
            raise BadInput(f"Đã có {used} kỳ sinh hoạt lập theo bộ tiêu chí này nên không xóa được.")
        if before := queries.predecessor_of(row):
            _end(before, row.effective_to, actor)
    _record("criteria_set_removed", row, actor, code=row.code, was=_as_dict(row))
    db.session.delete(row)


def _end(row: CriteriaSet, on: date | None, actor: Actor) -> None:
    before = {"effective_to": row.effective_to}
    row.effective_to = on
    _record("criteria_set_changed", row, actor, before=before, after={"effective_to": on})


def _hold_draft(row: CriteriaSet, version: int | None) -> None:
    lock(row)
    expect_version(row.version, version, STALE)
    if row.organisation_id is None:
        raise NotAllowed(NOBODY_S)
    if row.issued_at is not None:
        raise BadInput(IN_FORCE)


def _check_day(head: Head) -> None:
    if head.effective_from < clock.today():
        raise BadInput({"from_on": "Bộ tiêu chí chỉ áp dụng từ hôm nay hoặc sau đó. Kỳ đã lập giữ bộ cũ."})


def _free_code(organisation: Organisation, head: Head) -> str:
    code = f"{organisation.code[:24]}-{head.effective_from:%Y%m%d}"
    taken = queries.codes_like(code)
    return next(each for each in (code, *(f"{code}-{n}" for n in range(2, 999))) if each not in taken)


def _as_dict(row: CriteriaSet) -> dict[str, Any]:
    return {
        "title": row.title, "basis": row.basis, "kind": row.kind, "effective_from": row.effective_from,
        "groups": row.groups, "criteria": row.criteria,
    }  # fmt: skip


def _changed(row: CriteriaSet, before: Mapping[str, Any], actor: Actor) -> None:
    after = _as_dict(row)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        _record(
            "criteria_set_changed", row, actor,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip


def _record(event: str, row: CriteriaSet, actor: Actor, **fields: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.organisation_id, subject="criteria_set", subject_id=row.id,
        acting_as=Role.OFFICE, **fields,
    )  # fmt: skip
