"""After the cell: the overseer verifies the score, the direct superior committee decides the level."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.audit.services import record
from app.documents.queries import latest_issued
from app.documents.services import Paper, SnapshotMaker, draft_document, issue_alike, replace_document
from app.documents.snapshots import DocumentKind
from app.evaluations.models import ScoreSheet
from app.evaluations.queries_scope import Superior, superior_that_decides
from app.evaluations.queries_sheet import Sheet, whole_sheet
from app.evaluations.services import (
    CHANGED_MEANWHILE,
    LONGEST_REMEDIES,
    Given,
    as_said,
    ensure_sheet,
    errors_of,
    short,
)
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import facts_of, roles_at
from app.meetings.services import take_step
from app.notifications.services import Said, notify, notify_each
from app.papers.queries_score import score_sheet_of
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from workflows.meeting import KIND_LABELS, State, at_version
from workflows.notices import Notice
from workflows.roles import Role
from workflows.scoring import LEVEL_LABELS, Level

VERIFIERS = (Role.OVERSEER, Role.OFFICE)
SECRETARIES = (Role.SECRETARY, Role.DEPUTY_SECRETARY)
LONGEST_NUMBER = 60
LONGEST_REASON = 2000
NOT_DIRECT = "Mức xếp loại do cấp ủy cấp trên trực tiếp của chi bộ quyết định."


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """`number` and `decided_on` are of the committee's paper: the office records it, leadership may leave it out."""

    level: Level | None
    number: str = ""
    decided_on: date | None = None
    reason: str = ""


def may_verify(meeting: Meeting, actor: Actor) -> bool:
    """The overseer; the office where there is none."""
    facts = facts_of(meeting, criteria_without_points=())
    workflow = at_version(meeting.definition_version)
    return workflow.refusal(meeting.state, "verify", roles_at(meeting, actor), facts) is None


def save_verified(
    meeting: Meeting, given: Mapping[str, Given], *, note: str, actor: Actor, version: int | None = None
) -> ScoreSheet:
    """Keep the points found so far; nothing is verified yet. Raises as `verify`, but for points that are missing."""
    lock(meeting)
    _refuse_to_verify(meeting, actor)
    row = _current_sheet(meeting, version)
    sheet = whole_sheet(meeting, row)
    if errors := _errors_in(sheet, given) | _too_long("note", note, LONGEST_REMEDIES):
        raise BadInput(errors)
    before = _found(row)
    for kept in row.lines:
        if kept.applies and (wanted := given.get(kept.code)) is not None:
            kept.verified_points, kept.verified_note = wanted.points, wanted.note.strip()
    row.overseer_note = note.strip()
    flag_modified(row, "overseer_note")  # a change of a line alone must be a new version of the sheet too
    db.session.flush()  # the total is reckoned from the rows
    if (after := _found(row)) != before:
        _note("score_verified", meeting, actor, VERIFIERS, before=before, after=after)
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
        title=_title(meeting),
    )
    said = f"{_of_what(meeting)}: đã thẩm định {short(total.normalised)} điểm, mức {LEVEL_LABELS[total.level]}."
    _tell(meeting, SECRETARIES, said, actor)
    return row


def verification_falls(meeting: Meeting) -> None:
    """The minutes went back to the cell: the score has to be verified anew. Points and notes stay as a beginning."""
    row = ensure_sheet(meeting)
    row.verified_score = row.verified_maximum = row.verified_level = None
    row.verified_at = row.verified_by_id = None
    row.verified_as = ""


def propose_rating(meeting: Meeting, level: Level | None, *, actor: Actor, version: int | None = None) -> ScoreSheet:
    """The office's proposal to the committee. Raises NotAllowed, SomebodyWasFaster, BadInput."""
    superior = _superior_of(meeting)
    if Role.OFFICE not in superior.roles_of(actor):
        raise NotAllowed(NOT_DIRECT)
    if meeting.state != State.SCORED:
        raise SomebodyWasFaster("Kỳ sinh hoạt này không còn chờ xếp loại. Mở lại trang để xem.")
    if level is None:
        raise BadInput({"level": "Chọn mức đề nghị."})
    row = _current_sheet(meeting, version)
    if row.proposed_rating == level:
        return row
    row.proposed_rating = level
    _note("rating_proposed", meeting, actor, (Role.OFFICE,), level=level)
    text = f"Đề nghị xếp loại {LEVEL_LABELS[level]}: {meeting.cell.name}, {_of_what(meeting).lower()}."
    notify(superior.persons(Role.LEADERSHIP), Notice.RATING_PROPOSED, text, _path(meeting), but_not=actor.person_id)
    return row


def decide(
    meeting: Meeting, verdict: Verdict, *, actor: Actor, version: int | None = None, superior: Superior | None = None
) -> ScoreSheet:
    """The committee's decision, by its leadership or recorded by its office; from then on the meeting is closed.

    `superior`: the committee that decides for this cell, where it is known already.

    Raises NotAllowed (not of the direct superior), StepRefused (every reason), SomebodyWasFaster, BadInput.
    """
    superior = superior or _superior_of(meeting)
    if not superior.roles_of(actor):
        raise NotAllowed(NOT_DIRECT)
    row = conclude(meeting, verdict, actor=actor, version=version)
    db.session.flush()  # the paper shows the row
    issue_sheets([(meeting, row)], actor, superior)
    tell_levels([(meeting, row)], actor)
    return row


