"""Pages of yearly ratings: all organisations of a committee, one cell with its members, and the decision."""

from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.extensions import db
from app.inspections.queries_scope import cells_in_year
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import cells_among
from app.ratings import queries, queries_scope, routes_correcting, services
from app.ratings.forms import OPTIONS, DecisionForm, OwnForm, goods_in, levels_in
from app.ratings.workbook import COLUMNS, row_of
from app.refusals import BadInput, NotAllowed, NotKnown
from app.rules.queries import settings_for
from app.web.downloads import list_as_workbook
from app.web.forms import take_errors
from app.web.inputs import year_or_this
from app.web.nfc import sent_version
from app.web.pages import done, page
from app.web.paging import number_asked, page_asked, pages_of
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.annual_rating import RATING_LABELS, Rating, most_excellent
from workflows.roles import Permission

bp = Blueprint("ratings", __name__, url_prefix="/ratings")
routes_correcting.add_to(bp)
PAGE = 50
MEMBERS = "members-version"
AT_ONCE = 150
"""So many are decided by one form: what a form may hold is bounded."""


def _year() -> int:
    return year_or_this(request.args.get("year", ""))


@bp.get("")
@requires(Permission.RATING_READ)
def index() -> ResponseReturnValue:
    """Who decides sees every organisation; others their cells, and what was decided of themselves."""
    me, year, number = actor(), _year(), number_asked()
    if not me.holds(*queries_scope.ABOVE):
        own = queries.own_rating(me, year)
        cells = cells_among([*me.organisations_as(*queries_scope.READERS), *cells_in_year(me, year)])
        return page(
            "ratings/mine.html", year=year, own=own, cells=cells, labels=RATING_LABELS, this_year=clock.today().year,
            proposing=me.organisations_as(*queries_scope.PROPOSERS),
        )  # fmt: skip
    levels = queries.levels_of(me, year)
    return page(
        "ratings/index.html", year=year, labels=RATING_LABELS, count=levels.all, number=number,
        lines=queries.organisations_of(me, year, number=number, size=PAGE), pages=pages_of(levels.all, PAGE),
        figures=queries.figures_above(me, year), cap=_cap(levels), goods=levels.goods,
        open=levels.rated < levels.all, this_year=clock.today().year,
    )  # fmt: skip


def _fills() -> bool:
    """Asked to begin with what the record proposes, where nothing else was said yet; nothing is written by it."""
    return "1" in (request.args.get("fill"), request.form.get("fill"))


def _cap(levels: queries.Levels) -> tuple[int, int, int, int]:
    """How many are excellent of how many rated, how many may be, and the share of the rule set."""
    me = actor()
    cap = settings_for(me.home_id or min(me.roles), clock.today()).excellent_cap
    return levels.excellent, levels.rated, most_excellent(levels.rated, cap), cap


@bp.get("/workbook")
@requires(Permission.RATING_READ)
def workbook() -> ResponseReturnValue:
    if not actor().holds(*queries_scope.ABOVE):
        raise NotKnown
    lines = queries.organisations_of(actor(), _year(), behind_bases=True)
    return list_as_workbook(f"Xếp loại năm {_year()}", COLUMNS, [row_of(line) for line in lines])


@bp.route("/decision", methods=["GET", "POST"])
@requires(Permission.RATING_DECIDE)
@asks_again
def decide() -> ResponseReturnValue:
    me, year, form = actor(), _year(), DecisionForm(data={"on": clock.today()})
    if _is_decided(form):
        try:
            count = services.decide_organisations(year, form.decision(request.form), actor=me)
        except BadInput as wrong:
            db.session.rollback()
            take_errors(form, wrong.errors)
        else:
            flash(f"Đã ghi quyết định xếp loại {count} tổ chức đảng.")
            return done(url_for(".index", year=year))
    mine = queries_scope.decided_by(me, clock.today())
    levels = queries.levels_of(me, year, mine)
    number, pages = page_asked(levels.all - levels.rated, AT_ONCE)
    lines = queries.organisations_of(me, year, only=mine, undecided=True, number=number, size=AT_ONCE)
    back = (url_for(".index", year=year), f"Xếp loại năm {year}")
    title = f"Quyết định xếp loại tổ chức đảng năm {year}"
    return _decision_page(form, lines, title, back, cap=_cap(levels), with_goods=True, number=number, pages=pages)


@bp.get("/cells/<int:cell_id>")
@requires(Permission.RATING_READ)
def cell(cell_id: int) -> ResponseReturnValue:
    """Also of an organisation with cells beneath, which has no members of its own."""
    return _cell_page(queries_scope.readable(cell_id, actor(), _year()), OwnForm(formdata=None))


@bp.post("/cells/<int:cell_id>")
@requires(Permission.RATING_PROPOSE)
@asks_again
def propose(cell_id: int) -> ResponseReturnValue:
    """One form for the cell and its members: what was chosen below is not lost with a button above."""
    found, form, year = queries_scope.readable(cell_id, actor(), _year()), OwnForm(), _year()
    services.expect_proposer(found, actor())
    if "fill" in request.form:
        return _cell_page(found, form, typed=True)
    if not form.validate():
        return _cell_page(found, form, typed=True, status=422)
    level = Rating(form.level.data) if form.level.data else None
    goods = goods_in(request.form, _criteria(found)) if found.kind == OrganisationKind.CELL else {}
    proposal = services.Proposal(level=level, note=form.note.data or "", goods=goods)
    members = None
    if MEMBERS in request.form:
        members = services.OfMembers(levels=levels_in(request.form), version=sent_version(MEMBERS))
    services.propose_own(found, year, proposal, members=members, version=sent_version(), actor=actor())
    flash("Đã ghi đề xuất.")
    return done(url_for(".cell", cell_id=cell_id, year=year))


