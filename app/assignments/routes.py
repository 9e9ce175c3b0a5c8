"""Who looks after which household or model: the list, giving and ending it, the note of a month."""

from flask import Blueprint, Response, request, url_for

from app import clock
from app.assignments import queries, services
from app.assignments.forms import HINTS, KINDS, GiveForm, LastDayForm, NoteForm
from app.assignments.models import Charge
from app.forms.queries import saved_texts
from app.forms.services import forget_draft
from app.members.queries import roll_of
from app.organisations.queries_cells import cells_as, chosen_among
from app.refusals import NotAllowed, NotKnown
from app.web.downloads import list_as_workbook
from app.web.form_pages import choices, form_page
from app.web.inputs import month_or_this
from app.web.nfc import query_int
from app.web.pages import page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.roles import Permission

bp = Blueprint("assignments", __name__, url_prefix="/assignments")
COLUMNS = (
    ("Đảng viên", 28), ("Chi bộ", 38), ("Phụ trách", 14), ("Hộ, mô hình", 40), ("Từ ngày", 12), ("Đến ngày", 12),
    ("Tháng ghi gần nhất", 12), ("Kết quả", 60),
)  # fmt: skip


@bp.get("")
@requires(Permission.ASSIGNMENT_READ)
def index() -> Response:
    me, today, number = actor(), clock.today(), number_asked()
    cells = cells_as(me, *queries.READERS)
    cell, ended = chosen_among(cells, query_int("cell")), request.args.get("which") == "ended"
    cell_id = cell.id if cell and len(cells) > 1 else None
    count = queries.count_of(me, today, cell_id=cell_id, ended=ended)
    rows = queries.listed(me, today, cell_id=cell_id, ended=ended, number=number)
    return page(
        "assignments/index.html", rows=rows, notes=queries.last_notes([row.id for row in rows]), count=count,
        number=number, pages=pages_of(count, queries.PAGE), cells=cells, cell=cell, ended=ended, kinds=KINDS,
        leads=set(me.organisations_as(*queries.SECRETARIES)), reader_id=me.person_id, this=today.replace(day=1),
    )  # fmt: skip


@bp.get("/workbook")
@requires(Permission.ASSIGNMENT_READ)
def workbook() -> Response:
    me, ended = actor(), request.args.get("which") == "ended"
    cell = chosen_among(cells_as(me, *queries.READERS), query_int("cell"))
    cell_id = cell.id if cell and query_int("cell") else None
    rows = queries.listed(me, clock.today(), cell_id=cell_id, ended=ended, limit=MOST_ROWS + 1)
    notes = queries.last_notes([row.id for row in rows])
    told = [
        [one.person.full_name, one.cell.name, KINDS[one.kind], one.subject, one.from_on, one.to_on,
         f"{notes[one.id].month:%m/%Y}" if one.id in notes else None, notes[one.id].text if one.id in notes else None]
        for one in rows
    ]  # fmt: skip
    return list_as_workbook("Đảng viên phụ trách hộ, mô hình", COLUMNS, told)


@bp.route("/cells/<int:cell_id>/new", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_GIVE)
def new(cell_id: int) -> Response:
    me, cell = actor(), chosen_among(cells_as(actor(), *queries.READERS), cell_id)
    if cell is None:
        raise NotKnown
    if not me.roles_in(cell.id) & {*queries.SECRETARIES}:
        raise NotAllowed(services.ONLY_LEADERS)
    form = GiveForm(data={"from_on": clock.today(), "kind": Charge.HOUSEHOLD.value})
    own = [one.person for one in roll_of(cell.id, clock.today()) if not one.temporary_in and not one.suspended]
    form.person.choices = choices([(0, "Chọn đảng viên"), *((one.id, one.full_name) for one in own)])
    there = url_for(".index")

    def act() -> None:
        services.give(
            cell.id, form.person.data, Charge(form.kind.data), form.subject.data or "", from_on=form.from_on.data,
            actor=me,
        )  # fmt: skip

    return form_page(
        form, act, to=there, said="Đã phân công.", title="Phân công phụ trách", button="Phân công",
        back=(there, "Đảng viên phụ trách"), hints=HINTS, lead=f"{cell.name}.",
    )  # fmt: skip


@bp.route("/<int:assignment_id>/end", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_GIVE)
def end(assignment_id: int) -> Response:
    row = queries.get_visible(assignment_id, actor())
    if not actor().roles_in(row.cell_id) & {*queries.SECRETARIES}:
        raise NotAllowed(services.ONLY_LEADERS)
    form, there, version = LastDayForm(data={"on": clock.today()}), url_for(".index"), row.version
    return form_page(
        form, lambda: services.end(row, on=form.on.data, version=version, actor=actor()), to=there,
        said="Đã thôi phân công.", title="Thôi phân công", button="Thôi phân công",
        back=(there, "Đảng viên phụ trách"), hints=HINTS, version=version, lead=f"{row.subject}.",
    )  # fmt: skip


@bp.route("/<int:assignment_id>/note", methods=["GET", "POST"])
@requires(Permission.ASSIGNMENT_NOTE)
def write_note(assignment_id: int) -> Response:
    """Of this month, or of the month of the address. Another month may be chosen if nothing is written there yet."""
    row, me = queries.get_visible(assignment_id, actor()), actor()
    services.expect_writer(row, me)
    month = month_or_this(request.args.get("month", ""))
    key, kept = f"assignment-{assignment_id}-{month:%Y-%m}", queries.note_of(row.id, month)
    typed = saved_texts(me.account_id, key) if request.method == "GET" else {}
    form = NoteForm(data={"month": month, "text": kept.text if kept else ""} | typed)
    there, stamp = url_for(".index"), queries.stamp_of(kept)

    def act() -> None:
        seen = stamp if form.month.data == month else queries.stamp_of(None)
        services.write_note(row, form.month.data, form.text.data or "", seen=seen, actor=me)
        forget_draft(me.account_id, key)

    return form_page(
        form, act, to=there, said="Đã ghi kết quả tháng.", title="Ghi kết quả tháng", button="Ghi kết quả",
        back=(there, "Đảng viên phụ trách"), hints=HINTS, lead=f"{row.subject}.", draft_key=key, version=stamp,
        template="assignments/note.html", row=row, month=month, noted=queries.months_noted(row.id),
    )  # fmt: skip
