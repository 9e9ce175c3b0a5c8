"""What the house holds on a person: to take along oneself, or handed out by the office with a reason."""

from flask import Blueprint, Response, request, url_for
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired, Length

from app import clock
from app.members.queries_sight import get_managed
from app.personal import services
from app.personal.sections import SECTIONS, To
from app.web.downloads import as_download
from app.web.inputs import LineField
from app.web.pages import page
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.roles import Permission

bp = Blueprint("personal", __name__)
ZIP, NAME = "application/zip", "Dữ liệu cá nhân.zip"  # no name of a person: folders of downloads are seen by others


class ReasonForm(FlaskForm):
    reason = LineField(
        "Lý do xuất dữ liệu",
        validators=[
            InputRequired("Ghi lý do, ví dụ: đảng viên đề nghị bằng văn bản ngày 02/12/2026."),
            Length(max=services.LONGEST_REASON, message="Lý do dài quá 300 ký tự, viết gọn lại."),
        ],
    )


@bp.get("/account/data")
@requires(Permission.ACCOUNT_OWN)
def own() -> Response:
    return page("personal/own.html", titles=[section.title for section in SECTIONS])


@bp.post("/account/data")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def take_own() -> Response:
    return as_download(services.own_data(actor=actor()), ZIP, NAME)


@bp.route("/members/<int:person_id>/data", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
@asks_again
def hand_out(person_id: int) -> Response:
    person, form = get_managed(person_id, actor(), clock.today()), ReasonForm()
    if form.validate_on_submit():
        packed = services.data_of(person.id, form.reason.data or "", actor=actor(), on=clock.today())
        return as_download(packed, ZIP, NAME)
    titles = [section.title for section in SECTIONS if section.to == To.BOTH]
    back = (url_for("members.detail", person_id=person.id), person.full_name)
    return page(
        "personal/hand_out.html", form=form, titles=titles, back=back, status=422 if request.method == "POST" else 200
    )
