"""One request is one transaction: committed if the answer is a success, rolled back otherwise."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from typing import Any

from flask import Flask, Response, abort, g, redirect, request
from sqlalchemy import Executable, String, Table, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app import clock
from app.extensions import begin_reading, connection, db, end_transaction
from app.forms.models import UsedForm
from app.refusals import SentBefore
from app.web.templates import Templates

SENT_BEFORE = (
    "Lần gửi trước đã được ghi; lần này nội dung khác nên chưa ghi. Mở lại trang, xem đã ghi gì rồi nhập tiếp phần còn "
    "thiếu."
)
READING = ("GET", "HEAD", "OPTIONS")


class House(Flask):
    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """As it is: no view is a coroutine, which Flask asks of each of the sixteen functions that a request runs."""
        return func

    def dispatch_request(self) -> BaseResponse:
        """Run the view inside the request's transaction.

        Done here and not in an `after_request`, so that what the commit itself raises (somebody was faster) still
        reaches the error handlers.
        """
        if request.method in READING:
            return self.make_response(super().dispatch_request())  # nothing to keep: `_forget` ends the transaction
        token = _form_token()
        if token and (again := _taken_before(token)) is not None:
            return again
        response: Response = self.make_response(super().dispatch_request())
        if response.status_code < 400 or g.get("keep_changes"):
            _remember(response)
            db.session.commit()
            _wake_worker()
        else:
            db.session.rollback()
        return response


def keep_changes() -> None:
    """Commit although the answer is a refusal: a failed sign-in must be counted."""
    g.keep_changes = True


@contextmanager
def nothing_held() -> Iterator[None]:
    """Within, a request that writes holds no transaction, so that nobody waits for it: for what may take long and asks
    nothing of the database. What it wrote before is committed, whatever comes of it (that the password was right); its
    form is not taken by then, and is taken after."""
    if g.get("used_form") is not None:
        connection().execute(_REFUSED, {"this": g.used_form})
    db.session.commit()
    yield
    token = g.pop("used_form", None)
    if token is not None and (again := _taken_before(token)) is not None:
        abort(again)  # the same form was sent twice, and the other one is through


def _form_token() -> str:
    return request.form.get("once", "")[:64] if request.method == "POST" and request.endpoint else ""


def _content() -> str:
    """What this form says, as a hash; the same person's token changes with each time of signing in.

    Without passwords: from the hash of a form whose other fields are known one could be guessed.
    """
    fields = request.form.items(multi=True)
    said = [(name, text) for name, text in fields if name != "csrf_token" and "password" not in name]
    files = [(name, file.filename) for name, file in request.files.items(multi=True)]
    return hashlib.sha256(repr((said, files)).encode()).hexdigest()


def _taken_before(token: str) -> BaseResponse | None:
    """The answer to a form that was already taken, or None after noting that it is being taken now.

    On PostgreSQL the insert waits for the first sender's commit; on SQLite the writers already queue. So the second of
    two clicks stops here. Raises SentBefore for what was written into the form after it was sent, which is no click.
    """
    content, sent = _content(), connection()
    note = {"token": token, "at": clock.now(), "location": "", "content": content}
    if sent.execute(_taking(sent.dialect.name), note).rowcount:
        g.used_form = token
        return None
    used = sent.execute(_TAKEN, {"this": token}).one_or_none()
    if used is not None and used.content not in ("", content):
        raise SentBefore(SENT_BEFORE)
    location = used.location if used else ""
    if request.htmx:  # type: ignore[attr-defined]
        return Response(status=204, headers={"HX-Refresh": "true"})
    return redirect(location or _own_address(), 303)


def _remember(response: BaseResponse) -> None:
    """Where the form led to; one that was refused was not taken, whatever of it counts (a wrong password)."""
    token: str | None = g.get("used_form")
    if token is None:
        return
    if response.status_code >= 400:
        connection().execute(_REFUSED, {"this": token})
        return
    location = (response.headers.get("Location") or "")[:400]
    if location not in ("", _own_address()):  # where nothing else is said it leads to itself
        connection().execute(_LED, {"this": token, "to": location})


def _own_address() -> str:
    return f"{request.script_root}{request.path}"


# Of the bare table, and built once: each form that is sent asks them.
_FORMS: Table = UsedForm.metadata.tables[UsedForm.__tablename__]
_THIS = _FORMS.c.token == bindparam("this", type_=String)
_TAKEN = select(_FORMS.c.content, _FORMS.c.location).where(_THIS)
_LED = update(_FORMS).where(_THIS).values(location=bindparam("to", type_=String))
_REFUSED = delete(_FORMS).where(_THIS)


@cache
def _taking(dialect: str) -> Executable:
    kind = sqlite if dialect == "sqlite" else postgresql
    return kind.insert(_FORMS).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def _wake_worker() -> None:
    from app.jobs.services import wake_for_new_jobs

    wake_for_new_jobs()


# What must be answered also where there is no database to connect to.
ASKING_NOTHING = {"static", "watching.live", "watching.ready"}


def once() -> str:
    """A token for one form on one page; the same form sent twice has one effect."""
    if "tokens" not in g:
        page = secrets.token_urlsafe(9)
        g.tokens = (f"{page}.{form}" for form in count(1))
    token: str = next(g.tokens)
    return token


def bind(app: Flask) -> None:
    app.jinja_env.globals["once"] = once

    @app.before_request
    def _begin_reading() -> None:
        # Before the account is loaded: that begins the transaction, which must not take the write lock.
        if request.method in READING and request.endpoint not in ASKING_NOTHING:
            begin_reading()

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        end_transaction()  # also when the view raised


def form_fields() -> dict[str, Any]:
    """What the person typed in this request, without tokens and passwords, to show it again on a refusal."""
    hidden = {"csrf_token", "once", "version"}
    try:
        form = request.form
    except (HTTPException, OSError):
        # What is being refused is the form itself, too large or broken off or without room: it was never read.
        return {}
    return {k: v for k, v in form.items() if k not in hidden and "password" not in k and v.strip()}
