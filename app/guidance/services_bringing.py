"""Bringing a guidance to its cells: a job and a transaction for each, which may be run again at any time.

A job names the guidance and the cell, not what is to be done: it compares the edition in force with the one that the
cell was brought last. So a job run twice finds nothing to do, and one that comes late brings what is in force by then.
"""

from functools import cache

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import aliased, joinedload

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.agendas.services import PREPARERS, lock_draft
from app.agendas.services_default import brought_item
from app.agendas.services_order import after_the_results, renumber
from app.audit.services import record
from app.extensions import db, lock
from app.guidance.models import Guidance, GuidanceCell, Outcome
from app.guidance.queries import last_changes
from app.guidance.services_ahead import TOLD, Known
from app.guidance.services_touching import as_it_is, is_untouched, lines_in, note_as_left
from app.guidance.words import brought_by, in_figures
from app.jobs.services import enqueue_again, enqueue_many
from app.meetings.models import Meeting
from app.meetings.queries import live_regular
from app.meetings.services import create_meeting
from app.meetings.services_default import Usual
from app.meetings.services_standing import Standing, standing_of
from app.notifications.services import notify
from app.organisations.models import Organisation
from workflows.guidance import State
from workflows.meeting import Kind
from workflows.meeting import State as MeetingState
from workflows.names import committee_of
from workflows.notices import Notice
from workflows.roles import Role

KIND = "bring_guidance"
LONGEST_SAID = 380  # of a notification's 500, with what follows
BEFORE_HELD = (MeetingState.DRAFT, MeetingState.APPROVAL, MeetingState.CONVENED)


def ask_to_bring(guidance: Guidance) -> None:
    """A job for each cell that has not got the edition in force; asked for again it changes nothing."""
    waiting = db.session.scalars(
        select(GuidanceCell.cell_id)
        .where(GuidanceCell.guidance_id == guidance.id, GuidanceCell.edition < guidance.edition)
        .order_by(GuidanceCell.id)
    )
    enqueue_many(
        KIND,
        {
            job_key(guidance.id, guidance.edition, cell_id): {"guidance_id": guidance.id, "cell_id": cell_id}
            for cell_id in waiting
        },
        in_lots=True,
    )


def ask_again(guidance: Guidance) -> None:
    """Once more for the cells at which every try has failed. Those still in the queue are only woken."""
    waiting = select(GuidanceCell.cell_id).where(GuidanceCell.guidance_id == guidance.id)
    for cell_id in db.session.scalars(waiting.where(GuidanceCell.edition < guidance.edition)):
        enqueue_again(KIND, job_key(guidance.id, guidance.edition, cell_id), guidance_id=guidance.id, cell_id=cell_id)


def job_key(guidance_id: int, edition: int, cell_id: int | str) -> str:
    return f"guidance:{guidance_id}:{edition}:{cell_id}"


def bring_guidance(*, guidance_id: int, cell_id: int, known: Known | None = None) -> None:
    """The handler of the job: the edition in force comes to one cell, once. `known`: read of the cell just before."""
    found = db.session.execute(_all_of_it(), {"guidance_id": guidance_id, "cell_id": cell_id}).one_or_none()
    if found is None or found[0].edition >= found[1].edition:
        return
    row, guidance, cell = found
    if cell.dissolved_on is not None:
        _settle(guidance, row, cell, Outcome.ENDED)
        return
    outcome = (_bring if guidance.state == State.PUBLISHED else _take_back)(guidance, row, cell, known)
    if outcome == Outcome.LEFT:
        _settle(guidance, row, cell, outcome)
    else:
        people = known.people if known else {person.id for person, _ in people_as(cell.id, TOLD, clock.today())}
        _conclude(guidance, row, cell, outcome, people)


@cache
def _all_of_it() -> Select[GuidanceCell, Guidance, Organisation]:
    """Built once: hundreds of jobs ask in a few seconds. The cell is locked, too: nobody begins the month's meeting,
    and nobody merges it, meanwhile."""
    cell = aliased(Organisation)
    return (
        select(GuidanceCell, Guidance, cell)
        .join(Guidance, Guidance.id == GuidanceCell.guidance_id)
        .join(cell, cell.id == GuidanceCell.cell_id)
        .options(joinedload(Guidance.organisation))
        .where(GuidanceCell.guidance_id == bindparam("guidance_id", type_=Integer))
        .where(GuidanceCell.cell_id == bindparam("cell_id", type_=Integer))
        .with_for_update(of=[GuidanceCell, cell], key_share=True)
        .execution_options(populate_existing=True)
    )


