"""Criteria sets of the office's scope: drafted, edited row by row, put in force from a day."""

from collections.abc import Sequence

from flask import Blueprint, Response, url_for

from app import clock
from app.criteria import queries, services
from app.criteria.forms import FIRST, KINDS, CriterionForm, HeadForm, NewSetForm, fields_of, head_of
from app.criteria.models import CriteriaSet
from app.criteria.routes_workbook import bp as workbooks
from app.organisations.queries import get_managed, managed, managed_roots
from app.refusals import NotAllowed, NotKnown
from app.web.form_pages import PlainForm, act_at_once, choices, form_page
from app.web.nfc import query_int, sent_version
from app.web.pages import page
from app.web.permissions import actor, requires
from app.web.proof import asks_again
from workflows.criteria import Criterion
from workflows.criteria_check import APPLIES_LABELS, SCORED_KINDS, SOURCES, problems_of
from workflows.criteria_words import part_lines, scale_lines
from workflows.roles import Permission

bp = Blueprint("criteria", __name__, url_prefix="/criteria")
bp.register_blueprint(workbooks)

NAME = "Bộ tiêu chí chấm điểm"
HINTS = {
    "code": "Chữ không dấu và số, ví dụ 4a",
    "group": "Các tiêu chí cùng số đứng chung một nhóm",
    "group_title": "Đổi ở đây thì đổi cho cả nhóm",
    "evidence": "Hệ thống đề nghị điểm từ ghi nhận này; người chấm vẫn sửa được, có nêu lý do",
    "scale": "Ví dụ: từ 90%: 4, dòng cuối ghi còn lại: 1. Thời lượng: đủ: 5, thiếu đến 15 phút: 4, từ một nửa: 2, "
    "dưới một nửa: 1",
    "parts": "Ví dụ: có sổ biên bản: 1. Các ý cộng lại bằng điểm tối đa",
    "gate": "Chỉ có tác dụng khi quy định bật mục này",
    "from_on": "Kỳ của tháng bắt đầu từ ngày này trở đi dùng bộ mới; kỳ đã lập giữ bộ cũ",
    "basis": "Ví dụ: Hướng dẫn 05-HD/ĐU ngày 10/01/2027",
}


