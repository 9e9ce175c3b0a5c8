"""Drafting a resolution, taking its vote, issuing and replacing it."""

from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.actor import Actor, acting_as
from app.agendas.models import AgendaItem, ItemKind
from app.audit.services import record
from app.documents.models import Document
from app.documents.services import draft_document, issue_document, replace_document
from app.documents.snapshots import DocumentKind
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.members.models import Person
from app.minutes import queries as minutes
from app.refusals import NotAllowed, expect_version
from app.resolutions import queries
from app.resolutions.models import Resolution
from app.resolutions.services_drafts import Draft, refuse_bad_draft, replace_tasks, written_in
from app.resolutions.snapshot import SECTIONS, default_subject, resolution_snapshot
from app.sessions.models import Vote
from app.tasks.services import begin_tasks
from workflows.engine import Capacity, Step
from workflows.meeting import State as MeetingState
from workflows.resolution import RESOLUTION, ResolutionFacts, State, at_version
from workflows.roles import Role

TYPE_CODE = "NQ"
LEADERS = frozenset({Role.SECRETARY, Role.DEPUTY_SECRETARY})
WRITERS = LEADERS | {Role.SCRIBE, Role.CHAIR, Role.RECORDER}


def ensure_draft(meeting: Meeting, *, actor: Actor) -> Resolution:
    """The meeting's resolution, begun if there is none yet. Raises StepRefused if the actor may not begin one."""
    lock(meeting)  # of two who begin at once the second finds the draft of the first
    found = queries.current(meeting.id)
    if found is not None:
        return found
    resolution = Resolution(
        meeting_id=meeting.id,
        subject_line=default_subject(meeting),
        sections={},
        definition_version=RESOLUTION.definition_version,
        created_at=clock.now(),
        state=None,
    )
    RESOLUTION.take(resolution, "prepare", roles=roles_at(meeting, actor), facts=ResolutionFacts())
    db.session.add(resolution)
    db.session.flush()  # its id goes into the history
    _record(
        "resolution_drafted",
        meeting,
        resolution,
        actor,
        _writing_as(meeting, actor),
        subject_line=resolution.subject_line,
    )
    return resolution


def edit_draft(
    resolution: Resolution, meeting: Meeting, draft: Draft, *, actor: Actor, version: int | None = None
) -> None:
    """Write the text of a resolution that is not issued yet. Once voted, only free text and wording may change.

    Raises NotAllowed, SomebodyWasFaster or BadInput (each problem by its field).
    """
    lock(meeting)  # before its resolution, as every step that takes both
    lock(resolution)
    stale = version is not None and resolution.version != version
    # Whose draft was issued meanwhile was slower; everybody else learns first that it is not theirs to write.
    was_slower = stale and roles_at(meeting, actor) & LEADERS
    if not may_edit(resolution, meeting, actor) and not was_slower:
        raise NotAllowed("Dự thảo nghị quyết này đồng chí không sửa được, hoặc nghị quyết đã ban hành.")
    expect_version(
        resolution.version, version, "Dự thảo nghị quyết vừa được người khác sửa, sau khi đồng chí mở trang."
    )
    refuse_bad_draft(draft, meeting)
    before = written_in(resolution)
    resolution.subject_line = draft.subject_line.strip()
    resolution.sections = {name: draft.sections.get(name, "").strip() for name in SECTIONS}
    replace_tasks(resolution, draft.tasks)
    after = written_in(resolution)
    if before != after:
        flag_modified(resolution, "sections")  # a change of the tasks alone must be a new version of the draft too
        _record(
            "resolution_edited", meeting, resolution, actor, _writing_as(meeting, actor), before=before, after=after
        )


