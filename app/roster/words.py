"""What a plan will do, in words, for the preview."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.members.models import Gender
from app.members.services_periods import STATUS_NAMES
from app.organisations.models import KIND_LABELS
from app.roster.plan import MemberPlan, OrganisationPlan, Plan
from workflows.cells import CELL_TYPE_LABELS
from workflows.roles import ROLE_LABELS

FACT_NAMES = {
    "name": "tên", "kind": "loại", "cell_type": "loại hình", "symbol": "ký hiệu", "founded_on": "ngày thành lập",
    "full_name": "họ và tên", "birth_on": "ngày sinh", "gender": "giới tính", "ethnicity": "dân tộc",
    "card_number": "số thẻ", "admitted_on": "ngày vào Đảng", "official_on": "ngày chính thức", "phone": "điện thoại",
    "note": "ghi chú", "youth_union": "đoàn viên khi kết nạp",
}  # fmt: skip
GENDER_NAMES = {Gender.MALE: "nam", Gender.FEMALE: "nữ"}


@dataclass(frozen=True, kw_only=True)
class Change:
    """One row of the workbook that alters something known: who or what, and each alteration as a phrase."""

    row: int
    name: str
    what: tuple[str, ...]
    transfer: bool = False


def changes_of(plan: Plan) -> list[Change]:
    return [*(_organisation(o) for o in plan.organisations if o.is_changed), *_members(plan)]


def new_organisations(plan: Plan) -> list[str]:
    return [o.row.name for o in plan.organisations if o.existing is None]


def new_members_by_cell(plan: Plan) -> list[tuple[str, int]]:
    """How many new members each cell gets, by the cell's code."""
    names = {o.row.code: o.row.name for o in plan.organisations}
    counted = Counter(m.row.cell_code for m in plan.members if m.person is None)
    return [(names.get(code, code), count) for code, count in sorted(counted.items())]


def _organisation(o: OrganisationPlan) -> Change:
    what = [_altered(key, getattr(o.existing, key), value) for key, value in o.changed.items()]
    if o.parent_code:
        what.append(f"chuyển về cấp trên mã {o.parent_code}")
    return Change(row=o.row.row, name=o.existing.name if o.existing else o.row.name, what=tuple(what))


def _members(plan: Plan) -> Iterator[Change]:
    for m in plan.members:
        if m.is_changed and m.person:
            yield Change(row=m.row.row, name=m.person.full_name, what=tuple(_what(m)), transfer=m.moves)


def _what(m: MemberPlan) -> Iterator[str]:
    if m.moves:
        come_from = f"từ {m.home.organisation.name} " if m.home else ""
        yield f"chuyển sinh hoạt {come_from}đến chi bộ mã {m.row.cell_code}"
    for key, value in m.changed.items():
        yield _altered(key, getattr(m.person, key), value)
    for office in m.ends:
        yield f"thôi làm {ROLE_LABELS[office.role]}"
    if m.begins:
        yield f"làm {ROLE_LABELS[m.begins]}"
    for period in m.status_ends:
        yield f"hết {STATUS_NAMES[period.kind]}"
    if m.status_begins:
        yield STATUS_NAMES[m.status_begins]


def _altered(key: str, before: Any, after: Any) -> str:
    return f"{FACT_NAMES[key]} {_said(before)} → {_said(after)}"


def _said(value: Any) -> str:
    if value is None or value == "":
        return "(trống)"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "có" if value else "không"
    for words in (GENDER_NAMES, KIND_LABELS, CELL_TYPE_LABELS):
        if value in words:
            return str(words[value])
    return str(value)