@bp.get("")
@requires(Permission.RULESET_MANAGE)
def index() -> Response:
    me, today = actor(), clock.today()
    in_force = [
        (root, kind, queries.criteria_set_for(root.id, today, kind))
        for root in managed_roots(me, today)
        for kind in SCORED_KINDS
    ]
    return page(
        "criteria/index.html", sets=queries.sets_in_scope(me), in_force=in_force, today=today, kinds=KINDS, name=NAME
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
def new() -> Response:
    me, there = actor(), url_for(".index")
    patterns = queries.sets_in_scope(me)
    form = NewSetForm(data={"pattern": query_int("from"), "organisation": query_int("organisation")})
    form.organisation.choices = choices((row.id, f"{row.code} – {row.name}") for row in managed(me))
    form.pattern.choices = choices((row.id, f"{row.title} ({row.code})") for row, _ in patterns)

    def act() -> str:
        pattern = queries.get_in_scope(form.pattern.data, me)
        row = services.begin_draft(
            get_managed(form.organisation.data, me), form.head(), queries.read(pattern), pattern.groups, actor=me
        )
        return url_for(".detail", set_id=row.id)

    return form_page(
        form, act, to=there, said="Đã lập bản thảo. Sửa từng tiêu chí rồi đưa vào áp dụng.",
        title="Lập bộ tiêu chí", button="Lập bản thảo", back=(there, NAME),
        hints=HINTS | {"pattern": "Bản thảo chép đủ các tiêu chí của bộ này để sửa"},
    )  # fmt: skip


@bp.get("/<int:set_id>")
@requires(Permission.RULESET_MANAGE)
def detail(set_id: int) -> Response:
    row = queries.get_in_scope(set_id, actor())
    criteria = queries.read(row)
    is_draft = row.issued_at is None and row.organisation_id is not None
    return page(
        "criteria/detail.html", row=row, criteria=criteria, is_draft=is_draft, name=NAME, kinds=KINDS,
        problems=problems_of(criteria, row.kind), total=sum(c.maximum for c in criteria), sources=SOURCES,
        applies=APPLIES_LABELS, scale_of=scale_lines, parts_of=part_lines,
        may_withdraw=row.issued_at is not None and row.organisation_id is not None
        and row.effective_from > clock.today(),
    )  # fmt: skip


@bp.route("/<int:set_id>/edit", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
def edit(set_id: int) -> Response:
    row, there, me = _draft(set_id), url_for(".detail", set_id=set_id), actor()
    form = HeadForm(data=head_of(row))
    return form_page(
        form, lambda: services.change_head(row, form.head(), version=sent_version(), actor=me), to=there,
        said="Đã lưu.",
        version=row.version, title="Sửa tên, ngày áp dụng", button="Lưu", back=(there, row.title), hints=HINTS,
    )  # fmt: skip


@bp.route("/<int:set_id>/rows/new", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
def new_criterion(set_id: int) -> Response:
    row = _draft(set_id)
    criteria = queries.read(row)
    last = str(len(criteria) - 1)
    first = {"group": criteria[-1].group, "group_title": row.groups.get(criteria[-1].group)} if criteria else {}
    return _criterion_page(row, None, CriterionForm(data=first | {"after": last}), criteria)


@bp.route("/<int:set_id>/rows/<int:place>/edit", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
def edit_criterion(set_id: int, place: int) -> Response:
    row = _draft(set_id)
    criteria = queries.read(row)
    one = _at(criteria, place)
    form = CriterionForm(data=fields_of(one, row.groups.get(one.group, one.title)) | {"after": str(place - 1)})
    return _criterion_page(row, place, form, criteria)


def _criterion_page(
    row: CriteriaSet, place: int | None, form: CriterionForm, criteria: Sequence[Criterion]
) -> Response:
    there, me = url_for(".detail", set_id=row.id), actor()
    form.after.choices = choices(
        [(FIRST, "đầu bảng"), *((n, f"{c.code}. {c.title}"[:90]) for n, c in enumerate(criteria) if n != place)]
    )

    def act() -> None:
        title = (form.group_title.data or "").strip()
        services.set_criterion(
            row, place, form.criterion(), title, after=form.behind(), version=sent_version(), actor=me
        )

    code = "" if place is None else criteria[place].code
    return form_page(
        form, act, to=f"{there}#bang", said="Đã lưu tiêu chí.", version=row.version, hints=HINTS,
        title=f"Sửa tiêu chí {code}" if code else "Thêm tiêu chí", button="Lưu tiêu chí", back=(there, row.title),
        areas={"scale": 6, "parts": 4},
    )  # fmt: skip


@bp.post("/<int:set_id>/rows/<int:place>/removal")
@requires(Permission.RULESET_MANAGE)
def remove_criterion(set_id: int, place: int) -> Response:
    row = _draft(set_id)
    _at(queries.read(row), place)
    return act_at_once(
        lambda: services.remove_criterion(row, place, version=sent_version(), actor=actor()),
        to=f"{url_for('.detail', set_id=row.id)}#bang", said="Đã bỏ tiêu chí.",
    )  # fmt: skip


@bp.route("/<int:set_id>/issue", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
@asks_again
def issue(set_id: int) -> Response:
    row, there, me = _draft(set_id), url_for(".detail", set_id=set_id), actor()
    return form_page(
        PlainForm(), lambda: services.put_in_force(row, version=sent_version(), actor=me), to=there,
        said="Đã đưa bộ tiêu chí vào áp dụng.",
        version=row.version, title="Đưa vào áp dụng", button="Đưa vào áp dụng", back=(there, row.title),
        lead=f"{row.title}, từ ngày {row.effective_from:%d/%m/%Y}, {KINDS[str(row.kind or 'all')]}.",
        warning="Sau bước này bộ tiêu chí không sửa được nữa. Bộ đang áp dụng cho tổ chức này kết thúc vào ngày hôm "
        "trước; kỳ sinh hoạt đã lập vẫn giữ bộ cũ.",
    )  # fmt: skip


@bp.route("/<int:set_id>/removal", methods=["GET", "POST"])
@requires(Permission.RULESET_MANAGE)
def remove(set_id: int) -> Response:
    row, there, me = queries.get_in_scope(set_id, actor()), url_for(".detail", set_id=set_id), actor()
    if row.organisation_id is None:
        raise NotAllowed(services.NOBODY_S)
    before = queries.predecessor_of(row) if row.issued_at else None
    goes_on = before.title if before else "Bộ tiêu chí của cấp trên"

    def act() -> str:
        services.remove(row, version=sent_version(), actor=me)
        return url_for(".index")

    return form_page(
        PlainForm(), act, to=there, said="Đã xóa bộ tiêu chí.", version=row.version,
        title="Xóa bộ tiêu chí", button="Xóa bộ tiêu chí", back=(there, row.title),
        lead=f"{row.title}, từ ngày {row.effective_from:%d/%m/%Y}.",
        warning=f"{goes_on} tiếp tục có hiệu lực. Việc xóa được ghi vào nhật ký." if row.issued_at else
        "Bản thảo và các tiêu chí của nó bị xóa. Việc xóa được ghi vào nhật ký.",
    )  # fmt: skip


def _draft(set_id: int) -> CriteriaSet:
    """Raises NotKnown, NotAllowed for one of nobody's. One in force is refused by the service, with its sentence."""
    row = queries.get_in_scope(set_id, actor())
    if row.organisation_id is None:
        raise NotAllowed(services.NOBODY_S)
    return row


def _at(criteria: Sequence[Criterion], place: int) -> Criterion:
    if place >= len(criteria):
        raise NotKnown
    return criteria[place]
