"""What the office does with the tree: make, correct, move, dissolve, merge, begin a term."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app import clock
from app.actor import Actor
from app.audit.services import lock_chain, record
from app.documents.queries import is_numbered_between
from app.extensions import db, lock, lock_all
from app.organisations import queries, queries_keeping
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent, Term
from app.refusals import BadInput
from app.rules.queries import settings_for
from workflows.roles import Role

PHONE = re.compile(r"(\+?[0-9][0-9 .()-]{5,38})?")
FACTS = ("code", "name", "kind", "cell_type", "symbol", "place", "office_phone", "founded_on")


def create(facts: Mapping[str, Any], parent: Organisation | None, *, actor: Actor | None) -> Organisation:
    """A new organisation under `parent` since it was founded (or since today), with its first term."""
    _refuse_bad_facts(facts, None, parent)
    row = Organisation(**{key: facts[key] for key in FACTS if key in facts})
    db.session.add(row)
    db.session.flush()  # its id is needed just below
    years = settings_for(parent.id if parent else row.id, clock.today()).term_years
    write_new(row, parent.id if parent else None, on=clock.today(), years=years, actor=actor)
    return row


def write_new(row: Organisation, parent_id: int | None, *, on: date, years: int, actor: Actor | None) -> None:
    """What belongs to a new organisation that has its id: the place in the tree, a term of `years`, the event."""
    since = min(row.founded_on or on, on)
    if parent_id is not None:
        db.session.add(OrganisationParent(organisation_id=row.id, parent_id=parent_id, from_on=since))
    term = Term(organisation_id=row.id, name=f"{since.year}–{since.year + years}", from_on=since)
    db.session.add(term)
    after = {key: getattr(row, key) for key in FACTS} | {"parent_id": parent_id}
    _record("organisation_created", row, actor, after=after)
    _record("term_begun", row, actor, name=term.name, from_on=term.from_on, to_on=None)


def change(row: Organisation, facts: Mapping[str, Any], *, actor: Actor | None) -> bool:
    """Correct facts of an organisation. Answers whether anything changed."""
    before = {key: getattr(row, key) for key in facts if getattr(row, key) != facts[key]}
    if not before:
        return False
    _refuse_bad_facts({key: getattr(row, key) for key in FACTS} | dict(facts), row, None)
    write_change(row, {key: facts[key] for key in before}, actor=actor)
    return True


def write_change(row: Organisation, facts: Mapping[str, Any], *, actor: Actor | None) -> None:
    if not facts:
        return
    before = {key: getattr(row, key) for key in facts}
    for key, value in facts.items():
        setattr(row, key, value)
    _record("organisation_changed", row, actor, before=before, after=dict(facts))


def place_in_name(name: str) -> str:
    """The place before the date in a document's head, out of a name: "Đảng bộ xã Thượng Sơn" is at Thượng Sơn."""
    for opening in ("Đảng bộ xã ", "Đảng bộ phường ", "Đảng bộ thị trấn ", "Đảng bộ đặc khu "):
        if name.casefold().startswith(opening.casefold()):
            return name[len(opening) :]
    return ""


def move(row: Organisation, parent: Organisation, *, on: date, actor: Actor | None) -> None:
    """Put the organisation under `parent` from `on`; until the day before it stands where it stood."""
    # With all above, because two moves at once could close a circle that neither sees.
    lock_all(Organisation, (row.id, *queries.above(parent.id, on)))
    if parent.kind == OrganisationKind.CELL or parent.dissolved_on:
        raise BadInput({"parent": f"{parent.name} không thể là cấp trên: chọn một đảng bộ đang hoạt động."})
    if row.id in queries.above(parent.id, on):
        raise BadInput({"parent": f"{parent.name} đang nằm dưới {row.name}, nên không thể làm cấp trên."})
    before = queries_keeping.parent_on(row.id, on)
    if before and before.parent_id == parent.id:
        raise BadInput({"parent": f"{row.name} đã trực thuộc {parent.name} vào ngày này rồi."})
    if later := queries_keeping.parent_after(row.id, on):
        raise BadInput({"on": f"Đã ghi một lần chuyển từ ngày {later.from_on:%d/%m/%Y}. Chọn ngày sau ngày đó."})
    place_under(row, before, parent.id, on=on, actor=actor)


def place_under(
    row: Organisation, before: OrganisationParent | None, parent_id: int, *, on: date, actor: Actor | None
) -> None:
    """Close the span `before`, open one under `parent_id`. A span that would have no day left is turned to the new.

    Where `before` has an end already (a move entered for a later day), the new span ends then instead.
    """
    old_id, until = (before.parent_id, before.to_on) if before else (None, None)
    if before and before.from_on >= on:
        before.parent_id = parent_id
    else:
        if before:
            before.to_on = on - timedelta(days=1)
        db.session.add(OrganisationParent(organisation_id=row.id, parent_id=parent_id, from_on=on, to_on=until))
    _record("organisation_moved", row, actor, before={"parent_id": old_id}, after={"parent_id": parent_id, "on": on})


