"""The synthesis of the month: a live page at every level that has cells below it, and the same as a workbook."""

from datetime import date

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.organisations.models import Organisation
from app.refusals import NotKnown
from app.reports import queries
from app.reports.workbook import workbook_of
from app.web.inputs import parse_month
from app.web.pages import page
from app.web.permissions import actor, requires
from workflows.roles import Permission
from workflows.synthesis import STANDING_LABELS

bp = Blueprint("reports", __name__, url_prefix="/synthesis")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("")
@requires(Permission.SYNTHESIS_READ)
def index() -> ResponseReturnValue:
    """The topmost organisation of the actor's scope."""
    found = queries.organisations_for(actor())
    if not found:
        raise NotKnown
    return redirect(url_for(".month", organisation_id=found[0].id, month=request.args.get("month")))


@bp.get("/<int:organisation_id>")
@requires(Permission.SYNTHESIS_READ)
def month(organisation_id: int) -> ResponseReturnValue:
    found, others = _month_of(organisation_id)
    return page(
        "reports/month.html",
        found=found,
        sums=found.totals,
        around=[_months_away(found.month, -1), _months_away(found.month, 1)],
        others=others,
        standings=STANDING_LABELS,
        now=clock.now(),
    )


@bp.get("/<int:organisation_id>/workbook")
@requires(Permission.SYNTHESIS_READ)
def workbook(organisation_id: int) -> ResponseReturnValue:
    found, _ = _month_of(organisation_id)
    name = f"tong-hop-sinh-hoat-{found.month:%Y-%m}.xlsx"
    return Response(
        workbook_of(found), mimetype=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )  # fmt: skip


def _month_of(organisation_id: int) -> tuple[queries.Month, list[Organisation]]:
    """The month asked for, and the other organisations that the actor reads. Raises NotKnown."""
    known = queries.organisations_for(actor())
    found = next((one for one in known if one.id == organisation_id), None)
    if found is None:
        raise NotKnown
    return queries.month_of(found, _month_asked(), actor()), [one for one in known if one is not found]


def _month_asked() -> date:
    this = clock.today().replace(day=1)
    try:
        return parse_month(request.args.get("month", "")) or this
    except ValueError:
        return this


def _months_away(month: date, count: int) -> date:
    months = month.year * 12 + month.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)
