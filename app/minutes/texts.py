"""The texts of the minutes that people may complete by hand. Counts, names and votes are none of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.minutes.record import (
    FRAME,
    Record,
    is_absent_with_reason,
    name_of,
    open_items,
    speaker_of,
    speeches_at,
    was_presented,
)
from app.sessions.models import MentionKind

LONGEST = 20_000


@dataclass(frozen=True, kw_only=True)
class TextField:
    """One text of the minutes. `recorded` is what was noted in the meeting; `gap` is set where it may not stay empty:
    the sentence that says what is missing."""

    key: str
    label: str
    group: str
    recorded: str
    gap: str = ""
    short: bool = False


class Words:
    """The texts of the minutes: as recorded, or as completed by hand. A later correction of the record wins."""

    def __init__(self, written: Mapping[str, Any]) -> None:
        self._written = written

    def of(self, key: str, recorded: str) -> str:
        found = self._written.get(key)
        return found["text"] if found and found["over"] == recorded else recorded


def fields_of(record: Record) -> list[TextField]:
    """Every text that may be completed, in the order of the paper. An item kept on paper has none."""
    return [*_reasons(record), *_course(record), *_after(record)]


def _reasons(record: Record) -> list[TextField]:
    return [
        TextField(
            key=f"reason-{row.id}",
            label=f"Lý do vắng của đ/c {row.person.full_name}",
            group="Thành phần",
            recorded=row.reason,
            gap=f"Lý do vắng của đ/c {row.person.full_name} còn trống.",
            short=True,
        )
        for row in record.rows
        if is_absent_with_reason(row)
    ]


def _course(record: Record) -> list[TextField]:
    found = []
    for item in open_items(record):
        speeches = speeches_at(record, item)
        if was_presented(item):
            found.append(
                TextField(
                    key=f"presented-{item.id}",
                    label="Nội dung trình bày, số ký hiệu văn bản (nếu cần ghi rõ)",
                    group=item.title,
                    recorded="",
                )
            )
        found += [
            TextField(
                key=f"speech-{speech.id}",
                label=f"Ý kiến của đ/c {speaker_of(speech)}",
                group=item.title,
                recorded=speech.text,
                gap=f"Ý kiến của đ/c {speaker_of(speech)} ở mục “{item.title}” còn trống.",
            )
            for speech in speeches
        ]
        if item.conclusion or speeches or item.kind not in FRAME:
            key, label = f"conclusion-{item.id}", "Kết luận của chủ trì"
            found.append(TextField(key=key, label=label, group=item.title, recorded=item.conclusion))
    return found


def _after(record: Record) -> list[TextField]:
    praise = {MentionKind.COMMENDATION: "Biểu dương", MentionKind.REMINDER: "Nhắc nhở"}
    found = [
        TextField(
            key=f"mention-{mention.id}",
            label=f"{praise[mention.kind]}: {name_of(mention)}",
            group="Biểu dương, nhắc nhở",
            recorded=mention.text,
        )
        for mention in record.mentions
    ]
    synthesis = record.meeting.conclusion
    found.append(TextField(key="synthesis", label="Tổng hợp của chủ trì", group="Kết thúc", recorded=synthesis))
    if record.sheet is not None:
        group, sheet = "Chấm điểm buổi sinh hoạt", record.sheet
        found += [
            TextField(key="weak", label="Tiêu chí chưa đạt, mỗi dòng một ý", group=group, recorded=sheet.weak_criteria),
            TextField(
                key="remedies", label="Biện pháp khắc phục, mỗi dòng một ý", group=group, recorded=sheet.remedies
            ),
        ]
    return found
