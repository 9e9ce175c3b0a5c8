"""The evaluation day: the office proposes, the committee decides a sorted list under one number and date."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.evaluations import queries_day, services_day
from app.evaluations.forms import LEVELS, CommonForm
from app.evaluations.services_day import Chosen
from app.extensions import db
from app.organisations.models import Organisation
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.web.forms import take_errors, what_blocks
from app.web.inputs import parse_month
from app.web.nfc import query_int, small_int
from app.web.pages import done, page
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.engine import StepRefused
from workflows.roles import Permission, Role
from workflows.scoring import Level

bp = Blueprint("day", __name__)
LATER = "Danh sách dưới đây là bản mới nhất, mức đồng chí đã chọn còn nguyên. Xem lại rồi ghi lần nữa."


@bp.get("/evaluations/day")
@requires(Permission.EVALUATION_DECIDE)
def show() -> ResponseReturnValue:
    found = queries_day.deciding(actor(), clock.today())
    if not found:
        return page("evaluations/day.html", organisation=None)
    asked = query_int("organisation")
    organisation = next((row for row in found if row.id == asked), None if asked else found[0])
    if organisation is None:
        raise NotKnown
    return _day_page(organisation, CommonForm(meta={"csrf": False}), {}, others=found)


@bp.post("/evaluations/day")
@requires(Permission.EVALUATION_DECIDE)
@asks_again
def save() -> ResponseReturnValue:
    """The office's proposals (`act=propose`), or the decision; all that are ticked or none."""
    organisation, month = _asked(), _month()
    form, marked = CommonForm(meta={"csrf": False}), _marked()
    if month is None:
        raise NotKnown
    if not form.validate():
        return _day_page(organisation, form, marked, status=422)
    superior, proposes = services_day.superior_as(organisation), request.form.get("act") == "propose"
    try:
        if proposes:
            count = services_day.propose_all(superior, _chosen(), month=month, actor=actor())
        else:
            count = services_day.decide_all(superior, _chosen(), form.verdict(), actor=actor())
    except BadInput as refused:
        db.session.rollback()  # some of the list were decided before one was refused
        return _day_page(_asked(), take_errors(form, refused.errors), marked, status=422)
    except StepRefused as refused:
        errors = what_blocks(refused)
        db.session.rollback()
        return _day_page(_asked(), take_errors(form, errors), marked, status=422)
    except SomebodyWasFaster as faster:
        db.session.rollback()
        return _day_page(_asked(), form, marked, collided=f"{faster} {LATER}", status=409)
    flash(f"Đã trình mức đề nghị của {count} chi bộ." if proposes else f"Đã ghi xếp loại {count} chi bộ.")
    return done(url_for(".show", organisation=organisation.id, month=f"{month.month}/{month.year}"))


def _asked() -> Organisation:
    """The committee that the form is of. Raises NotKnown for one in which the actor decides nothing."""
    asked = small_int(request.form.get("organisation", ""))
    found = next((row for row in queries_day.deciding(actor(), clock.today()) if row.id == asked), None)
    if found is None:
        raise NotKnown
    return found


def _month() -> date | None:
    try:
        return parse_month(request.values.get("month", "")[:10])
    except ValueError:
        return None


def _marked() -> dict[str, str]:
    """The ticks and levels as they were sent, to be shown again."""
    return {name: text for name, text in request.form.items() if name.startswith(("pick-", "level-"))}


def _chosen() -> list[Chosen]:
    ids = [small_int(name.removeprefix("pick-")) for name in request.form if name.startswith("pick-")]
    return [_one(meeting_id) for meeting_id in ids if meeting_id is not None]


def _one(meeting_id: int) -> Chosen:
    level, version = request.form.get(f"level-{meeting_id}", ""), request.form.get(f"version-{meeting_id}", "")
    known = Level(level) if level in set(Level) else None
    return Chosen(meeting_id=meeting_id, version=small_int(version) or 0, level=known)


def _day_page(
    organisation: Organisation, form: CommonForm, marked: Mapping[str, str], *,
    others: list[Organisation] | None = None, collided: str = "", status: int = 200,
) -> ResponseReturnValue:  # fmt: skip
    cell_ids = queries_day.decided_by(organisation.id, clock.today())
    months = queries_day.months_waiting(cell_ids)
    month = _month() or (months[0] if months else clock.today().replace(day=1))
    superior = services_day.superior_as(organisation)
    context: dict[str, Any] = {"levels": LEVELS, "marked": marked, "collided": collided, "months": months}
    return page(
        "evaluations/day.html",
        organisation=organisation,
        others=others or [organisation],
        month=month,
        day=queries_day.day_of(cell_ids, month),
        cells=len(cell_ids),
        form=form,
        records=Role.LEADERSHIP not in superior.roles_of(actor()),
        superior=superior,
        status=status,
        **context,
    )