def may_edit(resolution: Resolution, meeting: Meeting, actor: Actor) -> bool:
    """Secretary and deputy while it is a draft or adopted; the scribe while the meeting is prepared or keyed in."""
    roles = roles_at(meeting, actor)
    if resolution.state not in (State.DRAFT, State.ADOPTED):
        return False
    if roles & LEADERS:
        return meeting.state not in (MeetingState.EVALUATED, MeetingState.CANCELLED)
    keyed_in = meeting.state in (MeetingState.DRAFT, MeetingState.HELD)
    return keyed_in and bool(roles & WRITERS)


def print_draft(resolution: Resolution, meeting: Meeting, *, actor: Actor) -> Document:
    """The text as it stands as a PDF, marked as a draft. Raises NotAllowed."""
    if not may_edit(resolution, meeting, actor):
        raise NotAllowed("Chỉ người soạn tạo được bản in của dự thảo.")
    return draft_document(
        DocumentKind.RESOLUTION,
        resolution_snapshot(resolution, meeting),
        organisation_id=meeting.cell_id,
        meeting_id=meeting.id,
        title=resolution.subject_line,
        actor=actor,
        acting_as=_writing_as(meeting, actor),
    )


def _writing_as(meeting: Meeting, actor: Actor) -> str:
    return acting_as(roles_at(meeting, actor), WRITERS)


def vote_taken(resolution: Resolution, vote: Vote, *, actor: Actor, reason: str = "") -> None:
    """The meeting voted on the resolution, or the count of that vote was corrected: adopted or rejected by it.

    Raises StepRefused where the vote can no longer change anything (a signature, an issued resolution).
    """
    meeting = db.session.get_one(Meeting, resolution.meeting_id)
    resolution.vote_id = vote.id
    wanted = "adopt" if vote.passed else "reject"
    if resolution.state == (State.ADOPTED if vote.passed else State.REJECTED):
        return
    signed = minutes.current_minutes(meeting.id)
    facts = ResolutionFacts(
        votes_for=vote.votes_for,
        base=vote.base,
        threshold=vote.threshold,
        meeting_is_closed=meeting.closed_at is not None,
        signatures=len(signed.signatures) if signed else 0,
    )
    _step(resolution, meeting, wanted, facts, actor=actor, reason=reason)


def drop(resolution: Resolution, meeting: Meeting, *, actor: Actor, reason: str = "") -> None:
    """Leave a draft that was not voted: its item was deferred or dropped. Raises StepRefused."""
    _step(resolution, meeting, "drop", ResolutionFacts(), actor=actor, reason=reason)


def drop_for_cancelled(meeting: Meeting, *, actor: Actor) -> None:
    """A cancelled meeting takes its draft resolution with it."""
    found = queries.current(meeting.id)
    if found is not None and found.state == State.DRAFT:
        drop(found, meeting, actor=actor)


def drop_for_item(meeting: Meeting, item: AgendaItem, *, actor: Actor) -> None:
    """The item of the resolution was deferred or dropped: so is the draft."""
    found = queries.current(meeting.id)
    if item.kind == ItemKind.RESOLUTION and found is not None and found.state == State.DRAFT:
        drop(found, meeting, actor=actor)


def issue(resolution: Resolution, meeting: Meeting, *, actor: Actor) -> Document:
    """Sign and issue: number, document and living tasks in one transaction. Raises StepRefused with every reason."""
    lock(meeting)  # the signatures that it waits for may not fall meanwhile
    lock(resolution)
    step = _step(resolution, meeting, "issue", facts_of_issue(resolution, meeting), actor=actor)
    _sign(resolution, meeting, actor)
    document = issue_document(
        DocumentKind.RESOLUTION,
        TYPE_CODE,
        lambda numbered: resolution_snapshot(resolution, meeting, numbered=numbered),
        organisation_id=meeting.cell_id,
        meeting_id=meeting.id,
        title=resolution.subject_line,
        actor=actor,
        acting_as=acting_as(roles_at(meeting, actor), step.by),
    )
    resolution.document_id = document.id
    begin_tasks(resolution, actor=actor, cell_id=meeting.cell_id)
    return document


