"""One's own sessions and sign-in history: pages under "my account"."""

from flask import Blueprint, Response, flash, request, session, url_for

from app.accounts import queries_sessions, services_sessions
from app.refusals import NotKnown
from app.web.login import renew_session
from app.web.nfc import small_int
from app.web.pages import done, page
from app.web.paging import PAGE, page_asked
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.roles import Permission

own_sessions = Blueprint("sessions", __name__, url_prefix="/account/sessions")


@own_sessions.get("")
@requires(Permission.ACCOUNT_OWN)
def index() -> Response:
    me = actor()
    return page(
        "accounts/sessions.html",
        rows=queries_sessions.sessions_of(me.account_id),
        this=session.get("sid", ""),
        tries=queries_sessions.attempts_of(me.account_id, 5),
    )


@own_sessions.get("/history")
@requires(Permission.ACCOUNT_OWN)
def history() -> Response:
    account_id = actor().account_id
    number, pages = page_asked(queries_sessions.count_attempts(account_id))
    tries = queries_sessions.attempts_of(account_id, PAGE, (number - 1) * PAGE)
    return page("accounts/history.html", tries=tries, number=number, pages=pages)


@own_sessions.post("/end-one")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def end_one() -> Response:
    session_id = small_int(request.form.get("session", ""))
    if session_id is None:
        raise NotKnown
    services_sessions.end_session(session_id, actor=actor())
    flash("Đã đăng xuất máy đó.")
    return done(url_for("accounts.sessions.index"))


@own_sessions.post("/end")
@requires(Permission.ACCOUNT_OWN)
@asks_again
def end_others() -> Response:
    renew_session(services_sessions.end_other_sessions(actor()))
    flash("Đã đăng xuất tài khoản này trên mọi máy khác.")
    return done(url_for("accounts.sessions.index"))
