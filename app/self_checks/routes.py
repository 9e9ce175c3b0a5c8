"""One's own month, and the months of a cell for its secretaries."""

from datetime import date

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.organisations.models import Organisation
from app.refusals import BadInput, NotAllowed, NotKnown
from app.self_checks import queries, services
from app.self_checks.forms import SelfCheckForm
from app.web.downloads import list_as_workbook
from app.web.forms import take_errors
from app.web.inputs import parse_month
from app.web.nfc import query_int, sent_version
from app.web.pages import done, page
from app.web.paging import cut
from app.web.permissions import actor, requires
from workflows.roles import Permission

bp = Blueprint("self_checks", __name__, url_prefix="/self-checks")
COLUMNS = (("Họ và tên", 26), ("Mức tự nhận", 22), ("Việc đã làm", 60), ("Tự phê bình", 44), ("Cách khắc phục", 44))


@bp.get("")
@requires(Permission.SELF_CHECK_WRITE)
def mine() -> ResponseReturnValue:
    month = _month_asked(request.args.get("month", ""))
    found = queries.own(actor().person_id, month)
    said = {name: str(getattr(found, name)) for name in services.FIELDS} if found else {}
    kept = saved_texts(actor().account_id, _draft_key(month))
    return _page(month, SelfCheckForm(formdata=None, data=said | kept, meta={"csrf": False}))


@bp.post("")
@requires(Permission.SELF_CHECK_WRITE)
def save() -> ResponseReturnValue:
    form, month = SelfCheckForm(meta={"csrf": False}), _month_of(request.form.get("month", ""))
    if month is None:
        take_errors(form, {"month": "Không rõ ghi cho tháng nào. Xem lại tháng ở đầu trang rồi lưu."})
        return _page(queries.open_months()[0], form, 422)
    try:
        services.save(
            month,
            **{name: form[name].data or "" for name in services.FIELDS},
            actor=actor(),
            version=sent_version(),
        )
    except BadInput as wrong:
        return _page(month, take_errors(form, wrong.errors), 422)
    forget_draft(actor().account_id, _draft_key(month))
    flash(f"Đã lưu tự kiểm điểm tháng {month.month}/{month.year}.")
    return done(url_for(".mine", month=f"{month.month}/{month.year}"))


@bp.get("/cell")
@requires(Permission.SELF_CHECK_READ)
def cell() -> ResponseReturnValue:
    found, month = _cell_asked(), _month_asked(request.args.get("month", ""))
    checks = queries.checks_in(found.id, month)
    return page(
        "self_checks/cell.html",
        cell=found,
        month=month,
        months=queries.open_months(),
        written=cut(checks.written),
        missing=checks.missing,
        grades=queries.GRADES,
    )


@bp.get("/cell/workbook")
@requires(Permission.SELF_CHECK_READ)
def workbook() -> Response:
    """For the file of the cell: the same people read it as the page."""
    found, month = _cell_asked(), _month_asked(request.args.get("month", ""))
    checks = queries.checks_in(found.id, month)
    rows = [[name, queries.GRADES[one.grade], one.work, one.self_criticism, one.remedy] for name, one in checks.written]
    rows += [[name, "Chưa ghi", "", "", ""] for name in checks.missing]
    return list_as_workbook(f"Tự kiểm điểm {month.month:02}-{month.year}", COLUMNS, rows)


def _cell_asked() -> Organisation:
    cells, wanted = queries.cells_of(actor()), query_int("cell")
    found = next((one for one in cells if wanted in (None, one.id)), None)
    if found is None:
        raise NotKnown
    return found


def _month_asked(text: str) -> date:
    """The month to look at; an odd one is this month."""
    return _month_of(text) or queries.open_months()[0]


def _month_of(text: str) -> date | None:
    try:
        return parse_month(text)
    except ValueError:
        return None


def _draft_key(month: date) -> str:
    return f"self-check-{month:%Y-%m}"


def _page(month: date, form: SelfCheckForm, status: int = 200) -> ResponseReturnValue:
    me = actor()
    if queries.home_cell(me.person_id) is None:
        raise NotAllowed("Chỉ đảng viên đang sinh hoạt ở một chi bộ ghi tự kiểm điểm.")
    found = queries.own(me.person_id, month)
    return page(
        "self_checks/mine.html",
        form=form,
        month=month,
        months=queries.open_months(),
        found=found,
        tasks=queries.tasks_in(me.person_id, month),
        earlier=queries.own_months(me.person_id),
        grades=queries.GRADES,
        draft_key=_draft_key(month),
        reads_cell=me.may(Permission.SELF_CHECK_READ),
        status=status,
    )
