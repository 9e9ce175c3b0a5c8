"""Open to everybody: whether a paper that somebody holds is genuine. No word of what stands in it."""

import hashlib

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from app.checking import queries
from app.documents.services_checking import (
    FoundSignature,
    SignatureUnreadable,
    check_apart,
    code_in,
    in_groups,
    trusted,
    with_revocation,
)
from app.documents.services_uploads import UploadRefused
from app.extensions import db
from app.web.errors import refusal
from app.web.limits import has_asked_too_often, may_ask
from app.web.pages import page
from app.web.permissions import OPEN, requires
from app.web.sent_files import sent_pdf
from app.web.transactions import nothing_held

bp = Blueprint("checking", __name__, url_prefix="/check")
# An hour. Behind one address may sit a whole commune; who tries codes has 2 ** 48 before them.
ASKED, WRONG, FILES = 600, 120, 120
NO_SUCH = "Không có văn bản nào mang mã này. Đồng chí xem lại từng chữ: mã có 12 chữ và số, không có số 0, số 1."
NO_FILE = "Chưa chọn tệp. Đồng chí chọn tệp PDF cần so."
NO_PDF = "Đây không phải tệp PDF. Ảnh chụp, tệp Word không so được: gõ mã in ở cuối trang đầu vào ô mã phía trên."


@bp.get("")
@requires(OPEN)
def ask() -> BaseResponse:
    typed = request.args.get("code", "")
    if not typed.strip():
        return page("checking/index.html")
    if code := code_in(typed):
        return redirect(url_for(".detail", code=in_groups(code)), 303)
    return _too_often() or _no_such(typed)


@bp.get("/<code>")
@requires(OPEN)
def detail(code: str) -> Response:
    if refused := _too_often():
        return refused
    known = queries.by_code(code_in(code) or "-")
    return page("checking/found.html", known=known) if known else _no_such(code)


@bp.post("")
@requires(OPEN)
def compare() -> Response:
    """The file is compared and forgotten. `code`: of the paper that somebody believes it to be."""
    code = code_in(request.form.get("code", ""))
    # Before anything is looked at: judging what somebody made up costs more than a paper.
    if request.files and not may_ask(FILES, "file", _address()):
        return _slow_down()
    try:
        sent = sent_pdf("file", otherwise=NO_PDF)
    except UploadRefused as refused:
        return page("checking/index.html", status=422, wrong_file=str(refused), code=code)
    if sent is None:
        return page("checking/index.html", status=422, wrong_file=NO_FILE, code=code)
    with nothing_held():  # what who is signed in began by being asked who they are
        found, unreadable = _signatures_on(sent.data)
    if not db.session().in_transaction():  # nobody is signed in, and many may compare at once: none waits for a writer
        db.session.connection(execution_options={"read_only": True})
    sha256 = hashlib.sha256(sent.data).hexdigest()
    return page(
        "checking/compared.html",
        name=sent.name,
        sha256=sha256,
        known=queries.by_hash(sha256),
        wanted=queries.by_code(code) if code else None,
        found=found,
        unreadable=unreadable,
    )


def _signatures_on(data: bytes) -> tuple[tuple[FoundSignature, ...], str]:
    try:
        return with_revocation(check_apart(data, trusted()), trusted()), ""
    except SignatureUnreadable as unreadable:
        return (), str(unreadable)


def _too_often() -> Response | None:
    """Whoever guesses is stopped before it is said whether they guessed right."""
    if has_asked_too_often(WRONG, "wrong", _address()) or not may_ask(ASKED, "check", _address()):
        return _slow_down()
    return None


def _no_such(typed: str) -> Response:
    may_ask(WRONG, "wrong", _address())
    return page("checking/index.html", status=404, wrong=NO_SUCH, typed=typed[:60])


def _slow_down() -> Response:
    answer = refusal(429)
    answer.headers["Retry-After"] = "3600"
    return answer


def _address() -> str:
    return request.remote_addr or ""
