"""What every page shows around its own content: the person, the entries of the navigation, unread notifications."""

from functools import cache, lru_cache
from typing import Any, NamedTuple

from flask import Flask, Request, request, url_for
from flask_login import current_user

from app.notifications.queries import unread_count
from app.web.practising import PRACTISING, real_address
from workflows.roles import Permission


class Entry(NamedTuple):
    endpoint: str
    label: str
    icon: str
    section: str
    wide: bool  # shown in the bar on wide screens only; on a phone under "Thêm"
    permission: Permission


ENTRIES = (
    Entry("home.index", "Trang chủ", "house", "home", False, Permission.HELP_READ),
    Entry("meetings.index", "Sinh hoạt", "calendar-days", "meetings", False, Permission.MEETING_READ),
    Entry("tasks.index", "Nhiệm vụ", "list-checks", "tasks", False, Permission.TASK_READ),
    Entry("petitions.index", "Kiến nghị", "message-square-text", "petitions", True, Permission.PETITION_READ),
    Entry("documents.index", "Văn bản", "file-text", "documents", True, Permission.DOCUMENT_READ),
    Entry("members.index", "Đảng viên", "users", "members", True, Permission.MEMBER_READ),
    Entry("home.more", "Thêm", "layout-grid", "more", False, Permission.HELP_READ),
)
ON_EVERY_PAGE = (
    "home.index",
    "figures.index",
    "finding.index",
    "notifications.index",
    "accounts.mine",
    "help.index",
    *(e.endpoint for e in ENTRIES),
)


class Shown(NamedTuple):
    """An entry as it is written."""

    address: str
    label: str
    icon: str
    wide: bool
    here: bool


@lru_cache(maxsize=256)
def _entries(script_root: str, section: str, granted: frozenset[Permission]) -> list[Shown]:
    at = _addresses(script_root)
    return [
        Shown(at[e.endpoint], e.label, e.icon, e.wide, e.section == section) for e in ENTRIES if e.permission in granted
    ]


@cache
def _addresses(_script_root: str) -> dict[str, str]:
    """Where the links around every page lead: asked for once, not ten times a page."""
    return {endpoint: url_for(endpoint) for endpoint in ON_EVERY_PAGE}


def _section(asked: Request, meetings: str) -> str:
    """The entry under which the page stands: all that belongs to one meeting is under the meetings."""
    if asked.endpoint == "home.more":
        return "more"
    of_a_meeting = f"{asked.script_root}{asked.path}".startswith(f"{meetings}/")
    return "meetings" if of_a_meeting else (asked.blueprint or "").split(".")[0]


def bind(app: Flask) -> None:
    @app.context_processor
    def _shell() -> dict[str, Any]:
        asked: Request = request._get_current_object()  # type: ignore[attr-defined]  # once, not for each of its words
        at = _addresses(asked.script_root)
        around = {
            "at": at,
            "sprite": app.extensions["asset"]("icons.svg"),
            "practice": asked.environ.get(PRACTISING) and real_address(asked.environ, "/practice"),
        }
        user = current_user._get_current_object()
        if not user.is_authenticated or asked.endpoint == "static":
            return {"me": None, "entries": (), "unread": 0, **around}
        me = user.actor
        practising = asked.environ.get(PRACTISING)  # there nothing is told to anybody, and other rows are counted
        return {
            **around,
            "me": me,
            "entries": _entries(asked.script_root, _section(asked, at["meetings.index"]), me.permissions),
            "unread": unread_count(me.person_id) if practising else user.unread,
        }