def _bring(guidance: Guidance, row: GuidanceCell, cell: Organisation, known: Known | None) -> Outcome:
    standing = standing_of(cell.id, guidance.month)
    if standing.live_regular not in (None, row.meeting_id):
        row.items = []  # the one that they came into was cancelled
    if standing.live_regular is None:
        if row.edition:
            return Outcome.TOLD
        row.meeting_id = _begin_meeting(guidance, row, cell, known and known.usual, standing).id
        return Outcome.CREATED
    row.meeting_id = standing.live_regular
    meeting = db.session.get_one(Meeting, standing.live_regular)
    if not _is_open(meeting) or (row.items and not is_untouched(row, meeting)):
        return Outcome.TOLD
    outcome = Outcome.ADDED if not row.items else Outcome.UPDATED
    _write_items(guidance, row, meeting, cell)
    return outcome


def _take_back(guidance: Guidance, row: GuidanceCell, cell: Organisation, _known: Known | None) -> Outcome:
    meeting = live_regular(cell.id, guidance.month)
    if row.edition == 0 or meeting is None or meeting.state not in BEFORE_HELD:
        return Outcome.LEFT
    if row.items and _is_open(meeting) and is_untouched(row, meeting):
        _remove_items(row, meeting)
        return Outcome.REMOVED
    return Outcome.TOLD


def _is_open(meeting: Meeting) -> bool:
    """Its agenda may still be written: a draft of which no part was held. Locked, so that it stays so."""
    lock(meeting)
    return meeting.state == MeetingState.DRAFT and not meeting.sittings


def take_in(meeting: Meeting, *, actor: Actor) -> int:
    """Put what the guidance in force says into a draft that somebody of the cell began. Answers how many there are.

    Raises NotAllowed, or SomebodyWasFaster once the agenda is locked.
    """
    roles = lock_draft(meeting, actor)
    rows = db.session.scalars(
        select(GuidanceCell)
        .join(Guidance, Guidance.id == GuidanceCell.guidance_id)
        .where(GuidanceCell.cell_id == meeting.cell_id, Guidance.month == meeting.month)
        .where(Guidance.state == State.PUBLISHED)
        .order_by(GuidanceCell.id)
        .with_for_update(of=GuidanceCell)
    ).all()
    for row in rows:
        guidance = db.session.get_one(Guidance, row.guidance_id)
        row.items, row.meeting_id = [], meeting.id
        _write_items(guidance, row, meeting, meeting.cell)
        row.edition, row.outcome, row.brought_at = guidance.edition, Outcome.ADDED, clock.now()
        _tell_history(guidance, row, meeting.cell_id, actor, acting_as(roles, PREPARERS))
    return len(rows)


# ---------------------------------------------------------------- the agenda
def _begin_meeting(
    guidance: Guidance, row: GuidanceCell, cell: Organisation, usual: Usual | None, standing: Standing
) -> Meeting:
    brought = brought_by(guidance, cell.cell_type)
    meeting = create_meeting(
        cell, Kind.REGULAR, guidance.month, actor=office_of(guidance, cell), theme=guidance.theme, brought=brought,
        usual=usual, standing=standing,
    )  # fmt: skip
    lines = lines_in(meeting)
    place = next(n for n, line in enumerate(lines) if line.kind == ItemKind.GUIDANCE)
    row.items = [line.id for line in lines[place : place + len(brought)]]
    row.theme_set = bool(guidance.theme)
    row.as_left = as_it_is(meeting, lines, files=0)
    return meeting


def _write_items(guidance: Guidance, row: GuidanceCell, meeting: Meeting, cell: Organisation) -> None:
    """Put what the guidance says in the place of what it said before, or where such things belong."""
    items = items_of(meeting.id)
    old = [item for item in items if item.id in row.items]
    at = items.index(old[0]) if old else after_the_results(items) - 1
    rest = [item for item in items if item not in old]
    new = [brought_item(each, meeting) for each in brought_by(guidance, cell.cell_type)]
    for item, wanted in zip(old, new, strict=False):
        item.kind, item.title, item.content = wanted.kind, wanted.title, wanted.content
        item.minutes, item.presenter_id = wanted.minutes, wanted.presenter_id
    mine = [*old[: len(new)], *new[len(old) :]]
    _delete(old[len(new) :])
    _add(new[len(old) :], after=len(items))
    renumber([*rest[:at], *mine, *rest[at:]])
    _set_theme(row, meeting, guidance.theme)
    row.items = [item.id for item in mine]
    note_as_left(row, meeting)


