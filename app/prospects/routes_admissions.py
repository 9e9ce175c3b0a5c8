"""Admissions of a period, as a page and a workbook. A part of the room's blueprint."""

from datetime import date

from flask import Blueprint, Response, request

from app import clock
from app.prospects.queries_admissions import Admissions, Period, admissions
from app.prospects.workbook import ADMISSIONS, rows_of_admissions
from app.rules.queries import settings_for
from app.web.downloads import list_as_workbook
from app.web.inputs import parse_day
from app.web.pages import page
from app.web.paging import page_asked
from app.web.permissions import actor, requires
from workflows.roles import Permission

figures = Blueprint("figures", __name__, url_prefix="/admissions")
PAGE = 50
EARLIEST = date(1930, 2, 3)


@figures.get("")
@requires(Permission.ADMISSION_READ)
def index() -> Response:
    found, wrong = _found()
    which = "long" if request.args.get("which") == "long" else "all"
    cells = found.long_after if which == "long" else found.cells
    number, pages = page_asked(len(cells), PAGE)
    typed = (request.args.get(name, "")[:60] if wrong else "" for name in ("from_on", "to_on"))
    text_from, text_to = (
        text or f"{day:%d/%m/%Y}" for text, day in zip(typed, (found.period.from_on, found.period.to_on), strict=True)
    )  # fmt: skip
    return page(
        "prospects/admissions.html", found=found, period=found.period, rows=cells[(number - 1) * PAGE : number * PAGE],
        which=which, number=number, pages=pages, wrong=wrong, text_from=text_from, text_to=text_to,
    )  # fmt: skip


@figures.get("/workbook")
@requires(Permission.ADMISSION_READ)
def workbook() -> Response:
    found, _ = _found()
    return list_as_workbook("Kết nạp đảng viên", ADMISSIONS, rows_of_admissions(found))


def _found() -> tuple[Admissions, str]:
    """Of the period that was asked for; else of this year, and the sentence why."""
    me, today, wrong = actor(), clock.today(), ""
    from_on, to_on = today.replace(month=1, day=1), today
    try:
        from_on = parse_day(request.args.get("from_on", "")[:60]) or from_on
        to_on = parse_day(request.args.get("to_on", "")[:60]) or max(from_on, to_on)
        if to_on < from_on or from_on < EARLIEST:
            raise ValueError("Ngày cuối đứng trước ngày đầu. Kiểm tra lại hai ngày.")
    except ValueError as error:
        from_on, to_on, wrong = today.replace(month=1, day=1), today, f"{error} Đang hiện năm nay."
    years = settings_for(me.home_id, today).admission_years if me.home_id else 0
    return admissions(me, Period(from_on=from_on, to_on=to_on, years=years)), wrong
