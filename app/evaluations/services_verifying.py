"""The overseer verifies the cell's score, criterion by criterion."""

from collections.abc import Mapping

from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.actor import Actor, acting_as
from app.documents.services import draft_document
from app.documents.snapshots import DocumentKind
from app.evaluations.models import ScoreSheet
from app.evaluations.queries_sheet import Sheet, whole_sheet
from app.evaluations.services import (
    LONGEST_REMEDIES,
    Given,
    as_said,
    current_sheet,
    ensure_sheet,
    errors_of,
    short,
    too_long,
)
from app.evaluations.services_telling import of_what, tell_secretaries, title_of, write_in_history
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import facts_of, roles_at
from app.meetings.services import take_step
from app.papers.queries_score import score_sheet_of
from app.refusals import BadInput
from workflows.engine import StepRefused
from workflows.meeting import at_version
from workflows.roles import Role
from workflows.scoring import LEVEL_LABELS

VERIFIERS = (Role.OVERSEER, Role.OFFICE)


def may_verify(meeting: Meeting, actor: Actor) -> bool:
    """The overseer; the office where there is none."""
    return _refusal_to_verify(meeting, actor) is None


def save_verified(
    meeting: Meeting, given: Mapping[str, Given], *, note: str, actor: Actor, version: int | None = None
) -> ScoreSheet:
    """Keep the points found so far; nothing is verified yet. Raises as `verify`, but for points that are missing."""
    lock(meeting)
    if refused := _refusal_to_verify(meeting, actor):
        raise refused
    row = current_sheet(meeting, version)
    sheet = whole_sheet(meeting, row)
    if errors := _errors_in(sheet, given) | too_long("note", note, LONGEST_REMEDIES):
        raise BadInput(errors)
    before = _found(row)
    for kept in row.lines:
        if kept.applies and (wanted := given.get(kept.code)) is not None:
            kept.verified_points, kept.verified_note = wanted.points, wanted.note.strip()
    row.overseer_note = note.strip()
    flag_modified(row, "overseer_note")  # a change of a line alone must be a new version of the sheet too
    db.session.flush()  # the total is reckoned from the rows
    if (after := _found(row)) != before:
        write_in_history("score_verified", meeting, actor, VERIFIERS, before=before, after=after)
    return row


def _found(row: ScoreSheet) -> dict[str, str]:
    """What the overseer found, for the history: by code `8,5 and why`, and the word on the whole."""
    said = {line.code: as_said(line.verified_points, line.verified_note) for line in row.lines}
    return {name: text for name, text in (said | {"note": row.overseer_note}).items() if text}


def verify(
    meeting: Meeting, given: Mapping[str, Given], *, note: str, actor: Actor, version: int | None = None
) -> ScoreSheet:
    """Confirm the points criterion by criterion; the score and the level follow from them.

    Raises StepRefused, SomebodyWasFaster, or BadInput by the names `points-CODE`, `note-CODE`, `note`.
    """
    row = save_verified(meeting, given, note=note, actor=actor, version=version)
    step = take_step(meeting, "verify", actor=actor)
    sheet = whole_sheet(meeting, row)
    total = sheet.verified_total
    if total is None:
        raise BadInput("Bảng điểm này không có tiêu chí nào để thẩm định.")
    row.verified_score, row.verified_maximum, row.verified_level = total.points, total.maximum, total.level
    row.verified_at, row.verified_by_id = clock.now(), actor.person_id
    row.verified_as = acting_as(roles_at(meeting, actor), step.by)
    db.session.flush()  # the paper shows the row
    draft_document(
        DocumentKind.SCORE_SHEET,
        score_sheet_of(whole_sheet(meeting, row), draft=1),
        organisation_id=meeting.cell_id,
        meeting_id=meeting.id,
        title=title_of(meeting),
    )
    said = f"{of_what(meeting)}: đã thẩm định {short(total.normalised)} điểm, mức {LEVEL_LABELS[total.level]}."
    tell_secretaries(meeting, said, actor)
    return row


def verification_falls(meeting: Meeting) -> None:
    """The minutes went back to the cell: the score has to be verified anew. Points and notes stay as a beginning."""
    row = ensure_sheet(meeting)
    row.verified_score = row.verified_maximum = row.verified_level = None
    row.verified_at = row.verified_by_id = None
    row.verified_as = ""


def _refusal_to_verify(meeting: Meeting, actor: Actor) -> StepRefused | None:
    """By the workflow, whatever points are still missing."""
    facts = facts_of(meeting, criteria_without_points=())
    workflow = at_version(meeting.definition_version)
    return workflow.refusal(meeting.state, "verify", roles_at(meeting, actor), facts)


def _errors_in(sheet: Sheet, given: Mapping[str, Given]) -> dict[str, str]:
    errors: dict[str, str] = {}
    for line in sheet.applying:
        if (wanted := given.get(line.code)) is None:
            continue
        basis = line.proposed if sheet.is_voted_down else line.counted
        # What came otherwise than expected is in the record: it needs no other reason.
        agrees = wanted.points is not None and wanted.points == line.turned_out
        errors |= errors_of(line.code, wanted, line.maximum, None if agrees else basis)
    return errors
