"""Writing a guidance and taking its steps, each on a page of its own. Views of the guidance's blueprint."""

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.guidance import queries, services
from app.guidance.forms import CorrectForm, GuidanceForm, PublishForm, TextForm, WithdrawForm, fields_of
from app.guidance.models import Guidance
from app.guidance.services_last import last_of, unchanged_in
from app.guidance.services_widening import left_out, types_to_add
from app.guidance.words import title_of
from app.organisations.models import Organisation
from app.organisations.queries import get_managed, managed
from app.refusals import BadInput, NotAllowed
from app.web.form_pages import choices, form_page
from app.web.nfc import query_int
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.cells import CELL_TYPE_LABELS
from workflows.engine import StepRefused
from workflows.guidance import STATE_LABELS, at_version
from workflows.names import committee_of
from workflows.roles import Permission

AnyForm = TypeVar("AnyForm", bound=TextForm)
NEW_DRAFT = "guidance-new"


@requires(Permission.GUIDANCE_WRITE)
def new() -> ResponseReturnValue:
    issuers = _issuers()
    if not issuers:
        raise NotAllowed("Chưa có đảng bộ nào mà đồng chí được soạn văn bản định hướng.")
    like, last = _like(), last_of(issuers[0].id)
    key = f"{NEW_DRAFT}-{like.id}" if like else NEW_DRAFT
    form = _offered(_form(GuidanceForm, key, _first(issuers[0], like)), issuers)

    def act() -> str:
        issuer = get_managed(form.organisation_id.data or issuers[0].id, actor())
        guidance = services.prepare_guidance(issuer, form.scope(), form.text(), actor=actor(), like=like)
        forget_draft(actor().account_id, key)
        return url_for("guidance.detail", guidance_id=guidance.id)

    return form_page(
        form, _saying_why(act), to=url_for("guidance.index"), said="Đã lưu bản thảo. Xem lại rồi ban hành.",
        template="guidance/edit.html", title="Soạn văn bản định hướng", button="Lưu bản thảo", draft_key=key,
        back=(url_for("guidance.index"), "Văn bản định hướng"), issuers=issuers, like=like, last=last,
    )  # fmt: skip


def _like() -> Guidance | None:
    """The text to begin with, if the address names one. Raises NotKnown, NotAllowed for another office's."""
    like_id = query_int("like")
    return queries.get_written_or_404(like_id, actor()) if like_id is not None else None


def _first(issuer: Organisation, like: Guidance | None) -> dict[str, object]:
    """What the form begins with: every type of cell, the next month; a text of another month without its deadline."""
    known = fields_of(like) | {"deadline": None} if like else {f"for_{each}": True for each in CELL_TYPE_LABELS}
    issuer_id = like.organisation_id if like else issuer.id
    return known | {
        "organisation_id": issuer_id, "month": queries.next_month_to_guide(issuer_id, clock.today()),
    }  # fmt: skip


@requires(Permission.GUIDANCE_WRITE)
def edit(guidance_id: int) -> ResponseReturnValue:
    guidance, key = queries.get_written_or_404(guidance_id, actor()), f"guidance-{guidance_id}"
    _refuse_if_moved(guidance, "publish")
    form = _offered(_form(GuidanceForm, key, fields_of(guidance)), [guidance.organisation])
    here = url_for("guidance.detail", guidance_id=guidance_id)

    def act() -> None:
        services.change_guidance(guidance, form.scope(), form.text(), actor=actor(), version=guidance.version)
        forget_draft(actor().account_id, key)

    return form_page(
        form, _saying_why(act), to=here, said="Đã lưu bản thảo.", version=guidance.version, draft_key=key,
        template="guidance/edit.html", title="Sửa bản thảo", button="Lưu bản thảo", back=(here, title_of(guidance)),
        issuers=[guidance.organisation],
    )  # fmt: skip


@requires(Permission.GUIDANCE_WRITE)
@asks_again
def publish(guidance_id: int) -> ResponseReturnValue:
    guidance = queries.get_written_or_404(guidance_id, actor())
    _refuse_if_moved(guidance, "publish")
    people = services.signers_of(guidance.organisation_id)
    form = PublishForm(data={"signer_id": people[0][0] if people else None, "signed_on": clock.today()}).offer(people)
    cells = services.cells_of(guidance)
    here = url_for("guidance.detail", guidance_id=guidance_id)
    return form_page(
        form,
        _saying_why(lambda: services.publish(guidance, form.signed(), actor=actor(), version=guidance.version)),
        to=here, said="Đã ban hành. Dự thảo chương trình đang được lập ở từng chi bộ.", version=guidance.version,
        title="Ban hành văn bản định hướng", button="Ban hành", back=(here, title_of(guidance)),
        lead=f"Gửi đến {len(cells)} chi bộ. Mỗi chi bộ được lập sẵn dự thảo chương trình tháng {guidance.month.month}; "
        "nơi đã có dự thảo thì nội dung được thêm vào.", warning=_warning(guidance),
        hints={"signer_id": "Đồng chí trong Thường trực Đảng ủy đã ký văn bản.", "signed_on": "Ví dụ: 30/11/2026"},
    )  # fmt: skip


