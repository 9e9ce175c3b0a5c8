"""Signed out while at work: the person signs in and finds the page again, and what was typed with it.

What was typed travels through the sign-in page as one signed, compressed hidden field, because nobody is signed in
under whose name it could be stored, and the session's cookie is too small for minutes of a meeting.
"""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from itsdangerous import BadData
from werkzeug.wrappers import Response as BaseResponse

from app.accounts.queries_own import only_commune
from app.extensions import db
from app.forms.services import save_draft
from app.refusals import BadInput
from app.web.stamped import stamping
from app.web.transactions import form_fields

LARGEST_KEPT = 1024 * 1024  # characters
KEPT_FOR = 24 * 3600
NOT_KEPT = {"kept", "next", "draft"}
SAVING = "forms.save_draft"
AT_THE_DOOR = ("accounts.sign_in_with_password", "accounts.sign_in_with_code", "accounts.door.pass_with_code")
SIGNED_OUT = "Đồng chí đã bị đăng xuất, mời đăng nhập lại."
OPEN_TOO_LONG = "Trang đăng nhập mở đã lâu, mời nhập lại."
GONE = (
    "Đồng chí đã bị đăng xuất. Những gì đang viết vẫn còn trên trang: bấm nút lưu của trang, hệ thống sẽ giữ lại và "
    "mời đồng chí đăng nhập."
)


@dataclass(frozen=True)
class Kept:
    """`path`: the page with the form; `draft`: the key under which that form finds its text again, if it has one."""

    path: str
    draft: str
    fields: dict[str, Any]


def local_path(address: str | None) -> str | None:
    """`address` if it leads to a page of this house and nowhere else, otherwise None."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return None
    # Browsers drop tabs and line feeds and read \ as /, so neither may stand in an address that is checked.
    if any(character < " " or character == "\\" for character in address):
        return None
    parts = urlsplit(address)
    return None if parts.scheme or parts.netloc else address


def ask_to_sign_in() -> BaseResponse:
    """The answer to a request of somebody who is not signed in (any more)."""
    if request.endpoint == SAVING:
        return Response(status=401)  # the script that saves drafts says so on its page
    if request.method == "POST":
        return _page_that_keeps()
    location = url_for("accounts.sign_in", next=local_path(_asked_for()))
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(location, 303)
    if request.htmx.boosted:  # type: ignore[attr-defined]
        return Response(status=204, headers={"HX-Redirect": location})
    # A part of the page wanted to refresh itself: never lead away from what is being typed beside it.
    notice = render_template("accounts/signed_out_notice.html", said=GONE, location=location)
    return Response(notice, 401, {"HX-Retarget": "#notice", "HX-Reswap": "innerHTML", "Vary": "HX-Request"})


def sign_in_page(
    *, status: int = 200, said: str = "", user_name: str = "", wrong: str = "", kept: str = "", back: str = ""
) -> Response:
    """The sign-in page itself. As an answer to htmx it takes the place of the whole page.

    `said` is a word before one begins, `wrong` what was wrong with the try before.
    """
    door = only_commune()
    body = render_template(
        "accounts/sign_in.html",
        said=said, user_name=user_name, wrong=wrong, kept=kept, back=local_path(back),
        commune=door.commune, phone=door.phone,
    )  # fmt: skip
    return over_the_whole_page(body, status)


def over_the_whole_page(body: str, status: int) -> Response:
    """A page that as an answer to htmx takes the place of the whole page, wherever the form stood."""
    response = make_response(body, status)
    response.headers["Vary"] = "HX-Request"
    if request.htmx:  # type: ignore[attr-defined]
        response.headers.update({"HX-Retarget": "body", "HX-Reswap": "innerHTML"})
    return response


def _page_that_keeps() -> Response:
    if request.endpoint in AT_THE_DOOR:
        # The house seals whatever it is sent: a stranger's page may send it here with a person's own browser.
        kept = "" if _sent_from_elsewhere() else request.form.get("kept", "")
        return sign_in_page(status=400, said=OPEN_TOO_LONG, kept=kept)
    kept = _pack_what_was_sent()
    said = SIGNED_OUT + (" Những gì vừa nhập vẫn còn, đăng nhập xong sẽ hiện lại." if kept else "")
    return sign_in_page(status=401, said=said, kept=kept)


def keep_in_draft() -> bool:
    """Signed in again in another window, this page's token is stale: keep its text where its form finds it again."""
    key = (request.view_args or {}).get("key", "") if request.endpoint == SAVING else request.form.get("draft", "")
    if request.method != "POST" or not key or not _sent_from_here():
        return False
    try:
        save_draft(current_user.account.id, key, _typed())
    except BadInput:
        return False
    db.session.commit()  # the request itself is refused, and what is refused is rolled back
    return True


def unpack(packed: str) -> Kept | None:
    """What was typed before signing in, or None if there was nothing or it is not ours."""
    if not packed:
        return None
    try:
        return Kept(**stamping("typed while signed out").loads(packed, max_age=KEPT_FOR))
    except (BadData, TypeError):
        return None


def _pack_what_was_sent() -> str:
    fields = _typed()
    # Sent from a foreign page it would show a stranger's words as the person's own.
    if not fields or not _sent_from_here() or sum(map(len, fields.values())) > LARGEST_KEPT:
        return ""
    path = local_path(_asked_for()) or "/"
    return str(
        stamping("typed while signed out").dumps(
            asdict(Kept(path=path, draft=request.form.get("draft", ""), fields=fields))
        )
    )


def _typed() -> dict[str, Any]:
    return {name: text for name, text in form_fields().items() if name not in NOT_KEPT}


def _sent_from_here() -> bool:
    sender = request.headers.get("Origin") or request.referrer or ""
    return _parts_of(sender).netloc == request.host


def _sent_from_elsewhere() -> bool:
    """What another site lets somebody's browser send always says so; "null" is no site of ours either."""
    return "Origin" in request.headers and not _sent_from_here()


def _asked_for() -> str:
    """The page to come back to: the one asked for, or the one on which the form stands."""
    if request.method == "GET" and not request.htmx:  # type: ignore[attr-defined]
        return f"{request.script_root}{request.full_path.rstrip('?')}"
    return came_from() or "/"


def came_from() -> str | None:
    """The page of this house on which the form stands that was sent, or None if its sender does not say."""
    parts = _parts_of(request.referrer or "")
    if parts.netloc != request.host:
        return None
    return local_path(parts.path + (f"?{parts.query}" if parts.query else ""))


def _parts_of(sender: str) -> SplitResult:
    """Of what a browser says of itself, or whoever is no browser: what is no address (`http://[`) leads nowhere."""
    try:
        return urlsplit(sender)
    except ValueError:
        return urlsplit("")
