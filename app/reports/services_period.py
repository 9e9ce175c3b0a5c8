"""Issuing the report of a period: numbered, frozen, and issued anew when its figures have changed."""

from markupsafe import Markup

from app import clock
from app.actor import Actor
from app.audit.services import record
from app.documents.models import Document
from app.documents.numbering import Numbered
from app.documents.services import issue_document, replace_document
from app.documents.snapshots import DocumentKind, DocumentRef, PeriodReport, Signature, to_data
from app.extensions import db, lock_all
from app.guidance.services import SignedBy
from app.organisations.models import Organisation
from app.papers.queries import committee_letterhead, style_from
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.reports.models import PeriodReport as Issued
from app.reports.paper import RECIPIENTS, Words
from app.reports.queries_period import Figures, figures_of, last_period_report, parts_of
from app.reports.services import checked
from app.rules.queries import settings_for
from workflows.calendar import first_of
from workflows.periods import Period
from workflows.roles import Role

TYPE_CODE = "BC"
LONGEST_TITLE = 300
# What was counted on the day of issue changes by the day and makes no new edition.
_OF_THE_DAY = {"petitions", "counted_on"}


def issue_period(
    organisation: Organisation, period: Period, signed: SignedBy, words: Words, *, title: str = "", edition: int,
    actor: Actor,
) -> Issued:  # fmt: skip
    """Freeze the period as it stands. `title`: of the scheme. `edition`: the last that the page knew of, 0 for none.

    Raises NotAllowed, BadInput by field (also where nothing has changed since the last edition), SomebodyWasFaster.
    """
    if Role.OFFICE not in actor.roles_in(organisation.id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy ban hành báo cáo.")
    lock_all(Organisation, [organisation.id])  # of two offices that issue the same report the second sees the first
    last, title = last_period_report(organisation.id, period), title.strip()
    if (last.edition if last else 0) != edition:
        raise SomebodyWasFaster("Báo cáo này vừa được ban hành. Mở lại trang để xem bản mới nhất.")
    if len(title) > LONGEST_TITLE:
        raise BadInput({"scheme": f"Tên đề án không quá {LONGEST_TITLE} ký tự."})
    words = checked(organisation, signed, words, too_early=period.first > first_of(clock.today()))
    figures = figures_of(organisation, period)
    if last is not None and _says_the_same(last, words, title) and not has_changed(figures, last.document):
        raise BadInput("Số liệu và nhận xét không khác bản đã ban hành, nên không cần bản mới.")
    document = _document(organisation, period, figures, title, words, signed, last, actor)
    made = Issued(
        organisation_id=organisation.id, first_month=period.first, last_month=period.last, edition=edition + 1,
        title=title, remarks=words.remarks, proposals=words.proposals, document_id=document.id,
        issued_at=clock.now(), issued_by_id=actor.person_id,
    )  # fmt: skip
    db.session.add(made)
    record(
        "period_report_issued", actor=actor, organisation_id=organisation.id, subject="organisation",
        subject_id=organisation.id, acting_as=str(Role.OFFICE), period=period.name, edition=made.edition,
        document_id=document.id, title=title, remarks=words.remarks, proposals=words.proposals,
    )  # fmt: skip
    return made


def _says_the_same(last: Issued, words: Words, title: str) -> bool:
    return (last.remarks, last.proposals, last.title) == (words.remarks, words.proposals, title)


def subject_of(period: Period, title: str) -> str:
    if title:
        return f"Kết quả thực hiện {title}, {period.words}"
    return f"Kết quả sinh hoạt chi bộ {period.words}"


def paper_of(
    organisation: Organisation, period: Period, figures: Figures, title: str, words: Words, numbered: Numbered, *,
    replaces: Document | None = None,
) -> PeriodReport:  # fmt: skip
    reference = replaces and DocumentRef(
        type_name="Báo cáo", symbol=replaces.symbol, dated=replaces.snapshot["letterhead"]["dated"]
    )
    return PeriodReport(
        letterhead=committee_letterhead(organisation, TYPE_CODE, numbered),
        style=style_from(settings_for(organisation.id, min(period.last, clock.today()))),
        subject=subject_of(period, title), **parts_of(figures), remarks=words.remarks, proposals=words.proposals,
        replaces=reference or None, recipients=RECIPIENTS,
        signature=Signature(name=words.signer, position=words.position),
    )  # fmt: skip


def has_changed(figures: Figures, issued: Document) -> bool:
    """Whether a figure of the period is another now than on the paper."""
    kept = issued.snapshot
    now = to_data(figures)  # type: ignore[arg-type]  # plain lists and dictionaries of any dataclass
    return any(now[part] != kept.get(part) for part in now if part not in _OF_THE_DAY)


def preview_of(organisation: Organisation, period: Period) -> tuple[Markup, Figures]:
    """The paper as it would be issued now, without number and signature; and its figures."""
    from app.documents.render import render_sheet  # late: the templates of documents are needed by few pages

    figures = figures_of(organisation, period)
    paper = paper_of(organisation, period, figures, "", Words(), Numbered(dated=clock.today()))
    return render_sheet(DocumentKind.PERIOD_REPORT, paper), figures


def _document(
    organisation: Organisation, period: Period, figures: Figures, title: str, words: Words, signed: SignedBy,
    last: Issued | None, actor: Actor,
) -> Document:  # fmt: skip
    old = last.document if last else None

    def made(numbered: Numbered) -> PeriodReport:
        return paper_of(organisation, period, figures, title, words, numbered, replaces=old)

    subject = subject_of(period, title)
    if old is not None:
        return replace_document(
            old, made, actor=actor, acting_as=str(Role.OFFICE), title=subject, reason="Số liệu thay đổi", on=signed.on
        )  # fmt: skip
    return issue_document(
        DocumentKind.PERIOD_REPORT, TYPE_CODE, made, organisation_id=organisation.id, meeting_id=None, title=subject,
        actor=actor, acting_as=str(Role.OFFICE), on=signed.on,
    )  # fmt: skip
