"""Giving and ending offices (office), and the substitution of a secretary (office or secretary)."""

from flask import Blueprint, Response, request, url_for

from app import clock
from app.accounts.queries import people_as
from app.appointments import queries, services
from app.appointments.forms import HINTS, AppointForm, CorrectForm, EndForm, SubstituteForm
from app.members.queries_lists import holders_matching
from app.members.queries_sight import get_visible as visible_person
from app.organisations.queries import get_managed, get_visible
from app.refusals import NotAllowed
from app.web.form_pages import act_at_once, choices, form_page
from app.web.inputs import DAY_HINT
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.roles import ROLE_LABELS, Permission, Role

bp = Blueprint("appointments", __name__)


@bp.route("/organisations/<int:organisation_id>/appointments/new", methods=["GET", "POST"])
@requires(Permission.APPOINTMENT_MANAGE)
@asks_again
def new(organisation_id: int) -> Response:
    row, me, today = get_managed(organisation_id, actor()), actor(), clock.today()
    text = request.args.get("q", "").strip()[:100]
    people = holders_matching(me, row, text, today)
    form = AppointForm(data={"from_on": today})
    form.role.choices = choices((r.value, ROLE_LABELS[r]) for r in services.roles_for(row.kind))
    form.person.choices = choices(people)
    there = url_for("organisations.detail", organisation_id=row.id)

    def appoint() -> None:
        services.appoint(
            visible_person(form.person.data, me, today), row, Role(form.role.data),
            from_on=form.from_on.data, to_on=form.to_on.data, decision=form.decision.data or "", actor=me,
        )  # fmt: skip

    return form_page(
        form, appoint, to=there, said="Đã ghi phân công.", template="appointments/new.html",
        title="Phân công, giao chức vụ", button="Ghi phân công", back=(there, row.name), hints=HINTS,
        lead=f"{row.name}.", row=row, text=text,
    )  # fmt: skip


@bp.route("/appointments/<int:appointment_id>/end", methods=["GET", "POST"])
@requires(Permission.APPOINTMENT_MANAGE)
@asks_again
def end(appointment_id: int) -> Response:
    row = queries.get_managed(appointment_id, actor())
    form = EndForm(data={"on": clock.today()})
    there = url_for("organisations.detail", organisation_id=row.organisation_id)
    return form_page(
        form, lambda: services.end(row, on=form.on.data, actor=actor()),
        to=there, said="Đã ghi kết thúc phân công.", title=f"Kết thúc: {ROLE_LABELS[row.role]}",
        button="Ghi kết thúc", back=(there, row.organisation.name), hints=HINTS,
        lead=f"Đồng chí {row.person.full_name}, {row.organisation.name}.",
    )  # fmt: skip


@bp.route("/appointments/<int:appointment_id>/edit", methods=["GET", "POST"])
@requires(Permission.APPOINTMENT_MANAGE)
@asks_again
def correct(appointment_id: int) -> Response:
    row = queries.get_managed(appointment_id, actor())
    form = CorrectForm(data={"from_on": row.from_on, "to_on": row.to_on, "decision": row.decision})
    there = url_for("organisations.detail", organisation_id=row.organisation_id)

    def act() -> None:
        decision = (form.decision.data or "").strip()
        services.correct(row, from_on=form.from_on.data, to_on=form.to_on.data, decision=decision, actor=actor())

    return form_page(
        form, act, to=there, said="Đã sửa phân công.", title=f"Sửa phân công: {ROLE_LABELS[row.role]}",
        button="Lưu ngày đã sửa", back=(there, row.organisation.name), hints=HINTS,
        lead=f"Đồng chí {row.person.full_name}, {row.organisation.name}.", version=f"{row.from_on}/{row.to_on}",
        warning="Dùng khi ghi nhầm ngày. Việc đã làm, chữ ký đã có không đổi.",
    )  # fmt: skip


@bp.route("/organisations/<int:organisation_id>/substitutions/new", methods=["GET", "POST"])
@requires(Permission.SUBSTITUTION_SET)
@asks_again
def substitute(organisation_id: int) -> Response:
    row, me, today = get_visible(organisation_id, actor()), actor(), clock.today()
    if not me.roles_in(row.id) & {Role.OFFICE, Role.SECRETARY}:
        raise NotAllowed("Chỉ bí thư chi bộ hoặc Văn phòng Đảng ủy ghi được ủy quyền này.")
    deputies = {person.id: person for person, _ in people_as(row.id, [Role.DEPUTY_SECRETARY], today)}
    form = SubstituteForm(data={"from_on": today})
    form.person.choices = choices((person.id, person.full_name) for person in deputies.values())
    there = url_for("organisations.detail", organisation_id=row.id)

    def act() -> None:
        services.set_substitution(
            row, deputies[form.person.data], from_on=form.from_on.data, to_on=form.to_on.data,
            reason=(form.reason.data or "").strip(), actor=me,
        )  # fmt: skip

    return form_page(
        form, act, to=there, said="Đã ghi ủy quyền.", title="Ủy quyền ký thay bí thư", button="Ghi ủy quyền",
        back=(there, row.name), hints=HINTS | {"to_on": DAY_HINT},
        lead="Trong thời gian này phó bí thư được ký, ban hành nghị quyết thay bí thư. Các việc khác phó bí thư "
        "làm được mà không cần ủy quyền.",
        warning="" if deputies else "Chi bộ chưa có phó bí thư. Văn phòng Đảng ủy cần phân công phó bí thư trước.",
    )  # fmt: skip


@bp.post("/substitutions/<int:substitution_id>/end")
@requires(Permission.SUBSTITUTION_SET)
@asks_again
def end_substitution(substitution_id: int) -> Response:
    row = queries.get_substitution(substitution_id, actor())
    there = url_for("organisations.detail", organisation_id=row.organisation_id)
    return act_at_once(
        lambda: services.end_substitution(row, on=clock.today(), actor=actor()),
        to=there, said="Đã kết thúc ủy quyền từ hôm nay.",
    )  # fmt: skip
