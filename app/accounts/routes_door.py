"""The second step at the door: the code of the app, and what everybody passes who comes in."""

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse

from app.accounts import services, services_factor
from app.accounts.forms import FactorForm
from app.accounts.models import Account
from app.accounts.queries_factor import confirmed, paper_codes_left
from app.accounts.throttle import Device, TooManyTries
from app.forms.services import keep_typed
from app.refusals import BadInput
from app.settings import settings
from app.web.forms import take_errors
from app.web.half_open import half_here, leave_half_open
from app.web.known_devices import device_here, remember
from app.web.login import open_session
from app.web.pages import done
from app.web.permissions import OPEN, requires
from app.web.signed_out import local_path, over_the_whole_page, sign_in_page, unpack
from app.web.transactions import keep_changes
from app.web.trusted_devices import is_trusted_here, trust

door = Blueprint("door", __name__, url_prefix="/sign-in/factor")
TOO_LATE = "Đã quá 10 phút kể từ khi nhập mật khẩu, mời đăng nhập lại."
ON_PAPER = (
    "Đã vào bằng mã dự phòng, còn {} mã chưa dùng. Mất điện thoại thì mở Tài khoản của tôi, phần Xác thực hai lớp: "
    "tắt rồi bật lại trên máy mới."
)


def asks_for_factor(account: Account) -> bool:
    return confirmed(account.id) is not None and not is_trusted_here(account)


def ask_for_factor(account: Account, *, by_code: bool = False, kept: str = "", back: str = "") -> Response:
    if by_code:
        services.used_code(account)
    leave_half_open(account, by_code=by_code)
    return _factor_page(FactorForm(formdata=None), kept=kept, back=back)


@door.get("")
@requires(OPEN)
def show() -> BaseResponse:
    if half_here() is None:
        return redirect(url_for("accounts.sign_in"), 303)
    return _factor_page(FactorForm(formdata=None))


@door.post("")
@requires(OPEN)
def pass_with_code() -> BaseResponse:
    half, form, device = half_here(), FactorForm(), device_here()
    kept, back = (request.form.get(name, "") for name in ("kept", "next"))
    if half is None:
        return sign_in_page(status=422, said=TOO_LATE, kept=kept, back=back)
    sent = form.code.data or "", form.recovery_password.data or ""
    try:
        account = services_factor.pass_door(half.account_id, *sent, request.remote_addr or "", device)
    except (BadInput, TooManyTries) as error:
        keep_changes()
        late = isinstance(error, TooManyTries)
        errors = error.errors if isinstance(error, BadInput) else {"code": str(error)}
        return _factor_page(take_errors(form, errors), kept=kept, back=back, status=429 if late else 422)
    answer = enter(account, device, by_code=half.by_code, kept=kept, back=back)
    if sent[1]:  # only now: a session that opens begins empty
        flash(ON_PAPER.format(paper_codes_left(account.id)), "warn")
    return trust(answer, account) if form.trust.data else answer


def enter(
    account: Account, device: Device, *, by_code: bool = False, kept: str = "", back: str = "", event: str = "signed_in"
) -> Response:
    """Whoever was asked for nothing more is in, and goes on to where they wanted to."""
    services.came_in(account, request.remote_addr or "", device, event)
    open_session(account, by_code=by_code)
    location = local_path(back) or url_for("home.index")
    typed = unpack(kept)
    if typed is not None:
        location = keep_typed(account.id, typed.draft, typed.fields, typed.path)
        flash("Những gì đồng chí nhập trước khi đăng nhập lại vẫn còn. Xem lại rồi bấm lưu.")
    if by_code:
        return done(location)
    if account.must_change_password:
        session["back"] = location
        location = url_for("accounts.change_password")
    return remember(done(location), account.id)


def _factor_page(form: FlaskForm, *, kept: str = "", back: str = "", status: int = 200) -> Response:
    body = render_template(
        "accounts/factor_door.html", form=form, kept=kept, back=local_path(back), days=settings().second_factor_days
    )
    return over_the_whole_page(body, status)
