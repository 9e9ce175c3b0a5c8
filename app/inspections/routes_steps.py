"""Taking the steps of a campaign, each on a page of its own. Views of the room's blueprint."""

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.inspections import queries, services_conclusion, services_steps
from app.inspections.forms import HINTS, ConcludeForm, DraftForm, ReasonForm, RecheckForm, SignedForm
from app.inspections.models import Inspection
from app.inspections.services_steps import POSITIONS, title_of
from app.web.form_pages import form_page, saying_why
from app.web.nfc import sent_version
from app.web.pages import done
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.inspection import at_version
from workflows.roles import Permission

BOTH = ["GET", "POST"]


@requires(Permission.INSPECTION_STEP)
@asks_again
def announce(inspection_id: int) -> ResponseReturnValue:
    row = queries.get_visible_or_404(inspection_id, actor())
    refuse_if_moved(row, "announce")
    form, version, here = signed_form(row, SignedForm), row.version, url_for("inspections.detail", inspection_id=row.id)
    return form_page(
        form, saying_why(lambda: services_steps.announce(row, form.signed(), version=version, actor=actor())),
        to=here, said="Đã ban hành quyết định, thông báo. Các chi bộ và đoàn được báo.", version=version,
        title="Ban hành quyết định, thông báo", button="Ban hành", back=(here, title_of(row)), hints=HINTS,
        lead="Quyết định và thông báo được cấp số, bản PDF tạo ngay sau đó. Nội dung, chi bộ và đề cương không sửa "
        "được nữa.",
    )  # fmt: skip


@requires(Permission.INSPECTION_WRITE)
def begin(inspection_id: int) -> ResponseReturnValue:
    row = queries.get_planned(inspection_id, actor())
    services_steps.begin(row, version=sent_version(), actor=actor())
    flash("Đã bắt đầu tiến hành.")
    return done(url_for("inspections.detail", inspection_id=inspection_id))


@requires(Permission.INSPECTION_WRITE)
def cancel(inspection_id: int) -> ResponseReturnValue:
    row = queries.get_planned(inspection_id, actor())
    refuse_if_moved(row, "cancel")
    form, version, here = ReasonForm(), row.version, url_for("inspections.detail", inspection_id=row.id)
    return form_page(
        form,
        saying_why(
            lambda: services_steps.cancel(row, reason=form.reason.data or "", version=version, actor=actor())
        ),
        to=here, said="Đã hủy.", version=version, title="Hủy cuộc kiểm tra, giám sát", button="Hủy cuộc này",
        back=(here, title_of(row)), warning="Các chi bộ và đoàn được báo kèm lý do. Việc này không làm lại được.",
    )  # fmt: skip


@requires(Permission.INSPECTION_WRITE)
def send_draft(inspection_id: int) -> ResponseReturnValue:
    row = queries.get_planned(inspection_id, actor())
    refuse_if_moved(row, "send_draft")
    form, version, here = DraftForm(), row.version, url_for("inspections.detail", inspection_id=row.id)
    return form_page(
        form,
        saying_why(
            lambda: services_conclusion.send_draft(row, form.comment_due.data, version=version, actor=actor())
        ),
        to=here, said="Đã gửi dự thảo, các chi bộ được báo để góp ý.", version=version, hints=HINTS,
        title="Gửi dự thảo cho chi bộ góp ý", button="Gửi dự thảo", back=(here, title_of(row)),
        lead="Mỗi chi bộ chỉ đọc phần nhận xét và việc khắc phục của chi bộ mình, như đang ghi lúc này.",
    )  # fmt: skip


CONCLUSION = ("summary", "causes", "signer_id", "signer_position", "signed_on")


@requires(Permission.INSPECTION_STEP)
@asks_again
def conclude(inspection_id: int) -> ResponseReturnValue:
    row, key = queries.get_visible_or_404(inspection_id, actor()), f"inspection-conclusion-{inspection_id}"
    refuse_if_moved(row, "conclude")
    kept = saved_texts(actor().account_id, key) if request.method == "GET" else {}
    form = signed_form(row, ConcludeForm, **{name: kept[name] for name in CONCLUSION if name in kept})
    version, here = row.version, url_for("inspections.detail", inspection_id=row.id)

    def act() -> None:
        summary, causes = form["summary"].data or "", form["causes"].data or ""
        services_conclusion.conclude(row, summary, causes, form.signed(), version=version, actor=actor())
        forget_draft(actor().account_id, key)

    return form_page(
        form, saying_why(act), to=here, said="Đã ban hành kết luận và thông báo đến các tổ chức.", version=version,
        template="inspections/conclude.html", title="Ban hành kết luận", button="Ban hành kết luận",
        back=(here, title_of(row)), hints=HINTS, draft_key=key,
        lead="Thông báo kết luận được cấp số và mọi đảng viên trong đảng bộ đọc được. Nhận xét, việc khắc phục của "
        "từng chi bộ in như đang ghi lúc này. Mức xếp loại đã quyết định không thay đổi theo kết luận.",
    )  # fmt: skip


@requires(Permission.INSPECTION_WRITE)
def recheck(inspection_id: int) -> ResponseReturnValue:
    row = queries.get_planned(inspection_id, actor())
    refuse_if_moved(row, "recheck")
    form, version, here = RecheckForm(), row.version, url_for("inspections.detail", inspection_id=row.id)
    still_open = services_conclusion.open_remedies(row)
    return form_page(
        form,
        saying_why(
            lambda: services_conclusion.recheck(row, form.reason.data or "", version=version, actor=actor())
        ),
        to=here, said="Đã kiểm tra lại và kết thúc.", version=version, title="Kiểm tra lại, kết thúc",
        button="Kết thúc cuộc này", back=(here, title_of(row)),
        warning=f"Còn {still_open} việc khắc phục chưa được xác nhận." if still_open else "",
    )  # fmt: skip


def signed_form(row: Inspection, kind: type[SignedForm], **known: object) -> SignedForm:
    people = queries.signers_of(row.organisation_id)
    first = {"signer_id": people[0][0] if people else None, "signed_on": clock.today()}
    return kind(data=first | known).offer(people, POSITIONS[row.issuer])


def refuse_if_moved(row: Inspection, name: str) -> None:
    """Who comes too late is told so before a form is shown; what a form can mend is said on it."""
    roles = actor().roles_in(row.organisation_id)
    facts = services_steps.facts_of(row)
    refused = at_version(row.definition_version).refusal(row.state, name, roles, facts)
    if refused and refused.kind != "blocked":
        raise refused


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:inspection_id>/steps/announce", view_func=announce, methods=BOTH)
    bp.add_url_rule("/<int:inspection_id>/steps/begin", view_func=begin, methods=["POST"])
    bp.add_url_rule("/<int:inspection_id>/steps/send-draft", view_func=send_draft, methods=BOTH)
    bp.add_url_rule("/<int:inspection_id>/steps/conclude", view_func=conclude, methods=BOTH)
    bp.add_url_rule("/<int:inspection_id>/steps/recheck", view_func=recheck, methods=BOTH)
    bp.add_url_rule("/<int:inspection_id>/steps/cancel", view_func=cancel, methods=BOTH)
