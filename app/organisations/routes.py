"""The tree of organisations and one organisation's page; the office corrects them."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Blueprint, Response, url_for
from wtforms.fields.choices import SelectChoice

from app import clock
from app.appointments import queries as offices
from app.members.queries import roll_counts
from app.merging.queries import left_open
from app.merging.services import end
from app.organisations import queries, services
from app.organisations.forms import HINTS, CloseForm, MoveForm, NewOrganisationForm, OrganisationForm, TermForm
from app.organisations.models import KIND_LABELS, Organisation
from app.organisations.queries_keeping import alike, possible_parents, spans_of, terms_of
from app.organisations.workbook import COLUMNS, row_of
from app.refusals import NotAllowed, NotKnown
from app.rules.queries import settings_for
from app.web.downloads import list_as_workbook
from app.web.form_pages import PlainForm, choices, form_page
from app.web.pages import page
from app.web.paging import number_asked
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from app.workbooks import MOST_ROWS
from workflows.cells import CELL_TYPE_LABELS
from workflows.meeting import KIND_LABELS as KIND_NAMES
from workflows.meeting import STATE_LABELS
from workflows.roles import Permission, Role

bp = Blueprint("organisations", __name__)
ON_A_PAGE = 100


@bp.get("/organisations")
@requires(Permission.ORGANISATION_READ)
def index() -> Response:
    today, number = clock.today(), number_asked()
    branches = queries.tree_for(actor(), today)
    shown = branches[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
    ids = [branch.organisation.id for branch in shown]
    secretaries = {a.organisation_id: a.person.full_name for a in offices.holders_at(ids, Role.SECRETARY, today)}
    return page(
        "organisations/index.html",
        branches=shown, number=number, more=len(branches) > number * ON_A_PAGE, total=len(branches),
        counts=roll_counts(ids, today), secretaries=secretaries, manages=bool(possible_parents(actor())),
        kinds=KIND_LABELS, types=CELL_TYPE_LABELS,
    )  # fmt: skip


@bp.get("/organisations/workbook")
@requires(Permission.ORGANISATION_READ)
def workbook() -> Response:
    today = clock.today()
    shown = queries.tree_for(actor(), today)[: MOST_ROWS + 1]
    ids = [branch.organisation.id for branch in shown]
    secretaries = {a.organisation_id: a.person.full_name for a in offices.holders_at(ids, Role.SECRETARY, today)}
    counts = roll_counts(ids, today)
    rows = [row_of(one, counts.get(one.organisation.id), secretaries.get(one.organisation.id, "")) for one in shown]
    return list_as_workbook("Tổ chức đảng", COLUMNS, rows)


@bp.get("/organisations/<int:organisation_id>")
@requires(Permission.ORGANISATION_READ)
def detail(organisation_id: int) -> Response:
    today, me = clock.today(), actor()
    row = queries.get_visible(organisation_id, me)
    held = me.roles_in(row.id)
    return page(
        "organisations/detail.html",
        row=row, today=today, kinds=KIND_LABELS, types=CELL_TYPE_LABELS,
        count=roll_counts([row.id], today).get(row.id, 0),
        spans=spans_of(row.id), terms=terms_of(row.id), under=queries.children(row.id, today),
        merged_into=queries.name_of(row.merged_into_id),
        offices=offices.offices_at(row.id, today), past=offices.offices_at(row.id, today, past=True),
        substitutions=offices.substitutions_at(row.id, today),
        manages=Role.OFFICE in held, substitutes=bool(held & {Role.OFFICE, Role.SECRETARY}),
        sees_members=me.may(Permission.MEMBER_READ),
    )  # fmt: skip


@bp.route("/organisations/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def new() -> Response:
    form = NewOrganisationForm(data={"symbol": "CB", "kind": "cell"})
    form.parent.choices = _choices(possible_parents(actor()))

    def create() -> str:
        parent = queries.get_managed(form.parent.data, actor())
        row = services.create(form.facts(), parent, actor=actor())
        return url_for("organisations.detail", organisation_id=row.id)

    return form_page(
        form, create, to=url_for("organisations.index"), said="Đã thêm tổ chức.",
        title="Thêm tổ chức đảng", button="Thêm tổ chức", back=(url_for("organisations.index"), "Tổ chức đảng"),
        hints=HINTS,
    )  # fmt: skip


@bp.route("/organisations/<int:organisation_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def edit(organisation_id: int) -> Response:
    row = queries.get_managed(organisation_id, actor())
    form = OrganisationForm(
        data={key: getattr(row, key) or "" for key in services.FACTS} | {"founded_on": row.founded_on}
    )
    return _about(
        row, form, lambda: services.change(row, form.facts(), actor=actor()),
        title="Sửa thông tin tổ chức", button="Lưu thông tin", said="Đã lưu thông tin.", version=row.version,
    )  # fmt: skip


@bp.route("/organisations/<int:organisation_id>/move", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def move(organisation_id: int) -> Response:
    row, me = queries.get_managed(organisation_id, actor()), actor()
    if row.id in {root.id for root in queries.managed_roots(me, clock.today())}:
        raise NotAllowed("Tổ chức cao nhất trong phạm vi của đồng chí do cấp trên chuyển.")
    form = MoveForm(data={"on": clock.today()})
    form.parent.choices = _choices(parent for parent in possible_parents(me) if parent.id != row.id)

    def act() -> None:
        services.move(row, queries.get_managed(form.parent.data, me), on=form.on.data, actor=me)

    return _about(
        row, form, act, title="Chuyển sang cấp trên khác", button="Chuyển cấp trên", said="Đã ghi cấp trên mới.",
        lead=f"{row.name}. Trước ngày này tổ chức vẫn thuộc cấp trên cũ; văn bản đã ban hành không đổi.",
    )  # fmt: skip


@bp.route("/organisations/<int:organisation_id>/terms/new", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def begin_term(organisation_id: int) -> Response:
    row = queries.get_managed(organisation_id, actor())
    today = clock.today()
    years = settings_for(row.id, today).term_years
    form = TermForm(data={"on": today, "name": f"{today.year}–{today.year + years}"})
    name = " ".join((form.name.data or "").split())
    return _about(
        row, form, lambda: services.begin_term(row, name, on=form.on.data, actor=actor()) and None,
        title="Bắt đầu nhiệm kỳ mới", button="Bắt đầu nhiệm kỳ", said="Đã ghi nhiệm kỳ mới.",
        lead=f"{row.name}. Nhiệm kỳ đang chạy kết thúc vào hôm trước.",
        warning="Số văn bản của mỗi loại bắt đầu lại từ 01 trong nhiệm kỳ mới.",
    )  # fmt: skip


@bp.route("/organisations/<int:organisation_id>/terms/<int:term_id>/edit", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
def correct_term(organisation_id: int, term_id: int) -> Response:
    row = queries.get_managed(organisation_id, actor())
    term = next((t for t in terms_of(row.id) if t.id == term_id), None)
    if term is None:
        raise NotKnown
    form = TermForm(data={"on": term.from_on, "name": term.name})
    name = " ".join((form.name.data or "").split())
    return _about(
        row, form, lambda: services.correct_term(term, row, name, on=form.on.data, actor=actor()),
        title="Sửa nhiệm kỳ", button="Lưu nhiệm kỳ", said="Đã sửa nhiệm kỳ.", version=f"{term.name}/{term.from_on}",
        lead=f"{row.name}. Dùng khi ghi nhầm tên hoặc ngày; nhiệm kỳ trước kết thúc vào hôm trước ngày này.",
    )  # fmt: skip


@bp.route("/organisations/<int:organisation_id>/close", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_MANAGE)
@asks_again
def close_organisation(organisation_id: int) -> Response:
    row, me = queries.get_managed(organisation_id, actor()), actor()
    form = CloseForm(data={"on": clock.today(), "into": 0})
    others = alike(row, me)
    form.into.choices = [*choices([(0, "không sáp nhập, chỉ giải thể")]), *_choices(others)]

    def act() -> None:
        into = queries.get_managed(form.into.data, me) if form.into.data else None
        end(row, on=form.on.data, into=into, actor=me)

    return _about(
        row, form, act, title="Giải thể hoặc sáp nhập", button="Ghi kết thúc hoạt động",
        said="Đã ghi kết thúc hoạt động.", version=row.version,
        lead=row.name, template="organisations/close.html", organisation=row, left=left_open(row),
        offices=len(offices.offices_at(row.id, clock.today())), kind_names=KIND_NAMES, state_names=STATE_LABELS,
    )  # fmt: skip


def _about(row: Organisation, form: PlainForm, act: Callable[[], Any], **context: Any) -> Response:
    there = url_for("organisations.detail", organisation_id=row.id)
    return form_page(form, act, to=there, back=(there, row.name), hints=HINTS, **context)


def _choices(rows: Iterable[Organisation]) -> list[SelectChoice]:
    return choices((row.id, f"{row.code} – {row.name}") for row in rows)
