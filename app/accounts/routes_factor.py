"""One's own second factor: taking it up, new codes on paper, giving it up."""

from flask import Blueprint, Response, flash, session, url_for
from flask_login import current_user

from app.accounts import queries_factor, services_factor
from app.accounts.forms import ConfirmForm
from app.refusals import BadInput, NotAllowed
from app.web.forms import take_errors
from app.web.login import renew_session
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.proof import asks_again, is_proved
from app.web.qr import qr_svg
from app.web.signed_out import local_path
from app.web.transactions import keep_changes
from workflows.roles import Permission

factor = Blueprint("factor", __name__, url_prefix="/account/second-factor")
BY_CODE = "Đồng chí đang đăng nhập bằng mã một lần. Đăng nhập bằng mật khẩu rồi mới bật, tắt được xác thực hai lớp."


@factor.get("")
@requires(Permission.ACCOUNT_OWN)
def show() -> Response:
    account_id = actor().account_id
    return page(
        "accounts/factor.html",
        factor=queries_factor.confirmed(account_id),
        left=queries_factor.paper_codes_left(account_id),
        required=current_user.must_have_factor,
        by_code=current_user.came_by_code,
    )


@factor.post("/begin")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def begin() -> Response:
    _not_by_code()
    services_factor.begin(actor())
    return done(url_for(".enrol"))


@factor.get("/enrol")
@requires(Permission.ACCOUNT_OWN)
def enrol() -> Response:
    return _enrol_page(ConfirmForm(formdata=None))


@factor.post("/confirm")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def confirm() -> Response:
    _not_by_code()
    form = ConfirmForm()
    try:
        account, codes = services_factor.confirm(actor(), form.code.data or "")
    except BadInput as error:
        keep_changes()
        return _enrol_page(take_errors(form, error.errors), status=422)
    back = local_path(session.get("back"))
    renew_session(account)
    return page("accounts/factor_codes.html", codes=codes, back=back or url_for("accounts.factor.show"), first=True)


@factor.post("/codes")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def make_codes() -> Response:
    _not_by_code()
    codes = services_factor.make_paper_codes(actor())
    return page("accounts/factor_codes.html", codes=codes, back=url_for(".show"), first=False)


@factor.get("/codes")
@factor.get("/confirm")
@requires(Permission.ACCOUNT_OWN)
def codes_were_shown() -> Response:
    """Where a reload, or the second of two clicks, arrives."""
    flash("Mã dự phòng chỉ hiện một lần. Chưa kịp chép thì bấm tạo mã mới: mã cũ thôi dùng được.", "warn")
    return done(url_for(".show"))


@factor.post("/remove")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def remove() -> Response:
    _not_by_code()
    services_factor.give_up(actor(), required=current_user.must_have_factor)
    renew_session(current_user.account)
    flash("Đã tắt xác thực hai lớp. Từ nay đăng nhập chỉ cần mật khẩu.")
    return done(url_for(".show"))


def _not_by_code() -> None:
    if current_user.came_by_code:
        raise NotAllowed(BY_CODE)


def _enrol_page(form: ConfirmForm, *, status: int = 200) -> Response:
    waiting = queries_factor.to_enrol(current_user.account)
    # The key is shown to nobody who merely sits down where its owner began: they would take it into an app of theirs.
    if waiting is None or current_user.came_by_code or not is_proved():
        return done(url_for(".show"))
    return page("accounts/factor_enrol.html", form=form, key=waiting.key, picture=qr_svg(waiting.address),
                link=waiting.address, status=status)  # fmt: skip
