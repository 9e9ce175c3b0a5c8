"""Pages of the plans of a year: those of a cell, one of them with its way, and who has sent what."""

from datetime import date

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.books.queries import kinds_read
from app.documents.services_word import word_of
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.inspections.queries_scope import cells_in_year
from app.organisations.models import Organisation
from app.organisations.queries import cells_among
from app.planning import queries, queries_due, routes_parts, services
from app.planning.forms import ContentForm, NewPlanForm, ReasonForm
from app.planning.models import CellPlan
from app.planning.texts import begun_with
from app.planning.workbook import COLUMNS, row_of
from app.refusals import NotAllowed, NotKnown
from app.rules.queries import settings_for
from app.web.downloads import WORD, as_download, handed_out, list_as_workbook
from app.web.form_pages import choices, form_page
from app.web.forms import take_errors
from app.web.inputs import year_or_this
from app.web.nfc import query_int, sent_version
from app.web.pages import done, page
from app.web.paging import number_asked, pages_of
from app.web.permissions import actor, hide_unless_visible, requires
from app.web.proof import asks_again
from workflows.engine import StepRefused
from workflows.plan import KIND_LABELS, PLAN, STATE_LABELS, Kind, State, asked_for, quarters_without
from workflows.roles import Permission

bp = Blueprint("planning", __name__, url_prefix="/plans")
hide_unless_visible("cell_plan_id", queries.get_visible_or_404)
routes_parts.add_to(bp)

IN_A_CELL = (*queries.INSIDERS, *queries.READERS)
WHICH = {"all": "Tất cả chi bộ", "owing": "Còn thiếu", "sent": "Chờ ghi nhận"}
ASKS = {"return", "send", "send_back", "revise"}
SAID = {
    "submit": "Đã trình chi ủy.", "withdraw": "Đã rút lại để sửa.", "agree": "Đã ghi ý kiến đồng ý của đồng chí.",
    "return": "Đã trả lại để sửa.", "send": "Đã ban hành và gửi Đảng ủy.", "send_back": "Đã đề nghị chi bộ sửa lại.",
    "finish": "Đã ghi nhận.", "revise": "Đã mở lại để điều chỉnh.",
}  # fmt: skip


@bp.get("")
@requires(Permission.PLAN_READ)
def index() -> ResponseReturnValue:
    """The year of one cell; who reads many begins with the list of who has sent what."""
    me, year = actor(), year_or_this(request.args.get("year", ""))
    asked = query_int("cell")
    if asked is None and me.holds(*queries_due.ABOVE):
        return redirect(url_for(".compliance", year=year), 303)
    cells = cells_among([*me.organisations_as(*IN_A_CELL), *cells_in_year(me, year)])
    cell = next((one for one in cells if asked in (None, one.id)), None)
    if cell is None:
        raise NotKnown
    plans = queries.plans_of(me, cell.id, year)
    thematic = plans.get(Kind.THEMATIC_PLAN)
    shown = thematic is not None and queries.reads_text(thematic, me)
    topics = queries.topics_of(thematic.id) if thematic and shown else []
    return page(
        "planning/index.html", cell=cell, cells=cells, year=year, plans=plans, kinds=KIND_LABELS, states=STATE_LABELS,
        topics=topics, held=queries.HELD, thematic=thematic,
        asked=_asked(thematic, [topic.month for topic in topics]) if shown else "",
        writes=bool(me.roles_in(cell.id) & set(queries.WRITERS)), above=me.holds(*queries_due.ABOVE),
        reads_books=bool(kinds_read(me, cell.id)),
    )  # fmt: skip


def _asked(plan: CellPlan | None, months: list[date]) -> str:
    if plan is None or (plan.file_sha256 and not months):
        return ""
    return asked_for(quarters_without(months, plan.year, clock.today()))


