"""What an organisation aims at, where it stands, and what is behind that."""

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app import clock
from app.figures import queries as figures
from app.figures import queries_drawn as drawn
from app.figures.queries import Seen
from app.figures.queries_sums import EVERYTHING, Groups, groups_of
from app.organisations.models import Organisation
from app.refusals import NotAllowed, NotKnown
from app.targets import queries, services
from app.targets.forms import TargetForm
from app.targets.models import Target
from app.web.addresses import url_for
from app.web.downloads import list_as_workbook
from app.web.form_pages import act_at_once, form_page
from app.web.nfc import query_int, sent_version
from app.web.pages import page
from app.web.paging import cut
from app.web.permissions import actor, hide_unless_visible, requires
from workflows.calendar import first_of
from workflows.roles import Permission, Role
from workflows.targets import MEASURES, Every, Measure

bp = Blueprint("targets", __name__, url_prefix="/targets")
hide_unless_visible("target_id", queries.get_readable)

HINTS = {
    "value": "Ví dụ: 90 hoặc 98,1", "from_month": "Ví dụ: 1/2026", "to_month": "Ví dụ: 12/2030",
    "source": "Ví dụ: Nghị quyết Đại hội Đảng bộ xã nhiệm kỳ 2025–2030",
}  # fmt: skip
COLUMNS = (
    ("Mục tiêu", 40), ("Của", 34), ("Mức phấn đấu", 20), ("Từ tháng", 10), ("Đến tháng", 10), ("Căn cứ", 44),
    ("Đạt", 10), ("Trên", 10), ("Tỷ lệ (%)", 10), ("Tính", 24), ("Kết quả", 12),
)  # fmt: skip
# Of a measure of months: what the list behind a month is asked for.
MARKS = {Measure.MET: "missing", Measure.IN_TIME: "late", Measure.GOOD: "good"}


def _seen() -> Seen:
    """The organisation of the address, or the actor's own. Raises NotKnown."""
    me = actor()
    return queries.looked_into(figures.looked_at(query_int("organisation") or me.home_id or 0, me), me)


def _standings(seen: Seen) -> list[queries.Standing]:
    aims = queries.aims_of(seen.id)
    months, _ = figures.calendar_of(seen.id, first_of(clock.today()))
    sums = figures.by_month(groups_of(seen.id, months, published=False).by_type, figures.SPAN)
    return queries.standings(seen, aims, months, sums)


@bp.get("")
@requires(Permission.FIGURE_READ)
def index() -> ResponseReturnValue:
    seen = _seen()
    return page(
        "targets/index.html", seen=seen, rows=_standings(seen), writes=queries.writes(actor(), seen.id),
        of={key: said.of for key, said in MEASURES.items()}, editable=actor().organisations_as(Role.OFFICE),
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.FIGURE_READ)
def workbook() -> Response:
    seen = _seen()
    return list_as_workbook(f"Mục tiêu, {seen.name}", COLUMNS, [_line(one) for one in _standings(seen)])


def _line(one: queries.Standing) -> list[object]:
    aim, rate = one.aim, round(one.part * 100 / one.whole, 1) if one.whole else None
    months = (f"{month.month}/{month.year}" for month in (aim.from_month, aim.to_month))
    said = {True: "đạt", False: "chưa đạt", None: "–"}[one.reached]
    return [one.label, aim.owner, aim.wanted, *months, aim.source, one.part, one.whole, rate, one.when, said]


