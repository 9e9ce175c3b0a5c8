"""Inspections: the programme of a year, a campaign with its cells, its papers and its workbook."""

from collections.abc import Sequence

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.documents.models import Document
from app.documents.services_word import word_of
from app.inspections import (
    queries,
    queries_programme,
    queries_signals,
    routes_files,
    routes_findings,
    routes_plan,
    routes_programme,
    routes_steps,
)
from app.inspections.models import Inspection
from app.inspections.queries_progress import progress_of
from app.inspections.services_conclusion import unfinished_facts
from app.inspections.services_paper import PART_WORDS, months_in_words
from app.inspections.services_steps import facts_of, quarter_in_words, title_of
from app.inspections.workbook import COLUMNS, rows_of
from app.refusals import NotKnown
from app.web.downloads import as_word, handed_out, list_as_workbook
from app.web.inputs import year_or_this
from app.web.pages import page
from app.web.permissions import actor, hide_unless_visible, requires
from workflows.engine import Reason
from workflows.inspection import ISSUER_LABELS, KIND_LABELS, STATE_LABELS, State, at_version
from workflows.inspection_sight import Part, Seat, sees
from workflows.roles import Permission, Role
from workflows.synthesis import STANDING_LABELS

bp = Blueprint("inspections", __name__, url_prefix="/inspections")
hide_unless_visible("inspection_id", queries.get_visible_or_404)
routes_files.add_to(bp)
routes_findings.add_to(bp)
routes_plan.add_to(bp)
routes_programme.add_to(bp)
routes_steps.add_to(bp)

PAPERS = {"decision": "Quyết định", "announcement": "Thông báo", "conclusion": "Thông báo kết luận"}
# Mended by the form of the step itself.
MENDED_BY_FORM = frozenset(
    {"signature_is_missing", "signature_is_in_the_future", "comment_day_is_missing", "summary_is_missing"}
)


@bp.get("")
@requires(Permission.INSPECTION_READ)
def index() -> ResponseReturnValue:
    me, year = actor(), year_or_this(request.args.get("year", ""))
    rows = queries.listed(me, year)
    return page(
        "inspections/index.html", year=year, rows=rows, labels=STATE_LABELS, kinds=KIND_LABELS, issuers=ISSUER_LABELS,
        plans=me.holds(Role.INSPECTOR), files=queries.own_files(me, [row.id for row in rows]), of=quarter_in_words,
        months=months_in_words, leads={row.id for row in rows if _leads(row)},
        programmes=queries_programme.programmes(me, year), issues=me.holds(*queries.ISSUING),
    )  # fmt: skip


def _leads(row: Inspection) -> bool:
    return bool(actor().roles_in(row.organisation_id) & {*queries.ISSUING})


@bp.get("/workbook")
@requires(Permission.INSPECTION_READ)
def workbook() -> ResponseReturnValue:
    year = year_or_this(request.args.get("year", ""))
    rows = [row for row in queries.listed(actor(), year) if _leads(row) or row.state in queries.PUBLISHED]
    return list_as_workbook(f"Kiểm tra, giám sát năm {year}", COLUMNS, rows_of(rows, quarter_in_words))


@bp.get("/<int:inspection_id>")
@requires(Permission.INSPECTION_READ)
def detail(inspection_id: int) -> ResponseReturnValue:
    row, me = queries.get_visible_or_404(inspection_id, actor()), actor()
    roles, leads = me.roles_in(row.organisation_id), _leads(row)
    team = queries.team_of(row.id)
    on_team = me.person_id in {one.person_id for one in team} and Role.INSPECTOR in roles
    steps = at_version(row.definition_version).steps_for(row.state, roles)
    return page(
        "inspections/detail.html",
        row=row,
        title=title_of(row),
        label=STATE_LABELS[row.state],
        kind=KIND_LABELS[row.kind],
        issuer=ISSUER_LABELS[row.issuer],
        months=months_in_words(row),
        team=team,
        part_words=PART_WORDS,
        steps=[(step, _reasons(row, step.name)) for step in steps if step.name != "cancel"],
        may_cancel=any(step.name == "cancel" for step in steps),
        leads=leads,
        plans=Role.INSPECTOR in roles,
        opens_files=on_team or Role.LEADERSHIP in roles,
        progress=progress_of(row) if leads else [],
        mine=queries.own_files(me, [row.id]).get(row.id),
        papers=_papers(row),
        history=queries.history_of(row.id) if leads else [],
        step_labels={step.name: step.label for step in at_version(row.definition_version).steps},
        today=clock.today(),
    )


