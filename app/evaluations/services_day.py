"""Levels of a whole list: proposed by the office, decided under one number and date; all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor
from app.audit.services import lock_chains
from app.evaluations.models import ScoreSheet
from app.evaluations.queries_day import decided_by
from app.evaluations.queries_scope import DECIDERS, Superior
from app.evaluations.services_foresight import foresee
from app.evaluations.services_telling import tell_levels
from app.evaluations.services_verdict import NOT_DIRECT, Verdict, conclude, issue_sheets
from app.extensions import db, lock_all
from app.foreseen import foreseeing
from app.meetings.models import Meeting
from app.meetings.services_history import record_on
from app.notifications.services import notify
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from workflows.meeting import State
from workflows.notices import Notice
from workflows.roles import Role
from workflows.scoring import Level
from workflows.words import listed

NOBODY_CHOSEN = "Chọn ít nhất một chi bộ."
NO_LEVEL = "Chọn mức cho từng chi bộ đã đánh dấu."


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """One line of the list. `version`: of the score sheet, as the page showed it."""

    meeting_id: int
    version: int
    level: Level | None


def superior_as(organisation: Organisation) -> Superior:
    return Superior(organisation=organisation, people=tuple(people_as(organisation.id, DECIDERS, clock.today())))


def decide_all(superior: Superior, chosen: Sequence[Chosen], common: Verdict, *, actor: Actor) -> int:
    """Decide each of the list under the number, date and reason of `common`; how many.

    The reason counts where a level differs from the verified one. Raises NotAllowed, BadInput, SomebodyWasFaster (one
    was decided or changed since the page was opened), StepRefused; then nothing was decided.
    """
    held = _hold(superior, chosen, actor)
    wanted = {one.meeting_id: one.level for one in chosen}
    # Locked: first of all the meetings, then the chains, as everywhere.
    lock_chains(meeting.cell_id for meeting, _ in held)
    with foreseeing(foresee([meeting for meeting, _ in held])):
        for meeting, row in held:
            level = wanted[meeting.id]
            reason = common.reason if level != row.verified_level else ""
            try:
                conclude(meeting, replace(common, level=level, reason=reason), actor=actor)
            except BadInput as refused:
                raise BadInput(_named(refused.errors, meeting)) from None
        db.session.flush()  # the papers show the rows
        issue_sheets(held, actor, superior)
        tell_levels(held, actor)
    return len(held)


def _named(errors: Mapping[str, str], meeting: Meeting) -> dict[str, str]:
    """What is wrong with one line names its cell; what is wrong with number or date is the same for all."""
    return {
        name: f"{meeting.cell.name}: {text[:1].lower()}{text[1:]}" if name == "reason" else text
        for name, text in errors.items()
    }


def propose_all(superior: Superior, chosen: Sequence[Chosen], *, month: date, actor: Actor) -> int:
    """The office's proposal for each of the list, told to the leadership in one notice. Raises as `decide_all`."""
    if Role.OFFICE not in superior.roles_of(actor):
        raise NotAllowed(NOT_DIRECT)
    held = _hold(superior, chosen, actor)
    wanted = {one.meeting_id: one.level for one in chosen}
    changed = [(meeting, row) for meeting, row in held if row.proposed_rating != wanted[meeting.id]]
    for meeting, row in changed:
        row.proposed_rating = wanted[meeting.id]
        record_on(meeting, "rating_proposed", actor=actor, acting_as=Role.OFFICE, level=row.proposed_rating)
    if changed:
        text = f"Đề nghị xếp loại {len(held)} chi bộ, tháng {month.month}/{month.year}."
        path = f"/evaluations/day?organisation={superior.organisation.id}&month={month.month}/{month.year}"
        notify(superior.persons(Role.LEADERSHIP), Notice.RATING_PROPOSED, text, path, but_not=actor.person_id)
    return len(held)


def _hold(superior: Superior, chosen: Sequence[Chosen], actor: Actor) -> list[tuple[Meeting, ScoreSheet]]:
    """The meetings of the list with their sheets, locked, by number; three statements."""
    if not superior.roles_of(actor):
        raise NotAllowed(NOT_DIRECT)
    if not chosen:
        raise BadInput(NOBODY_CHOSEN)
    if any(one.level is None for one in chosen):
        raise BadInput(NO_LEVEL)
    ids = [one.meeting_id for one in chosen]
    lock_all(Meeting, ids)
    rows: Any = db.session.execute(
        select(Meeting, ScoreSheet)
        .join(ScoreSheet, ScoreSheet.meeting_id == Meeting.id)
        .where(Meeting.id.in_(ids))
        .options(joinedload(Meeting.cell), selectinload(ScoreSheet.lines))
        .order_by(Meeting.id)
    )
    held = [(meeting, sheet) for meeting, sheet in rows]
    scope = set(decided_by(superior.organisation.id, clock.today()))
    if len(held) != len(set(ids)) or any(meeting.cell_id not in scope for meeting, _ in held):
        raise NotAllowed(NOT_DIRECT)
    _expect_unchanged(held, {one.meeting_id: one.version for one in chosen})
    return held


def _expect_unchanged(held: Sequence[tuple[Meeting, ScoreSheet]], seen: Mapping[int, int]) -> None:
    decided = [meeting.cell.name for meeting, _ in held if meeting.state != State.SCORED]
    if decided:
        raise SomebodyWasFaster(f"Đã được xếp loại hoặc trả lại sau khi đồng chí mở trang: {listed(decided, most=9)}.")
    changed = [meeting.cell.name for meeting, row in held if row.version != seen[meeting.id] or row.verified_at is None]
    if changed:
        raise SomebodyWasFaster(f"Điểm vừa được thẩm định hoặc đề nghị lại: {listed(changed, most=9)}.")
