"""The steps of a petition, a page each, and the correction of what is said of it. Views of the petitions' blueprint."""

from dataclasses import replace

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.actor import Actor
from app.documents.services_uploads import Upload, UploadRefused
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.petitions import queries, services
from app.petitions.forms import StepForm
from app.petitions.models import Petition
from app.petitions.queries_alike import Alike, alike
from app.petitions.queries_levels import next_level
from app.petitions.services_said import ANSWERING, Said
from app.refusals import BadInput
from app.rules.queries import settings_for
from app.web.forms import take_errors, what_blocks
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.sent_files import sent_files
from workflows.engine import Step, StepRefused
from workflows.petition import PetitionFacts, State, at_version
from workflows.roles import Permission

MOST_FILES = 5
NOTE_LABELS = {
    "answer": "Nội dung trả lời", "answer_outside": "Nội dung trả lời", "escalate": "Lý do, đề nghị",
}  # fmt: skip
STEPS = "accept, merge, answer, answer_outside, escalate, note"


def open_steps(petition: Petition, me: Actor) -> list[Step[PetitionFacts]]:
    """What the actor may do now, without what stands blocked whatever one would write."""
    subject = petition.source_of_answer
    if subject is not petition and subject.state != State.ANSWERED:
        return []
    roles = services.roles_in(subject, me, petition.cell_id)
    facts = services.facts_of(subject, "", Said(), me, petition.cell_id)
    steps = at_version(subject.definition_version).steps_for(subject.state, roles, facts)
    return [step for step in steps if not step.reasons(facts, "nêu trên trang của bước")]


@requires(Permission.PETITION_STEP)
def step(petition_id: int, name: str) -> ResponseReturnValue:
    petition = queries.get_visible_or_404(petition_id, actor())
    _refuse_strangers(petition, name)
    kept = saved_draft(actor().account_id, _draft_key(petition, name))
    return _step_page(petition, name, StepForm(MultiDict(kept) if kept else None, data=_first(petition, name)))


def _refuse_strangers(petition: Petition, name: str) -> None:
    """Whoever may not take the step now is told so before writing anything."""
    subject = petition.source_of_answer if name == "note" else petition
    roles = services.roles_in(subject, actor(), petition.cell_id)
    facts = services.facts_of(subject, "", Said(), actor(), petition.cell_id)
    refused = at_version(subject.definition_version).refusal(subject.state, name, roles, facts, "sẽ nêu")
    if refused:
        raise refused


def _first(petition: Petition, name: str) -> dict[str, object]:
    found: dict[str, object] = {each: getattr(petition, each) for each in ("field", "handler", "people", "hot")}
    level_id = petition.level_id
    if name == "escalate" and (level := next_level(level_id, clock.today())):
        level_id = level.id
    is_new = name in ("accept", "escalate")
    deadline = services.default_deadline(level_id, clock.today()) if is_new else petition.deadline
    return found | {"competence": petition.competence or "", "deadline": deadline}


def _draft_key(petition: Petition, name: str) -> str:
    return f"petition-{petition.id}-{name.replace('_', '-')}"


def _step_page(petition: Petition, name: str, form: StepForm, status: int = 200) -> ResponseReturnValue:
    today = clock.today()
    others = alike(petition, actor(), today) if name in ("accept", "merge") else []
    fields = settings_for(petition.cell_id, today).petition_fields
    subject = petition.source_of_answer if name == "note" else petition
    form.note.label.text = NOTE_LABELS.get(name, "Ghi thêm")
    return page(
        "petitions/step.html",
        petition=petition,
        subject=subject,
        name=name,
        label=_label(subject, name),
        form=form.offer(fields, petition.field, {one.petition.id: one.petition.text for one in others}),
        others=others,
        likely=[one for one in others if one.is_likely],
        level=next_level(petition.level_id, today) if name == "escalate" else None,
        people=queries.people_of(subject),
        draft_key=_draft_key(petition, name),
        status=status,
    )


def _label(subject: Petition, name: str) -> str:
    found = at_version(subject.definition_version).step_named(subject.state, name)
    return found.label if found else "Sửa thông tin xử lý"


@requires(Permission.PETITION_STEP)
def take_step(petition_id: int, name: str) -> ResponseReturnValue:
    petition = queries.get_visible_or_404(petition_id, actor())
    form = StepForm()
    if not form.validate():
        _refuse_strangers(petition, name)
        return _step_page(petition, name, form, 422)
    said = form.said(name)
    try:
        papers = _papers() if name in ANSWERING else ()
        services.take_step(petition, name, replace(said, papers=papers), actor=actor(), version=sent_version())
    except UploadRefused as refused:
        return _step_page(petition, name, take_errors(form, {"papers": str(refused)}), 422)
    except BadInput as refused:
        return _step_page(petition, name, take_errors(form, refused.errors), 422)
    except StepRefused as refused:
        reasons = what_blocks(refused)
        return _step_page(petition, name, take_errors(form, reasons), 422)
    forget_draft(actor().account_id, _draft_key(petition, name))
    flash("Đã ghi.")
    return done(url_for("petitions.detail", petition_id=petition_id))


def _papers() -> tuple[Upload, ...]:
    return tuple(sent_files("papers", most=MOST_FILES, on="trả lời"))


@requires(Permission.PETITION_STEP)
def details(petition_id: int) -> ResponseReturnValue:
    """What who has it in hand says of it: field, competence, handler, deadline, whether it is a hot issue."""
    petition = queries.get_visible_or_404(petition_id, actor())
    _refuse_strangers(petition, "answer")
    kept = saved_draft(actor().account_id, _draft_key(petition, "details"))
    return _step_page(
        petition, "details", StepForm(MultiDict(kept) if kept else None, data=_first(petition, "details"))
    )


@requires(Permission.PETITION_STEP)
def change_details(petition_id: int) -> ResponseReturnValue:
    petition = queries.get_visible_or_404(petition_id, actor())
    form = StepForm()
    try:
        if not form.validate():
            _refuse_strangers(petition, "answer")
            return _step_page(petition, "details", form, 422)
        services.change_details(petition, form.details(), form.deadline.data, actor=actor(), version=sent_version())
    except BadInput as refused:
        return _step_page(petition, "details", take_errors(form, refused.errors), 422)
    forget_draft(actor().account_id, _draft_key(petition, "details"))
    flash("Đã sửa thông tin xử lý.")
    return done(url_for("petitions.detail", petition_id=petition_id))


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule(f"/<int:petition_id>/steps/<any({STEPS}):name>", view_func=step, methods=["GET"])
    bp.add_url_rule(f"/<int:petition_id>/steps/<any({STEPS}):name>", view_func=take_step, methods=["POST"])
    bp.add_url_rule("/<int:petition_id>/details", view_func=details, methods=["GET"])
    bp.add_url_rule("/<int:petition_id>/details", view_func=change_details, methods=["POST"])


__all__ = ["Alike", "add_to", "open_steps"]