def begin_term(row: Organisation, name: str, *, on: date, actor: Actor) -> Term:
    """A new term from `on`; the one that runs ends the day before. Numbers of documents begin again at 01."""
    lock(row)  # of two who begin one at once the second sees the first one's
    last = queries_keeping.latest_term(row.id)
    if last and last.from_on >= on:
        raise BadInput(
            {"on": f"Nhiệm kỳ {last.name} bắt đầu ngày {last.from_on:%d/%m/%Y}. Nhiệm kỳ mới phải sau ngày đó."}
        )
    if last and (last.to_on is None or last.to_on >= on):
        last.to_on = on - timedelta(days=1)
    term = Term(organisation_id=row.id, name=name, from_on=on)
    db.session.add(term)
    _record("term_begun", row, actor, name=name, from_on=on, to_on=None)
    return term


def correct_term(term: Term, row: Organisation, name: str, *, on: date, actor: Actor) -> None:
    """Name or first day were entered wrong; the term before ends the day before. Raises BadInput for a first day that
    would put papers already numbered into another term."""
    lock(row)
    terms = queries_keeping.terms_of(row.id)
    earlier = next((t for t in terms if t.from_on < term.from_on), None)
    if earlier and on <= earlier.from_on:
        raise BadInput({"on": f"Phải sau ngày {earlier.from_on:%d/%m/%Y}, khi nhiệm kỳ {earlier.name} bắt đầu."})
    if term.to_on and on > term.to_on:
        raise BadInput({"on": f"Nhiệm kỳ này kết thúc ngày {term.to_on:%d/%m/%Y}."})
    lock_chain(row.id)  # nobody is given a number meanwhile
    if is_numbered_between(row.id, *sorted((on, term.from_on))):
        raise BadInput({"on": "Giữa hai ngày này đã cấp số văn bản nên không đổi ngày được, chỉ sửa được tên."})
    before = {"name": term.name, "from_on": term.from_on}
    if earlier and earlier.to_on == term.from_on - timedelta(days=1):
        earlier.to_on = on - timedelta(days=1)
    term.name, term.from_on = name, on
    if before != {"name": name, "from_on": on}:
        _record("term_changed", row, actor, before=before, after={"name": name, "from_on": on})


def dissolve(row: Organisation, *, on: date, into: Organisation | None, actor: Actor) -> None:
    """The organisation exists no more from `on`; `into`: the one that it was merged into.

    Only the facts of the organisation itself. It keeps its place in the tree, so that its papers stay in the scope
    of its superiors. Raises BadInput while other organisations stand under it.
    """
    if row.dissolved_on:
        raise BadInput({"": f"{row.name} đã kết thúc hoạt động từ ngày {row.dissolved_on:%d/%m/%Y}."})
    if on > clock.today():
        raise BadInput({"on": "Chỉ ghi khi quyết định đã có hiệu lực: chọn ngày từ hôm nay trở về trước."})
    if row.founded_on and on <= row.founded_on:
        raise BadInput({"on": f"Ngày này phải sau ngày thành lập {row.founded_on:%d/%m/%Y}."})
    if under := queries.children(row.id, on):
        raise BadInput({"": f"Còn {len(under)} tổ chức trực thuộc. Chuyển các tổ chức ấy sang cấp trên khác trước."})
    if into and (into.id == row.id or into.dissolved_on or into.kind != row.kind):
        raise BadInput({"into": "Chọn một tổ chức cùng loại, đang hoạt động để sáp nhập vào."})
    row.dissolved_on = on
    row.merged_into_id = into.id if into else None
    after = {"dissolved_on": on, "merged_into_id": row.merged_into_id}
    _record("organisation_changed", row, actor, before={"dissolved_on": None, "merged_into_id": None}, after=after)


def _refuse_bad_facts(facts: Mapping[str, Any], row: Organisation | None, parent: Organisation | None) -> None:
    errors: dict[str, str] = {}
    same = queries_keeping.by_code(facts["code"])
    if same and (row is None or same.id != row.id):
        errors["code"] = f"Mã {facts['code']} đã dùng cho tổ chức khác. Chọn mã khác."
    if facts["kind"] == OrganisationKind.CELL and not facts.get("cell_type"):
        errors["cell_type"] = "Chi bộ cần có loại hình."
    if parent and (parent.kind == OrganisationKind.CELL or parent.dissolved_on):
        errors["parent"] = f"{parent.name} không thể là cấp trên: chọn một đảng bộ đang hoạt động."
    if not PHONE.fullmatch(facts.get("office_phone") or ""):
        errors["office_phone"] = "Ghi số điện thoại bằng chữ số, dấu cách, dấu chấm hoặc gạch nối. Ví dụ: 0209 3888 123"
    if errors:
        raise BadInput(errors)


def _record(event: str, row: Organisation, actor: Actor | None, **fields: Any) -> None:
    record(
        event, actor=actor, organisation_id=row.id, subject="organisation", subject_id=row.id,
        acting_as=Role.OFFICE if actor else "", **fields,
    )  # fmt: skip
