"""Writing a cell's file: its own report, and that it is looked at no more."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.audit.services import plain, record
from app.extensions import lock
from app.inspections.models import CellFile
from app.inspections.queries import SECRETARIES, FileSeen
from app.inspections.services import expect_team
from app.inspections.services_steps import tell_team, title_of
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from workflows.inspection import State
from workflows.roles import Role

REPORT = ("report",)
LONGEST_TEXT = 8000
REPORTING = (State.ANNOUNCED, State.UNDER_WAY)
PROPOSALS = "proposals"
STALE = "Phần này vừa được người khác sửa. Mở lại trang để xem bản mới nhất; nội dung đồng chí viết vẫn được giữ."


def stamp_of(file: CellFile, fields: Sequence[str]) -> str:
    """Tells a page that is stale in these fields from one of which others have changed only something else."""
    values = plain([getattr(file, name) for name in fields])
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def hold_file(file: CellFile, fields: Sequence[str], stamp: str | None) -> None:
    """Of two who write the same part the second is told. Raises SomebodyWasFaster."""
    lock(file)
    if stamp is not None and stamp != stamp_of(file, fields):
        raise SomebodyWasFaster(STALE)


def save_report(
    seen: FileSeen, texts: Mapping[str, str], *, send: bool, stamp: str | None, actor: Actor
) -> None:  # fmt: skip
    """The cell's own report: kept, or sent to the team. Raises NotAllowed, BadInput, SomebodyWasFaster."""
    file, row = seen.file, seen.inspection
    roles = actor.roles_in(file.cell_id)
    if not roles & {*SECRETARIES}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ lập báo cáo tự kiểm tra.")
    lock(row)  # before the file: a step of the campaign reads all files and locks only the campaign
    hold_file(file, REPORT, stamp)
    if row.state not in REPORTING or file.set_aside:
        raise SomebodyWasFaster("Cuộc kiểm tra không còn nhận báo cáo tự kiểm tra.")
    known = [str(number) for number in range(len(row.checklist))] + [PROPOSALS]
    after = {key: text.strip() for key in known if (text := texts.get(key, "")).strip()}
    errors = {f"point-{key}": "Phần này dài quá 8.000 chữ." for key in after if len(after[key]) > LONGEST_TEXT}
    if send and not any(key != PROPOSALS for key in after):
        errors[""] = "Báo cáo chưa có nội dung nào."
    if errors:
        raise BadInput(errors)
    before, was_sent = dict(file.report), file.report_sent_at
    send = send or was_sent is not None  # what the team has read does not change unseen
    file.report, role = after, acting_as(roles, SECRETARIES)
    if before != after:
        note_file("inspection_report_saved", file, actor, role, before=before, after=after)
    if send:
        file.report_sent_at, file.report_sent_by_id = clock.now(), actor.person_id
        note_file("inspection_report_sent", file, actor, role, report=after)
    if send and was_sent is None:
        tell_team(row, f"{file.cell.name} đã gửi báo cáo tự kiểm tra. {title_of(row)}", but_not=actor.person_id)


def set_aside(seen: FileSeen, reason: str, *, actor: Actor) -> None:
    """Look at the cell no more: it was merged, for instance. Raises NotAllowed, BadInput, SomebodyWasFaster."""
    lock(seen.inspection)
    expect_team(seen)
    lock(seen.file)
    if seen.file.set_aside:
        raise SomebodyWasFaster("Chi bộ này đã được đưa ra khỏi cuộc kiểm tra.")
    if seen.inspection.state not in (State.ANNOUNCED, State.UNDER_WAY, State.DRAFTED):
        raise SomebodyWasFaster("Cuộc kiểm tra đã kết luận hoặc đã hủy.")
    if not reason.strip() or len(reason) > LONGEST_TEXT:
        raise BadInput({"reason": "Ghi lý do, không quá 8.000 chữ."})
    seen.file.set_aside = reason.strip()
    note_file("inspection_file_set_aside", seen.file, actor, Role.INSPECTOR, reason=reason.strip())


def note_file(event: str, file: CellFile, actor: Actor, role: str, **data: Any) -> None:
    """In the chain of the organisation that inspects: there stands the whole campaign."""
    record(
        event, actor=actor, organisation_id=file.inspection.organisation_id, subject="inspection",
        subject_id=file.inspection_id, acting_as=role, file_id=file.id, **data,
    )  # fmt: skip