@bp.get("/compliance")
@requires(Permission.PLAN_READ)
def compliance() -> ResponseReturnValue:
    _expect_above()
    year, number = year_or_this(request.args.get("year", "")), number_asked()
    cells = queries_due.cells_due(actor(), year)
    which = _which()
    rows = [cell for cell in cells if queries_due.is_among(cell, which)]
    return page(
        "planning/compliance.html", year=year, shares=queries_due.shares_of(cells), which=which, whiches=WHICH,
        complete=sum(not cell.owes for cell in cells), all_cells=len(cells), count=len(rows), number=number,
        rows=rows[(number - 1) * queries_due.PAGE : number * queries_due.PAGE],
        pages=pages_of(len(rows), queries_due.PAGE),
        kinds=KIND_LABELS, states=STATE_LABELS,
        opened={*actor().organisations_as(*IN_A_CELL), *cells_in_year(actor(), year)},
    )  # fmt: skip


@bp.get("/compliance/workbook")
@requires(Permission.PLAN_READ)
def workbook() -> ResponseReturnValue:
    _expect_above()
    year, which = year_or_this(request.args.get("year", "")), _which()
    cells = [cell for cell in queries_due.cells_due(actor(), year) if queries_due.is_among(cell, which)]
    return list_as_workbook(f"Quy chế, kế hoạch năm {year}", COLUMNS, [row_of(cell) for cell in cells])


def _which() -> str:
    asked = request.args.get("which", "")
    return asked if asked in WHICH else "all"


def _expect_above() -> None:
    """The list of all cells is for who reads them from above. Raises NotKnown."""
    if not actor().holds(*queries_due.ABOVE):
        raise NotKnown


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def new() -> ResponseReturnValue:
    me = actor()
    cells = cells_among(me.organisations_as(*queries.WRITERS))
    if not cells:
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu của chi bộ soạn quy chế, kế hoạch.")
    kind = request.args.get("kind", "")
    first = {"cell": query_int("cell") or cells[0].id, "year": year_or_this(request.args.get("year", ""))}
    form = NewPlanForm(data=first | ({"kind": kind} if kind in {*Kind} else {}))
    form.cell.choices = choices((cell.id, cell.name) for cell in cells)

    def act() -> str:
        cell = next(one for one in cells if one.id == form.cell.data)
        return url_for(".edit", cell_plan_id=_begin(cell, Kind(form.kind.data), form.year.data).id)

    there = url_for(".index", year=first["year"])
    return form_page(
        form, act, to=there, said="Đã tạo văn bản với nội dung gợi ý. Sửa lại cho đúng với chi bộ.",
        title="Soạn quy chế, kế hoạch năm", button="Bắt đầu soạn", back=(there, "Quy chế, kế hoạch năm"),
        lead="Nội dung gợi ý theo quy định đang áp dụng được đưa sẵn vào. Đã có tệp thì tải lên ở trang sau.",
    )  # fmt: skip


def _begin(cell: Organisation, kind: Kind, year: int) -> CellPlan:
    text = begun_with(kind, settings_for(cell.id, clock.today()))
    return services.prepare(cell, kind, year, text, actor=actor())


@bp.get("/<int:cell_plan_id>")
@requires(Permission.PLAN_READ)
def detail(cell_plan_id: int) -> ResponseReturnValue:
    me = actor()
    plan = queries.get_visible_or_404(cell_plan_id, me)
    shown = queries.reads_text(plan, me)
    topics = queries.topics_of(plan.id) if shown and plan.kind == Kind.THEMATIC_PLAN else []
    open_steps = services.steps_open(plan, me)
    return page(
        "planning/detail.html", plan=plan, title=services.name_of(plan), shown=shown, topics=topics, held=queries.HELD,
        label=STATE_LABELS[plan.state], asks=ASKS,
        steps=[(step, services.reasons_against(plan, step.name, me)) for step in open_steps],
        writes=plan.state == State.DRAFT and bool(me.roles_in(plan.cell_id) & set(queries.WRITERS)),
        months=queries.months_to_fill(plan) if topics and me.roles_in(plan.cell_id) & set(queries.WRITERS) else (),
        approvers=queries.approvers_of(plan, clock.today()) if plan.state == State.COMMITTEE else {},
        voices=queries.voices_of(plan),
        history=queries.history_of(plan.id) if shown else [],
        asked=_asked(plan, [topic.month for topic in topics]) if shown and plan.kind == Kind.THEMATIC_PLAN else "",
        year=plan.year, step_labels={one.name: one.label for one in PLAN.steps},
    )  # fmt: skip


