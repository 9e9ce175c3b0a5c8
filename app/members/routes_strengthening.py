"""Members sent to help small cells (đảng viên tăng cường): the office's list, and sending one."""

from flask import Blueprint, Response, request, url_for

from app import clock
from app.members import queries_sight, services_periods
from app.members.forms import HINTS, StrengthenForm
from app.members.queries_lists import holders_matching
from app.members.queries_strengthening import small_cells
from app.organisations.models import OrganisationKind
from app.organisations.queries import get_managed as managed_organisation
from app.refusals import NotKnown
from app.web.form_pages import choices, form_page
from app.web.nfc import query_int
from app.web.pages import page
from app.web.paging import cut
from app.web.permissions import actor, requires
from workflows.roles import Permission

strengthening = Blueprint("strengthening", __name__, url_prefix="/members/strengthening")

SMALL, LARGEST = 5, 500


@strengthening.get("")
@requires(Permission.MEMBER_MANAGE)
def index() -> Response:
    up_to = query_int("up_to")
    up_to = SMALL if up_to is None else min(up_to, LARGEST)
    cells, elsewhere = small_cells(actor(), up_to, clock.today())
    return page(
        "members/strengthening.html", section="members", cells=cut(cells), elsewhere=elsewhere, up_to=up_to,
        today=clock.today(),
    )  # fmt: skip


@strengthening.route("/<int:cell_id>/new", methods=["GET", "POST"])
@requires(Permission.MEMBER_MANAGE)
def new(cell_id: int) -> Response:
    me, today = actor(), clock.today()
    cell = managed_organisation(cell_id, me)
    if cell.kind != OrganisationKind.CELL:
        raise NotKnown
    text = request.args.get("q", "").strip()[:100]
    form = StrengthenForm(data={"from_on": today})
    form.person.choices = choices(holders_matching(me, cell, text, today)) if text else []
    there = url_for(".index")

    def act() -> None:
        person = queries_sight.get_managed(form.person.data, me, today)
        services_periods.strengthen(person, cell, from_on=form.from_on.data, to_on=form.to_on.data, actor=me)

    return form_page(
        form, act, to=there, said="Đã cử đảng viên tăng cường.", template="members/strengthen.html",
        title="Cử đảng viên tăng cường", button="Ghi cử tăng cường", back=(there, "Đảng viên tăng cường"),
        lead=f"{cell.name}.", hints=HINTS, text=text,
    )  # fmt: skip
