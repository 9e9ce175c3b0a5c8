"""Seeing it: a page of figures for every organisation, and what is behind each mark."""

from datetime import date

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from app import clock
from app.figures import queries, queries_care, queries_map, queries_work
from app.figures import queries_drawn as drawn
from app.figures.queries_behind import PAGE, WANTED, Behind, behind
from app.figures.queries_grid import Months
from app.figures.queries_sums import NOTHING, Group, groups_of
from app.refusals import NotKnown
from app.targets import queries as targets
from app.tasks.models import Task
from app.web.addresses import url_for
from app.web.downloads import list_as_workbook
from app.web.inputs import month_or_this
from app.web.nfc import query_int
from app.web.pages import page
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.calendar import first_of, months_away
from workflows.care import REASON_LABELS
from workflows.cells import CELL_TYPE_LABELS, CellType
from workflows.roles import Permission, Role
from workflows.scoring import LEVEL_LABELS
from workflows.task import STATE_LABELS

bp = Blueprint("figures", __name__, url_prefix="/figures")


@bp.get("")
@requires(Permission.FIGURE_READ)
def index() -> ResponseReturnValue:
    """The organisation in which the actor holds the highest office."""
    me = actor()
    if me.home_id is None or not queries.sees(me, me.home_id):
        raise NotKnown
    return redirect(url_for("figures.detail", organisation_id=me.home_id))


