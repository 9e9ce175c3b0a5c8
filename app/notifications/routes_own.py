"""How one wants to be told: a page under "my account"."""

from flask import Blueprint, Response, flash, request, url_for

from app.notifications import queries_own, services_own
from app.notifications.forms import AddressForm, CodeForm
from app.notifications.queries_calendar import feed_of
from app.refusals import BadInput
from app.settings import mail_server
from app.web.forms import take_errors
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from app.web.transactions import keep_changes
from workflows.notices import NOTICES, Notice, Subject
from workflows.roles import Permission

own = Blueprint("own", __name__, url_prefix="/account/notices")


@own.get("")
@requires(Permission.ACCOUNT_OWN)
def index() -> Response:
    return _page()


@own.post("/address")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def enter_address() -> Response:
    form = AddressForm()
    try:
        services_own.enter_address(actor().account_id, form.address.data or "", actor=actor())
    except BadInput as error:
        return _page(address=take_errors(form, error.errors), status=422)
    flash("Đã gửi mã xác nhận. Mở hộp thư, xem cả mục thư rác, rồi nhập mã vào đây.")
    return done(url_for(".index"))


@own.post("/address/confirm")
@requires(Permission.ACCOUNT_OWN)
def confirm_address() -> Response:
    form = CodeForm()
    try:
        address = services_own.confirm_address(form.code.data or "", actor=actor())
    except BadInput as error:
        keep_changes()  # the try is counted
        return _page(code=take_errors(form, error.errors), status=422)
    flash(f"Từ nay thư được gửi đến {address}.")
    return done(url_for(".index"))


@own.post("/address/remove")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def remove_address() -> Response:
    services_own.remove_address(actor=actor())
    flash("Đã thôi gửi thư. Thông báo vẫn hiện đủ trong ứng dụng.")
    return done(url_for(".index"))


@own.post("/choices")
@requires(Permission.ACCOUNT_OWN)
def choose() -> Response:
    sent = set(request.form.getlist("kind"))
    services_own.choose({kind for kind in Notice if kind in sent}, actor=actor())
    flash("Đã lưu những việc nhận qua thư.")
    return done(url_for(".index"))


def _page(*, address: AddressForm | None = None, code: CodeForm | None = None, status: int = 200) -> Response:
    me = actor()
    return page(
        "notifications/own.html",
        mail=queries_own.address_of(me.account_id),
        server=mail_server(),
        address=address or AddressForm(formdata=None),
        code=code or CodeForm(formdata=None),
        subjects=[(subject, [(k, a.label) for k, a in NOTICES.items() if a.subject == subject]) for subject in Subject],
        wanted=queries_own.wanted_by(me.account_id),
        feed=feed_of(me.account_id),
        status=status,
    )
