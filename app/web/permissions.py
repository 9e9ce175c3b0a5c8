"""Each route declares its permission beside it; a route without one is closed."""

from collections.abc import Callable
from typing import Any

from flask import Flask, current_app, redirect, request, session, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as BaseResponse

from app.actor import Actor
from app.refusals import NotAllowed
from app.web.proof import refuse_without_proof
from app.web.signed_out import ask_to_sign_in
from workflows.roles import Permission

OPEN = "open"  # to everybody, signed in or not


def requires(permission: Permission | str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare what a view needs. Put it directly under the route."""

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return declare


# Ids in addresses that stand for a thing which not everybody may know of, and who looks it up for an actor.
_LOOK_UP: dict[str, Callable[[int, Actor], object]] = {}


def hide_unless_visible(argument: str, look_up: Callable[[int, Actor], object]) -> None:
    """Say how the thing behind `<int:argument>` is looked up; `look_up` raises NotKnown for who may not know of it.

    Whoever lacks a route's permission is then told 403 only of what they may know of anyway, and 404 of all else.
    """
    _LOOK_UP[argument] = look_up


def permission_of(endpoint: str) -> Permission | str | None:
    return getattr(current_app.view_functions[endpoint], "permission", None)


def bind(app: Flask) -> None:
    setattr(app.view_functions["static"], "permission", OPEN)  # noqa: B010  # a view is a plain function to mypy

    @app.before_request
    def _check() -> BaseResponse | None:
        if request.endpoint is None:
            return None  # 404 or 405, decided by Flask
        wanted = permission_of(request.endpoint)
        if wanted == OPEN:
            return None
        user = current_user._get_current_object()
        if not user.is_authenticated:
            return ask_to_sign_in()
        if user.must_change_password and request.endpoint not in CHANGING_PASSWORD:
            return redirect(url_for("accounts.change_password"), 303)
        if user.must_enrol and request.endpoint not in ENROLLING | CHANGING_PASSWORD:
            return _lead_to_enrol()
        if wanted is None or not user.actor.may(Permission(wanted)):
            _hide_what_is_not_known()
            raise NotAllowed("Trang này dành cho người giữ nhiệm vụ khác.")
        return refuse_without_proof(user.actor)


def _hide_what_is_not_known() -> None:
    for argument, value in (request.view_args or {}).items():
        if argument in _LOOK_UP:
            _LOOK_UP[argument](value, actor())


def _lead_to_enrol() -> BaseResponse:
    if request.method == "GET" and not request.htmx:  # type: ignore[attr-defined]
        session["back"] = request.full_path.rstrip("?")
    return redirect(url_for("accounts.factor.show"), 303)


ENROLLING = {
    "accounts.factor.show", "accounts.factor.begin", "accounts.factor.enrol", "accounts.factor.confirm",
    "accounts.factor.codes_were_shown",
}  # fmt: skip
CHANGING_PASSWORD = {"accounts.change_password", "accounts.save_password", "accounts.sign_out"}


def actor() -> Actor:
    """The person acting in this request, with the roles of today."""
    value: Actor = current_user.actor
    return value
