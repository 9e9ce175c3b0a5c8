"""When the cells meet in a month: a live page at every level that has cells below it, its paper, its workbook."""

from datetime import date

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from app import clock
from app.documents.services_word import word_of
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.guidance.services import signers_of
from app.organisations.models import Organisation
from app.refusals import NotKnown
from app.reports import queries, schedule, services_schedule
from app.reports.forms import ScheduleForm
from app.reports.paper import Words
from app.web.addresses import url_for
from app.web.downloads import as_word, handed_out
from app.web.form_pages import form_page
from app.web.inputs import month_named, month_or_this
from app.web.pages import page
from app.web.paging import cut
from app.web.permissions import actor, requires
from app.workbooks import XLSX
from workflows.calendar import months_away
from workflows.roles import Permission, Role

schedules = Blueprint("schedule", __name__, url_prefix="/schedule")


@schedules.get("")
@requires(Permission.SYNTHESIS_READ)
def index() -> ResponseReturnValue:
    """The topmost organisation of the actor's scope."""
    found = queries.organisations_for(actor())
    if not found:
        raise NotKnown
    return redirect(url_for(".month", organisation_id=found[0].id, month=request.args.get("month")))


@schedules.get("/<int:organisation_id>")
@requires(Permission.SYNTHESIS_READ)
def month(organisation_id: int) -> ResponseReturnValue:
    organisation, asked = _organisation(organisation_id), month_or_this(request.args.get("month", ""))
    lines, issued = schedule.lines_of(organisation, asked), schedule.last_schedule(organisation_id, asked)
    return page(
        "reports/schedule.html",
        organisation=organisation,
        month=asked,
        lines=cut(lines),
        told=sum(line.starts_at is not None for line in lines),
        around=[months_away(asked, -1), months_away(asked, 1)],
        issued=issued,
        changed=issued is not None and schedule.has_changed(organisation, asked, lines, issued.document),
        may_issue=Role.OFFICE in actor().roles_in(organisation_id),
    )


@schedules.route("/<int:organisation_id>/issue", methods=["GET", "POST"])
@requires(Permission.SYNTHESIS_ISSUE)
def issue(organisation_id: int) -> ResponseReturnValue:
    organisation, asked = _organisation(organisation_id), month_named(request.args.get("month", ""))
    last, me = schedule.last_schedule(organisation_id, asked), actor()
    draft_key, people = f"schedule-{organisation_id}-{asked:%Y-%m}", signers_of(organisation_id)
    first = {"signer_id": people[0][0] if people else None, "signed_on": clock.today()}
    said = {"remarks": last.remarks} if last else {}
    form = ScheduleForm(data=first | said | saved_draft(me.account_id, draft_key)).offer(people)
    edition = last.edition if last else 0

    def act() -> None:
        words = Words(remarks=(form.remarks.data or "").strip())
        services_schedule.issue_schedule(organisation, asked, form.signed(), words, edition=edition, actor=me)
        forget_draft(me.account_id, draft_key)

    name, here = f"{asked.month}/{asked.year}", _to(organisation_id, asked)
    return form_page(
        form, act, to=here, said="Đã ban hành thông báo lịch. Bản PDF đang được tạo.", template="reports/issue.html",
        version=edition, title=f"Ban hành thông báo lịch sinh hoạt tháng {name}", button="Ban hành",
        draft_key=draft_key, back=(here, f"Lịch sinh hoạt tháng {name}"),
        lead="Ngày, giờ, địa điểm, đảng ủy viên dự được giữ nguyên như lúc này. Chi bộ đổi lịch sau đó "
        "thì ban hành bản mới, thay bản này.",
        hints={"signer_id": "Đồng chí trong Thường trực Đảng ủy đã ký thông báo.", "signed_on": "Ví dụ: 28/11/2026"},
    )  # fmt: skip


@schedules.get("/<int:organisation_id>/pdf")
@requires(Permission.SYNTHESIS_READ)
def pdf(organisation_id: int) -> ResponseReturnValue:
    """The paper of the edition in force; while it is being made, the page that says so."""
    organisation, asked = _organisation(organisation_id), month_named(request.args.get("month", ""))
    issued, here = schedule.last_schedule(organisation.id, asked), _to(organisation_id, asked)
    if issued is None:
        raise NotKnown
    document = issued.document
    if document.file_sha256 is None:
        return redirect(here, 303)
    name = f"{document.symbol.replace('/', '-')} {document.title}.pdf"
    back = (here, f"Lịch sinh hoạt tháng {asked.month}/{asked.year}")
    return handed_out(document.file_sha256, "application/pdf", name, back=back)


@schedules.get("/<int:organisation_id>/word")
@requires(Permission.SYNTHESIS_READ)
def word(organisation_id: int) -> ResponseReturnValue:
    """The edition in force, to go on with in Word."""
    issued = schedule.last_schedule(_organisation(organisation_id).id, month_named(request.args.get("month", "")))
    if issued is None:
        raise NotKnown
    return as_word(word_of(issued.document), issued.document.title, issued.document.symbol, issued=True)


@schedules.get("/<int:organisation_id>/workbook")
@requires(Permission.SYNTHESIS_READ)
def workbook(organisation_id: int) -> ResponseReturnValue:
    organisation, asked = _organisation(organisation_id), month_named(request.args.get("month", ""))
    data = schedule.workbook_of(schedule.lines_of(organisation, asked))
    disposition = f'attachment; filename="lich-sinh-hoat-{asked:%Y-%m}.xlsx"'
    return Response(data, mimetype=XLSX, headers={"Content-Disposition": disposition})


def _organisation(organisation_id: int) -> Organisation:
    """One whose months the actor reads. Raises NotKnown."""
    found = next((one for one in queries.organisations_for(actor()) if one.id == organisation_id), None)
    if found is None:
        raise NotKnown
    return found


def _to(organisation_id: int, month: date) -> str:
    return url_for(".month", organisation_id=organisation_id, month=f"{month.month}/{month.year}")
