"""Preparing an agenda: its items, their order, and the version that is frozen when the meeting is convened."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import exists, select

from app import clock
from app.actor import Actor, acting_as
from app.agendas.models import AgendaItem, AgendaVersion, ItemKind
from app.agendas.queries import items_of
from app.agendas.services_order import before_the_end, place, renumber
from app.audit.services import record
from app.documents.models import Attachment
from app.extensions import db, lock
from app.meetings import queries as meetings
from app.meetings.models import Meeting
from app.meetings.services_papers import reissue
from app.members.queries import taking_part
from app.refusals import BadInput, NotAllowed, NotKnown, SomebodyWasFaster, expect_version
from workflows.meeting import STATE_LABELS, State
from workflows.roles import Role
from workflows.sight import WRITERS, Part

PREPARERS = WRITERS[Part.AGENDA][State.DRAFT]
SECRETARIES = WRITERS[Part.CONVENED][State.CONVENED]
LONGEST_CONTENT = 20_000
LONGEST_QUESTION = 500
MOST_QUESTIONS = 20
MOST_ITEMS = 60
LONGEST_ITEM_MINUTES = 480


@dataclass(frozen=True, kw_only=True)
class ItemText:
    """What a person writes about an item. `questions`: `{"text", "asked_first_id"}`, in order."""

    title: str
    kind: ItemKind = ItemKind.OTHER
    presenter_id: int | None = None
    presenter_name: str = ""
    minutes: int = 5
    content: str = ""
    questions: list[dict[str, Any]] = field(default_factory=list)
    kept_on_paper: bool = False


FIELDS = tuple(ItemText.__dataclass_fields__)


def add_item(meeting: Meeting, text: ItemText, *, actor: Actor) -> AgendaItem:
    """Put an item before those that close the meeting. Raises BadInput, NotAllowed, SomebodyWasFaster if locked."""
    roles = lock_draft(meeting, actor)
    items = items_of(meeting.id)
    if len(items) >= MOST_ITEMS:
        raise BadInput({"title": f"Chương trình đã có {MOST_ITEMS} mục, không thêm được nữa."})
    _refuse_bad_text(meeting, text)
    item = AgendaItem(meeting_id=meeting.id, position=len(items) + 1, **_values(text))
    db.session.add(item)
    db.session.flush()  # its id goes into the history
    place(items, item, before_the_end(items))
    _record("item_added", meeting, actor, roles, item, title=item.title)
    return item


def change_item(meeting: Meeting, item: AgendaItem, text: ItemText, *, actor: Actor, version: int) -> None:
    """Write an item anew. Raises SomebodyWasFaster if it is no longer the version that the person saw."""
    roles = lock_draft(meeting, actor)
    _expect(item, version)
    _refuse_bad_text(meeting, text)
    if text.kept_on_paper and _has_files(item):
        raise BadInput({"kept_on_paper": "Mục này đang có tài liệu kèm theo. Gỡ tài liệu trước, rồi chọn ghi sổ giấy."})
    before = {name: getattr(item, name) for name in FIELDS}
    for name, value in _values(text).items():
        setattr(item, name, value)
    changed = [name for name in FIELDS if before[name] != getattr(item, name)]
    if not changed:
        return
    after = {name: getattr(item, name) for name in changed}
    _record("item_changed", meeting, actor, roles, item, before={n: before[n] for n in changed}, after=after)


def change_presenter(
    meeting: Meeting, item: AgendaItem, *, presenter_id: int | None, presenter_name: str, reason: str,
    version: int, actor: Actor,
) -> None:  # fmt: skip
    """After the meeting was convened a presenter may change without a new round, with a reason."""
    lock(meeting)
    roles = meetings.roles_at(meeting, actor)
    if not roles & SECRETARIES:
        raise NotAllowed("Chỉ bí thư, phó bí thư đổi người trình bày sau khi đã triệu tập.")
    if meeting.state != State.CONVENED:
        raise _locked(meeting)
    _expect(item, version)
    errors = {} if reason.strip() else {"reason": "Nêu lý do đổi người trình bày."}
    errors |= _presenter_errors(meeting, presenter_id, presenter_name)
    if errors:
        raise BadInput(errors)
    before = {"presenter_id": item.presenter_id, "presenter_name": item.presenter_name}
    item.presenter_id, item.presenter_name = presenter_id, presenter_name
    db.session.flush()  # the papers read the rows
    db.session.expire(item, ["presenter"])
    reissue(meeting, actor=actor, reason=f"Đổi người trình bày. {reason}", with_notice=False)
    after = {"presenter_id": presenter_id, "presenter_name": presenter_name, "reason": reason}
    _record("item_changed", meeting, actor, roles, item, before=before, after=after)


def move_item(meeting: Meeting, item: AgendaItem, to: int, *, actor: Actor) -> None:
    """Put an item at the place `to`, counted from 1; a place outside the list is its nearest end."""
    roles = lock_draft(meeting, actor)
    items = items_of(meeting.id)
    before = items.index(item) + 1
    to = max(1, min(to, len(items)))
    if to == before:
        return
    place([i for i in items if i is not item], item, to)
    _record("item_moved", meeting, actor, roles, item, before=before, after=to)


def remove_item(meeting: Meeting, item: AgendaItem, *, actor: Actor, version: int) -> None:
    roles = lock_draft(meeting, actor)
    _expect(item, version)
    if meeting.sittings:
        raise BadInput("Một phần kỳ sinh hoạt đã diễn ra nên không bỏ mục nào; mục không bàn nữa thì ghi kết quả “bỏ”.")
    _record("item_removed", meeting, actor, roles, item, title=item.title)
    rest = [i for i in items_of(meeting.id) if i is not item]
    db.session.delete(item)
    renumber(rest)


def _has_files(item: AgendaItem) -> bool:
    hanging = exists().where(Attachment.item_id == item.id, Attachment.removed_at.is_(None))
    return bool(db.session.scalar(select(hanging)))


def item_or_404(meeting: Meeting, item_id: int) -> AgendaItem:
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting.id:
        raise NotKnown
    return item


def lock_draft(meeting: Meeting, actor: Actor) -> frozenset[Role]:
    """Whoever prepares holds the meeting's row until the end of the transaction: no submission slips in between."""
    lock(meeting)
    roles = meetings.roles_at(meeting, actor)
    if not roles & PREPARERS:
        raise NotAllowed("Chỉ bí thư, phó bí thư hoặc người nhập liệu của chi bộ soạn chương trình.")
    if meeting.state != State.DRAFT:
        raise _locked(meeting)
    return roles


