"""From the findings to the conclusion: the draft that each cell comments on, the issued notice, the re-check."""

from collections import defaultdict
from datetime import date
from typing import Any

from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.actor import Actor, acting_as
from app.columns import among, in_force
from app.extensions import db, lock
from app.guidance.services import SignedBy
from app.inspections import queries
from app.inspections.models import CellFile, Finding, Inspection, Remedy
from app.inspections.queries import FileSeen
from app.inspections.services import LONGEST_TEXT, OTHER_PROCEDURE
from app.inspections.services_files import hold_file, note_file
from app.inspections.services_paper import issue_conclusion
from app.inspections.services_steps import (
    LONGEST_REASON,
    facts_of,
    hold_version,
    moved,
    signature_of,
    take,
    tell_cells,
    tell_team,
    title_of,
)
from app.notifications.services import notify
from app.organisations.queries import below
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from workflows.calendar import months_away
from workflows.inspection import State, speaks_of_another_procedure
from workflows.notices import Notice
from workflows.remedy import State as RemedyState
from workflows.roles import Role

COMMENT = ("agrees", "comment")


def send_draft(row: Inspection, comment_due: date | None, *, version: int | None, actor: Actor) -> None:
    """Every cell reads what was found of it, as it stands now, and may comment until the day. Raises StepRefused,
    SomebodyWasFaster."""
    hold_version(row, version)
    found, mend = queries.findings_of(row.id), queries.remedies_of(row.id)
    facts = facts_of(row, comment_due=comment_due, **_unfinished(row, found))
    step, before = take(row, "send_draft", facts, actor)
    row.comment_due = comment_due
    for file in _looked_at(row):
        file.drafted = drafted_of(found[file.id], mend[file.id])
    moved(row, step, before, actor)
    day = f"{comment_due:%d/%m/%Y}" if comment_due else ""
    tell_cells(
        row, f"{title_of(row)}: dự thảo kết luận chờ chi bộ góp ý đến hết ngày {day}.", but_not=actor.person_id
    )  # fmt: skip


def _unfinished(row: Inspection, found: dict[int, list[Finding]]) -> dict[str, Any]:
    files = _looked_at(row)
    points = set(range(len(row.checklist)))
    return {
        "without_session": tuple(f.cell.name for f in files if f.session_on is None or not f.session_text),
        "not_looked_at": tuple(f.cell.name for f in files if points - {one.point for one in found[f.id]}),
    }


def unfinished_facts(row: Inspection) -> dict[str, Any]:
    """What of the next step's rules is read off the files: for the page that shows why a button is blocked."""
    if row.state == State.UNDER_WAY:
        return _unfinished(row, queries.findings_of(row.id))
    if row.state == State.DRAFTED:
        return _unconcluded(row)
    if row.state == State.CONCLUDED:
        return _mended(row)
    return {}


def drafted_of(found: list[Finding], mend: list[Remedy]) -> dict[str, Any]:
    return {
        "findings": [
            {"point": one.point, "kind": one.kind.value, "text": one.text, "referred": one.referred} for one in found
        ],
        "remedies": [
            {
                "work": one.work, "owner": one.owner_name,
                "deadline": f"{one.deadline:%d/%m/%Y}" if one.deadline else "",
            }
            for one in mend
        ],
    }  # fmt: skip


def comment(seen: FileSeen, agrees: bool, text: str, *, stamp: str | None, actor: Actor) -> None:
    """The cell on its draft; may be written again until the day is over. Raises NotAllowed, BadInput,
    SomebodyWasFaster."""
    file, row = seen.file, seen.inspection
    roles = actor.roles_in(file.cell_id)
    if not roles & {*queries.SECRETARIES}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ góp ý dự thảo.")
    lock(row)  # before the file: whoever concludes reads all files and locks only the campaign
    hold_file(file, COMMENT, stamp)
    if row.state != State.DRAFTED or file.set_aside:
        raise SomebodyWasFaster("Cuộc kiểm tra không ở bước lấy ý kiến dự thảo.")
    if row.comment_due is not None and row.comment_due < clock.today():
        raise SomebodyWasFaster(f"Hạn góp ý đã hết ngày {row.comment_due:%d/%m/%Y}.")
    if len(text) > LONGEST_TEXT:
        raise BadInput({"comment": "Ý kiến không quá 8.000 chữ."})
    if not agrees and not text.strip():
        raise BadInput({"comment": "Ghi ý kiến của chi bộ."})
    first = file.commented_at is None
    file.agrees, file.comment = agrees, text.strip()
    file.commented_at, file.commented_by_id = clock.now(), actor.person_id
    note_file(
        "inspection_commented", file, actor, acting_as(roles, queries.SECRETARIES), agrees=agrees, comment=text.strip()
    )
    if first:
        tell_team(row, f"{file.cell.name} đã góp ý dự thảo kết luận.", but_not=actor.person_id)


