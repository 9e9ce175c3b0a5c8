"""Raising petitions and opinions, and taking them on their way."""

from dataclasses import fields
from datetime import date
from typing import Any

from app import clock
from app.accounts.queries import people_as
from app.actor import Actor, acting_as
from app.audit.services import record
from app.documents.models import AttachmentPurpose
from app.documents.services_uploads import store_upload
from app.extensions import db, lock, lock_all
from app.organisations.models import Organisation
from app.organisations.queries import keeper_of
from app.petitions import queries
from app.petitions.models import Petition, PetitionReply, PetitionStep
from app.petitions.queries_levels import is_office_of, next_level
from app.petitions.services_placing import owe_answers
from app.petitions.services_said import ANSWERING, Details, NewPetition, Said, check_details, check_new, check_said
from app.petitions.services_telling import tell_of_raising, tell_of_step
from app.refusals import BadInput, SomebodyWasFaster, expect_version
from app.rules.queries import settings_for
from workflows.engine import Step
from workflows.names import fold, nfc
from workflows.petition import PETITION, Kind, PetitionFacts, SentTo, State, at_version
from workflows.roles import Role


def raise_petition(
    new: NewPetition,
    *,
    cell_id: int,
    actor: Actor,
    roles: frozenset[Role] | None = None,
    meeting_id: int | None = None,
    speech_id: int | None = None,
) -> Petition:
    """`roles`: what the actor is in the meeting in which it was said, or (None) in the cell.

    Raises StepRefused if the actor may not, or if text or addressee is missing; BadInput; SomebodyWasFaster for a
    speech that is a petition already. What a meeting of a merged cell raises is the business of the cell that keeps it.
    """
    cell_id, today = keeper_of(cell_id, clock.today()), clock.today()
    roles = actor.roles_in(cell_id) if roles is None else roles
    above = next_level(cell_id, today)
    petition = _new_row(new, cell_id)
    petition.meeting_id, petition.speech_id = meeting_id, speech_id
    facts = PetitionFacts(
        for_another=speech_id is not None or new.raised_by_id != actor.person_id,
        sent_to=new.sent_to,
        is_overseen=is_overseen(cell_id),
        has_level_above=above is not None,
        has_text=bool(petition.text),
    )
    step = PETITION.take(petition, "raise", roles=roles, facts=facts)
    check_new(new, cell_id, facts.for_another is True)
    if speech_id is not None and queries.of_speech(speech_id) is not None:
        raise SomebodyWasFaster("Ý kiến này vừa được người khác lập thành kiến nghị.")
    petition.level_id = cell_id if new.sent_to == SentTo.CELL or above is None else above.id
    petition.deadline = default_deadline(petition.level_id, today)
    db.session.add(petition)
    db.session.flush()  # its id goes into the history
    _write_history(petition, step, None, actor)
    _record_new(petition, actor, _acting_as(step, roles))
    tell_of_raising(petition, actor)
    return petition


def _new_row(new: NewPetition, cell_id: int) -> Petition:
    """Without a state, which the engine gives it, and without level and deadline, which are asked once it may be."""
    text = new.text.strip()
    return Petition(
        cell_id=cell_id, kind=new.kind, sent_to=new.sent_to, source=new.source, text=text, folded=fold(nfc(text)),
        field=new.field, people=new.people, raised_by_id=new.raised_by_id, raiser_name=new.raiser_name.strip(),
        raised_at=clock.now(), definition_version=PETITION.definition_version, state=None,
    )  # fmt: skip


def _record_new(petition: Petition, actor: Actor, as_what: str) -> None:
    record(
        "petition_raised", actor=actor, organisation_id=petition.cell_id, subject="petition", subject_id=petition.id,
        acting_as=as_what, text=petition.text, petition_kind=petition.kind, sent_to=petition.sent_to,
        people=petition.people, raised_by_id=petition.raised_by_id, raiser_name=petition.raiser_name,
        meeting_id=petition.meeting_id, speech_id=petition.speech_id,
    )  # fmt: skip


