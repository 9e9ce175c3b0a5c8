"""The page on which a decided rating is corrected. Views of the ratings' blueprint."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.organisations.models import OrganisationKind
from app.ratings import queries_scope, services_correcting
from app.ratings.forms import CorrectionForm
from app.ratings.models import YearRating
from app.ratings.services import expect_decider
from app.web.form_pages import form_page
from app.web.nfc import sent_version
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.annual_rating import RATING_LABELS
from workflows.roles import Permission

HINTS = {
    "number": "Ví dụ: 21-QĐ/ĐU",
    "on": "Ví dụ: 15/01/2027",
    "why": "Quyết định trước vẫn giữ trong hồ sơ cùng lý do này.",
}


@requires(Permission.RATING_DECIDE)
@asks_again
def correct(rating_id: int) -> ResponseReturnValue:
    row = queries_scope.readable_rating(rating_id, actor())
    expect_decider([row.organisation_id], actor())
    form, version = _form_of(row), row.version
    there = url_for("ratings.cell", cell_id=row.organisation_id, year=row.year)
    whose = row.person.full_name if row.person else row.organisation.name
    return form_page(
        form,
        lambda: services_correcting.correct(row, form.correction(), version=sent_version(), actor=actor()),
        to=there, said="Đã ghi quyết định sửa. Quyết định trước vẫn giữ trong hồ sơ.", version=version, hints=HINTS,
        title="Sửa mức xếp loại đã quyết định", button="Ghi quyết định sửa", back=(there, row.organisation.name),
        lead=f"{whose}, năm {row.year}: {RATING_LABELS[row.level].lower() if row.level else ''}, quyết định số "
        f"{row.decision_number}.",
    )  # fmt: skip


def _form_of(row: YearRating) -> CorrectionForm:
    form = CorrectionForm(data={"level": row.level, "good": bool(row.four_goods), "on": clock.today()})
    if row.person_id is not None or row.organisation.kind != OrganisationKind.CELL:
        del form.good
    return form


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/<int:rating_id>/correction", view_func=correct, methods=["GET", "POST"])
