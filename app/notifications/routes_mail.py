"""The administrator's page of the mail: whether any is sent, and what could not be."""

from flask import Blueprint, Response, flash, url_for

from app.notifications import queries_mail, services_mail
from app.settings import mail_server
from app.web.pages import done, page
from app.web.paging import number_asked
from app.web.permissions import actor, requires
from workflows.roles import Permission

mail = Blueprint("mail", __name__, url_prefix="/mail")
ON_A_PAGE = 50


@mail.get("")
@requires(Permission.SETTING_MANAGE)
def index() -> Response:
    number = number_asked()
    rows = queries_mail.troubled(ON_A_PAGE + 1, (number - 1) * ON_A_PAGE)
    return page(
        "notifications/mail.html",
        server=mail_server(), counts=queries_mail.counts(),
        rows=rows[:ON_A_PAGE], number=number, more=len(rows) > ON_A_PAGE,
    )  # fmt: skip


@mail.post("/<int:letter_id>/again")
@requires(Permission.SETTING_MANAGE)
def send_again(letter_id: int) -> Response:
    services_mail.send_again(letter_id, actor=actor())
    flash("Đang gửi lại thư này. Mở lại trang sau ít phút để xem kết quả.")
    return done(url_for(".index"))


@mail.post("/again")
@requires(Permission.SETTING_MANAGE)
def send_all_again() -> Response:
    if number := services_mail.send_all_again(actor=actor()):
        flash(f"Đang gửi lại {number} thư. Mở lại trang sau ít phút để xem kết quả.")
    else:
        flash("Không có thư nào gửi lại được: người nhận hiện không có địa chỉ thư.", "warn")
    return done(url_for(".index"))