def freeze(meeting: Meeting) -> AgendaVersion:
    """Keep the agenda as it stands as version n, when the meeting is convened."""
    meeting.agenda_version += 1
    version = AgendaVersion(
        meeting_id=meeting.id,
        number=meeting.agenda_version,
        frozen_at=clock.now(),
        snapshot={
            "starts_at": meeting.starts_at.isoformat() if meeting.starts_at else None,
            "place": meeting.place,
            "chair_id": meeting.chair_id,
            "recorder_id": meeting.recorder_id,
            "items": [{"id": i.id, **{name: getattr(i, name) for name in FIELDS}} for i in items_of(meeting.id)],
        },
    )
    db.session.add(version)
    return version


def _values(text: ItemText) -> dict[str, Any]:
    return {name: getattr(text, name) for name in FIELDS}


def _refuse_bad_text(meeting: Meeting, text: ItemText) -> None:
    errors = _presenter_errors(meeting, text.presenter_id, text.presenter_name)
    if not text.title.strip():
        errors["title"] = "Ghi nội dung của mục."
    if len(text.title) > 300:
        errors["title"] = "Tên mục dài quá 300 chữ, chuyển phần chi tiết xuống dưới."
    if not 1 <= text.minutes <= LONGEST_ITEM_MINUTES:
        errors["minutes"] = f"Số phút từ 1 đến {LONGEST_ITEM_MINUTES}."
    if len(text.content) > LONGEST_CONTENT:
        errors["content"] = "Nội dung dài quá 20.000 chữ; gửi kèm dưới dạng tài liệu."
    if len(text.questions) > MOST_QUESTIONS or any(len(q["text"]) > LONGEST_QUESTION for q in text.questions):
        errors["questions"] = f"Ghi tối đa {MOST_QUESTIONS} câu hỏi, mỗi câu không quá {LONGEST_QUESTION} chữ."
    asked = {q["asked_first_id"] for q in text.questions} - {None}
    if asked and not asked <= _on_the_roll(meeting):
        errors["questions"] = "Người được hỏi trước không có trong danh sách chi bộ."
    if text.kept_on_paper and (text.content.strip() or text.questions):
        errors["kept_on_paper"] = (
            "Nội dung ghi sổ giấy chỉ giữ tên mục và số phút ở đây; bỏ phần chi tiết và câu hỏi, hoặc bỏ dấu chọn này."
        )
    if errors:
        raise BadInput(errors)


def _presenter_errors(meeting: Meeting, presenter_id: int | None, presenter_name: str) -> dict[str, str]:
    if len(presenter_name) > 120:
        return {"presenter_name": "Họ tên không quá 120 chữ."}
    if presenter_id is None:
        return {}
    if presenter_name.strip():
        return {"presenter_name": "Chọn đảng viên trong chi bộ hoặc ghi tên người ngoài chi bộ, không cả hai."}
    known = presenter_id in _on_the_roll(meeting)
    return {} if known else {"presenter_id": "Người trình bày không có trong danh sách chi bộ."}


def _on_the_roll(meeting: Meeting) -> set[int]:
    on = clock.day_of(meeting.starts_at) if meeting.starts_at else clock.today()
    return taking_part(meeting.cell_id, on)


def _expect(item: AgendaItem, version: int) -> None:
    lock(item)
    expect_version(item.version, version, "Mục này vừa được người khác sửa, sau khi đồng chí mở trang.")


def _locked(meeting: Meeting) -> SomebodyWasFaster:
    return SomebodyWasFaster(
        f"Chương trình đã khóa: kỳ sinh hoạt đang ở bước “{STATE_LABELS[meeting.state]}”. "
        "Muốn sửa thì rút lại, hoặc sửa chương trình đã triệu tập và nêu lý do."
    )


def _record(
    event: str, meeting: Meeting, actor: Actor, roles: frozenset[Role], item: AgendaItem, **fields: Any
) -> None:
    record(
        event,
        actor=actor,
        organisation_id=meeting.cell_id,
        subject="agenda_item",
        subject_id=item.id,
        acting_as=acting_as(roles, PREPARERS),
        item_id=item.id,
        **fields,
    )
