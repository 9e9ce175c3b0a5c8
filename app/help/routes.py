"""The user guide, behind "Trợ giúp" on every page."""

from flask import Blueprint, send_file
from flask.typing import ResponseReturnValue

from app.help import queries
from app.web.pages import page
from app.web.permissions import actor, requires
from workflows.roles import Permission

bp = Blueprint("help", __name__, url_prefix="/help")


@bp.get("")
@requires(Permission.HELP_READ)
def index() -> ResponseReturnValue:
    return page("help/index.html", mine=queries.pages_for(actor()), pages=queries.contents())


@bp.get("/<slug>")
@requires(Permission.HELP_READ)
def read(slug: str) -> ResponseReturnValue:
    text = queries.text_of(slug)
    return page("help/page.html", title=queries.PAGES[slug][0], text=text, pages=queries.contents(), slug=slug)


@bp.get("/anh/<name>")
@requires(Permission.HELP_READ)
def picture(name: str) -> ResponseReturnValue:
    return send_file(queries.picture(name), mimetype="image/png")
