"""The themes of a thematic plan, and the meeting that takes one up."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from app.actor import Actor, acting_as
from app.agendas.models import ItemKind
from app.agendas.services import ItemText, add_item
from app.audit.services import record
from app.extensions import db, lock
from app.meetings.models import Meeting
from app.meetings.queries import live_regular
from app.meetings.services import create_meeting
from app.meetings.services_plan import set_theme
from app.organisations.models import Organisation
from app.planning import queries
from app.planning.models import CellPlan, PlanTopic
from app.planning.services import lock_draft
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster
from workflows.meeting import Kind as MeetingKind
from workflows.meeting import State as MeetingState
from workflows.plan import Kind

MOST_TOPICS = 36
LONGEST_TITLE = 300


@dataclass(frozen=True, kw_only=True)
class Stated:
    month: date | None
    title: str
    person_id: int | None = None


def add_topic(plan: CellPlan, stated: Stated, *, actor: Actor) -> PlanTopic:
    """Raises NotAllowed, BadInput, SomebodyWasFaster."""
    lock_draft(plan, None, actor)
    if len(queries.topics_of(plan.id)) >= MOST_TOPICS:
        raise BadInput({"title": f"Kế hoạch đã có {MOST_TOPICS} chuyên đề, không thêm được nữa."})
    topic = PlanTopic(plan_id=plan.id, **_checked(plan, stated))
    db.session.add(topic)
    db.session.flush()  # its id goes into the history
    _record("plan_topic_added", plan, actor, topic_id=topic.id, after=_said(topic))
    return topic


def change_topic(plan: CellPlan, topic: PlanTopic, stated: Stated, *, version: int | None, actor: Actor) -> None:
    lock_draft(plan, version, actor)
    before = _said(topic)
    for name, value in _checked(plan, stated).items():
        setattr(topic, name, value)
    if before != _said(topic):
        _record("plan_topic_changed", plan, actor, topic_id=topic.id, before=before, after=_said(topic))


def remove_topic(plan: CellPlan, topic: PlanTopic, *, version: int | None, actor: Actor) -> None:
    """Raises BadInput for one that a meeting has taken up, SomebodyWasFaster."""
    lock_draft(plan, version, actor)
    lock(topic)
    if topic.meeting is not None and topic.meeting.state != MeetingState.CANCELLED:
        raise BadInput("Chuyên đề này đã được đưa vào kỳ sinh hoạt nên không bỏ được.")
    _record("plan_topic_removed", plan, actor, topic_id=topic.id, title=topic.title)
    db.session.delete(topic)


def begin(
    cell: Organisation, kind: MeetingKind, month: date, *, actor: Actor, theme: str, model_meeting: bool,
    topic_id: int | None,
) -> Meeting:  # fmt: skip
    """A new meeting, which may pick its theme from the year's plan. Raises as `create_meeting`, and BadInput for a
    theme that is none of the cell's plan, SomebodyWasFaster for one that another meeting has taken up."""
    topic = db.session.get(PlanTopic, topic_id) if topic_id else None
    if topic_id and (topic is None or topic.plan.cell_id != cell.id or topic.plan.sent_at is None):
        raise BadInput({"topic_id": "Chọn một chuyên đề trong kế hoạch năm của chi bộ."})
    if topic is not None:
        lock(cell)  # before the plan, as everywhere
        lock(topic.plan)
    named = theme or (topic.title if topic else "")
    meeting = create_meeting(cell, kind, month, actor=actor, theme=named, model_meeting=model_meeting)
    if topic is not None:
        _link(topic, meeting, actor)
    return meeting


def put_into_month(plan: CellPlan, topic: PlanTopic, *, actor: Actor) -> Meeting:
    """Into the draft of the month's regular meeting: as its theme, with an item. Raises BadInput, NotAllowed."""
    if not actor.roles_in(plan.cell_id) & set(queries.WRITERS):
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu của chi bộ soạn chương trình.")
    if plan.sent_at is None:
        raise BadInput("Kế hoạch chưa ban hành nên chưa đưa chuyên đề vào chương trình được.")
    meeting = live_regular(plan.cell_id, topic.month)
    if meeting is None or meeting.state != MeetingState.DRAFT:
        raise BadInput("Tháng này chưa có dự thảo chương trình để đưa chuyên đề vào.")
    lock(meeting)
    lock(plan)
    lock(topic)
    if topic.meeting_id == meeting.id:
        raise SomebodyWasFaster("Chuyên đề này đã có trong dự thảo chương trình của tháng. Mở lại trang để xem.")
    if meeting.theme and meeting.theme != topic.title:
        raise BadInput(f"Kỳ sinh hoạt tháng này đã có chuyên đề “{meeting.theme}”.")
    item = ItemText(kind=ItemKind.THEME, title=f"Chuyên đề: {topic.title}"[:300], minutes=30, presenter_id=None)
    add_item(meeting, item, actor=actor)
    set_theme(meeting, topic.title, actor=actor)
    _link(topic, meeting, actor)
    return meeting


def _link(topic: PlanTopic, meeting: Meeting, actor: Actor) -> None:
    lock(topic)
    taken = topic.meeting
    if taken is not None and taken.id != meeting.id and taken.state != MeetingState.CANCELLED:
        raise SomebodyWasFaster("Chuyên đề này vừa được đưa vào một kỳ sinh hoạt khác. Mở lại trang để xem.")
    topic.meeting_id = meeting.id
    _record("plan_topic_taken_up", topic.plan, actor, topic_id=topic.id, meeting_id=meeting.id)


def _checked(plan: CellPlan, stated: Stated) -> dict[str, Any]:
    if plan.kind != Kind.THEMATIC_PLAN:
        raise NotKnown
    errors: dict[str, str] = {}
    if stated.month is None or stated.month.year != plan.year:
        errors["month"] = f"Ghi tháng trong năm {plan.year}."
    if not 0 < len(stated.title.strip()) <= LONGEST_TITLE:
        errors["title"] = f"Ghi tên chuyên đề, không quá {LONGEST_TITLE} ký tự."
    if stated.person_id is not None and stated.person_id not in dict(queries.people_for(plan.cell_id)):
        errors["person"] = "Chọn một đảng viên của chi bộ."
    if errors:
        raise BadInput(errors)
    return {"month": stated.month, "title": stated.title.strip(), "person_id": stated.person_id}


def _said(topic: PlanTopic) -> dict[str, Any]:
    return {"month": topic.month, "title": topic.title, "person_id": topic.person_id}


def _record(event: str, plan: CellPlan, actor: Actor, **data: Any) -> None:
    flag_modified(plan, "year")  # its version rises with its themes, so that a stale page is told
    record(
        event, actor=actor, organisation_id=plan.cell_id, subject="plan", subject_id=plan.id,
        acting_as=acting_as(actor.roles_in(plan.cell_id), queries.WRITERS), **data,
    )  # fmt: skip
