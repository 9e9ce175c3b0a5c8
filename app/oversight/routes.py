"""Who attends which cell this month: the office's page, the overseer's own, assigning, suggesting other hours."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from app import clock
from app.actor import Actor
from app.members.queries_lists import holders_matching
from app.members.queries_sight import get_visible as visible_person
from app.oversight import queries, services
from app.oversight.forms import AssignForm
from app.oversight.routes_presence import presence
from app.refusals import BadInput
from app.web.addresses import url_for
from app.web.form_pages import act_at_once, choices, form_page
from app.web.inputs import DAY_HINT, month_named, month_or_this
from app.web.nfc import sent_version
from app.web.pages import page
from app.web.paging import page_asked
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.calendar import months_away
from workflows.meeting import STATE_LABELS
from workflows.roles import Permission, Role

bp = Blueprint("oversight", __name__, url_prefix="/oversight")
bp.register_blueprint(presence)

PAGE = 50
TO_HINT = "Sau ngày này chỉ đồng chí phụ trách thường xuyên còn quyền xem, thẩm định."
_CHOSEN = re.compile(r"(\d{1,9})\.(\d{1,10})\.(\d{1,10})", re.ASCII)
# How the list is cut: the words of the filter, in their order.
FILTERS = {"": "Tất cả", "clash": "Trùng giờ", "nobody": "Chưa có người", "unplanned": "Chưa ghi giờ"}


@bp.get("")
@requires(Permission.OVERSIGHT_READ)
def index() -> ResponseReturnValue:
    """The cells of the actor's scope; an overseer is shown their own."""
    me = actor()
    if not me.holds(*queries.WIDE):
        return redirect(url_for(".mine"))
    found = _month(me)
    which = request.args.get("which", "")
    which = which if which in FILTERS else ""
    rows = [row for row in found.rows if _is_shown(row, which)]
    number, pages = page_asked(len(rows), PAGE)
    return page(
        "oversight/index.html", found=found, rows=rows[(number - 1) * PAGE : number * PAGE], count=len(rows),
        number=number, pages=pages, which=which, filters=FILTERS, around=_around(found.month),
        manages=me.holds(Role.OFFICE), follows=me.holds(Role.OVERSEER), states=STATE_LABELS,
        to_send=[p for clash in found.clashes for p in clash.proposals if not p.sent_at],
    )  # fmt: skip


def _is_shown(row: queries.CellInMonth, which: str) -> bool:
    return {
        "clash": row.clashing,
        "nobody": not row.overseers,
        "unplanned": row.meeting is None or row.meeting.starts_at is None,
    }.get(which, True)


@bp.get("/mine")
@requires(Permission.OVERSIGHT_READ)
def mine() -> ResponseReturnValue:
    """The cells that the actor attends in the month. Of one whose days have not begun only its name is shown."""
    me, month = actor(), _month_asked()
    cells = queries.own_assignments(me.person_id, month)
    in_sight = [cell_id for cell_id in cells if Role.OVERSEER in me.roles_in(cell_id)]
    found = queries.month_of(in_sight, month, root_id=me.home_id or 0)
    rows = [row for row in found.rows if me.person_id in {one.person_id for one in (*row.overseers, *row.standing)}]
    return page(
        "oversight/mine.html", found=found, rows=rows, later=[n for i, n in cells.items() if i not in in_sight],
        around=_around(month), states=STATE_LABELS, me_id=me.person_id,
        clashes=[clash for clash in found.clashes if clash.person_id == me.person_id],
        wide=me.holds(*queries.WIDE),
    )  # fmt: skip


@bp.post("/copy")
@requires(Permission.OVERSIGHT_MANAGE)
@asks_again
def copy() -> ResponseReturnValue:
    """Assign as last month. The month is named in the address."""
    me, month = actor(), month_named(request.args.get("month", ""))
    ids = [row.cell_id for row in _month(me, month).rows if Role.OFFICE in me.roles_in(row.cell_id)]
    return act_at_once(
        lambda: services.copy_last_month(ids, month, actor=me), to=_to(month), said="Đã phân công như tháng trước."
    )  # fmt: skip