def _warning(guidance: Guidance) -> str:
    """It never keeps anybody from publishing."""
    same = unchanged_in(guidance)
    return f"Còn như tháng trước, chưa sửa: {', '.join(same)}. Vẫn ban hành được." if same else ""


@requires(Permission.GUIDANCE_WRITE)
@asks_again
def correct(guidance_id: int) -> ResponseReturnValue:
    guidance, key = queries.get_written_or_404(guidance_id, actor()), f"guidance-{guidance_id}-correct"
    _refuse_if_moved(guidance, "correct")
    known = fields_of(guidance) | {"signer_id": guidance.signer_id, "signer_position": guidance.signer_position}
    form = _form(CorrectForm, key, known | {"signed_on": clock.today()})
    form.offer(services.signers_of(guidance.organisation_id))
    form.offer_types(types_to_add(guidance))
    here = url_for("guidance.detail", guidance_id=guidance_id)

    def act() -> None:
        services.correct(
            guidance, form.text(), form.signed(), reason=form.reason.data or "", actor=actor(),
            version=guidance.version, also=form.also(),
        )  # fmt: skip
        forget_draft(actor().account_id, key)

    return form_page(
        form, _saying_why(act), to=here, said="Đã đính chính và báo các chi bộ.", version=guidance.version,
        template="guidance/edit.html", title="Đính chính văn bản định hướng", button="Đính chính",
        back=(here, title_of(guidance)), draft_key=key, issuers=[guidance.organisation], left_out=left_out(guidance),
        lead="Văn bản đính chính có số mới. Dự thảo chưa ai sửa được cập nhật theo; chi bộ khác được báo chỗ thay đổi.",
    )  # fmt: skip


@requires(Permission.GUIDANCE_WRITE)
@asks_again
def withdraw(guidance_id: int) -> ResponseReturnValue:
    guidance = queries.get_written_or_404(guidance_id, actor())
    _refuse_if_moved(guidance, "withdraw")
    form, here = WithdrawForm(), url_for("guidance.detail", guidance_id=guidance_id)
    return form_page(
        form,
        _saying_why(
            lambda: services.withdraw(
                guidance, reason=form.reason.data or "", actor=actor(), version=guidance.version
            )
        ),
        to=here, said="Đã thu hồi và báo các chi bộ.", version=guidance.version, title="Thu hồi văn bản định hướng",
        button="Thu hồi", back=(here, title_of(guidance)),
        warning="Các mục của văn bản được rút khỏi dự thảo chưa ai sửa; chi bộ khác được báo; "
        "kỳ đã tổ chức giữ nguyên.",
    )  # fmt: skip


def add_to(bp: Blueprint) -> None:
    both = ["GET", "POST"]
    bp.add_url_rule("/new", view_func=new, methods=both)
    bp.add_url_rule("/<int:guidance_id>/edit", view_func=edit, methods=both)
    bp.add_url_rule("/<int:guidance_id>/steps/publish", view_func=publish, methods=both)
    bp.add_url_rule("/<int:guidance_id>/steps/correct", view_func=correct, methods=both)
    bp.add_url_rule("/<int:guidance_id>/steps/withdraw", view_func=withdraw, methods=both)


def state_of(guidance: Guidance) -> str:
    return STATE_LABELS[guidance.state]


def _issuers() -> list[Organisation]:
    """The committees that the actor is the office of, the topmost first."""
    return [row for row in managed(actor()) if row.kind in services.ISSUERS]


def _offered(form: GuidanceForm, issuers: list[Organisation]) -> GuidanceForm:
    form.organisation_id.choices = choices((row.id, committee_of(row.name)) for row in issuers)
    return form


def _form(kind: type[AnyForm], key: str, known: dict[str, object]) -> AnyForm:
    """With what was being typed when the page was left; else with what is known."""
    kept = saved_draft(actor().account_id, key)
    return kind(MultiDict(kept)) if kept and request.method == "GET" else kind(data=known)


def _refuse_if_moved(guidance: Guidance, name: str) -> None:
    """Who comes too late is told so before a form is shown; what a form can mend is said on it."""
    roles = actor().roles_in(guidance.organisation_id)
    facts = services.facts_of(guidance, services.SignedBy())
    refused = at_version(guidance.definition_version).refusal(guidance.state, name, roles, facts)
    if refused and refused.kind != "blocked":
        raise refused


def _saying_why(act: Callable[[], object]) -> Callable[[], object]:
    """What blocks a step is said on the form, where what was typed stays."""

    def acted() -> object:
        try:
            return act()
        except StepRefused as refused:
            if refused.kind != "blocked":
                raise
            raise BadInput({f"blocked-{n}": reason.text for n, reason in enumerate(refused.reasons)}) from refused

    return acted
