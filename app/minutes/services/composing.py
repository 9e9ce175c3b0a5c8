"""The text of the minutes follows the record: composed at the closing and again after every correction."""

from typing import Any

from app import clock
from app.actor import Actor, acting_as
from app.documents.models import Document
from app.documents.snapshots import (
    DocumentKind,
    DocumentRef,
    Snapshot,
    SnapshotUnreadable,
    from_data,
    to_data,
)
from app.documents.snapshots import Minutes as Paper
from app.extensions import db
from app.meetings.models import Meeting
from app.meetings.queries import roles_at
from app.meetings.services_history import record_on
from app.meetings.services_plan import heading, path_of
from app.minutes.models import Minutes
from app.minutes.queries import current_minutes, issued_versions
from app.minutes.queries_signed_text import text_hash_in
from app.minutes.record import Record, record_of
from app.minutes.snapshot import minutes_snapshot
from app.minutes.texts import Words, fields_of
from app.notifications.services import notify
from app.refusals import NotAllowed
from workflows.notices import Notice


def preview(meeting: Meeting) -> Paper:
    """The minutes as they would be now: while the meeting is held, what the recorder reads out."""
    return minutes_snapshot(record_of(meeting), Words({}))


def compose_at_close(meeting: Meeting, *, actor: Actor) -> Minutes:
    """The first version, as the meeting heard and adopted it."""
    minutes = Minutes(meeting_id=meeting.id, number_of_version=1, free_text={})
    _compose(minutes, record_of(meeting))
    minutes.adopted_text = minutes.composed["snapshot"]
    db.session.add(minutes)
    _note(minutes, meeting, actor)
    signers = {person for person in (meeting.chair_id, meeting.recorder_id) if person}
    text = f"Biên bản {heading(meeting).lower()} đã soạn xong, chờ chữ ký của đồng chí."
    notify(signers, Notice.TO_SIGN, text, f"{path_of(meeting)}/minutes", but_not=actor.person_id)
    return minutes


def recompose(meeting: Meeting, *, actor: Actor) -> None:
    """The record was corrected: so is the text that rests on it. Before the closing there is none yet.

    Raises NotAllowed once somebody has signed: the record is no longer corrected then.
    """
    minutes = current_minutes(meeting.id)
    if minutes is None:
        return
    if minutes.signatures:
        raise NotAllowed("Biên bản đã có chữ ký nên hồ sơ không sửa được nữa; bỏ chữ ký rồi sửa.")
    compose_again(minutes, meeting)
    _note(minutes, meeting, actor)


def begin_version(meeting: Meeting, *, actor: Actor) -> Minutes:
    """Issued minutes are to be changed: version n+1, to be signed anew; what was written by hand comes along."""
    old = current_minutes(meeting.id)
    if old is None:
        raise ValueError(f"meeting {meeting.id} has no minutes")
    old.superseded_at = clock.now()
    minutes = Minutes(
        meeting_id=meeting.id,
        number_of_version=old.number_of_version + 1,
        free_text=dict(old.free_text),
        adopted_text=old.adopted_text,
    )
    db.session.flush()  # the old version is superseded before the new one is asked for
    _compose(minutes, record_of(meeting))
    db.session.add(minutes)
    _note(minutes, meeting, actor)
    return minutes


def compose_again(minutes: Minutes, meeting: Meeting) -> None:
    _compose(minutes, record_of(meeting))


def paper_of(minutes: Minutes) -> Paper:
    """The stored text, as it is signed.

    Minutes in hand that were composed before the program changed are read from the record and the texts once more:
    the words are the same, only their shape is not. Raises SnapshotUnreadable for such minutes once they are issued.
    """
    try:
        found: Snapshot = from_data(DocumentKind.MINUTES, minutes.composed["snapshot"])
    except SnapshotUnreadable:
        if minutes.document_id is not None:
            raise
        return _paper(minutes, record_of(db.session.get_one(Meeting, minutes.meeting_id)))
    assert isinstance(found, Paper)  # noqa: S101  # what DocumentKind.MINUTES names
    return found


def text_hash_of(paper: Paper) -> str:
    """The hash that signatures rest on: of the text alone, so that `verify` reckons it again from the issued paper."""
    return text_hash_in(to_data(paper))


def _compose(minutes: Minutes, found: Record) -> None:
    paper = _paper(minutes, found)
    minutes.composed = {"snapshot": to_data(paper), "open_marks": _gaps(found, Words(minutes.free_text))}
    minutes.composed_at = clock.now()


def _paper(minutes: Minutes, found: Record) -> Paper:
    issued = issued_versions(found.meeting.id)
    corrects = _reference(issued[-1]) if issued else None
    return minutes_snapshot(found, Words(minutes.free_text), version=len(issued) + 1, corrects=corrects)


def _gaps(found: Record, words: Words) -> list[str]:
    return [field.gap for field in fields_of(found) if field.gap and not words.of(field.key, field.recorded)]


def _reference(document: Document) -> DocumentRef:
    issued_at = document.issued_at or document.created_at
    return DocumentRef(type_name="Biên bản", symbol=document.symbol, dated=clock.day_of(issued_at).isoformat())


def _note(minutes: Minutes, meeting: Meeting, actor: Actor) -> None:
    roles = roles_at(meeting, actor)
    fields: dict[str, Any] = {"number_of_version": minutes.number_of_version}
    record_on(meeting, "minutes_composed", actor=actor, acting_as=acting_as(roles, roles), **fields)


# NOIMPORT
