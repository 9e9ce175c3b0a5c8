"""The Party groups of a cell: the list, its workbook, and making them."""

from flask import Blueprint, Response, url_for

from app.groups import queries, services
from app.groups.forms import GroupForm
from app.organisations.queries_cells import Cell, cells_as, chosen_among
from app.refusals import NotAllowed, NotKnown
from app.web.downloads import list_as_workbook
from app.web.form_pages import act_at_once, form_page
from app.web.nfc import query_int, sent_version
from app.web.pages import page
from app.web.permissions import actor, requires
from workflows.roles import Permission

bp = Blueprint("groups", __name__, url_prefix="/groups")
COLUMNS = (("Tổ đảng", 30), ("Họ và tên", 30), ("Nhiệm vụ", 14))


@bp.get("")
@requires(Permission.MEMBER_READ)
def index() -> Response:
    """Of one cell; whoever sees several chooses one."""
    cells, cell = _cells()
    writes = bool(cell and actor().roles_in(cell.id) & {*queries.WRITERS})
    found = queries.cell_in_groups(cell.id) if cell else None
    return page("groups/index.html", cells=cells, cell=cell, found=found, writes=writes)


@bp.get("/workbook")
@requires(Permission.MEMBER_READ)
def workbook() -> Response:
    _, cell = _cells()
    found = queries.cell_in_groups(cell.id) if cell else queries.CellInGroups(groups=[], others=[])
    rows = [
        [one.group.name, person.name, "tổ trưởng" if person.id == one.group.leader_id else ""]
        for one in found.groups
        for person in one.people
    ]
    return list_as_workbook("Tổ đảng", COLUMNS, [*rows, *(["chưa vào tổ nào", one.name, ""] for one in found.others)])


@bp.route("/cells/<int:cell_id>/new", methods=["GET", "POST"])
@requires(Permission.GROUP_WRITE)
def new(cell_id: int) -> Response:
    me, cell = actor(), chosen_among(cells_as(actor(), *queries.READERS), cell_id)
    if cell is None:
        raise NotKnown
    if not me.roles_in(cell.id) & {*queries.WRITERS}:
        raise NotAllowed("Bí thư, phó bí thư chi bộ hoặc Văn phòng Đảng ủy lập, sửa tổ đảng.")
    form, there = GroupForm().offer(_people(cell.id)), url_for(".index", cell=cell.id)
    return form_page(
        form, lambda: services.make(cell.id, form.wanted(), actor=me) and None, to=there, said="Đã lập tổ đảng.",
        template="groups/edit.html", title="Lập tổ đảng", button="Lập tổ", back=(there, "Tổ đảng"),
        lead=f"{cell.name}.",
    )  # fmt: skip


@bp.route("/<int:group_id>/edit", methods=["GET", "POST"])
@requires(Permission.GROUP_WRITE)
def edit(group_id: int) -> Response:
    row = queries.get_written(group_id, actor())
    people = [member.person_id for member in row.members]
    form = GroupForm(data={"name": row.name, "leader": row.leader_id, "people": people}).offer(_people(row.cell_id))
    there, version = url_for(".index", cell=row.cell_id), row.version
    return form_page(
        form, lambda: services.change(row, form.wanted(), version=version, actor=actor()), to=there,
        said="Đã lưu tổ đảng.", template="groups/edit.html", title="Sửa tổ đảng", button="Lưu tổ đảng",
        back=(there, "Tổ đảng"), lead=f"{row.name}.", version=version, group=row,
    )  # fmt: skip


@bp.post("/<int:group_id>/dissolve")
@requires(Permission.GROUP_WRITE)
def dissolve(group_id: int) -> Response:
    row = queries.get_written(group_id, actor())
    there, version = url_for(".index", cell=row.cell_id), sent_version()
    return act_at_once(
        lambda: services.dissolve(row, version=version, actor=actor()), to=there, said="Đã bỏ tổ đảng."
    )  # fmt: skip


def _cells() -> tuple[list[Cell], Cell | None]:
    cells = cells_as(actor(), *queries.READERS)
    return cells, chosen_among(cells, query_int("cell"))


def _people(cell_id: int) -> list[tuple[int, str]]:
    """All of the roll; beside a name the group that somebody is in."""
    found = queries.cell_in_groups(cell_id)
    named = [(one.id, f"{one.name} ({there.group.name})") for there in found.groups for one in there.people]
    return [(one.id, one.name) for one in found.others] + named
