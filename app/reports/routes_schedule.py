"""When the cells meet in a month: a live page at every level that has cells below it, its paper, its workbook."""

from datetime import date

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from app import clock
from app.documents.queries_rendering import rendering_of
from app.documents.services import sheet_of
from app.documents.services_word import word_of
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.guidance.services import signers_of
from app.organisations.models import Organisation
from app.refusals import NotKnown
from app.reports import queries, queries_notices, schedule, services_schedule
from app.reports.forms import ScheduleForm
from app.reports.models import MonthlySchedule
from app.reports.paper import Words
from app.web.addresses import url_for
from app.web.downloads import as_word, handed_out
from app.web.form_pages import form_page
from app.web.inputs import month_named, month_or_this
from app.web.pages import page
from app.web.paging import PAGE, Paged, cut, page_asked
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from app.workbooks import XLSX
from workflows.calendar import months_away
from workflows.names import committee_of
from workflows.roles import Permission, Role

schedules = Blueprint("schedule", __name__, url_prefix="/schedule")


@schedules.get("")
@requires(Permission.SCHEDULE_READ)
def index() -> ResponseReturnValue:
    """The topmost organisation of the actor's scope; who has none reads what was issued above them."""
    found = queries.organisations_for(actor())
    if not found:
        return redirect(url_for(".notices"))
    return redirect(url_for(".month", organisation_id=found[0].id, month=request.args.get("month")))


@schedules.get("/notices")
@requires(Permission.SCHEDULE_READ)
def notices() -> ResponseReturnValue:
    """What was issued, for the cells and those who attend them too."""
    me, count = actor(), queries_notices.count(actor())
    number, pages = page_asked(count)
    rows = queries_notices.listed(me, number, PAGE)
    return page(
        "reports/notices.html", listed=Paged(rows=rows, count=count, number=number, pages=pages),
        committee_of=committee_of, reads_all=me.may(Permission.SYNTHESIS_READ),
    )  # fmt: skip


@schedules.get("/<int:organisation_id>/notice")
@requires(Permission.SCHEDULE_READ)
def notice(organisation_id: int) -> ResponseReturnValue:
    """The paper of the edition in force."""
    found = _notice(organisation_id)
    return page(
        "reports/notice.html", notice=found, committee=committee_of(found.organisation.name),
        sheet=sheet_of(found.document), rendering=rendering_of(found.document),
    )  # fmt: skip


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
@asks_again
def issue(organisation_id: int) -> ResponseReturnValue:
    organisation, asked = _organisation(organisation_id), month_named(request.args.get("month", ""))
    last, me = schedule.last_schedule(organisation_id, asked), actor()
    draft_key, people = f"schedule-{organisation_id}-{asked:%Y-%m}", signers_of(organisation_id)
    first = {"signer_id": people[0][0] if people else None, "signed_on": clock.today()}
    said = {"remarks": last.remarks} if last else {}
    form = ScheduleForm(data=first | said | saved_texts(me.account_id, draft_key)).offer(people)
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
@requires(Permission.SCHEDULE_READ)
def pdf(organisation_id: int) -> ResponseReturnValue:
    """The paper of the edition in force; while it is being made, the page that says so."""
    found = _notice(organisation_id)
    document, month = found.document, f"{found.month.month}/{found.month.year}"
    here = url_for(".notice", organisation_id=organisation_id, month=month)
    if document.paper_sha256 is None:
        return redirect(here, 303)
    name = f"{document.symbol.replace('/', '-')} {document.title}.pdf"
    back = (here, f"Lịch sinh hoạt tháng {month}")
    return handed_out(document.paper_sha256, "application/pdf", name, back=back)


@schedules.get("/<int:organisation_id>/word")
@requires(Permission.SCHEDULE_READ)
def word(organisation_id: int) -> ResponseReturnValue:
    """The edition in force, to go on with in Word."""
    document = _notice(organisation_id).document
    return as_word(word_of(document), document.title, document.symbol, issued=True)


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


def _notice(organisation_id: int) -> MonthlySchedule:
    """What was issued for the month of the address, if the actor reads it. Raises NotKnown."""
    asked = month_named(request.args.get("month", ""))
    return queries_notices.get_visible_or_404(organisation_id, asked, actor())


def _to(organisation_id: int, month: date) -> str:
    return url_for(".month", organisation_id=organisation_id, month=f"{month.month}/{month.year}")
