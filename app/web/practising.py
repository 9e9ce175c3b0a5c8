"""A cell practises under addresses of its own (`/in-practice/<cell>/…`): the same pages on a database of its own.

Who asks is looked up in the database of the house, as for every page; then all that the request reads and writes is
there (app.practice.services_place). Only the rooms of a meeting are open: nothing leads from there to real things.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask, redirect, request
from flask_login import current_user
from werkzeug.wrappers import Response

from app.extensions import begin_reading, db, elsewhere, end_transaction, work_elsewhere
from app.practice.queries import place_name
from app.practice.services_place import PracticeEnded, let_in, place_at
from app.web.errors import refusal
from app.web.pages import page
from app.web.signed_out import SAVING
from workflows.roles import Role

PREFIX = re.compile(r"/in-practice/([1-9][0-9]{0,8})(?=/|$)")
PRACTISING, MOUNTED = "nennep.practising", "nennep.mounted"
ROOMS = {
    "agendas", "approvals", "digests", "documents", "evaluations", "finding", "forms", "meetings", "minutes",
    "petitions", "phrases", "replies", "resolutions", "sessions", "tasks",
}  # fmt: skip
NOBODY_TOLD = "Tập thử: không báo cho ai."
ENDED = "Buổi tập thử này đã kết thúc hoặc không dành cho đồng chí, nên không ghi được nữa."
OVER = "Buổi tập thử này đã kết thúc. Những gì đang viết vẫn còn trên trang: chép lại nếu cần."
SIGNED_OUT = "Đồng chí đã bị đăng xuất, phần vừa gửi chưa được ghi. Đăng nhập rồi vào lại buổi tập thử."
SIGNED_OUT_MEANWHILE = (
    "Đồng chí đã bị đăng xuất. Những gì đang viết vẫn còn trên trang: chép lại nếu cần, đăng nhập rồi vào lại buổi "
    "tập thử."
)
Environ = dict[str, Any]
Application = Callable[[Environ, Any], Iterable[bytes]]


def prefix_of(cell_id: int) -> str:
    return f"/in-practice/{cell_id}"


def told(done: str, who: str) -> str:
    """What has happened, and who was told of it; of a practice nobody is."""
    return f"{done}. {NOBODY_TOLD}" if elsewhere() else f"{done} và {who}."


def unless_practising(usual: str) -> str:
    """A sentence of what others are told."""
    return NOBODY_TOLD if elsewhere() else usual


def real_address(environ: Environ, path: str) -> str:
    """An address of the house itself, from within a practice."""
    return f"{environ.get(MOUNTED, '')}{path}"


class _Prefix:
    """Takes the prefix for the place where the application is mounted, so that all its links lead there too."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start: Any) -> Iterable[bytes]:
        environ.pop(PRACTISING, None)
        if found := PREFIX.match(environ.get("PATH_INFO", "")):
            mounted = environ.get("SCRIPT_NAME", "")
            environ |= {
                PRACTISING: int(found[1]),
                MOUNTED: mounted,
                "SCRIPT_NAME": mounted + found[0],
                "PATH_INFO": environ["PATH_INFO"][found.end() :] or "/",
            }
        return self.application(environ, start)


def bind(app: Flask) -> None:
    app.wsgi_app = _Prefix(app.wsgi_app)  # type: ignore[method-assign, assignment]

    # Before everything else, also before the tokens of forms are looked at: whoever is signed out is told here.
    app.before_request_funcs.setdefault(None, []).insert(0, _go_there)

    @app.teardown_request
    def _come_back(_error: BaseException | None) -> None:
        if PRACTISING in request.environ:
            end_transaction()
            work_elsewhere(None)

    @app.errorhandler(PracticeEnded)
    def _ended_meanwhile(_error: PracticeEnded) -> Response:
        db.session.remove()
        end_transaction()
        work_elsewhere(None)
        return _turned_away(signed_in=True)


def _go_there() -> Response | None:
    cell_id = request.environ.get(PRACTISING)
    if cell_id is None or request.endpoint == "static":
        return None
    begin_reading()
    user = current_user._get_current_object()
    may_enter = user.is_authenticated and not user.must_enrol  # who has to is led there by the house's own pages
    member = may_enter and Role.MEMBER in user.actor.roles_in(cell_id)
    name = place_name(cell_id) if member else None
    if name is not None:
        let_in(name, user.identity.person_id)
    end_transaction()
    db.session.remove()  # with all that it knows of the house
    if name is None:
        return _turned_away(signed_in=user.is_authenticated)
    work_elsewhere(place_at(name))
    if (request.blueprint or "").split(".")[0] not in ROOMS:
        return page("practice/not_here.html", status=404)
    return None


def _turned_away(*, signed_in: bool) -> Response:
    """To where one is asked to sign in, and told whether the cell practises. What was typed is shown, to be copied."""
    if request.htmx and not request.htmx.boosted and request.method != "POST":  # type: ignore[attr-defined]
        # A part of the page wanted to refresh itself: the list of practices must not take its place.
        return refusal(409 if signed_in else 401, lead=OVER if signed_in else SIGNED_OUT_MEANWHILE)
    if request.method != "POST":
        return redirect(real_address(request.environ, "/practice"), 303)
    if request.endpoint == SAVING:
        return Response(status=401)
    return refusal(409 if signed_in else 401, lead=ENDED if signed_in else SIGNED_OUT)
