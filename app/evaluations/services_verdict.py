"""The level of a score: the office of the direct superior proposes it, the committee decides it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app import clock
from app.actor import Actor, acting_as
from app.documents.queries import latest_issued
from app.documents.services import Paper, SnapshotMaker, issue_alike, replace_document
from app.documents.snapshots import DocumentKind
from app.evaluations.models import ScoreSheet
from app.evaluations.queries_scope import Superior, superior_that_decides
from app.evaluations.queries_sheet import whole_sheet
from app.evaluations.services import (
    current_sheet,
    too_long,
)
from app.evaluations.services_telling import of_what, path_of, tell_levels, title_of, write_in_history
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.meetings.services import take_step
from app.notifications.services import notify
from app.papers.queries_score import score_sheet_of
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from workflows.meeting import State
from workflows.notices import Notice
from workflows.roles import Role
from workflows.scoring import LEVEL_LABELS, Level

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


def propose_rating(meeting: Meeting, level: Level | None, *, actor: Actor, version: int | None = None) -> ScoreSheet:
    """The office's proposal to the committee. Raises NotAllowed, SomebodyWasFaster, BadInput."""
    superior = _superior_of(meeting)
    if Role.OFFICE not in superior.roles_of(actor):
        raise NotAllowed(NOT_DIRECT)
    if meeting.state != State.SCORED:
        raise SomebodyWasFaster("Kỳ sinh hoạt này không còn chờ xếp loại. Mở lại trang để xem.")
    if level is None:
        raise BadInput({"level": "Chọn mức đề nghị."})
    row = current_sheet(meeting, version)
    if row.proposed_rating == level:
        return row
    row.proposed_rating = level
    write_in_history("rating_proposed", meeting, actor, (Role.OFFICE,), level=level)
    text = f"Đề nghị xếp loại {LEVEL_LABELS[level]}: {meeting.cell.name}, {of_what(meeting).lower()}."
    notify(superior.persons(Role.LEADERSHIP), Notice.RATING_PROPOSED, text, path_of(meeting), but_not=actor.person_id)
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
    row = current_sheet(meeting, version)
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
    write_in_history(
        "rating_decided", meeting, actor, (Role.LEADERSHIP, Role.OFFICE), level=row.official_rating,
        decision_number=row.decision_number, decision_on=row.decision_on,
    )  # fmt: skip
    return row


def _superior_of(meeting: Meeting) -> Superior:
    superior = superior_that_decides(meeting.cell_id, clock.today())
    if superior is None:
        raise NotAllowed(NOT_DIRECT)
    return superior


def _check(verdict: Verdict, row: ScoreSheet) -> None:
    errors = too_long("number", verdict.number, LONGEST_NUMBER) | too_long("reason", verdict.reason, LONGEST_REASON)
    if verdict.decided_on is not None and verdict.decided_on > clock.today():
        errors["decided_on"] = "Ngày văn bản chưa tới."
    differs = row.verified_at is not None and verdict.level not in (None, row.verified_level)
    if differs and not verdict.reason.strip():
        errors["reason"] = "Mức quyết định khác mức thẩm định, nêu lý do."
    if errors:
        raise BadInput(errors)


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
            organisation_id=meeting.cell_id, meeting_id=meeting.id, title=title_of(meeting), acting_as=capacity
        )  # fmt: skip
        new.append((paper, snapshot))
    issue_alike(DocumentKind.SCORE_SHEET, new, actor=actor)


def _snapshot_maker(meeting: Meeting, row: ScoreSheet, superior: Superior) -> SnapshotMaker:
    return lambda _numbered: score_sheet_of(whole_sheet(meeting, row, details=False), superior=superior)