def take_step(petition: Petition, name: str, said: Said, *, actor: Actor, version: int | None = None) -> Petition:
    """Move a petition one step; answers with the one that moved.

    A cell whose petition was merged notes the answer of the one that stays. Raises StepRefused, SomebodyWasFaster
    (another `version` by now), BadInput.
    """
    cell_id = petition.cell_id
    subject = petition.source_of_answer if name == "note" else petition
    _lock(subject, name, said)
    roles = roles_in(subject, actor, cell_id)
    # Noting through a merged one asks nothing of that one's version; who may never take the step is told that below.
    if subject is petition and PETITION.is_for(name, roles):
        _expect(petition, version)
    check_said(subject, name, said)
    facts = facts_of(subject, name, said, actor, cell_id)
    before, source = _told(subject), subject.state
    step = at_version(subject.definition_version).take(subject, name, roles=roles, facts=facts, reason=said.note)
    as_what = _acting_as(step, roles)
    told_more = _apply(subject, name, said, cell_id)
    db.session.flush()  # the history tells of the level by its id
    _write_history(subject, step, source, actor, said.note)
    if subject.state == State.ANSWERED and source != State.ANSWERED:
        owe_answers(subject, actor=actor, acting_as=as_what)
    record(
        "petition_step", actor=actor, organisation_id=subject.cell_id, subject="petition", subject_id=subject.id,
        acting_as=as_what, step=name, from_state=source, to_state=subject.state, note=said.note,
        before=before, after=_told(subject) | told_more,
    )  # fmt: skip
    for paper in said.papers if name in ANSWERING else ():
        store_upload(
            paper, purpose=AttachmentPurpose.ANSWER, actor=actor, organisation_id=subject.cell_id,
            petition_id=subject.id, acting_as=as_what,
        )  # fmt: skip
    tell_of_step(subject, name, actor)
    return subject


def change_details(
    petition: Petition, details: Details, deadline: date | None, *, actor: Actor, version: int | None = None
) -> None:
    """Who has it in hand corrects what is said of it. Raises StepRefused, BadInput, SomebodyWasFaster."""
    lock(petition)
    roles = roles_in(petition, actor)
    # As for answering it, whatever the answer would be.
    refused = at_version(petition.definition_version).refusal(
        petition.state, "answer", roles, facts_of(petition, "", Said(), actor)
    )  # fmt: skip
    if refused is not None:
        raise refused
    _expect(petition, version)
    check_details(petition, details)
    if deadline is None or (deadline < clock.today() and deadline != petition.deadline):
        raise BadInput({"deadline": "Ghi hạn xử lý từ hôm nay trở đi."})
    before = queries.as_dict(petition)
    _set(petition, details)
    petition.deadline = deadline
    _record_change(petition, before, actor, _acting_in(petition, roles))


def roles_in(petition: Petition, actor: Actor, cell_id: int | None = None) -> frozenset[Role]:
    """Towards this petition. An office is one only of the level that has it, whatever its scope above may be."""
    held = actor.roles_in(cell_id or petition.cell_id) - {Role.OFFICE}
    return held | ({Role.OFFICE} if is_office_of(petition.level_id, actor) else set())


def facts_of(
    petition: Petition, name: str, said: Said, actor: Actor, cell_id: int | None = None
) -> PetitionFacts:  # fmt: skip
    """For one step, or with `name` "" for a page that asks which are open. `cell_id`: for which cell note is taken."""
    today, cell_id = clock.today(), cell_id or petition.cell_id
    up = name in ("", "escalate", "answer_outside") and petition.state == State.IN_HAND
    reply = queries.reply_to(petition, cell_id) if petition.state == State.ANSWERED else None
    return PetitionFacts(
        sent_to=petition.sent_to,
        is_overseen=petition.sent_to == SentTo.OVERSEER and is_overseen(petition.cell_id),
        at_cell=petition.level_id == petition.cell_id,
        is_opinion=petition.kind == Kind.OPINION,
        has_level_above=(next_level(petition.level_id, today) is not None) if up else None,
        deadline=said.deadline if name else date.max,
        today=today,
        stays_is_named=not name or _may_stay(petition, said.stays_id, actor),
        has_answer=not name or bool(said.note.strip()),
        has_paper=not name or bool(said.papers),
        has_noted=reply is not None and reply.noted_at is not None,
        others_have_to_note=queries.others_have_to_note(petition.id, cell_id) if reply else None,
        answered_on=clock.day_of(petition.answered_at) if petition.answered_at else today,
    )


def is_overseen(cell_id: int) -> bool:
    return bool(people_as(cell_id, (Role.OVERSEER,), clock.today()))