def _reasons(row: Inspection, name: str) -> Sequence[Reason]:
    """What stands in the way and no form of the step can mend."""
    step = at_version(row.definition_version).step_named(row.state, name)
    facts = facts_of(row, **unfinished_facts(row))
    rules = [rule for rule in step.unless if rule.__name__ not in MENDED_BY_FORM] if step else []
    return tuple(reason for rule in rules if (reason := rule(facts)))


def _papers(row: Inspection) -> list[tuple[str, str, Document]]:
    """What of the campaign's papers the reader may open: key, name, document."""
    parts = frozenset[Part]().union(*(sees(seat, row.state) for seat in _campaign_seats(row)))
    wanted = {"decision": Part.ANNOUNCED, "announcement": Part.ANNOUNCED, "conclusion": Part.CONCLUSION}
    found = ((key, name, getattr(row, key)) for key, name in PAPERS.items() if wanted[key] in parts)
    return [(key, name, document) for key, name, document in found if document is not None]


def _campaign_seats(row: Inspection) -> set[Seat]:
    """What the reader is to the campaign as a whole."""
    seats = {Seat.OTHER}
    if Role.INSPECTOR in actor().roles_in(row.organisation_id):
        seats.add(Seat.PLANNER)
    if Role.LEADERSHIP in actor().roles_in(row.organisation_id):
        seats.add(Seat.LEADER)
    if row.announced_at is not None and queries.own_files(actor(), [row.id]):
        seats.add(Seat.CELL)
    return seats


@bp.get("/<int:inspection_id>/papers/<name>/pdf")
@requires(Permission.INSPECTION_READ)
def pdf(inspection_id: int, name: str) -> ResponseReturnValue:
    row, document = _paper_or_404(inspection_id, name)
    here = url_for(".detail", inspection_id=inspection_id)
    if document.paper_sha256 is None:
        return redirect(here, 303)
    file_name = f"{document.symbol.replace('/', '-')} {document.title}.pdf"
    return handed_out(document.paper_sha256, "application/pdf", file_name, back=(here, title_of(row)))


@bp.get("/<int:inspection_id>/papers/<name>/word")
@requires(Permission.INSPECTION_READ)
def word(inspection_id: int, name: str) -> ResponseReturnValue:
    _, document = _paper_or_404(inspection_id, name)
    return as_word(word_of(document), document.title, document.symbol, issued=True)


def _paper_or_404(inspection_id: int, name: str) -> tuple[Inspection, Document]:
    row = queries.get_visible_or_404(inspection_id, actor())
    document = next((found for key, _, found in _papers(row) if key == name), None)
    if document is None:
        raise NotKnown
    return row, document


@bp.get("/<int:inspection_id>/cells/<int:cell_id>")
@requires(Permission.INSPECTION_WRITE)
def figures(inspection_id: int, cell_id: int) -> ResponseReturnValue:
    """What speaks for a cell, month by month: states, days and figures, as a planner reads them."""
    row = queries.get_planned(inspection_id, actor())
    found = queries_signals.proposed_for(row.organisation_id, row.from_month, row.to_month)
    one = next((each for each in found if each.cell.id == cell_id), None)
    if one is None:
        raise NotKnown
    months = queries_signals.months_seen(row)
    return page(
        "inspections/figures.html", row=row, cell=one.cell, reasons=one.reasons,
        months=queries_signals.months_of(row.organisation_id, cell_id, months), standings=STANDING_LABELS,
        planned=row.state == State.PLANNED,
    )  # fmt: skip
