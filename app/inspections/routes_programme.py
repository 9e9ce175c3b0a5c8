"""The programme of a year on paper. Views of the room's blueprint."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.documents.services_word import word_of
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.inspections import queries, queries_programme, services_programme
from app.inspections.forms import HINTS, ProgrammeForm
from app.inspections.queries_programme import get_programme
from app.inspections.services_steps import POSITIONS, quarter_in_words
from app.refusals import NotAllowed
from app.web.downloads import as_word, handed_out
from app.web.form_pages import form_page
from app.web.inputs import year_or_this
from app.web.nfc import query_int
from app.web.permissions import actor, hide_unless_visible, requires
from app.web.proof import asks_again
from workflows.inspection import Issuer
from workflows.roles import Permission

PURPOSE = (
    "Đánh giá đúng thực chất nền nếp, chất lượng sinh hoạt chi bộ; kịp thời nhắc nhở, khắc phục hạn chế\n"
    "Dựa vào hồ sơ sinh hoạt có sẵn trên hệ thống, không để chi bộ phải làm thêm báo cáo số liệu"
)
hide_unless_visible("programme_id", get_programme)


@requires(Permission.INSPECTION_STEP)
@asks_again
def issue_programme() -> ResponseReturnValue:
    me, year, issuer = actor(), year_or_this(request.args.get("year", "")), _issuer()
    organisations = queries_programme.issuing_organisations(me)
    wanted = query_int("organisation") or (organisations[0].id if organisations else 0)
    organisation = next((one for one in organisations if one.id == wanted), None)
    if organisation is None:
        raise NotAllowed("Cán bộ kiểm tra hoặc Thường trực Đảng ủy ban hành chương trình.")
    row = queries_programme.programme_of(organisation.id, year, issuer)
    key, people = f"inspection-programme-{organisation.id}-{year}-{issuer}", queries.signers_of(organisation.id)
    first = {"signer_id": people[0][0] if people else None, "signed_on": clock.today()}
    form = ProgrammeForm(data=first | {"purpose": row.purpose if row else PURPOSE} | saved_draft(me.account_id, key))
    form.offer(people, POSITIONS[issuer])
    shown = row.document_id if row else 0

    def act() -> None:
        services_programme.issue_programme(
            organisation, year, issuer, form.purpose.data or "", form.signed(), shown=shown or None, actor=me
        )
        forget_draft(me.account_id, key)

    there = url_for("inspections.index", year=year)
    return form_page(
        form, act, to=there, said="Đã ban hành chương trình năm.", version=shown,
        template="inspections/programme.html", title=f"Ban hành chương trình kiểm tra, giám sát năm {year}",
        button="Ban hành lại, số mới" if row else "Ban hành", back=(there, f"Kiểm tra, giám sát năm {year}"),
        hints=HINTS, draft_key=key, year=year, organisation=organisation, issuer=issuer,
        old=row.document if row else None, of=quarter_in_words,
        planned=queries_programme.planned_in(organisation.id, year, issuer),
    )  # fmt: skip


def _issuer() -> Issuer:
    """The standing committee unless the address says otherwise."""
    given = request.args.get("issuer", "")
    return Issuer(given) if given in set(Issuer) else Issuer.STANDING_COMMITTEE


@requires(Permission.INSPECTION_READ)
def programme_pdf(programme_id: int) -> ResponseReturnValue:
    row = get_programme(programme_id, actor())
    here = url_for("inspections.index", year=row.year)
    if row.document.paper_sha256 is None:
        return redirect(here, 303)
    name = f"{row.document.symbol.replace('/', '-')} {row.document.title}.pdf"
    return handed_out(
        row.document.paper_sha256, "application/pdf", name, back=(here, f"Kiểm tra, giám sát năm {row.year}")
    )


@requires(Permission.INSPECTION_READ)
def programme_word(programme_id: int) -> ResponseReturnValue:
    document = get_programme(programme_id, actor()).document
    return as_word(word_of(document), document.title, document.symbol, issued=True)


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/programme", view_func=issue_programme, methods=["GET", "POST"])
    bp.add_url_rule("/programmes/<int:programme_id>/pdf", view_func=programme_pdf)
    bp.add_url_rule("/programmes/<int:programme_id>/word", view_func=programme_word)
