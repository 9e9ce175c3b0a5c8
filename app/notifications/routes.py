"""What one was told, the newest first."""

from flask import Blueprint, Response, url_for

from app.notifications import queries, services
from app.notifications.routes_calendar import calendar
from app.notifications.routes_mail import mail
from app.notifications.routes_own import own
from app.refusals import NotKnown
from app.web.pages import done, page
from app.web.paging import number_asked
from app.web.permissions import actor, requires
from app.web.signed_out import local_path
from workflows.roles import Permission

bp = Blueprint("notifications", __name__)
bp.register_blueprint(own)
bp.register_blueprint(calendar)
bp.register_blueprint(mail)
ON_A_PAGE = 50


@bp.get("/notifications")
@requires(Permission.NOTIFICATION_READ)
def index() -> Response:
    number = number_asked()
    rows = queries.latest(actor().person_id, ON_A_PAGE + 1, (number - 1) * ON_A_PAGE)
    return page(
        "notifications/index.html", rows=rows[:ON_A_PAGE], number=number, more=len(rows) > ON_A_PAGE
    )  # fmt: skip


@bp.post("/notifications/<int:notification_id>/read")
@requires(Permission.NOTIFICATION_READ)
def read(notification_id: int) -> Response:
    """Mark it as read and go where it leads."""
    notification = queries.own(actor().person_id, notification_id)
    if notification is None:
        raise NotKnown
    services.mark_read(notification)
    return done(local_path(notification.path) or url_for("notifications.index"))


@bp.post("/notifications/read-all")
@requires(Permission.NOTIFICATION_READ)
def read_all() -> Response:
    services.mark_all_read(actor().person_id)
    return done(url_for("notifications.index"))
