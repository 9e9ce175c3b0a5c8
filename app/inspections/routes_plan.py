"""Planning a campaign: its subject and period, its cells, its team. Views of the room's blueprint."""

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app import clock
from app.forms.queries import saved_draft
from app.forms.services import forget_draft
from app.inspections import queries, queries_signals, services
from app.inspections.forms import HINTS, PlanForm, TeamForm, quarters_around
from app.inspections.models import Inspection, TeamPart
from app.inspections.services_steps import title_of
from app.refusals import BadInput, NotAllowed, NotKnown
from app.web.form_pages import choices, form_page
from app.web.nfc import sent_version, small_int
from app.web.pages import done, page
from app.web.permissions import actor, requires
from workflows.calendar import months_away
from workflows.inspection import CHECKLIST, Issuer, Kind, State
from workflows.roles import Permission

NEW_DRAFT = "inspection-new"
BOTH = ["GET", "POST"]


@requires(Permission.INSPECTION_WRITE)
def new() -> ResponseReturnValue:
    me = actor()
    organisations = queries.organisations_of(me)
    if not organisations:
        raise NotAllowed("Chưa có đảng bộ nào mà đồng chí được lập cuộc kiểm tra, giám sát.")
    form = _plan_form(NEW_DRAFT, _first(organisations[0].id))
    form.organisation_id.choices = choices((one.id, one.name) for one in organisations)

    def act() -> str:
        wanted = form.organisation_id.data or organisations[0].id
        organisation = next((one for one in organisations if one.id == wanted), None)
        if organisation is None:
            raise NotKnown
        row = services.plan(organisation, form.planned(), actor=me)
        forget_draft(me.account_id, NEW_DRAFT)
        return url_for("inspections.cells", inspection_id=row.id)

    there = url_for("inspections.index")
    return form_page(
        form, act, to=there, said="Đã đưa vào chương trình. Chọn chi bộ để kiểm tra, giám sát.",
        template="inspections/plan.html", title="Lập cuộc kiểm tra, giám sát", button="Lưu, chọn chi bộ", hints=HINTS,
        back=(there, "Kiểm tra, giám sát"), draft_key=NEW_DRAFT, several=len(organisations) > 1,
    )  # fmt: skip


def _first(organisation_id: int) -> dict[str, Any]:
    """The quarter after this one, looked at as it passes."""
    today = clock.today()
    quarter = today.replace(month=today.month - (today.month - 1) % 3, day=1)
    return {
        "organisation_id": organisation_id, "kind": Kind.INSPECTION.value, "issuer": Issuer.STANDING_COMMITTEE.value,
        "quarter": quarter.isoformat(), "from_month": quarter, "to_month": months_away(quarter, 2),
        "subject": "nền nếp, chất lượng sinh hoạt chi bộ", "checklist": "\n".join(CHECKLIST),
    }  # fmt: skip


@requires(Permission.INSPECTION_WRITE)
def edit(inspection_id: int) -> ResponseReturnValue:
    row, key = queries.get_planned(inspection_id, actor()), f"inspection-{inspection_id}"
    services.expect_planned(row)
    known = {
        name: getattr(row, name)
        for name in ("organisation_id", "subject", "from_month", "to_month", "outline", "report_due")
    }
    told = {"kind": row.kind.value, "issuer": row.issuer.value, "quarter": row.quarter.isoformat()}
    form = _plan_form(key, known | told | {"checklist": "\n".join(row.checklist)})
    form.organisation_id.choices = choices([(row.organisation_id, row.organisation.name)])
    here, version = url_for("inspections.detail", inspection_id=inspection_id), row.version

    def act() -> None:
        services.change(row, form.planned(), version=version, actor=actor())
        forget_draft(actor().account_id, key)

    return form_page(
        form, act, to=here, said="Đã lưu.", version=version, template="inspections/plan.html", hints=HINTS,
        title="Sửa cuộc kiểm tra, giám sát", button="Lưu", back=(here, title_of(row)), draft_key=key, several=False,
    )  # fmt: skip