@bp.post("/suggestions")
@requires(Permission.OVERSIGHT_MANAGE)
def suggest() -> ResponseReturnValue:
    """Send the chosen hours to the cells. The month is named in the address."""
    me, month = actor(), month_named(request.args.get("month", ""))
    chosen = list(_chosen(request.form.getlist("chosen")))
    ids = me.organisations_as(Role.OFFICE)
    return act_at_once(
        lambda: services.suggest_hours(chosen, ids, month, root_id=me.home_id or 0, actor=me),
        to=_to(month), said=f"Đã gửi gợi ý tới {len(chosen)} chi bộ. Chi bộ quyết định giờ sinh hoạt.",
    )  # fmt: skip


def _chosen(values: Iterable[str]) -> Iterable[services.Chosen]:
    """`17.1764765400.1764772200`: the meeting, its hour, the proposed one. Raises BadInput."""
    for value in dict.fromkeys(values):
        found = _CHOSEN.fullmatch(value)
        if found is None:
            raise BadInput("Có lựa chọn không đúng. Mở lại trang rồi chọn lại.")
        was, proposed = (datetime.fromtimestamp(int(part), UTC) for part in found.groups()[1:])
        yield services.Chosen(meeting_id=int(found[1]), was=was, proposed=proposed)


@bp.route("/cells/<int:cell_id>/assign", methods=["GET", "POST"])
@requires(Permission.OVERSIGHT_MANAGE)
@asks_again
def assign(cell_id: int) -> Response:
    me, today = actor(), clock.today()
    cell, month = queries.get_managed_cell(cell_id, me), _month_to_assign()
    old = queries.of_month(cell.id, month)
    text = request.args.get("q", "").strip()[:100]
    from_on, to_on = services.default_days(cell.id, month)
    form = AssignForm(data={"from_on": from_on, "to_on": to_on, "person": old.person_id if old else None})
    if text:
        form.person.choices = choices(holders_matching(me, cell, text, today))
    else:
        known = queries.overseers_known(me.organisations_as(Role.OFFICE), month)
        form.person.choices = choices((i, f"{name}, đang phụ trách {count} chi bộ") for i, name, count in known)

    def act() -> None:
        services.assign(
            cell, visible_person(form.person.data, me, today), month, from_on=form.from_on.data, to_on=form.to_on.data,
            seen=old.id if old else 0, actor=me,
        )  # fmt: skip

    words = f"{month.month}/{month.year}"
    return form_page(
        form, act, to=_to(month), said=f"Đã phân công cho {cell.name}, tháng {words}.",
        template="oversight/assign.html", title=f"Phân công dự sinh hoạt tháng {words}", button="Ghi phân công",
        back=(_to(month), f"Phân công tháng {words}"), lead=f"{cell.name}.", cell=cell, text=text, month=month, old=old,
        version=old.id if old else 0, hints={"from_on": DAY_HINT, "to_on": TO_HINT},
    )  # fmt: skip


@bp.post("/cells/<int:cell_id>/unassign")
@requires(Permission.OVERSIGHT_MANAGE)
@asks_again
def unassign(cell_id: int) -> ResponseReturnValue:
    cell, month = queries.get_managed_cell(cell_id, actor()), _month_to_assign()
    return act_at_once(
        lambda: services.unassign(cell, month, seen=sent_version(), actor=actor()),
        to=_to(month), said=f"Đã bỏ phân công riêng của {cell.name}.",
    )  # fmt: skip


def _month(me: Actor, month: date | None = None) -> queries.Month:
    return queries.month_of(
        me.organisations_as(*queries.WIDE), month or _month_asked(), root_id=me.home_id or 0
    )  # fmt: skip


def _to(month: date) -> str:
    return f"{url_for('.index')}?month={month.month}/{month.year}"


def _around(month: date) -> list[date]:
    return [months_away(month, -1), months_away(month, 1)]


def _month_asked() -> date:
    return month_or_this(request.args.get("month", ""))


def _month_to_assign() -> date:
    """The month of a cell's form: one that is named, or this one."""
    return month_named(request.args.get("month", "")) if "month" in request.args else clock.today().replace(day=1)
