"""Handing out what the house holds on one person, written down in the history."""

import json
from datetime import date, datetime
from enum import Enum
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from app.actor import Actor, acting_as
from app.audit.services import record
from app.members.queries_sight import organisations_of
from app.notifications.services import notify
from app.organisations.queries import names_of
from app.personal.queries import held_on
from app.personal.words import HEADINGS
from app.refusals import BadInput, NotAllowed
from app.workbooks import MOST_ROWS, Sheet, workbook
from workflows.notices import Notice
from workflows.roles import Role

LONGEST_REASON = 300
LONGEST_NOTICE = 500
WIDTH = 24
READ_ME = (
    "Dữ liệu mà hệ thống Nền Nếp đang giữ về một đảng viên.\n\n"
    "du-lieu.xlsx: mỗi trang tính là một loại, mở bằng Excel.\n"
    "du-lieu.json: cũng những dữ liệu ấy, đủ từng dòng, để chương trình khác đọc.\n\n"
    "Đây là thông tin cá nhân: giữ kín, dùng xong thì xóa.\n"
)


def own_data(*, actor: Actor) -> bytes:
    """A zip of all that is held on the actor."""
    _record(actor, None, "", actor.person_id, "")
    return _packed(held_on(actor.person_id))


def data_of(person_id: int, reason: str, *, actor: Actor, on: date) -> bytes:
    """The same of somebody whom the actor's office looks after, but for what they said and wrote, and for what
    they did in organisations of others; they are told. Raises BadInput."""
    if not reason.strip():
        raise BadInput({"reason": "Ghi lý do, ví dụ: đảng viên đề nghị bằng văn bản ngày 02/12/2026."})
    own = set(actor.organisations_as(Role.OFFICE))
    scope = organisations_of(person_id, on) & own
    if not scope:
        raise NotAllowed("Chỉ Văn phòng Đảng ủy phụ trách mới xuất được dữ liệu của đảng viên này.")
    where = min(scope)
    said = reason.strip()[:LONGEST_REASON]
    _record(actor, where, acting_as(actor.roles_in(where), (Role.OFFICE,)), person_id, said)
    _tell(person_id, where, said, actor)
    return _packed(held_on(person_id, within=own))


def _record(actor: Actor, organisation_id: int | None, role: str, person_id: int, reason: str) -> None:
    record(
        "personal_data_handed_out",
        actor=actor, organisation_id=organisation_id, subject="person", subject_id=person_id, acting_as=role,
        reason=reason,
    )  # fmt: skip


def _tell(person_id: int, organisation_id: int, reason: str, actor: Actor) -> None:
    text = (
        f"Văn phòng {names_of({organisation_id})[organisation_id]} đã xuất dữ liệu hệ thống giữ về đồng chí. "
        f"Lý do: {reason}"
    )
    notify([person_id], Notice.DATA_HANDED_OUT, text[:LONGEST_NOTICE], "/account/data", but_not=actor.person_id)


def _packed(found: dict[str, list[dict[str, Any]]]) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w", ZIP_DEFLATED) as packed:
        packed.writestr("doc-truoc.txt", READ_ME)
        packed.writestr("du-lieu.json", json.dumps(found, ensure_ascii=False, indent=1, default=_plain))
        packed.writestr("du-lieu.xlsx", workbook([_sheet(title, rows) for title, rows in found.items()]))
    return kept.getvalue()


def _sheet(title: str, rows: list[dict[str, Any]]) -> Sheet:
    names = list(rows[0]) if rows else []
    columns = [(HEADINGS[name], WIDTH) for name in names] or [("Không có", WIDTH)]
    return Sheet(title, columns, [[_told(row[name]) for name in names] for row in rows[:MOST_ROWS]])


def _told(value: Any) -> Any:
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, Enum):
        return str(value.value)
    return json.dumps(value, ensure_ascii=False, default=_plain) if isinstance(value, dict | list) else value


def _plain(value: Any) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
