"""The door: signing in and out. And what is one's own behind it: password, sessions, offices."""

from flask import Blueprint, Response, flash, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.accounts import queries_own, services
from app.accounts.forms import OnceForm, PasswordForm
from app.accounts.routes_door import ask_for_factor, asks_for_factor, door, enter
from app.accounts.routes_factor import factor
from app.accounts.routes_sessions import own_sessions
from app.accounts.throttle import TooManyTries
from app.refusals import BadInput
from app.settings import settings
from app.web.forms import take_errors
from app.web.known_devices import device_here
from app.web.login import close_session, open_session
from app.web.pages import done, page
from app.web.permissions import OPEN, actor, requires
from app.web.proof import check_again
from app.web.signed_out import local_path, sign_in_page
from app.web.transactions import keep_changes
from workflows.roles import Permission

bp = Blueprint("accounts", __name__)
bp.register_blueprint(door)
bp.register_blueprint(factor)
bp.register_blueprint(own_sessions)


@bp.get("/sign-in")
@requires(OPEN)
def sign_in() -> BaseResponse:
    if current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")) or url_for("home.index"), 303)
    return sign_in_page(back=request.args.get("next", ""))


@bp.post("/sign-in")
@requires(OPEN)
def sign_in_with_password() -> BaseResponse:
    user_name, device = request.form.get("user_name", ""), device_here()
    kept, back = (request.form.get(name, "") for name in ("kept", "next"))
    try:
        account = services.sign_in(user_name, request.form.get("password", ""), request.remote_addr or "", device)
    except (BadInput, TooManyTries) as error:
        keep_changes()
        status = 429 if isinstance(error, TooManyTries) else 422
        return sign_in_page(status=status, user_name=user_name, wrong=str(error), kept=kept, back=back)
    if asks_for_factor(account):
        return ask_for_factor(account, kept=kept, back=back)
    return enter(account, device, kept=kept, back=back)


@bp.get("/sign-in/once")
@requires(OPEN)
def sign_in_once() -> Response:
    return _once_page(OnceForm(formdata=None))


@bp.post("/sign-in/once")
@requires(OPEN)
def sign_in_with_code() -> BaseResponse:
    form = OnceForm()
    try:
        account = services.sign_in_once(form.code.data or "", request.remote_addr or "")
    except (BadInput, TooManyTries) as error:
        keep_changes()
        take_errors(form, {"code": str(error)})
        status = 429 if isinstance(error, TooManyTries) else 422
        return _once_page(form, status)
    if asks_for_factor(account):
        return ask_for_factor(account, by_code=True)
    return enter(account, device_here(), by_code=True, event="one_time_sign_in_used")


def _once_page(form: OnceForm, status: int = 200) -> Response:
    return page("accounts/sign_in_once.html", form=form, minutes=settings().code_minutes, status=status)


@bp.post("/sign-out")
@requires(Permission.ACCOUNT_OWN)
def sign_out() -> Response:
    close_session(actor())
    flash("Đồng chí đã đăng xuất.")
    answer = done(url_for("accounts.sign_in"))
    # Pages that the browser keeps to go back to at once are of the session too.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@bp.get("/account")
@requires(Permission.ACCOUNT_OWN)
def mine() -> Response:
    me = actor()
    return page(
        "accounts/mine.html",
        account=current_user.account,
        by_code=current_user.came_by_code,
        has_factor=current_user.identity.has_factor,
        offices=queries_own.offices_held(me.person_id, clock.today()),
        today=clock.today(),
    )


@bp.get("/account/password")
@requires(Permission.ACCOUNT_OWN)
def change_password() -> Response:
    return _password_page(PasswordForm(formdata=None))


@bp.post("/account/password")
@requires(Permission.ACCOUNT_OWN)
def save_password() -> Response:
    form = PasswordForm()
    # Who comes from a slip has just typed it.
    first = current_user.must_change_password
    try:
        if not first:
            check_again(actor(), form.password.data or "")
    except BadInput as error:
        return _password_page(take_errors(form, error.errors), status=422)
    try:
        account = services.change_password(actor(), form.new_password.data or "", form.new_password_again.data or "")
    except BadInput as error:
        return _password_page(take_errors(form, error.errors), status=422)
    back = local_path(session.get("back")) or url_for("home.index" if first else "accounts.mine")
    open_session(account)
    flash("Đã đặt mật khẩu mới. Các máy khác đang đăng nhập tài khoản này đều bị đăng xuất.")
    return done(back)


def _password_page(form: PasswordForm, *, status: int = 200) -> Response:
    return page("accounts/password.html", form=form, first=current_user.must_change_password, status=status)
