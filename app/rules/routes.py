"""Rule sets and holidays of the office's scope."""

from flask import Blueprint, Response, url_for
from wtforms.fields.choices import SelectChoice

from app import clock
from app.organisations.models import Organisation
from app.organisations.queries import get_managed, managed, managed_roots
from app.refusals import NotAllowed
from app.rules import queries, services
from app.rules.forms import HolidayForm, NewRuleSetForm, RuleSetForm, with_settings
from app.rules.words import GROUPS, hint_of, said
from app.web.form_pages import PlainForm, act_at_once, choices, form_page
from app.web.nfc import query_int
from app.web.pages import page
from app.web.permissions import actor, requires
from workflows.roles import Permission
from workflows.rules import SETTINGS, RuleSettings

bp = Blueprint("rules", __name__)


@bp.get("/rules")
@requires(Permission.RULESET_MANAGE)
def index() -> Response:
    me, today = actor(), clock.today()
    roots = managed_roots(me, today)
    return page(
        "rules/index.html",
        sets=queries.sets_in_scope(me), today=today,
        in_force=[(root, queries.rule_set_for(root.id, today)) for root in roots],
        holidays=queries.holidays_in_scope(me, today.replace(day=1)),
    )  # fmt: skip


@bp.get("/rules/<int:rule_set_id>")
@requires(Permission.RULESET_MANAGE)
def detail(rule_set_id: int) -> Response:
    row = queries.get_in_scope(rule_set_id, actor())
    settings, standard = queries.settings_of(row), RuleSettings()
    return page(
        "rules/detail.html",
        row=row, groups=GROUPS, labels=SETTINGS,
        values={name: said(name, getattr(settings, name)) for name in SETTINGS},
        differs={name for name in SETTINGS if getattr(settings, name) != getattr(standard, name)},
        may_edit=row.organisation_id is not None and row.effective_from > clock.today(),
    )  # fmt: skip


@bp.route("/rules/new", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
def new() -> Response:
    me, today = actor(), clock.today()
    roots = managed_roots(me, today)
    chosen = query_int("organisation") or (roots[0].id if roots else 0)
    current = queries.settings_of(queries.rule_set_for(get_managed(chosen, me).id, today))
    form = with_settings(NewRuleSetForm, current, {"organisation": chosen})
    form["organisation"].choices = _choices(managed(me))

    def act() -> str:
        row = services.take_over(
            get_managed(form["organisation"].data, me), (form.title.data or "").strip(), form.settings(),
            from_on=form["from_on"].data, actor=me,
        )  # fmt: skip
        return url_for("rules.detail", rule_set_id=row.id)

    return form_page(
        form, act, to=url_for("rules.index"), said="Đã lập bộ quy định mới.", template="rules/form.html",
        title="Lập bộ quy định mới", button="Lưu bộ quy định", groups=GROUPS, hint_of=hint_of, head=True,
        lead="Các ô đang ghi quy định hiện hành. Sửa những chỗ khác đi rồi ghi ngày có hiệu lực.",
    )  # fmt: skip


@bp.route("/rules/<int:rule_set_id>/edit", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
def edit(rule_set_id: int) -> Response:
    row, me = queries.get_in_scope(rule_set_id, actor()), actor()
    if row.organisation_id is None:
        raise NotAllowed("Bộ quy định chung không sửa được. Lập một bộ mới cho phạm vi của đồng chí.")
    form = with_settings(RuleSetForm, queries.settings_of(row), {"title": row.title})
    return form_page(
        form, lambda: services.change(row, (form.title.data or "").strip(), form.settings(), actor=me),
        to=url_for("rules.detail", rule_set_id=row.id), said="Đã lưu bộ quy định.", template="rules/form.html",
        version=row.version, title="Sửa bộ quy định", button="Lưu bộ quy định", groups=GROUPS, hint_of=hint_of,
        head=False, lead=f"Có hiệu lực từ ngày {row.effective_from:%d/%m/%Y}.",
    )  # fmt: skip


@bp.route("/rules/<int:rule_set_id>/remove", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
def remove(rule_set_id: int) -> Response:
    row = queries.get_in_scope(rule_set_id, actor())
    if row.organisation_id is None:
        raise NotAllowed("Bộ quy định chung không xóa được. Lập một bộ mới cho phạm vi của đồng chí.")
    before = queries.predecessor_of(row)
    there, goes_on = url_for("rules.detail", rule_set_id=row.id), before.title if before else "Quy định của cấp trên"

    def act() -> str:
        services.remove(row, actor=actor())
        return url_for("rules.index")

    return form_page(
        PlainForm(), act, to=there, said="Đã xóa bộ quy định.", version=row.version,
        title="Xóa bộ quy định chưa có hiệu lực", button="Xóa bộ quy định", back=(there, row.title),
        lead=f"{row.title}, có hiệu lực từ ngày {row.effective_from:%d/%m/%Y}.",
        warning=f"{goes_on} tiếp tục có hiệu lực. Việc xóa được ghi vào nhật ký.",
    )  # fmt: skip


@bp.route("/rules/holidays/new", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
def add_holiday() -> Response:
    me = actor()
    roots = managed_roots(me, clock.today())
    form = HolidayForm(data={"organisation": roots[0].id if roots else 0})
    form.organisation.choices = _choices(managed(me))

    def act() -> None:
        services.set_holidays(
            get_managed(form.organisation.data, me), (form.name.data or "").strip(),
            from_on=form.from_on.data, to_on=form.to_on.data, actor=me,
        )  # fmt: skip

    there = url_for("rules.index")
    return form_page(
        form, act, to=there, said="Đã ghi ngày nghỉ.", title="Thêm ngày nghỉ", button="Ghi ngày nghỉ",
        back=(there, "Quy định, ngày nghỉ"),
        hints={"name": "Ví dụ: Tết Nguyên đán", "to_on": "Để trống nếu chỉ nghỉ một ngày"},
        lead="Ngày sinh hoạt trùng ngày nghỉ thì chuyển sang ngày khác trong 7 ngày đầu tháng.",
    )  # fmt: skip


@bp.post("/rules/holidays/<int:holiday_id>/remove")
@requires(Permission.RULESET_MANAGE)
def remove_holiday(holiday_id: int) -> Response:
    row = queries.get_holiday(holiday_id, actor())
    return act_at_once(
        lambda: services.remove_holiday(row, actor=actor()), to=url_for("rules.index"), said="Đã bỏ ngày nghỉ."
    )


def _choices(rows: list[Organisation]) -> list[SelectChoice]:
    return choices((row.id, f"{row.code} – {row.name}") for row in rows)
