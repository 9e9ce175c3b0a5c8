"""One's calendar: the link to it, and the calendar itself, which programs fetch without anybody signing in."""

from flask import Blueprint, Response, flash, request, url_for

from app.notifications import queries_calendar, services_calendar
from app.refusals import NotKnown
from app.web.errors import refusal
from app.web.limits import may_ask
from app.web.links import public_base
from app.web.pages import done, page
from app.web.permissions import OPEN, actor, requires
from workflows.roles import Permission

calendar = Blueprint("calendar", __name__)
# An hour, in each process: programs come every quarter of it at the most; behind one address may sit a whole commune.
PER_LINK, PER_ADDRESS = 30, 2000


@calendar.get("/calendar/<token>.ics")
@requires(OPEN)
def feed(token: str) -> Response:
    """The token is the key. A wrong one and a revoked one are answered alike."""
    from app.notifications import calendars  # late: most processes wait long for the first who reads a calendar

    hashed = services_calendar.hash_of(token)
    if not (may_ask(PER_ADDRESS, request.remote_addr or "") and may_ask(PER_LINK, hashed)):
        answer = refusal(429)
        answer.headers["Retry-After"] = "3600"
        return answer
    reader = queries_calendar.reader_of(hashed)
    if reader is None:
        raise NotKnown
    body = calendars.feed(queries_calendar.entries_of(reader), public_base())
    return Response(body, mimetype="text/calendar", headers={"Content-Disposition": "inline; filename=lich.ics"})


@calendar.post("/account/calendar")
@requires(Permission.ACCOUNT_OWN)
def make() -> Response:
    link = f"{public_base()}/calendar/{services_calendar.make_feed(actor=actor())}.ics"
    return page("notifications/feed.html", link=link, open_link=f"webcal://{link.partition('://')[2]}")


@calendar.get("/account/calendar")
@requires(Permission.ACCOUNT_OWN)
def was_shown() -> Response:
    """Where a reload, or the second of two clicks, arrives."""
    flash("Đường dẫn lịch chỉ hiện một lần. Nếu chưa chép kịp, bấm tạo lại: đường dẫn cũ thôi dùng được.", "warn")
    return done(url_for("notifications.own.index"))


@calendar.post("/account/calendar/revoke")
@requires(Permission.ACCOUNT_OWN)
def revoke() -> Response:
    services_calendar.revoke_feed(actor=actor())
    flash("Đường dẫn lịch đã thôi dùng được.")
    return done(url_for("notifications.own.index"))