def conclude(meeting: Meeting, verdict: Verdict, *, actor: Actor, version: int | None = None) -> ScoreSheet:
    """The decision itself, without its paper and without telling anybody. Raises as `decide`."""
    lock(meeting)
    row = _current_sheet(meeting, version)
    _check(verdict, row)
    take_step(
        meeting,
        "evaluate",
        actor=actor,
        reason=verdict.reason,
        has_rating=verdict.level is not None,
        has_decision=bool(verdict.number.strip() and verdict.decided_on),
    )
    row.official_rating, row.decided_at, row.decided_by_id = verdict.level, clock.now(), actor.person_id
    row.decision_number, row.decision_on = verdict.number.strip(), verdict.decided_on
    _note(
        "rating_decided", meeting, actor, (Role.LEADERSHIP, Role.OFFICE), level=row.official_rating,
        decision_number=row.decision_number, decision_on=row.decision_on,
    )  # fmt: skip
    return row


def _superior_of(meeting: Meeting) -> Superior:
    superior = superior_that_decides(meeting.cell_id, clock.today())
    if superior is None:
        raise NotAllowed(NOT_DIRECT)
    return superior


def _current_sheet(meeting: Meeting, version: int | None) -> ScoreSheet:
    row = ensure_sheet(meeting)
    if version is not None and version != row.version:
        raise SomebodyWasFaster(CHANGED_MEANWHILE)
    return row


def _refuse_to_verify(meeting: Meeting, actor: Actor) -> None:
    facts = facts_of(meeting, criteria_without_points=())
    workflow = at_version(meeting.definition_version)
    refused = workflow.refusal(meeting.state, "verify", roles_at(meeting, actor), facts)
    if refused:
        raise refused


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


def _check(verdict: Verdict, row: ScoreSheet) -> None:
    errors = _too_long("number", verdict.number, LONGEST_NUMBER) | _too_long("reason", verdict.reason, LONGEST_REASON)
    if verdict.decided_on is not None and verdict.decided_on > clock.today():
        errors["decided_on"] = "Ngày văn bản chưa tới."
    differs = row.verified_at is not None and verdict.level not in (None, row.verified_level)
    if differs and not verdict.reason.strip():
        errors["reason"] = "Mức quyết định khác mức thẩm định, nêu lý do."
    if errors:
        raise BadInput(errors)


def _too_long(name: str, text: str, most: int) -> dict[str, str]:
    return {name: f"Nội dung dài quá {most} ký tự, viết gọn lại."} if len(text) > most else {}


def issue_sheets(decided: Sequence[tuple[Meeting, ScoreSheet]], actor: Actor, superior: Superior) -> None:
    """The score sheets as papers; one decided once more after `reopen` replaces the one before."""
    new: list[tuple[Paper, SnapshotMaker]] = []
    for meeting, row in decided:
        capacity = acting_as(roles_at(meeting, actor), (Role.LEADERSHIP, Role.OFFICE))
        snapshot = _snapshot_maker(meeting, row, superior)
        old = latest_issued(meeting.id, DocumentKind.SCORE_SHEET)
        if old is not None:
            why = "Xếp loại lại sau khi mở lại hồ sơ."
            replace_document(old, snapshot, actor=actor, acting_as=capacity, reason=why)
            continue
        paper = Paper(
            organisation_id=meeting.cell_id, meeting_id=meeting.id, title=_title(meeting), acting_as=capacity
        )  # fmt: skip
        new.append((paper, snapshot))
    issue_alike(DocumentKind.SCORE_SHEET, new, actor=actor)


def _snapshot_maker(meeting: Meeting, row: ScoreSheet, superior: Superior) -> SnapshotMaker:
    return lambda _numbered: score_sheet_of(whole_sheet(meeting, row, details=False), superior=superior)


def tell_levels(decided: Sequence[tuple[Meeting, ScoreSheet]], actor: Actor) -> None:
    """Those who lead the cells, and who oversees them."""
    said = [
        Said(
            _people(meeting, (*SECRETARIES, Role.OVERSEER)),
            f"{_of_what(meeting)} được xếp loại {LEVEL_LABELS[row.official_rating]}.",
            _path(meeting),
        )
        for meeting, row in decided
        if row.official_rating
    ]
    notify_each(Notice.RATING, said, but_not=actor.person_id)


def _of_what(meeting: Meeting) -> str:
    return f"Sinh hoạt {KIND_LABELS[meeting.kind]} tháng {meeting.month.month}/{meeting.month.year}"


def _title(meeting: Meeting) -> str:
    return f"Phiếu đánh giá {_of_what(meeting).lower()}"


def _path(meeting: Meeting) -> str:
    return f"/meetings/{meeting.id}/score"


def _tell(meeting: Meeting, roles: tuple[Role, ...], text: str, actor: Actor) -> None:
    notify(_people(meeting, roles), Notice.RATING, text, _path(meeting), but_not=actor.person_id)


def _people(meeting: Meeting, roles: tuple[Role, ...]) -> list[int]:
    return [person.id for person, _ in people_as(meeting.cell_id, roles, clock.today())]


def _note(event: str, meeting: Meeting, actor: Actor, roles: tuple[Role, ...], **data: Any) -> None:
    record(
        event,
        actor=actor,
        organisation_id=meeting.cell_id,
        subject="meeting",
        subject_id=meeting.id,
        acting_as=acting_as(roles_at(meeting, actor), roles),
        **data,
    )