def _plan_form(key: str, known: dict[str, Any]) -> PlanForm:
    kept = saved_draft(actor().account_id, key)
    form = PlanForm(MultiDict(kept)) if kept and request.method == "GET" else PlanForm(data=known)
    form.quarter.choices = choices(quarters_around(clock.today()))
    return form


@requires(Permission.INSPECTION_WRITE)
def cells(inspection_id: int) -> ResponseReturnValue:
    """Which cells: all, or a sample; those with the gravest reasons stand first."""
    row = queries.get_planned(inspection_id, actor())
    services.expect_planned(row)
    error = ""
    if request.method == "POST":
        ids = [number for text in request.form.getlist("cell") if (number := small_int(text)) is not None]
        version = sent_version()
        try:
            services.choose_cells(row, ids, version=version or 0, actor=actor())
            return done(url_for("inspections.detail", inspection_id=inspection_id))
        except BadInput as refused:
            error = " ".join(refused.errors.values())
    rows = queries_signals.proposed_for(row.organisation_id, row.from_month, row.to_month)
    return page(
        "inspections/cells.html", row=row, title=title_of(row), rows=rows, months=queries_signals.months_seen(row),
        chosen={file.cell_id for file in queries.files_of(row.id)}, error=error, status=422 if error else 200,
        ticked=_ticked(rows), first=sum(bool(one.reasons) for one in rows),
    )  # fmt: skip


def _ticked(rows: list[queries_signals.Proposed]) -> set[int] | None:
    """What the buttons above the list tick: all of them, or those that something speaks for."""
    which = request.args.get("tick")
    if which == "all":
        return {one.cell.id for one in rows}
    return {one.cell.id for one in rows if one.reasons} if which == "first" else None


@requires(Permission.INSPECTION_WRITE)
def team(inspection_id: int) -> ResponseReturnValue:
    row = queries.get_planned(inspection_id, actor())
    form = TeamForm(data=_team_now(row)).offer(queries.inspectors_of(row.organisation_id))
    if row.state == State.PLANNED:
        del form.reason
    here, version = url_for("inspections.detail", inspection_id=inspection_id), row.version

    def act() -> None:
        reason = (form.reason.data or "") if "reason" in form else ""
        services.name_team(row, form.team(), reason=reason, version=version, actor=actor())

    return form_page(
        form, act, to=here, said="Đã lưu danh sách đoàn.", version=version, template="inspections/team.html",
        title="Đoàn kiểm tra, giám sát", button="Lưu đoàn", back=(here, title_of(row)),
        hints={"others": "Mỗi dòng một đồng chí và chức vụ. Người ghi ở đây không đọc hồ sơ trên hệ thống."},
        lead="Thành viên là cán bộ kiểm tra đọc hồ sơ của các chi bộ được chọn, trong thời kỳ kiểm tra.",
    )  # fmt: skip


def _team_now(row: Inspection) -> dict[str, Any]:
    named = queries.team_of(row.id)
    of = {part: [one.person_id for one in named if one.part == part and one.person_id] for part in TeamPart}
    return {
        "leader_id": next(iter(of[TeamPart.LEADER]), None),
        "secretary_id": next(iter(of[TeamPart.SECRETARY]), None),
        "member_ids": of[TeamPart.MEMBER],
        "others": "\n".join(one.name for one in named if one.person_id is None),
    }


def add_to(bp: Blueprint) -> None:
    bp.add_url_rule("/new", view_func=new, methods=BOTH)
    bp.add_url_rule("/<int:inspection_id>/edit", view_func=edit, methods=BOTH)
    bp.add_url_rule("/<int:inspection_id>/cells", view_func=cells, methods=BOTH)
    bp.add_url_rule("/<int:inspection_id>/team", view_func=team, methods=BOTH)
