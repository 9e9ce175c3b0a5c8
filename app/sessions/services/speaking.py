"""Who spoke, to what, and what became of each item."""

from datetime import datetime

from sqlalchemy import func, select, update

from app import clock
from app.actor import Actor
from app.agendas.models import AgendaItem, ItemKind, Outcome
from app.extensions import db
from app.meetings.models import Meeting
from app.refusals import BadInput, NotKnown, SomebodyWasFaster
from app.resolutions.services import drop_for_item
from app.sessions.models import Attendance, Guest, Speech
from app.sessions.services.writing import Pen, hold, is_under_way, note, text_of
from workflows.attendance import ABSENT

KEPT_ON_PAPER = (
    "Nội dung này ghi sổ giấy: trên hệ thống chỉ ghi tên, thời gian và số phiếu, không ghi ý kiến và kết luận."
)
SET_ASIDE = (Outcome.DEFERRED, Outcome.DROPPED)


def item_in(meeting: Meeting, item_id: int) -> AgendaItem:
    found = db.session.scalar(select(AgendaItem).where(AgendaItem.id == item_id, AgendaItem.meeting_id == meeting.id))
    if found is None:
        raise NotKnown
    return found


def note_speaker(
    meeting: Meeting,
    item: AgendaItem,
    *,
    seen: int,
    actor: Actor,
    person_id: int | None = None,
    guest_id: int | None = None,
) -> Speech | None:
    """One tap: the person (or guest) speaks to the item. `seen` is how often the page said they had spoken.

    If it is another number by now, the tap was a second click, or somebody else's: nothing is added.
    """
    pen = hold(meeting, actor)
    _expect_open(item)
    _expect_speaker(meeting, person_id, guest_id)
    if times_spoken(item, person_id, guest_id) != seen:
        return None
    speech = Speech(
        meeting_id=meeting.id,
        item_id=item.id,
        person_id=person_id,
        guest_id=guest_id,
        spoken_at=clock.now() if is_under_way(meeting) else None,
    )
    db.session.add(speech)
    db.session.flush()  # the event names its id
    note(
        "speech_added", meeting, pen, speech_id=speech.id, item_id=item.id, person_id=person_id,
        guest_id=guest_id, text="",
    )  # fmt: skip
    begin_item(meeting, item)
    return speech


def _expect_open(item: AgendaItem) -> None:
    if item.kept_on_paper:
        raise BadInput(KEPT_ON_PAPER)


def _expect_speaker(meeting: Meeting, person_id: int | None, guest_id: int | None) -> None:
    if guest_id is not None:
        guest = db.session.get(Guest, guest_id)
        if guest is None or guest.meeting_id != meeting.id:
            raise NotKnown
        return
    row = db.session.scalar(
        select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person_id)
    )
    if row is None or row.suspended:
        raise NotKnown
    if row.start_mark in ABSENT and (row.end_mark is None or row.end_mark in ABSENT):
        raise BadInput(f"Đồng chí {row.person.full_name} đang được ghi vắng. Sửa điểm danh trước, rồi ghi phát biểu.")


def times_spoken(item: AgendaItem, person_id: int | None, guest_id: int | None) -> int:
    who = Speech.guest_id == guest_id if guest_id is not None else Speech.person_id == person_id
    return db.session.scalar(
        select(func.count()).where(Speech.item_id == item.id, Speech.removed_at.is_(None), who)
    ) or 0  # fmt: skip


def change_speech(meeting: Meeting, speech: Speech, text: str, *, version: int, actor: Actor) -> None:
    """Write down what was said."""
    pen = hold(meeting, actor)
    rewrite_speech(meeting, speech, text, version=version, pen=pen)


def rewrite_speech(meeting: Meeting, speech: Speech, text: str, *, version: int, pen: Pen) -> str | None:
    """The text before, or None if nothing changed. Raises SomebodyWasFaster, BadInput."""
    _expect_open(item_in(meeting, speech.item_id))
    text, before = text_of(text), speech.text
    if text == before:
        return None
    if speech.version != version:
        raise SomebodyWasFaster("Ý kiến này vừa được người khác ghi. Xem bản mới nhất, rồi ghi thêm phần của đồng chí.")
    speech.text = text
    note("speech_changed", meeting, pen, speech_id=speech.id, before=before, after=text)
    return before


def remove_speech(meeting: Meeting, speech: Speech, *, version: int, actor: Actor) -> None:
    """Take back a tap on the wrong name."""
    pen = hold(meeting, actor)
    if speech.version != version:
        raise SomebodyWasFaster("Ý kiến này vừa được người khác ghi nội dung. Mở lại trang để xem trước khi bỏ.")
    speech.removed_at = clock.now()
    note("speech_removed", meeting, pen, speech_id=speech.id)


def settle_item(
    meeting: Meeting, item: AgendaItem, *, outcome: Outcome | None, conclusion: str, version: int, actor: Actor
) -> None:
    """The chair's conclusion and what became of the item."""
    pen = hold(meeting, actor)
    conclusion = text_of(conclusion, "conclusion")
    if item.kept_on_paper and conclusion:
        raise BadInput({"conclusion": KEPT_ON_PAPER})
    before = {"outcome": item.outcome, "conclusion": item.conclusion}
    after = {"outcome": outcome, "conclusion": conclusion}
    if before == after:
        return
    if item.version != version:
        raise SomebodyWasFaster("Mục này vừa được người khác ghi. Xem bản mới nhất bên dưới, rồi lưu lại.")
    item.outcome, item.conclusion = outcome, conclusion
    if outcome is not None and item.finished_at is None and is_under_way(meeting):
        item.finished_at = clock.now()
    note("item_outcome_set", meeting, pen, item_id=item.id, before=before, after=after)
    if outcome in SET_ASIDE and item.kind == ItemKind.RESOLUTION:
        drop_for_item(meeting, item, actor=actor)


def begin_item(meeting: Meeting, item: AgendaItem, at: datetime | None = None) -> None:
    """Note when the item began, once. Not a change that another person's form could collide with."""
    if item.started_at is None and is_under_way(meeting):
        db.session.execute(
            update(AgendaItem)
            .where(AgendaItem.id == item.id, AgendaItem.started_at.is_(None))
            .values(started_at=at or clock.now(), version=AgendaItem.version)
            .execution_options(synchronize_session=False)
        )