@bp.get("/<int:organisation_id>")
@requires(Permission.FIGURE_READ)
def detail(organisation_id: int) -> ResponseReturnValue:
    me, number = actor(), max(1, query_int("page") or 1)
    seen = queries.looked_at(organisation_id, me)
    last = _last_month()
    months, settings = queries.calendar_of(seen.id, last)
    member = queries.sees_only_published(me, seen.id)
    groups = groups_of(seen.id, months, published=member, by_top=NOTHING if seen.of_cells else queries_map.OF_A_SHARE)
    sums = queries.by_month(groups.by_type, queries.SPAN)
    first = queries.begins(sums)
    points = drawn.points_of(months, sums, _address_of(seen.id))
    aims = [] if member else targets.aims_of(seen.id, (months.months[0], last))
    rows, count = _map(seen, months, sums, groups.by_top, number)
    return page(
        "figures/detail.html",
        seen=seen, months=months, sums=sums, first=first, total=queries.added_up(sums[first:]), number=number,
        types=queries.by_type(groups.by_type), type_names=CELL_TYPE_LABELS, norm=settings.attendance_norm,
        bars=drawn.bars_of(months, sums, first, _address_of(seen.id)), kinds=drawn.KINDS, points=points,
        low=drawn.lowest_of(points, settings.attendance_norm), finding=drawn.finding(months, sums),
        care=None if member else queries_care.in_need(seen.id, months, settings, sums),
        care_months=settings.care_months,
        member=member, reasons=REASON_LABELS, ages=queries.open_by_age(seen.id, months.today),
        map=rows, pages=-(-count // queries.PAGE), behind=url_for("figures.meetings", organisation_id=seen.id),
        reads_meetings=_reads_meetings(seen),
        around=_around(last), percent=drawn.percent, targets=_standings(seen, aims, months, sums),
        may_set=not member and targets.writes(me, seen.id),
    )  # fmt: skip


def _standings(
    seen: queries.Seen, aims: list[targets.Aim], months: Months, sums: list[queries.Sums]
) -> list[targets.Standing]:
    """Of what those above aim at a cell shows only what it has a part in."""
    found = targets.standings(seen, aims, months, sums)
    return [one for one in found if one.whole or one.aim.owner_id == seen.id or not seen.is_cell]


def _map(
    seen: queries.Seen, months: Months, sums: list[queries.Sums], tops: list[Group], number: int
) -> tuple[object, int]:
    """The rows of the heat map, and how many there are: cells, or above the communes the organisations below."""
    if seen.of_cells:
        door = url_for("meetings.index") if _reads_meetings(seen) else None
        return queries_map.rows_of_cells(
            seen.id, months, sums, number, queries_map.Doors(door, url_for("figures.index"))
        )
    rows = queries_map.rows_of_organisations(tops, months, queries.directly_below(seen.id), sums)
    return rows[(number - 1) * queries.PAGE : number * queries.PAGE], len(rows)


def _reads_meetings(seen: queries.Seen) -> bool:
    """An inspector reads figures of the whole scope, but of meetings only what a campaign opens."""
    return not actor().roles_in(seen.id) <= {Role.INSPECTOR}


def _last_month() -> date:
    """The last month of the page: never one to come."""
    return min(month_or_this(request.args.get("to", "")), first_of(clock.today()))


def _around(last: date) -> list[date]:
    """The last months of the twelve before and of the twelve after, as far as they have come."""
    after = min(months_away(last, queries.SPAN), first_of(clock.today()))
    return [months_away(last, -queries.SPAN), *([after] if after != last else [])]


def _address_of(organisation_id: int) -> drawn.Address:
    base = url_for("figures.meetings", organisation_id=organisation_id)
    return lambda month, mark: f"{base}?month={month.month}/{month.year}&mark={mark}"


@bp.get("/<int:organisation_id>/meetings")
@requires(Permission.FIGURE_READ)
def meetings(organisation_id: int) -> ResponseReturnValue:
    seen = queries.looked_at(organisation_id, actor())
    number = max(1, query_int("page") or 1)
    month, mark, cell_type = _asked()
    rows, count = _behind(seen, number, PAGE)
    return page(
        "figures/meetings.html",
        seen=seen, rows=rows, count=count, number=number, pages=-(-count // PAGE), month=month, mark=mark,
        cell_type=cell_type, wanted=WANTED, types=CELL_TYPE_LABELS,
        reads_meetings=_reads_meetings(seen),
    )  # fmt: skip


@bp.get("/<int:organisation_id>/meetings/workbook")
@requires(Permission.FIGURE_READ)
def meetings_workbook(organisation_id: int) -> Response:
    seen = queries.looked_at(organisation_id, actor())
    rows, _ = _behind(seen, 1, MOST_ROWS + 1)
    month, _, _ = _asked()
    return list_as_workbook(f"Sinh hoạt tháng {month:%m-%Y}", COLUMNS, [_line(one) for one in rows])


@bp.get("/<int:organisation_id>/petitions")
@requires(Permission.FIGURE_READ)
def petitions(organisation_id: int) -> ResponseReturnValue:
    """The petitions behind a bar, as far as the actor may read them."""
    seen, number, age = queries.looked_at(organisation_id, actor()), max(1, query_int("page") or 1), _age()
    told = dict(enumerate(queries.open_by_age(seen.id, clock.today())))[age]
    rows, count = queries_work.petitions_behind(seen.id, age, actor(), number)
    return page(
        "figures/petitions.html", seen=seen, rows=rows, count=count, told=told, ages=queries.AGES, age=age,
        number=number, pages=-(-count // queries_work.PAGE),
    )  # fmt: skip


@bp.get("/<int:organisation_id>/petitions/workbook")
@requires(Permission.FIGURE_READ)
def petitions_workbook(organisation_id: int) -> Response:
    seen = queries.looked_at(organisation_id, actor())
    rows, _ = queries_work.petitions_behind(seen.id, _age(), actor(), 1, MOST_ROWS + 1)
    lines = [[one.cell.name, one.text, clock.day_of(one.raised_at), one.level.name, one.deadline] for one in rows]
    return list_as_workbook("Kiến nghị chưa trả lời", PETITION_COLUMNS, lines)


def _age() -> int:
    asked = query_int("age") or 0
    return asked if 0 <= asked < len(queries.AGES) else 0


@bp.get("/<int:organisation_id>/tasks")
@requires(Permission.FIGURE_READ)
def tasks(organisation_id: int) -> ResponseReturnValue:
    """The tasks of a month behind a figure, as far as the actor may read them."""
    seen, number = queries.looked_at(organisation_id, actor()), max(1, query_int("page") or 1)
    month, mark = _task_month()
    rows, count = _tasks(seen, month, mark, number)
    return page(
        "figures/tasks.html", seen=seen, rows=rows, count=count, month=month, mark=mark,
        wanted=queries_work.TASKS_WANTED, number=number, pages=-(-count // queries_work.PAGE),
    )  # fmt: skip


@bp.get("/<int:organisation_id>/tasks/workbook")
@requires(Permission.FIGURE_READ)
def tasks_workbook(organisation_id: int) -> Response:
    seen, (month, mark) = queries.looked_at(organisation_id, actor()), _task_month()
    rows, _ = _tasks(seen, month, mark, 1, MOST_ROWS + 1)
    lines = [
        [
            one.cell.name, one.work, one.owner.full_name if one.owner else one.owner_name, one.deadline,
            one.reported_at, STATE_LABELS[one.state],
        ]
        for one in rows
    ]  # fmt: skip
    return list_as_workbook(f"Nhiệm vụ đến hạn tháng {month:%m-%Y}", TASK_COLUMNS, lines)


def _task_month() -> tuple[date, str]:
    mark = request.args.get("mark", "")
    return month_or_this(request.args.get("month", "")), mark if mark in queries_work.TASKS_WANTED else ""


def _tasks(
    seen: queries.Seen, month: date, mark: str, number: int, size: int = queries_work.PAGE
) -> tuple[list[Task], int]:
    months, _ = queries.calendar_of(seen.id, month, 1)
    return queries_work.tasks_behind(seen.id, months, mark, actor(), number, size)


PETITION_COLUMNS = (("Chi bộ", 36), ("Nội dung", 70), ("Ngày nêu", 12), ("Nơi xử lý", 34), ("Hạn", 12))
TASK_COLUMNS = (
    ("Chi bộ", 36), ("Nhiệm vụ", 70), ("Người thực hiện", 28), ("Hạn", 12), ("Báo cáo lúc", 18), ("Tình trạng", 24),
)  # fmt: skip
COLUMNS = (
    ("Chi bộ", 40), ("Ngày sinh hoạt", 15), ("Muộn", 8), ("Có mặt", 10), ("Phải dự", 10), ("Phát biểu", 10),
    ("Xếp loại", 12),
)  # fmt: skip


def _line(one: Behind) -> list[object]:
    level = LEVEL_LABELS[one.level] if one.level else ""
    return [one.name, one.met_on, "muộn" if one.late else "", one.present, one.due, one.spoke, level]


def _asked() -> tuple[date, str, CellType | None]:
    """Month, mark and type of the list; words that mean none of them are passed over."""
    mark, of_type = request.args.get("mark", ""), request.args.get("type", "")
    month = min(month_or_this(request.args.get("month", "")), first_of(clock.today()))
    return month, mark if mark in WANTED else "", CellType(of_type) if of_type in set(CellType) else None


def _behind(seen: queries.Seen, number: int, size: int) -> tuple[list[Behind], int]:
    month, mark, cell_type = _asked()
    months, _ = queries.calendar_of(seen.id, month, 1)
    member = queries.sees_only_published(actor(), seen.id)
    return behind(seen.id, months, mark, cell_type, published=member, page=number, size=size)