def conclude(
    row: Inspection, summary: str, causes: str, signed: SignedBy, *, version: int | None, actor: Actor
) -> None:
    """Issue the notice of conclusion to the whole organisation. Raises StepRefused, BadInput, SomebodyWasFaster."""
    hold_version(row, version)
    _refuse_bad({"summary": summary, "causes": causes})
    facts = facts_of(row, signed=signed, **_unconcluded(row) | {"has_summary": bool(summary.strip())})
    step, before = take(row, "conclude", facts, actor)
    row.summary, row.causes, row.concluded_at = summary.strip(), causes.strip(), clock.now()
    found, mend = queries.findings_of(row.id), queries.remedies_of(row.id)
    row.conclusion_id = issue_conclusion(row, signature_of(row, signed), found, mend, actor=actor).id
    for file in queries.files_of(row.id):
        file.binder_sha256 = None  # bound for the team alone, it may hold what was taken back before the conclusion
    moved(row, step, before, actor, signed=signed)
    text = f"Đã ban hành thông báo kết luận. {title_of(row)}"
    tell_cells(row, text, but_not=actor.person_id)
    tell_team(row, text, but_not=actor.person_id)
    notify(_readers(row), Notice.INSPECTION, text, f"/inspections/{row.id}", but_not=actor.person_id)


def _unconcluded(row: Inspection) -> dict[str, Any]:
    files, mend = _looked_at(row), queries.remedies_of(row.id)
    return {
        "still_commenting": tuple(file.cell.name for file in files if file.commented_at is None),
        "unclear_remedies": tuple(
            file.cell.name for file in files if any(not r.owner_name or r.deadline is None for r in mend[file.id])
        ),
        "has_summary": bool(row.summary),
    }


def recheck(row: Inspection, reason: str, *, version: int | None, actor: Actor) -> None:
    """The end: what was asked for is mended, or it is said what becomes of the rest. Raises StepRefused,
    SomebodyWasFaster."""
    hold_version(row, version)
    if len(reason) > LONGEST_REASON:
        raise BadInput({"reason": "Ghi không quá 2.000 chữ."})
    step, before = take(row, "recheck", facts_of(row, **_mended(row)), actor, reason)
    moved(row, step, before, actor, reason=reason.strip())
    tell_cells(row, f"{title_of(row)} đã kiểm tra lại và kết thúc.", but_not=actor.person_id)


def open_remedies(row: Inspection) -> int:
    return int(_mended(row)["open_remedies"])


def _mended(row: Inspection) -> dict[str, Any]:
    found = [one for rows in queries.remedies_of(row.id).values() for one in rows]
    return {
        "remedies": len(found),
        "open_remedies": sum(one.state != RemedyState.CONFIRMED for one in found),
        "next_quarter_on": months_away(row.quarter, 3),
    }


def _looked_at(row: Inspection) -> list[CellFile]:
    return [file for file in queries.files_of(row.id) if not file.set_aside]


def _refuse_bad(texts: dict[str, str]) -> None:
    errors: dict[str, str] = defaultdict(str)
    for name, text in texts.items():
        if len(text) > LONGEST_TEXT:
            errors[name] = "Phần này dài quá 8.000 chữ, viết gọn lại."
        elif speaks_of_another_procedure(text):
            errors[name] = OTHER_PROCEDURE
    if errors:
        raise BadInput(errors)


def _readers(row: Inspection) -> list[int]:
    """Who leads something in the organisation and was not told as one of the inspected: all read the conclusion."""
    inspected = {file.cell_id for file in _looked_at(row)}
    others = [number for number in below(row.organisation_id, clock.today()) if number not in inspected]
    roles = (*queries.SECRETARIES, Role.OFFICE, Role.LEADERSHIP)
    found = select(Appointment.person_id).where(
        among(Appointment.organisation_id, others), Appointment.role.in_(roles),
        in_force(Appointment.from_on, Appointment.to_on, clock.today()),
    )  # fmt: skip
    return list(db.session.scalars(found.distinct()))