def _remove_items(row: GuidanceCell, meeting: Meeting) -> None:
    items = items_of(meeting.id)
    _delete([item for item in items if item.id in row.items])
    renumber([item for item in items if item.id not in row.items])
    _set_theme(row, meeting, "")
    row.items = []
    note_as_left(row, meeting)


def _delete(items: list[AgendaItem]) -> None:
    for item in items:
        db.session.delete(item)
    db.session.flush()  # the others move up past the session


def _add(items: list[AgendaItem], *, after: int) -> None:
    for number, item in enumerate(items, start=after + 1):
        item.position = number
    db.session.add_all(items)
    db.session.flush()  # they get their ids


def _set_theme(row: GuidanceCell, meeting: Meeting, theme: str) -> None:
    """A theme that the cell has chosen itself stays."""
    if row.theme_set or not meeting.theme:
        meeting.theme, row.theme_set = theme, bool(theme)


# ---------------------------------------------------------------- history and notices
def office_of(guidance: Guidance, cell: Organisation) -> Actor:
    """The office as it was when it took the step: whoever that was may have left it since."""
    return Actor(
        account_id=guidance.account_id or 0,
        person_id=guidance.person_id or 0,
        name=committee_of(guidance.organisation.name),
        roles={cell.id: frozenset({Role.OFFICE})},
    )


def _conclude(guidance: Guidance, row: GuidanceCell, cell: Organisation, outcome: Outcome, people: set[int]) -> None:
    is_new = row.edition == 0
    _settle(guidance, row, cell, outcome)
    agenda = outcome in (Outcome.CREATED, Outcome.ADDED, Outcome.UPDATED, Outcome.REMOVED)
    path = f"/meetings/{row.meeting_id}" if agenda else f"/guidance/{guidance.id}"
    kind = Notice.GUIDANCE_PUBLISHED if is_new else Notice.GUIDANCE_CORRECTED
    if guidance.state == State.WITHDRAWN:
        kind = Notice.GUIDANCE_WITHDRAWN
    notify(people, kind, f"{_said(guidance, kind)} {AFTER[outcome]}", path)


def _settle(guidance: Guidance, row: GuidanceCell, cell: Organisation, outcome: Outcome) -> None:
    """What has become of the edition in force in the cell; also where nobody is told, the history is."""
    row.outcome, row.edition, row.brought_at = outcome, guidance.edition, clock.now()
    _tell_history(guidance, row, cell.id, office_of(guidance, cell), Role.OFFICE)


AFTER = {
    Outcome.CREATED: "Dự thảo chương trình tháng đã được lập sẵn, mời đồng chí hoàn chỉnh.",
    Outcome.ADDED: "Nội dung đã được thêm vào dự thảo chương trình của chi bộ.",
    Outcome.UPDATED: "Dự thảo chương trình của chi bộ đã được cập nhật.",
    Outcome.REMOVED: "Các mục của văn bản đã được rút khỏi dự thảo chương trình.",
    Outcome.TOLD: "Chương trình của chi bộ được giữ nguyên; đồng chí xem và sửa nếu cần.",
}


def _tell_history(guidance: Guidance, row: GuidanceCell, cell_id: int, actor: Actor, capacity: str) -> None:
    record(
        "guidance_brought", actor=actor, organisation_id=cell_id, subject="meeting", subject_id=row.meeting_id,
        acting_as=capacity, guidance_id=guidance.id, edition=guidance.edition, outcome=row.outcome,
        item_ids=row.items,
    )  # fmt: skip


def _said(guidance: Guidance, kind: Notice) -> str:
    which = f"văn bản định hướng tháng {in_figures(guidance.month)} của {committee_of(guidance.organisation.name)}"
    if kind == Notice.GUIDANCE_WITHDRAWN:
        return f"Đã thu hồi {which}."
    if kind == Notice.GUIDANCE_PUBLISHED:
        return f"Đã có {which}."
    said = f"Đã đính chính {which}: {last_changes(guidance.id)}"
    return said + "." if len(said) < LONGEST_SAID else said[: LONGEST_SAID - 1] + "…"
