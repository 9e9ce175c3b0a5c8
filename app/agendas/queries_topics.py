"""Whether this month talks about the same as the months before. It warns, it never blocks."""

import re
from collections.abc import Sequence
from datetime import date

from app.agendas.models import AgendaItem
from app.agendas.queries_lines import AgendaLine
from app.meetings.models import Meeting
from app.meetings.queries_lists import TOPICS, recent_topics
from workflows.names import fold

MONTHS_BACK = 3
SAME = 0.6  # of the words of the shorter and the longer title together
# Words that say what an item is, not what it is about.
EMPTY_WORDS = frozenset(
    {
        "thao", "luan", "chuyen", "de", "ve", "va", "cac", "cua", "trong", "thang", "nam", "noi", "dung", "nhiem", "vu",
        "cong", "tac", "bao", "cao", "tiep", "tuc", "viec", "ban",
    }
)  # fmt: skip


def repeated_topics(meeting: Meeting, items: Sequence[AgendaItem | AgendaLine]) -> dict[int, list[date]]:
    """Item id → the months whose topics it repeats, the latest first."""
    earlier = [
        (month, words_of(title)) for month, title in recent_topics(meeting.cell_id, meeting.month, _since(meeting))
    ]
    found: dict[int, list[date]] = {}
    for item in items:
        if item.kind in TOPICS:
            words = words_of(item.title)
            months = dict.fromkeys(month for month, others in earlier if alike(words, others))
            if months:
                found[item.id] = list(months)
    return found


def words_of(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(title))) - EMPTY_WORDS


def alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and len(one & other) / len(one | other) >= SAME


def _since(meeting: Meeting) -> date:
    months = meeting.month.year * 12 + meeting.month.month - 1 - MONTHS_BACK
    return date(months // 12, months % 12 + 1, 1)
