"""Reports of a month, a quarter, a year or a scheme: as they stand, as workbooks, and as they were issued."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from app import clock
from app.documents.queries_rendering import rendering_of
from app.documents.services import sheet_of
from app.documents.services_word import word_of
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.guidance.services import signers_of
from app.organisations.models import Organisation
from app.refusals import NotKnown
from app.reports import queries, queries_period, services_period
from app.reports.forms import IssueForm, SchemeForm
from app.reports.models import PeriodReport
from app.reports.paper import Words
from app.reports.workbook_period import workbook_of
from app.web.addresses import url_for
from app.web.downloads import as_download, as_word, handed_out
from app.web.form_pages import form_page
from app.web.pages import page
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from app.workbooks import XLSX
from workflows.periods import Period, period_named
from workflows.roles import Permission, Role

periods = Blueprint("periods", __name__, url_prefix="/periods")


@periods.get("")
@requires(Permission.SYNTHESIS_READ)
def index() -> ResponseReturnValue:
    """The quarter of today of the topmost organisation."""
    found = queries.organisations_for(actor())
    if not found:
        raise NotKnown
    return redirect(url_for("reports.periods.detail", organisation_id=found[0].id))


@periods.get("/<int:organisation_id>")
@requires(Permission.SYNTHESIS_READ)
def detail(organisation_id: int) -> ResponseReturnValue:
    organisation, asked = _organisation(organisation_id), request.args.get("period", "")
    period = period_named(asked) or _this_quarter()
    sheet, figures = services_period.preview_of(organisation, period)
    issued = queries_period.last_period_report(organisation.id, period)
    changed = issued is not None and services_period.has_changed(figures, issued.document)
    kept = sheet_of(issued.document) if issued and not changed else None
    return page(
        "reports/period.html", organisation=organisation, period=period, asked=asked, is_none=bool(asked.strip()) and
        period_named(asked) is None, sheet=kept or sheet, issued=issued, changed=changed, shows_issued=kept is not None,
        rendering=rendering_of(issued.document) if issued else None, may_issue=_may_issue(organisation),
        others=[one for one in queries.organisations_for(actor()) if one.id != organisation.id],
        earlier=[(one, Period(one.first_month, one.last_month)) for one in queries_period.issued_of(organisation.id)],
        suggested=_suggested(), is_to_come=period.first > clock.today(),
    )  # fmt: skip


@periods.route("/<int:organisation_id>/issue", methods=["GET", "POST"])
@requires(Permission.SYNTHESIS_ISSUE)
@asks_again
def issue(organisation_id: int) -> ResponseReturnValue:
    organisation, period, me = _organisation(organisation_id), _named(), actor()
    last, draft_key = queries_period.last_period_report(organisation.id, period), _draft_key(organisation, period)
    said = {"remarks": last.remarks, "proposals": last.proposals, "scheme": last.title} if last else {}
    people = signers_of(organisation.id)
    first = {"signer_id": people[0][0] if people else None, "signed_on": clock.today()}
    kind = SchemeForm if period.is_scheme else IssueForm
    form = kind(data=first | said | saved_draft(me.account_id, draft_key)).offer(people)
    edition, here = last.edition if last else 0, _to(organisation.id, period)

    def act() -> None:
        words = Words(remarks=form.remarks.data or "", proposals=form.proposals.data or "")
        title = form.scheme.data or "" if isinstance(form, SchemeForm) else ""
        services_period.issue_period(
            organisation, period, form.signed(), words, title=title, edition=edition, actor=me
        )  # fmt: skip
        forget_draft(me.account_id, draft_key)

    return form_page(
        form, act, to=here, said="Đã ban hành báo cáo. Bản PDF đang được tạo.", template="reports/issue.html",
        version=edition, title=f"Ban hành báo cáo {period.words}", button="Ban hành", draft_key=draft_key,
        back=(here, f"Báo cáo {period.words}"),
        lead="Số liệu được giữ nguyên như lúc này trên văn bản. Số liệu đổi sau đó thì ban hành bản mới, thay bản này.",
        hints={
            "signer_id": "Đồng chí trong Thường trực Đảng ủy đã ký báo cáo.", "signed_on": "Ví dụ: 08/12/2026",
            "scheme": "Ví dụ: Đề án nâng cao chất lượng sinh hoạt chi bộ. Để trống nếu không theo đề án nào.",
        },
    )  # fmt: skip


@periods.get("/<int:organisation_id>/pdf")
@requires(Permission.SYNTHESIS_READ)
def pdf(organisation_id: int) -> ResponseReturnValue:
    """The paper of the edition in force; while it is being made, the page that says so."""
    organisation, period = _organisation(organisation_id), _named()
    document, here = _issued(organisation, period).document, _to(organisation.id, period)
    if document.paper_sha256 is None:
        return redirect(here, 303)
    name = f"{document.symbol.replace('/', '-')} {document.title}.pdf"
    return handed_out(document.paper_sha256, "application/pdf", name, back=(here, f"Báo cáo {period.words}"))


@periods.get("/<int:organisation_id>/word")
@requires(Permission.SYNTHESIS_READ)
def word(organisation_id: int) -> ResponseReturnValue:
    """The edition in force, to go on working with."""
    document = _issued(_organisation(organisation_id), _named()).document
    return as_word(word_of(document), document.title, document.symbol, issued=True)


@periods.get("/<int:organisation_id>/workbook")
@requires(Permission.SYNTHESIS_READ)
def workbook(organisation_id: int) -> Response:
    organisation, period = _organisation(organisation_id), _named()
    name = f"Báo cáo sinh hoạt {period.name.replace('/', '-')}, {organisation.name}.xlsx"
    return as_download(workbook_of(queries_period.figures_of(organisation, period)), XLSX, name)


def _organisation(organisation_id: int) -> Organisation:
    """One whose months the actor reads. Raises NotKnown."""
    found = next((one for one in queries.organisations_for(actor()) if one.id == organisation_id), None)
    if found is None:
        raise NotKnown
    return found


def _named() -> Period:
    """The period of the address. Raises NotKnown for words that name none."""
    found = period_named(request.args.get("period", ""))
    if found is None:
        raise NotKnown
    return found


def _issued(organisation: Organisation, period: Period) -> PeriodReport:
    found = queries_period.last_period_report(organisation.id, period)
    if found is None:
        raise NotKnown
    return found


def _this_quarter() -> Period:
    today = clock.today()
    found = period_named(f"Q{(today.month + 2) // 3}/{today.year}")
    assert found is not None  # noqa: S101 - it is written as one
    return found


def _suggested() -> list[Period]:
    """The month, the quarter and the year of today, and the term until its fifth year."""
    today = clock.today()
    texts = (f"{today.month}/{today.year}", _this_quarter().name, f"{today.year}", f"{today.year - 1}-{today.year + 4}")
    return [found for text in texts if (found := period_named(text))]


def _may_issue(organisation: Organisation) -> bool:
    return Role.OFFICE in actor().roles_in(organisation.id)


def _draft_key(organisation: Organisation, period: Period) -> str:
    return f"report-{organisation.id}-{period.first:%Y-%m}-{period.last:%Y-%m}"


def _to(organisation_id: int, period: Period) -> str:
    return url_for("reports.periods.detail", organisation_id=organisation_id, period=period.name)