@bp.route("/<int:cell_plan_id>/edit", methods=["GET", "POST"])
@requires(Permission.PLAN_WRITE)
def edit(cell_plan_id: int) -> ResponseReturnValue:
    plan = routes_parts.written_or_404(cell_plan_id)
    key, here = f"plan-{plan.id}", url_for(".detail", cell_plan_id=plan.id)
    kept = saved_draft(actor().account_id, key) if request.method == "GET" else {}
    form = ContentForm(MultiDict(kept)) if kept else ContentForm(data={"content": plan.content})

    def act() -> None:
        sent = sent_version()
        services.change(plan, form.content.data or "", version=sent, actor=actor())
        forget_draft(actor().account_id, key)

    return form_page(
        form, act, to=here, said="Đã lưu nội dung.", version=plan.version, template="planning/edit.html",
        title=services.name_of(plan), button="Lưu nội dung", back=(here, services.name_of(plan)), plan=plan,
        draft_key=key,
    )  # fmt: skip


@bp.get("/<int:cell_plan_id>/steps/<name>")
@requires(Permission.PLAN_STEP)
def step(cell_plan_id: int, name: str) -> ResponseReturnValue:
    plan = queries.get_visible_or_404(cell_plan_id, actor())
    return _step_page(plan, name, ReasonForm(formdata=None))


@bp.post("/<int:cell_plan_id>/steps/<name>")
@requires(Permission.PLAN_STEP)
@asks_again
def take_step(cell_plan_id: int, name: str) -> ResponseReturnValue:
    plan, form = queries.get_visible_or_404(cell_plan_id, actor()), ReasonForm()
    if not form.validate():
        return _step_page(plan, name, form, 422)
    sent = sent_version()
    try:
        services.take_step(plan, name, actor=actor(), reason=(form.reason.data or "").strip(), version=sent)
    except StepRefused as refused:
        if refused.kind != "blocked" or name not in ASKS:
            raise
        return _step_page(plan, name, take_errors(form, {"reason": str(refused)}), 422)
    flash(SAID[name])
    return done(url_for(".detail", cell_plan_id=plan.id))


def _step_page(plan: CellPlan, name: str, form: ReasonForm, status: int = 200) -> ResponseReturnValue:
    found = next((one for one in services.steps_open(plan, actor()) if one.name == name), None)
    if found is None or name not in ASKS:
        raise NotKnown  # a step that is one click has no page of its own
    return page("planning/step.html", plan=plan, title=services.name_of(plan), step=found, form=form, status=status)


@bp.get("/<int:cell_plan_id>/pdf")
@requires(Permission.PLAN_READ)
def pdf(cell_plan_id: int) -> ResponseReturnValue:
    """Of the paper issued last, also while the next one is being written."""
    plan = queries.get_visible_or_404(cell_plan_id, actor())
    here, document = url_for(".detail", cell_plan_id=cell_plan_id), plan.document
    if document is None or document.paper_sha256 is None:
        return redirect(here, 303)
    name = f"{document.symbol.replace('/', '-')} {document.title}.pdf"
    return handed_out(document.paper_sha256, "application/pdf", name, back=(here, services.name_of(plan)))


@bp.get("/<int:cell_plan_id>/word")
@requires(Permission.PLAN_READ)
def word(cell_plan_id: int) -> ResponseReturnValue:
    document = queries.get_visible_or_404(cell_plan_id, actor()).document
    if document is None:
        raise NotKnown
    return as_download(word_of(document), WORD, f"{document.symbol.replace('/', '-')} {document.title}.docx")