@bp.get("/<int:target_id>")
@requires(Permission.FIGURE_READ)
def detail(target_id: int) -> ResponseReturnValue:
    """Month by month or year by year, and what each of those directly below adds."""
    me = actor()
    asked = query_int("organisation") or queries.get_readable(target_id, me).organisation_id
    seen = queries.looked_into(figures.looked_at(asked, me), me)
    aim = queries.aim_at(target_id, seen)
    months, _ = figures.calendar_of(seen.id, first_of(clock.today()))
    by_top = MEASURES[aim.measure].every == Every.MONTH
    groups = groups_of(seen.id, months, published=False, by_top=EVERYTHING) if by_top else Groups([], [])
    sums = figures.by_month(groups.by_type, figures.SPAN)
    (one,) = queries.standings(seen, [aim], months, sums)
    counted = {nth for nth, month in enumerate(months.months) if month in {point.at for point in one.points}}
    below = queries.below_of(aim, groups.by_top, figures.directly_below(seen.id), counted) if not seen.is_cell else []
    behind = _behind(seen, aim.measure)
    marks = [
        drawn.Point((_short(at), nth), drawn.percent(part, whole), behind(at))
        for nth, (at, part, whole) in enumerate(one.points)
    ]
    return page(
        "targets/detail.html", seen=seen, one=one, said=MEASURES[aim.measure], below=cut(below), marks=marks,
        low=drawn.lowest_of(marks, float(aim.value)), behind=behind, writes=queries.writes(me, aim.owner_id),
    )  # fmt: skip


def _short(at: object) -> str:
    return str(at.month if isinstance(at, date) else at)


def _behind(seen: Seen, measure: Measure) -> Callable[[object], str]:
    """Where a month or a year leads; "" where the actor reads no such list."""
    every = MEASURES[measure].every
    if every == Every.MONTH:
        mark = MARKS.get(measure, "met")
        return lambda at: url_for(
            "figures.meetings", organisation_id=seen.id, month=f"{at.month}/{at.year}", mark=mark  # type: ignore[attr-defined]
        )  # fmt: skip
    above = actor().holds(Role.OFFICE, Role.LEADERSHIP)
    if every == Every.NOW:
        return lambda _: url_for("areas.index") if above else ""
    to = "planning.compliance" if measure == Measure.PLANS else "ratings.index"
    return lambda at: url_for(to, year=at) if above else ""


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.TARGET_WRITE)
def new() -> ResponseReturnValue:
    found, form = _organisation(), TargetForm()
    there = _list_of(found.id)
    return form_page(
        form, lambda: services.enter(found, form.stated(), actor=actor()) and None, to=there, said="Đã ghi mục tiêu.",
        title="Ghi mục tiêu phấn đấu", button="Ghi mục tiêu", back=(there, "Mục tiêu"), hints=HINTS,
        lead=f"{found.name}. Kết quả do hệ thống tính từ ghi nhận của các chi bộ.",
    )  # fmt: skip


@bp.route("/<int:target_id>/edit", methods=["GET", "POST"])
@requires(Permission.TARGET_WRITE)
def edit(target_id: int) -> ResponseReturnValue:
    row = queries.get_writable(target_id, actor())
    form, there, version = TargetForm(obj=row), _list_of(row.organisation_id), row.version
    return form_page(
        form, lambda: services.change(row, form.stated(), version=version, actor=actor()), to=there,
        said="Đã lưu mục tiêu.", template="targets/edit.html", title="Sửa mục tiêu", button="Lưu mục tiêu",
        back=(there, "Mục tiêu"), hints=HINTS, version=version, target=row, lead=f"{row.organisation.name}.",
    )  # fmt: skip


@bp.post("/<int:target_id>/removal")
@requires(Permission.TARGET_WRITE)
def remove(target_id: int) -> ResponseReturnValue:
    row: Target = queries.get_writable(target_id, actor())
    there, version = _list_of(row.organisation_id), sent_version()
    return act_at_once(
        lambda: services.remove(row, version=version, actor=actor()), to=there, said="Đã bỏ mục tiêu."
    )  # fmt: skip


def _organisation() -> Organisation:
    """The one of the address, which the actor writes for. Raises NotKnown, NotAllowed."""
    me = actor()
    asked = query_int("organisation") or me.home_id or 0
    if not figures.sees(me, asked):
        raise NotKnown
    found = queries.organisation(asked)
    if not queries.writes(me, found.id):
        raise NotAllowed("Chỉ Văn phòng Đảng ủy ghi, sửa mục tiêu.")
    return found


def _list_of(organisation_id: int) -> str:
    return url_for("targets.index", organisation=organisation_id)