def replace(old: Resolution, meeting: Meeting, draft: Draft, *, actor: Actor, reason: str) -> Resolution:
    """A new version of an issued resolution: it rests on the same vote and is issued at once under its own number.

    Living tasks stay with the version that set them; tasks that only the new version has begin to live.
    """
    lock(meeting)
    lock(old)
    refuse_bad_draft(draft, meeting)
    closed = ResolutionFacts(meeting_is_evaluated=meeting.state == MeetingState.EVALUATED)
    _step(old, meeting, "replace", closed, actor=actor, reason=reason)
    new = Resolution(
        meeting_id=meeting.id,
        subject_line=draft.subject_line.strip(),
        sections={name: draft.sections.get(name, "").strip() for name in SECTIONS},
        vote_id=old.vote_id,
        replaces_id=old.id,
        reason=reason,
        definition_version=RESOLUTION.definition_version,
        created_at=clock.now(),
        state=None,
    )
    RESOLUTION.take(new, "prepare", roles=roles_at(meeting, actor), facts=ResolutionFacts(replaces_issued=True))
    db.session.add(new)
    replace_tasks(new, draft.tasks)
    db.session.flush()  # its id goes into the history and its tasks into the paper
    step = _step(new, meeting, "issue", facts_of_issue(new, meeting), actor=actor)
    _sign(new, meeting, actor)
    document = replace_document(
        db.session.get_one(Document, old.document_id),
        lambda numbered: resolution_snapshot(new, meeting, numbered=numbered, replaces=old),
        actor=actor,
        acting_as=acting_as(roles_at(meeting, actor), step.by),
        title=new.subject_line,
        reason=reason,
    )
    new.document_id = document.id
    living = frozenset(task.work for task in old.tasks)
    begin_tasks(new, actor=actor, cell_id=meeting.cell_id, but_not=living)
    return new


def facts_of_issue(resolution: Resolution, meeting: Meeting) -> ResolutionFacts:
    unclear = [t for t in resolution.tasks if not (t.work and (t.owner_id or t.owner_name) and t.deadline)]
    names = {
        Role.CHAIR: meeting.chair.full_name if meeting.chair else "chủ trì",
        Role.RECORDER: meeting.recorder.full_name if meeting.recorder else "thư ký",
    }
    return ResolutionFacts(
        missing_signatures=minutes.facts_of(minutes.current_minutes(meeting.id), names)["missing_signatures"],
        has_subject_line=bool(resolution.subject_line),
        tasks_unclear=len(unclear),
    )


def _sign(resolution: Resolution, meeting: Meeting, actor: Actor) -> None:
    resolution.issued_at, resolution.signed_by_id = clock.now(), actor.person_id
    resolution.signed_by = db.session.get(Person, actor.person_id)
    is_secretary = Role.SECRETARY in actor.roles_in(meeting.cell_id)
    resolution.signed_as = Role.SECRETARY if is_secretary else Role.DEPUTY_SECRETARY


def _step(
    resolution: Resolution, meeting: Meeting, name: str, facts: ResolutionFacts, *, actor: Actor, reason: str = ""
) -> Step[ResolutionFacts]:
    roles, before = roles_at(meeting, actor), resolution.state
    step = at_version(resolution.definition_version).take(resolution, name, roles=roles, facts=facts, reason=reason)
    wanted = step.by if step.capacity(roles) == Capacity.OWN else step.on_behalf | step.on_paper
    record(
        "resolution_step",
        actor=actor,
        organisation_id=meeting.cell_id,
        subject="resolution",
        subject_id=resolution.id,
        acting_as=acting_as(roles, wanted),
        step=name,
        from_state=before,
        to_state=resolution.state,
        reason=reason,
    )
    return step


def _record(event: str, meeting: Meeting, resolution: Resolution, actor: Actor, role: str, **data: Any) -> None:
    record(
        event,
        actor=actor,
        organisation_id=meeting.cell_id,
        subject="resolution",
        subject_id=resolution.id,
        acting_as=role,
        **data,
    )
