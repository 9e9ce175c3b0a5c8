"""The synthesis of the month: a live page at every level that has cells below it, and the same as a workbook."""

from datetime import date

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.documents.services_word import word_of
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.guidance.services import signers_of
from app.organisations.models import Organisation
from app.refusals import NotKnown
from app.reports import queries, services
from app.reports.forms import IssueForm
from app.reports.paper import Words, has_changed
from app.reports.routes_period import periods
from app.reports.routes_schedule import schedules
from app.reports.workbook import workbook_of
from app.web.downloads import as_word, handed_out
from app.web.form_pages import form_page
from app.web.inputs import month_named, month_or_this
from app.web.pages import page
from app.web.paging import cut
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from app.workbooks import XLSX
from workflows.calendar import months_away
from workflows.roles import Permission, Role
from workflows.synthesis import FIGURES, STANDING_LABELS, counts

bp = Blueprint("reports", __name__, url_prefix="/synthesis")
ON_A_PAGE = 500  # cells: the report of a commune is read and printed whole
bp.register_blueprint(schedules)
bp.register_blueprint(periods)


@bp.get("")
@requires(Permission.SYNTHESIS_READ)
def index() -> ResponseReturnValue:
    """The topmost organisation of the actor's scope."""
    found = queries.organisations_for(actor())
    if not found:
        raise NotKnown
    return redirect(url_for(".month", organisation_id=found[0].id, month=request.args.get("month")))


@bp.get("/<int:organisation_id>")
@requires(Permission.SYNTHESIS_READ)
def month(organisation_id: int) -> ResponseReturnValue:
    found, others = _month_of(organisation_id, month_or_this(request.args.get("month", "")))
    issued, figure = queries.issued_shown(organisation_id, found.month), _figure_asked()
    listed = cut([(n, row) for n, row in enumerate(found.rows, 1) if not figure or counts(figure, row)], ON_A_PAGE)
    return page(
        "reports/month.html",
        found=found,
        listed=listed,
        figure=figure,
        figure_words=FIGURES.get(figure or ""),
        sums=found.totals,
        around=[months_away(found.month, -1), months_away(found.month, 1)],
        others=others,
        standings=STANDING_LABELS,
        now=clock.now(),
        issued=issued,
        changed=issued is not None and has_changed(found, issued.snapshot),
        may_issue=Role.OFFICE in actor().roles_in(organisation_id),
    )


def _figure_asked() -> str | None:
    """Whose cells alone are shown, if a known one is asked for."""
    asked = request.args.get("figure", "")
    return asked if asked in FIGURES else None


@bp.route("/<int:organisation_id>/issue", methods=["GET", "POST"])
@requires(Permission.SYNTHESIS_ISSUE)
@asks_again
def issue(organisation_id: int) -> ResponseReturnValue:
    found, _ = _month_of(organisation_id)
    last = queries.last_issued(organisation_id, found.month)
    said = {"remarks": last.remarks, "proposals": last.proposals} if last else {}
    kept = saved_texts(actor().account_id, _draft_key(found))
    people = signers_of(organisation_id)
    first = {"signer_id": people[0][0] if people else None, "signed_on": clock.today()}
    form = IssueForm(data=first | said | kept).offer(people)
    words = f"{found.month.month}/{found.month.year}"
    here = url_for(".month", organisation_id=organisation_id, month=words)

    def act() -> None:
        said = Words(remarks=form.remarks.data or "", proposals=form.proposals.data or "")
        services.issue(
            found.organisation, found.month, form.signed(), said, edition=last.edition if last else 0, actor=actor()
        )
        forget_draft(actor().account_id, _draft_key(found))

    return form_page(
        form, act, to=here, said="Đã ban hành báo cáo. Bản PDF đang được tạo.",
        template="reports/issue.html", version=last.edition if last else 0,
        title=f"Ban hành báo cáo tổng hợp tháng {words}", button="Ban hành", draft_key=_draft_key(found),
        back=(here, f"Tổng hợp tháng {words}"),
        lead="Số liệu được giữ nguyên như lúc này trên văn bản. Chi bộ chưa có số liệu đứng trong bảng là chưa sinh "
        "hoạt. Số liệu đổi sau đó thì ban hành bản mới, thay bản này.",
        hints={"signer_id": "Đồng chí trong Thường trực Đảng ủy đã ký báo cáo.", "signed_on": "Ví dụ: 08/12/2026"},
    )  # fmt: skip


def _draft_key(found: queries.Month) -> str:
    return f"synthesis-{found.organisation.id}-{found.month:%Y-%m}"


@bp.get("/<int:organisation_id>/pdf")
@requires(Permission.SYNTHESIS_READ)
def pdf(organisation_id: int) -> ResponseReturnValue:
    """The paper of the edition in force; while it is being made, the page that says so."""
    found, _ = _month_of(organisation_id)
    issued = queries.last_issued(organisation_id, found.month)
    if issued is None:
        raise NotKnown
    document = issued.document
    words = f"{found.month.month}/{found.month.year}"
    here = url_for(".month", organisation_id=organisation_id, month=words)
    if document.paper_sha256 is None:
        return redirect(here, 303)
    name = f"{document.symbol.replace('/', '-')} {document.title}.pdf"
    return handed_out(document.paper_sha256, "application/pdf", name, back=(here, f"Tổng hợp tháng {words}"))


@bp.get("/<int:organisation_id>/word")
@requires(Permission.SYNTHESIS_READ)
def word(organisation_id: int) -> ResponseReturnValue:
    """The paper of the edition in force, to go on working with."""
    found, _ = _month_of(organisation_id)
    issued = queries.last_issued(organisation_id, found.month)
    if issued is None:
        raise NotKnown
    return as_word(word_of(issued.document), issued.document.title, issued.document.symbol, issued=True)


@bp.get("/<int:organisation_id>/workbook")
@requires(Permission.SYNTHESIS_READ)
def workbook(organisation_id: int) -> ResponseReturnValue:
    found, _ = _month_of(organisation_id)
    name = f"tong-hop-sinh-hoat-{found.month:%Y-%m}.xlsx"
    return Response(
        workbook_of(found), mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )  # fmt: skip


def _month_of(organisation_id: int, month: date | None = None) -> tuple[queries.Month, list[Organisation]]:
    """The month (that of the address), and the other organisations that the actor reads. Raises NotKnown."""
    known = queries.organisations_for(actor())
    found = next((one for one in known if one.id == organisation_id), None)
    if found is None:
        raise NotKnown
    month = month or month_named(request.args.get("month", ""))
    return queries.month_of(found, month), [one for one in known if one is not found]
