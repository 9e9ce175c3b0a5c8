"""Refusals as pages, in Vietnamese, with what to do; what the person typed is shown again."""

import errno
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from jinja2_fragments.flask import render_block
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InternalError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app.documents.store import StoreUnreachable
from app.extensions import db
from app.forms.words import typed_texts
from app.refusals import BadInput, NotAllowed, NotKnown, NotYet, SentBefore, SomebodyWasFaster
from app.web.logs import request_number
from app.web.signed_out import AT_THE_DOOR, ask_to_sign_in, came_from, keep_in_draft
from app.web.transactions import form_fields
from workflows.engine import StepRefused

WORDS: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu không hợp lệ", "Trang đã mở quá lâu hoặc dữ liệu gửi lên bị thiếu. Mở lại trang rồi thử lại."),
    403: ("Đồng chí không có quyền làm việc này", "Nếu cần làm, đề nghị Văn phòng Đảng ủy kiểm tra phân công."),
    404: ("Không tìm thấy trang này", "Địa chỉ có thể sai, hoặc nội dung không thuộc phạm vi của đồng chí."),
    405: ("Không mở được theo cách này", "Quay về trang chủ rồi đi theo các nút trên trang."),
    409: ("Có người vừa sửa trước đồng chí", "Mở lại trang để xem bản mới nhất, rồi nhập lại phần của đồng chí."),
    413: ("Nội dung gửi lên quá lớn", "Chia nhỏ nội dung hoặc chọn tệp nhỏ hơn rồi gửi lại."),
    422: ("Chưa làm được việc này", "Xem lý do dưới đây, sửa rồi làm lại."),
    429: ("Thử quá nhiều lần", "Chờ vài phút rồi thử lại."),
    503: ("Hệ thống tạm thời chưa phục vụ được", "Chờ một phút rồi tải lại trang hoặc gửi lại."),
    500: ("Hệ thống gặp lỗi", "Lỗi đã được ghi lại. Thử lại sau ít phút; nếu vẫn lỗi, báo Văn phòng Đảng ủy."),
}
REOPEN = "Mở lại trang"
TOO_EARLY = "Chưa tới bước này"
DISK_FULL = "Ổ đĩa của máy chủ đã đầy nên chưa ghi được gì. Báo người quản trị giải phóng ổ đĩa."
READ_ONLY = "Máy chủ đang không ghi được dữ liệu nên chưa lưu gì. Báo người quản trị kiểm tra máy chủ."
NOT_TAKEN = {errno.ENOSPC: DISK_FULL, errno.EDQUOT: DISK_FULL, errno.EROFS: READ_ONLY}
GONE = "Máy chủ dữ liệu đang khởi động lại hoặc mất kết nối, nên chưa lưu gì."
NO_STORE = "Kho tài liệu đang mất kết nối nên chưa mở hoặc lưu được tệp."
BUSY_TITLE = "Hệ thống đang bận"
BUSY = "Hệ thống đang ghi một việc khác trên cùng dữ liệu nên chưa ghi được việc này. Chờ vài giây rồi gửi lại."
KIND_STATUS = {"not_here": 409, "not_yours": 403, "blocked": 422, "unknown": 404}


def refusal(status: int, *, reasons: list[Any] | None = None, lead: str = "", title: str = "") -> Response:
    """The page of a refusal. For htmx only its notice, sent to #notice: the page's buttons must stay.

    `title`: another one than the status has; the `lead` then says all, and what it is about is one tap away.
    """
    usual, advice = WORDS.get(status, WORDS[400])
    changed = request.method == "POST" and status in (400, 409)
    context = {
        "status": status,
        "title": title or usual,
        "lead": lead or advice,
        "advice": advice if lead and not title and REOPEN not in lead else "",
        "again": _to_open_anew() if changed or title else None,
        "reasons": reasons or [],
        "typed": typed_texts(form_fields()) if request.method == "POST" else [],
        "number": request_number() if status == 500 else "",
    }
    if request.htmx:  # type: ignore[attr-defined]
        response = make_response(render_block("error.html", "notice", **context), status)
        response.headers.update({"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"})
    else:
        response = make_response(render_template("error.html", **context), status)
    response.headers["Vary"] = "HX-Request"
    return response


def out_of_order(lead: str) -> Response:
    """The page of a refusal where nothing can be asked of the database: it stands alone, and asks nothing."""
    title, advice = WORDS[503]
    typed = typed_texts(form_fields()) if request.method == "POST" else []
    template = current_app.jinja_env.get_template("out_of_order.html")  # none of what pages are given with them
    context = {"title": title, "lead": lead, "advice": advice, "typed": typed, "number": request_number()}
    if request.htmx:  # type: ignore[attr-defined]
        blocks = template.new_context(context)
        response = make_response("".join(template.blocks["notice"](blocks)), 503)
        response.headers.update({"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"})
    else:
        response = make_response(template.render(context), 503)
    response.headers.update({"Vary": "HX-Request", "Retry-After": "60"})
    return response


def _waited_in_vain(error: DBAPIError) -> bool:
    """Two who waited for each other (PostgreSQL ends one of them), or a writer whom another kept waiting too long."""
    return getattr(error.orig, "sqlstate", "") in ("40P01", "55P03") or "database is locked" in str(error.orig)


