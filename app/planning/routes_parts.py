"""The parts of a plan: its themes and its file. Views of the plans' blueprint."""

from flask import Blueprint, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue

from app.documents.services_uploads import UploadRefused, check_upload
from app.planning import queries, services, services_topics
from app.planning.forms import TopicForm
from app.planning.models import CellPlan
from app.refusals import NotAllowed, NotKnown, SomebodyWasFaster
from app.web.downloads import handed_out
from app.web.form_pages import act_at_once, choices, form_page
from app.web.nfc import sent_version
from app.web.pages import done
from app.web.permissions import actor, requires
from workflows.plan import Kind, State
from workflows.roles import Permission

HINTS = {"month": "Ví dụ: 3/2027", "title": "Một việc cụ thể của chi bộ, ví dụ: giữ rừng đầu nguồn thôn Nà Mười"}


def written_or_404(cell_plan_id: int) -> CellPlan:
    """One that the actor writes, and may now. Raises NotKnown, NotAllowed, SomebodyWasFaster."""
    plan = queries.get_visible_or_404(cell_plan_id, actor())
    if not actor().roles_in(plan.cell_id) & set(queries.WRITERS):
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu của chi bộ soạn quy chế, kế hoạch.")
    if plan.state != State.DRAFT:
        raise SomebodyWasFaster("Văn bản không còn là bản soạn. Rút lại hoặc điều chỉnh trước khi sửa.")
    return plan


@requires(Permission.PLAN_WRITE)
def new_topic(cell_plan_id: int) -> ResponseReturnValue:
    plan = _thematic(cell_plan_id)
    return _topic_page(plan, TopicForm(), lambda form: services_topics.add_topic(plan, form.stated(), actor=actor()))


@requires(Permission.PLAN_WRITE)
def edit_topic(cell_plan_id: int, topic_id: int) -> ResponseReturnValue:
    plan = _thematic(cell_plan_id)
    topic = queries.topic_of(plan, topic_id)
    form = TopicForm(data={"month": topic.month, "title": topic.title, "person": topic.person_id})
    sent = sent_version()
    return _topic_page(
        plan, form,
        lambda form: services_topics.change_topic(plan, topic, form.stated(), version=sent, actor=actor()),
        version=plan.version,
    )  # fmt: skip


def _thematic(cell_plan_id: int) -> CellPlan:
    plan = written_or_404(cell_plan_id)
    if plan.kind != Kind.THEMATIC_PLAN:
        raise NotKnown
    return plan


def _topic_page(plan: CellPlan, form: TopicForm, act, version: int | None = None) -> ResponseReturnValue:  # type: ignore[no-untyped-def]
    form.person.choices = choices([("", "Chưa phân công"), *queries.people_for(plan.cell_id)])
    here = url_for(".detail", cell_plan_id=plan.id)
    return form_page(
        form, lambda: act(form), to=here, said="Đã ghi chuyên đề.", version=version, hints=HINTS,
        title=f"Chuyên đề năm {plan.year}", button="Ghi chuyên đề", back=(here, services.name_of(plan)),
        lead="Mỗi quý ít nhất một chuyên đề.",
    )  # fmt: skip


@requires(Permission.PLAN_WRITE)
def remove_topic(cell_plan_id: int, topic_id: int) -> ResponseReturnValue:
    plan = written_or_404(cell_plan_id)
    topic = queries.topic_of(plan, topic_id)
    here, sent = url_for(".detail", cell_plan_id=plan.id), sent_version()
    return act_at_once(
        lambda: services_topics.remove_topic(plan, topic, version=sent, actor=actor()), to=here,
        said="Đã bỏ chuyên đề.",
    )  # fmt: skip


@requires(Permission.PLAN_WRITE)
def put_into_month(cell_plan_id: int, topic_id: int) -> ResponseReturnValue:
    plan = queries.get_visible_or_404(cell_plan_id, actor())
    topic = queries.topic_of(plan, topic_id)
    return act_at_once(
        lambda: services_topics.put_into_month(plan, topic, actor=actor()),
        to=url_for(".detail", cell_plan_id=plan.id), said="Đã đưa chuyên đề vào dự thảo chương trình của tháng.",
    )  # fmt: skip


@requires(Permission.PLAN_WRITE)
def add_file(cell_plan_id: int) -> ResponseReturnValue:
    plan, sent = written_or_404(cell_plan_id), request.files.get("file")
    here = url_for(".detail", cell_plan_id=plan.id)
    try:
        if sent is None or not sent.filename:
            raise UploadRefused("Chưa chọn tệp nào.")
        upload = check_upload(sent.filename, sent.stream, current_app.config["SETTINGS"].max_upload_bytes)
    except UploadRefused as refused:
        flash(str(refused), "stop")
        return done(here)
    services.attach(plan, upload, version=sent_version(), actor=actor())
    flash("Đã tải tệp lên.")
    return done(here)


@requires(Permission.PLAN_WRITE)
def remove_file(cell_plan_id: int) -> ResponseReturnValue:
    plan = written_or_404(cell_plan_id)
    services.detach(plan, version=sent_version(), actor=actor())
    flash("Đã gỡ tệp.")
    return done(url_for(".detail", cell_plan_id=plan.id))


@requires(Permission.PLAN_READ)
def file(cell_plan_id: int) -> ResponseReturnValue:
    plan = queries.get_visible_or_404(cell_plan_id, actor())
    if plan.file is None or not queries.reads_text(plan, actor()):
        raise NotKnown
    back = (url_for(".detail", cell_plan_id=plan.id), services.name_of(plan))
    return handed_out(plan.file.sha256, plan.file.media_type, plan.file_name, back=back)


def add_to(bp: Blueprint) -> None:
    of_one = "/<int:cell_plan_id>"
    bp.add_url_rule(f"{of_one}/topics/new", view_func=new_topic, methods=["GET", "POST"])
    bp.add_url_rule(f"{of_one}/topics/<int:topic_id>/edit", view_func=edit_topic, methods=["GET", "POST"])
    bp.add_url_rule(f"{of_one}/topics/<int:topic_id>/removal", view_func=remove_topic, methods=["POST"])
    bp.add_url_rule(f"{of_one}/topics/<int:topic_id>/meeting", view_func=put_into_month, methods=["POST"])
    bp.add_url_rule(f"{of_one}/file", view_func=add_file, methods=["POST"])
    bp.add_url_rule(f"{of_one}/file", view_func=file, methods=["GET"])
    bp.add_url_rule(f"{of_one}/file/removal", view_func=remove_file, methods=["POST"])