def _criteria(found: Organisation) -> tuple[str, ...]:
    return settings_for(found.id, clock.today()).four_goods


def _cell_page(
    found: Organisation, form: OwnForm, *, typed: bool = False, status: int = 200
) -> ResponseReturnValue:  # fmt: skip
    """`typed`: with what was sent, and not saved."""
    me, year = actor(), _year()
    line = queries.line_of(found, year)
    if not typed and line.row is not None:
        form = OwnForm(formdata=None, data={"level": line.row.own_level or "", "note": line.row.own_note})
    marked = line.row.goods if line.row else {}
    criteria = list(marked) if line.level else list(_criteria(found))
    if typed and not line.level:
        marked = goods_in(request.form, tuple(criteria))
    personal = not line.is_base and queries_scope.reads_members(me, found.id)
    members = queries.members_of(found, year) if personal else []
    return page(
        "ratings/cell.html", cell=found, year=year, line=line, form=form, labels=RATING_LABELS, options=OPTIONS,
        goods=[(one, marked.get(one, False)) for one in criteria], members=members, cap=_cap_of(members, found),
        figures=queries.Figures.of([one.level for one in members if one.level]),
        proposes=queries_scope.proposes(found, me), stamp=queries.stamp_of(members), personal=personal,
        corrects=found.id in queries_scope.decided_by(me, clock.today()),
        decides=bool(me.roles_in(found.id) & set(queries_scope.ABOVE)), status=status, this_year=clock.today().year,
        fills=_fills(), typed=levels_in(request.form) if typed else {}, members_version=MEMBERS,
    )  # fmt: skip


def _cap_of(members: list[queries.Rated], found: Organisation) -> tuple[int, int, int, int]:
    levels = [line.level for line in members if line.level]
    cap = settings_for(found.id, clock.today()).excellent_cap
    return sum(level == Rating.EXCELLENT for level in levels), len(levels), most_excellent(len(levels), cap), cap


@bp.get("/cells/<int:cell_id>/workbook")
@requires(Permission.RATING_READ)
def cell_workbook(cell_id: int) -> ResponseReturnValue:
    found = queries_scope.readable_cell(cell_id, actor())
    rows = [row_of(line) for line in queries.members_of(found, _year())]
    return list_as_workbook(f"Xếp loại đảng viên năm {_year()}", COLUMNS, rows)


@bp.post("/cells/<int:cell_id>/members")
@requires(Permission.RATING_PROPOSE)
@asks_again
def propose_members(cell_id: int) -> ResponseReturnValue:
    found, year = queries_scope.readable_cell(cell_id, actor()), _year()
    there = url_for(".cell", cell_id=cell_id, year=year)
    services.propose_members(found, year, levels_in(request.form), version=sent_version(), actor=actor())
    flash("Đã ghi đề xuất xếp loại đảng viên.")
    return done(there)


@bp.route("/cells/<int:cell_id>/decision", methods=["GET", "POST"])
@requires(Permission.RATING_DECIDE)
@asks_again
def decide_members(cell_id: int) -> ResponseReturnValue:
    me, year, form = actor(), _year(), DecisionForm(data={"on": clock.today()})
    found = queries_scope.readable_cell(cell_id, me)
    if not me.roles_in(cell_id) & set(queries_scope.ABOVE):
        raise NotAllowed("Chỉ Thường trực, Văn phòng Đảng ủy phụ trách ghi quyết định xếp loại.")
    back = (url_for(".cell", cell_id=cell_id, year=year), found.name)
    if _is_decided(form):
        try:
            count = services.decide_members(found, year, form.decision(request.form), actor=me)
        except BadInput as wrong:
            db.session.rollback()
            take_errors(form, wrong.errors)
        else:
            flash(f"Đã ghi quyết định xếp loại {count} đảng viên.")
            return done(back[0])
    members = queries.members_of(found, year)
    open_lines = [line for line in members if line.level is None]
    title = f"Quyết định xếp loại đảng viên năm {year}"
    return _decision_page(form, open_lines, title, back, cap=_cap_of(members, found))


def _is_decided(form: DecisionForm) -> bool:
    """Sent to be saved, not to be filled with what the record proposes, and in order."""
    return request.method == "POST" and "fill" not in request.form and form.validate()


def _decision_page(
    form: DecisionForm, lines: list[queries.Rated], title: str, back: tuple[str, str], **context: Any
) -> Response:
    """`lines`: those that are not decided. Context: cap, for organisations also with_goods, number and pages."""
    sent, filling = levels_in(request.form), "fill" in request.form
    chosen = {one.id: one.own or (one.proposed if _fills() else None) for one in lines}
    if request.method == "POST":
        chosen = {one.id: sent.get(one.id) or (chosen[one.id] if filling else None) for one in lines}
    asked = {**(request.view_args or {}), **({"page": context["number"]} if "number" in context else {})}
    return page(
        "ratings/decide.html", form=form, lines=lines, chosen=chosen, options=OPTIONS, labels=RATING_LABELS,
        title=title, back=back, sent=request.form, fills=_fills(), year=_year(),
        fill_path=url_for(str(request.endpoint), **{**asked, "year": _year(), "fill": 1}),
        status=422 if request.method == "POST" and not filling else 200, **context,
    )  # fmt: skip
