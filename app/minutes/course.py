"""The course of the meeting: what was presented, discussed, voted and scored. An item kept on paper tells nothing."""

from decimal import Decimal
from typing import Any

from app.agendas.models import AgendaItem, ItemKind
from app.documents.snapshots import DiscussedItem, Person, Points, Presentation, Score, Speech, Vote, VoteBase
from app.minutes.record import FRAME, SET_ASIDE, Record, name_of, open_items, speaker_of, speeches_at, was_presented
from app.minutes.texts import Words
from app.papers.queries import base_of_vote, printed_vote, vote_base_of
from app.sessions import models as sessions
from app.sessions.models import GuestKind, MentionKind
from workflows.attendance import ABSENT, Standing
from workflows.scoring import LEVEL_LABELS, normalised

# Their results stand in parts of their own.
TOLD_ELSEWHERE = (*FRAME, ItemKind.RESOLUTION)
VERBS = {
    ItemKind.INFORMATION: "thông tin, phổ biến",
    ItemKind.GUIDANCE: "phổ biến",
    ItemKind.LAST_RESOLUTION: "báo cáo",
    ItemKind.ANSWERS: "thông báo",
}
SYNTHESIS = "Tổng hợp của chủ trì"


def presented(record: Record, words: Words) -> tuple[Presentation, ...]:
    return tuple(
        _presented(item, record, _presentation(item, record, words))
        for item in open_items(record)
        if was_presented(item)
    )


def _presented(item: AgendaItem, record: Record, text: str) -> Presentation:
    """Who the agenda names but the roll call knows to be away presented nothing; who did, a person may write."""
    named = _presenter(item, record)
    if not any(row.person_id == item.presenter_id and row.start_mark in ABSENT for row in record.rows):
        return Presentation(person=named, text=text)
    office = f", {named.position}," if named.position else ""
    away = f"đồng chí {named.name}{office} được phân công trình bày, vắng mặt"
    return Presentation(person=Person(name=""), text=f"Hội nghị nghe {text} ({away})")


def _presenter(item: AgendaItem, record: Record) -> Person:
    if item.presenter is None:
        return Person(name=item.presenter_name)
    return Person(name=item.presenter.full_name, position=record.offices.get(item.presenter.id, ""))


def _presentation(item: AgendaItem, record: Record, words: Words) -> str:
    taken = minutes_taken(item)
    said = f"{VERBS.get(item.kind, 'trình bày')} nội dung “{item.title}”"
    if item.kind == ItemKind.LAST_RESOLUTION and record.looked_back:
        said = f"báo cáo kết quả thực hiện {record.looked_back}"
    more = words.of(f"presented-{item.id}", "")
    return said + (f" ({taken} phút)" if taken else "") + (f": {more}" if more else "")


def minutes_taken(item: AgendaItem) -> int | None:
    if item.started_at is None or item.finished_at is None:
        return None
    return max(0, int((item.finished_at - item.started_at).total_seconds()) // 60)


def discussed(record: Record, words: Words) -> tuple[DiscussedItem, ...]:
    items = [_discussed(item, record, words) for item in record.items if _is_told(item, record, words)]
    synthesis = words.of("synthesis", record.meeting.conclusion)
    return (*items, DiscussedItem(title=SYNTHESIS, conclusion=synthesis)) if synthesis else tuple(items)


def _is_told(item: AgendaItem, record: Record, words: Words) -> bool:
    if item.kept_on_paper:
        return item.outcome is not None
    if item.outcome in SET_ASIDE or speeches_at(record, item) or _conclusion(item, words):
        return True
    return item.outcome is not None and item.kind not in TOLD_ELSEWHERE and not was_presented(item)


def _conclusion(item: AgendaItem, words: Words) -> str:
    return words.of(f"conclusion-{item.id}", item.conclusion)


def _discussed(item: AgendaItem, record: Record, words: Words) -> DiscussedItem:
    outcome: Any = item.outcome.value if item.outcome else "discussed"  # the same words on both sides
    if item.kept_on_paper:
        return DiscussedItem(title=item.title, outcome=outcome, on_paper=True, minutes=minutes_taken(item))
    speeches = tuple(
        Speech(person=_speaker(speech, record), text=words.of(f"speech-{speech.id}", speech.text))
        for speech in speeches_at(record, item)
    )
    return DiscussedItem(title=item.title, outcome=outcome, speeches=speeches, conclusion=_conclusion(item, words))


def _speaker(speech: sessions.Speech, record: Record) -> Person:
    if speech.guest is not None:
        overseer = speech.guest.kind == GuestKind.OVERSEER
        return Person(name=speech.guest.name, position="đảng ủy viên phụ trách" if overseer else "khách mời")
    row = next((row for row in record.rows if row.person_id == speech.person_id), None)
    is_probationary = row is not None and row.standing == Standing.PROBATIONARY
    return Person(name=speaker_of(speech), position="dự bị" if is_probationary else "")


def praised(record: Record, words: Words) -> tuple[str, ...]:
    return _mentions(record, words, MentionKind.COMMENDATION)


def reminded(record: Record, words: Words) -> tuple[str, ...]:
    return _mentions(record, words, MentionKind.REMINDER)


def _mentions(record: Record, words: Words, kind: MentionKind) -> tuple[str, ...]:
    wanted = [mention for mention in record.mentions if mention.kind == kind]
    return tuple(f"{name_of(mention)}, {words.of(f'mention-{mention.id}', mention.text)}" for mention in wanted)


def votes(record: Record) -> tuple[Vote, ...]:
    """In the order in which they were taken. Who did not vote is the rest of those present, never named."""
    return tuple(printed_vote(vote) for vote in record.votes)


def base_of(record: Record) -> VoteBase:
    """As it was frozen with the last vote; before any vote, as the roll call has it."""
    if not record.votes:
        return vote_base_of(record.meeting)
    return base_of_vote(record.votes[-1])


def score(record: Record, words: Words) -> Score | None:
    """The self-score as the meeting voted it; nothing before the vote."""
    sheet = record.sheet
    if sheet is None or sheet.voted is None:
        return None
    weak = tuple(_lines(words.of("weak", sheet.weak_criteria)))
    remedies = tuple(_lines(words.of("remedies", sheet.remedies)))
    if not sheet.voted or sheet.self_score is None or sheet.self_maximum is None:
        return Score(voted_down=True, weak=weak, remedies=remedies)
    return Score(
        observer=record.meeting.observer.full_name if record.meeting.observer else "",
        points=_points(sheet.self_score),
        maximum=_points(sheet.self_maximum),
        normalised=_points(normalised(sheet.self_score, sheet.self_maximum)),
        rating=LEVEL_LABELS[sheet.self_level] if sheet.self_level else "",
        not_counted=record.not_counted,
        weak=weak,
        remedies=remedies,
    )


def _lines(text: str) -> list[str]:
    return [line.strip().rstrip(".;") for line in text.splitlines() if line.strip()]


def _points(value: Decimal) -> Points:
    return int(value) if value == value.to_integral_value() else round(float(value), 1)