def _to_open_anew() -> str | None:
    """Where the newest state of things is shown: the meeting, whose step may be over, or the page of the form."""
    meeting_id = (request.view_args or {}).get("meeting_id")
    return url_for("meetings.detail", meeting_id=meeting_id) if meeting_id else came_from()


def _step_refused(error: StepRefused) -> Response:
    db.session.rollback()
    status = KIND_STATUS[error.kind]
    lead = "Việc này vừa được người khác làm, hoặc không còn ở bước đó nữa." if status == 409 else ""
    return refusal(status, reasons=list(error.reasons), lead=lead)


def _bad_input(error: BadInput) -> Response:
    db.session.rollback()
    return refusal(422, reasons=list(error.errors.values()))


def _not_allowed(error: NotAllowed) -> Response:
    db.session.rollback()
    return refusal(403, lead=str(error))


def _not_yet(error: NotYet) -> Response:
    db.session.rollback()
    return refusal(403, lead=str(error), title=TOO_EARLY)


def _not_known(_error: NotKnown) -> Response:
    db.session.rollback()
    return refusal(404)


def _stale(error: Exception) -> Response:
    db.session.rollback()
    title = "Biểu mẫu này đã gửi một lần rồi" if isinstance(error, SentBefore) else ""
    return refusal(409, lead=str(error) if isinstance(error, SomebodyWasFaster) else "", title=title)


def _doubled(error: IntegrityError) -> Response:
    # A unique key met twice: two people made the same thing at once.
    db.session.rollback()
    current_app.logger.warning("integrity: %s", type(error.orig).__name__)
    return refusal(409)


def _says_why(error: DBAPIError) -> str:
    """What is the matter with the database itself; empty for any other error."""
    said, sqlstate = str(error.orig), getattr(error.orig, "sqlstate", "") or ""
    if "disk is full" in said or sqlstate == "53100":
        return DISK_FULL
    if "readonly database" in said or "unable to open database file" in said or "disk I/O error" in said:
        return READ_ONLY
    if sqlstate == "25006":  # a server that only reads: a standby, or one that was told so
        return READ_ONLY
    if type(error.orig).__module__ == "sqlite3":
        return ""
    # Without a state the server never answered.
    return GONE if not sqlstate or error.connection_invalidated or sqlstate[:2] in ("08", "53", "57") else ""


def _in_each_others_way(error: DBAPIError) -> Response:
    if not _waited_in_vain(error):
        if not (why := _says_why(error)):
            return _unexpected(error)
        current_app.logger.error("database: %s", type(error.orig).__name__, exc_info=error)
        db.session.remove()
        return out_of_order(why)
    db.session.rollback()
    current_app.logger.warning("waited in vain: %s", type(error.orig).__name__)
    # The page of the refusal only reads: it must not queue behind the same writer again.
    db.session.connection(execution_options={"read_only": True})
    return refusal(409, lead=BUSY, title=BUSY_TITLE)


def _no_store(error: StoreUnreachable) -> Response:
    db.session.rollback()
    current_app.logger.error("store of documents: %s", error, exc_info=error)
    return out_of_order(NO_STORE)


def _no_room(error: OSError) -> Response:
    """A file, or what came in with a form, that the disk did not take."""
    if not (why := NOT_TAKEN.get(error.errno or 0, "")):
        return _unexpected(error)
    current_app.logger.error("disk: %s", errno.errorcode[error.errno or 0], exc_info=error)
    db.session.remove()
    return out_of_order(why)


def _unfit(_error: DataError) -> Response:
    db.session.rollback()
    return refusal(422, lead="Có nội dung quá dài hoặc con số quá lớn so với ô nhập.")


def _forged(_error: CSRFError) -> BaseResponse:
    # The token lives as long as the session: without one it is the session that is missing.
    if request.endpoint == "checking.compare":
        return refusal(400)  # whoever asks need not be signed in
    if request.endpoint in AT_THE_DOOR or not current_user.is_authenticated:
        return ask_to_sign_in()
    if keep_in_draft():
        lead = "Đồng chí đã đăng nhập lại nên trang cũ không gửi được. Nội dung đã giữ lại: mở lại trang là thấy."
        return refusal(400, lead=lead)
    return refusal(400, lead="Trang đã mở quá lâu nên không gửi được. Mở lại trang rồi gửi lại.")


def _http(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    return refusal(error.code or 500)


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    current_app.logger.exception("unexpected", exc_info=error)
    if current_app.config.get("PROPAGATE_ERRORS"):
        raise error
    return refusal(500)


ANSWERS: dict[type[Exception], Callable[[Any], BaseResponse]] = {
    StepRefused: _step_refused,
    BadInput: _bad_input,
    NotAllowed: _not_allowed,
    NotYet: _not_yet,
    NotKnown: _not_known,
    StaleDataError: _stale,
    SomebodyWasFaster: _stale,
    IntegrityError: _doubled,
    OperationalError: _in_each_others_way,
    InternalError: _in_each_others_way,
    DataError: _unfit,
    StoreUnreachable: _no_store,
    OSError: _no_room,
    CSRFError: _forged,
    HTTPException: _http,
    Exception: _unexpected,
}


def bind(app: Flask) -> None:
    """Answer each refusal of `ANSWERS` with its page; Flask asks for the nearest class of what was raised."""
    for kind, answer in ANSWERS.items():
        app.register_error_handler(kind, answer)