def _expect(petition: Petition, version: int | None) -> None:
    expect_version(
        petition.version,
        version,
        "Ý kiến này vừa được người khác xử lý, sau khi đồng chí mở trang. Mở lại trang để xem bản mới nhất.",
    )


def default_deadline(level_id: int, today: date) -> date:
    return date.fromordinal(today.toordinal() + settings_for(level_id, today).petition_days)


def handles(petition: Petition, actor: Actor) -> bool:
    """Whether it lies with the actor: to take in hand, or in hand."""
    roles = roles_in(petition, actor)
    steps = at_version(petition.definition_version).steps_for(
        petition.state, roles, facts_of(petition, "", Said(), actor)
    )
    return any(step.name == "merge" for step in steps)


def _may_stay(petition: Petition, stays_id: int | None, actor: Actor) -> bool:
    stays = db.session.get(Petition, stays_id) if stays_id is not None else None
    return stays is not None and stays.id != petition.id and handles(stays, actor)


def _lock(subject: Petition, name: str, said: Said) -> None:
    if name in ANSWERING:
        # Before the petition, as in a merger: nobody begins a meeting in one of the cells that are about to be told.
        lock_all(Organisation, queries.cells_asking(subject))
    if said.stays_id is None:
        lock(subject)
    else:  # both, in the order of their numbers: two who merge crosswise do not wait for each other
        lock_all(Petition, {subject.id, said.stays_id})


def _apply(petition: Petition, name: str, said: Said, cell_id: int) -> dict[str, Any]:
    """The effects of a step on the row. Answers what the history tells besides."""
    if said.details is not None and name == "accept":
        _set(petition, said.details)
    if name in ("accept", "escalate"):
        petition.deadline = said.deadline
    if name == "escalate":
        level = next_level(petition.level_id, clock.today())
        petition.level = db.session.get_one(Organisation, level.id if level else petition.level_id)
        petition.handler = ""  # each level names its own
    if name in ANSWERING:
        petition.answer, petition.answered_at = said.note.strip(), clock.now()
    if name == "merge" and said.stays_id is not None:
        return _merge(petition, db.session.get_one(Petition, said.stays_id))
    if name == "note" and (reply := queries.reply_to(petition, cell_id)) and reply.noted_at is None:
        return _take_note(reply)
    return {}


def _take_note(reply: PetitionReply) -> dict[str, Any]:
    reply.noted_at = clock.now()
    return {"noted_by_cell_id": reply.cell_id}


def _merge(petition: Petition, stays: Petition) -> dict[str, Any]:
    """All that was merged into `petition` before goes along: no chain is ever longer than one link."""
    for other in (petition, *queries.merged_into(petition.id)):
        other.stays = stays
    if petition.hot and not stays.hot:
        stays.hot = True
        return {"made_hot_id": stays.id}
    return {}


def _set(petition: Petition, details: Details) -> None:
    for each in fields(details):
        setattr(petition, each.name, getattr(details, each.name))


def _record_change(petition: Petition, before: dict[str, Any], actor: Actor, as_what: str) -> None:
    after = queries.as_dict(petition)
    changed = [name for name in before if before[name] != after[name]]
    if changed:
        record(
            "petition_changed", actor=actor, organisation_id=petition.cell_id, subject="petition",
            subject_id=petition.id, acting_as=as_what, before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )  # fmt: skip


def _told(petition: Petition) -> dict[str, Any]:
    return queries.as_dict(petition) | {
        "level_id": petition.level.id if petition.level else petition.level_id,
        "merged_into_id": petition.stays.id if petition.stays else None,
    }


def _acting_as(step: Step[PetitionFacts], roles: frozenset[Role]) -> str:
    return acting_as(roles, step.by) or acting_as(roles, step.on_behalf | step.on_paper)


def _acting_in(petition: Petition, roles: frozenset[Role]) -> str:
    return acting_as(roles, queries.SECRETARIES if petition.level_id == petition.cell_id else (Role.OFFICE,))


def _write_history(
    petition: Petition, step: Step[PetitionFacts], before: str | None, actor: Actor, note: str = ""
) -> None:
    db.session.add(
        PetitionStep(
            petition_id=petition.id, step=step.name, from_state=before or "", to_state=petition.state, at=clock.now(),
            account_id=actor.account_id, person_id=actor.person_id, note=note.strip(), level_id=petition.level_id,
            deadline=petition.deadline,
        )
    )  # fmt: skip
