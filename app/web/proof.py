"""Before something weighty the password is asked for again, unless it was given lately in this session.

A route says so by `asks_again`, or by `asks_again_where` if not all that it does is weighty. Whoever signed in a while
ago gets one page that asks for the password and carries all that the form said; the right password sends it on its way
as if nothing had been asked. What is signed or issued asks each time, in its own form (`check_again`).
"""

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, render_template, request, session
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.accounts.services import check_password
from app.actor import Actor
from app.extensions import db, elsewhere
from app.forms.words import typed_texts
from app.refusals import BadInput
from app.settings import settings
from app.web.known_devices import words_here
from app.web.signed_out import over_the_whole_page
from app.web.transactions import form_fields, keep_changes

FIELD = "proof_password"
NOT_CARRIED = {FIELD, "csrf_token"}


def asks_again(view: Callable[..., Any]) -> Callable[..., Any]:
    """Declare that what the form does needs a password given lately. Put it under `requires`; not where files come."""
    view.asks_again = True  # type: ignore[attr-defined]
    return view


def asks_again_where(needed: Callable[..., bool]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """As `asks_again`, where `needed` says so, which takes what the view takes from the address.

    Who holds the route's permission may still not know of the thing that is named: `needed` raises NotKnown then.
    """

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        view.asks_again = needed  # type: ignore[attr-defined]
        return view

    return declare


def check_again(actor: Actor, password: str) -> None:
    """The password given with this very form. Raises BadInput({"password": …}); the failure is counted."""
    try:
        check_password(actor, password, device=words_here())
    except BadInput:
        keep_changes()
        raise
    note_proof()


def note_proof() -> None:
    """The person has just shown that it is they."""
    session["proved"] = int(clock.now().timestamp())


def refuse_without_proof(actor: Actor) -> BaseResponse | None:
    """The page that asks, or None if this request may go on."""
    if request.method != "POST" or elsewhere() is not None or is_proved() or not _is_weighty():
        return None
    if FIELD not in request.form:
        return _page_that_asks("")
    try:
        check_password(actor, request.form[FIELD], device=words_here())
    except BadInput as error:
        db.session.commit()  # the failure is counted; the request itself is refused before its transaction begins
        return _page_that_asks(error.errors["password"])
    note_proof()
    return None


def _is_weighty() -> bool:
    asks = getattr(current_app.view_functions.get(request.endpoint or ""), "asks_again", False)
    return asks(**(request.view_args or {})) if callable(asks) else bool(asks)


def is_proved() -> bool:
    """Whether the password was given in this session lately."""
    proved = session.get("proved")
    return isinstance(proved, int) and clock.now().timestamp() - proved < settings().proof_minutes * 60


def _page_that_asks(wrong: str) -> Response:
    carried = [(name, text) for name, text in request.form.items(multi=True) if name not in NOT_CARRIED]
    body = render_template(
        "accounts/prove.html",
        field=FIELD, wrong=wrong, carried=carried, typed=typed_texts(form_fields()), minutes=settings().proof_minutes,
        action=f"{request.script_root}{request.full_path.rstrip('?')}", by_code=bool(session.get("by_code")),
    )  # fmt: skip
    return over_the_whole_page(body, 401)
