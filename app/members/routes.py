"""The roll of a cell and one person's page."""

from flask import Blueprint, Response, request, url_for

from app import clock
from app.appointments.queries import offices_of_person
from app.members import queries, queries_lists, queries_sight, services_periods
from app.members.forms import HINTS, ContactForm
from app.members.models import StatusKind
from app.members.routes_office import office
from app.members.routes_strengthening import strengthening
from app.members.services_periods import STATUS_NAMES
from app.members.workbook import CELLS, PEOPLE, row_of, row_of_cell
from app.organisations.queries import names_of as organisation_names
from app.refusals import NotKnown
from app.sessions.queries import absentees_of, alert_of
from app.training.queries import courses_of
from app.web.downloads import list_as_workbook
from app.web.form_pages import form_page
from app.web.nfc import query_int
from app.web.pages import page
from app.web.paging import number_asked
from app.web.permissions import actor, requires
from app.workbooks import MOST_ROWS
from workflows.roles import Permission, Role
from workflows.sight import READS_ABSENCES

bp = Blueprint("members", __name__)
bp.register_blueprint(office)
bp.register_blueprint(strengthening)
ON_A_PAGE = 50


@bp.get("/members")
@requires(Permission.MEMBER_READ)
def index() -> Response:
    """The roll of one cell; people found by name; or, for whoever sees several cells, the cells."""
    me, today = actor(), clock.today()
    text, number = request.args.get("q", "").strip()[:100], number_asked()
    cells, cell = _cells_and_chosen()
    start = (number - 1) * ON_A_PAGE
    lines: list[queries_lists.Line] = []
    counts = None
    if text:
        lines = queries_lists.matching(me, text, today, limit=ON_A_PAGE + 1, offset=start)
    elif cell:
        roll = queries.roll_of(cell.id, today)
        counts = queries_lists.count(roll)
        lines = queries_lists.lines_of_roll(roll[start : start + ON_A_PAGE + 1], cell.id, cell.name, me, today)
    return page(
        "members/index.html",
        cells=cells, cell=cell, text=text, number=number, counts=counts, first=start,
        lines=lines[:ON_A_PAGE], more=len(lines) > ON_A_PAGE,
        absentees=absentees_of([cell.id], today) if cell and me.roles_in(cell.id) & READS_ABSENCES else [],
        manages=bool(cell and Role.OFFICE in me.roles_in(cell.id)), helps=me.holds(Role.OFFICE) and not text,
    )  # fmt: skip


@bp.get("/members/workbook")
@requires(Permission.MEMBER_READ)
def workbook() -> Response:
    """What the list shows: the roll of a cell, people of a name, or the cells with their figures."""
    me, today = actor(), clock.today()
    text = request.args.get("q", "").strip()[:100]
    cells, cell = _cells_and_chosen()
    if text:
        found = queries_lists.matching(me, text, today, limit=MOST_ROWS + 1)
        return list_as_workbook("Đảng viên", PEOPLE, [row_of(one) for one in found])
    if cell is None:
        return list_as_workbook("Đảng số theo chi bộ", CELLS, [row_of_cell(one) for one in cells])
    found = queries_lists.lines_of_roll(queries.roll_of(cell.id, today), cell.id, cell.name, me, today)
    return list_as_workbook("Đảng viên", PEOPLE, [row_of(one) for one in found])


def _cells_and_chosen() -> tuple[list[queries_lists.CellFigures], queries_lists.CellFigures | None]:
    """The cells in sight, and the one that is looked at. Raises NotKnown for one that is not."""
    cells = queries_lists.cells_in_sight(actor(), clock.today())
    chosen = query_int("cell") or (cells[0].id if len(cells) == 1 else None)
    cell = next((c for c in cells if c.id == chosen), None)
    if chosen and cell is None:
        raise NotKnown
    return cells, cell


@bp.get("/members/<int:person_id>")
@requires(Permission.MEMBER_READ)
def detail(person_id: int) -> Response:
    me, today = actor(), clock.today()
    person = queries_sight.get_visible(person_id, me, today)
    sight = queries_sight.sight_of(me, person.id, today)
    memberships = queries.memberships_of(person.id)
    home = next((m for m in memberships if m.from_on <= today and (m.to_on is None or m.to_on >= today)), None)
    transfers = queries.temporary_transfers_of(person.id)
    periods = queries.status_periods([person.id])
    return page(
        "members/detail.html",
        person=person, sight=sight, personal=sight.personal, today=today, home=home,
        memberships=memberships, transfers=transfers,
        names=organisation_names({i for t in transfers for i in (t.home_id, t.host_id) if i}),
        periods=periods, status_names=STATUS_NAMES, keeps_contact=sight == queries_sight.Sight.ALL,
        contacts=queries.contacts_during([p.id for p in periods if p.kind == StatusKind.WORKING_AWAY]),
        alert=alert_of(person.id, today) if queries_sight.reads_absences(me, person.id, today) else None,
        courses=courses_of([person.id]) if sight.personal else [],
        offices=offices_of_person(person.id), manages=queries_sight.is_managed(person.id, me, today),
    )  # fmt: skip


@bp.route("/members/<int:person_id>/statuses/<int:period_id>/contacts/new", methods=["GET", "POST"])
@requires(Permission.CONTACT_WRITE)
def note_contact(person_id: int, period_id: int) -> Response:
    """A line of the contact log of somebody who works away."""
    me, today = actor(), clock.today()
    person = queries_sight.get_visible(person_id, me, today)
    away = queries.status_periods([person.id], StatusKind.WORKING_AWAY)
    period = next((p for p in away if p.id == period_id), None)
    if period is None:
        raise NotKnown
    services_periods.expect_keeper(period, me)
    form, there = ContactForm(data={"on": today}), url_for(".detail", person_id=person.id)

    def act() -> None:
        services_periods.note_contact(period, on=form.on.data, text=(form.text.data or "").strip(), actor=me)

    return form_page(
        form, act,
        to=there, said="Đã ghi liên hệ.", title="Ghi liên hệ với đảng viên đi làm xa", button="Ghi liên hệ",
        back=(there, person.full_name), hints=HINTS, lead=f"Đồng chí {person.full_name}.",
    )  # fmt: skip
