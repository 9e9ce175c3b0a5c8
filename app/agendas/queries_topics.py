"""Whether this month talks about the same as the months before. It warns, it never blocks."""

import re
from collections.abc import Sequence
from datetime import date

from app.agendas.models import AgendaItem
from app.agendas.queries_lines import AgendaLine
from app.meetings.models import Meeting
from app.meetings.queries_lists import TOPICS, recent_topics
from app.rules.queries import settings_of
from workflows.calendar import months_away
from workflows.names import fold
from workflows.rules import RuleSettings

# What signals over many cells compare by; an agenda goes by its rule set.
MONTHS_BACK = RuleSettings().repeat_months
SAME = RuleSettings().repeat_likeness
# Words that say what an item is, not what it is about.
EMPTY_WORDS = frozenset(
    {
        "thao", "luan", "chuyen", "de", "ve", "va", "cac", "cua", "trong", "thang", "nam", "noi", "dung", "nhiem", "vu",
        "cong", "tac", "bao", "cao", "tiep", "tuc", "viec", "ban",
    }
)  # fmt: skip


def repeated_topics(meeting: Meeting, items: Sequence[AgendaItem | AgendaLine]) -> dict[int, list[date]]:
    """Item id → the months whose topics it repeats, the latest first."""
    rules = settings_of(meeting.rule_set)
    since = months_away(meeting.month, -rules.repeat_months)
    earlier = [(month, words_of(title)) for month, title in recent_topics(meeting.cell_id, meeting.month, since)]
    found: dict[int, list[date]] = {}
    for item in items:
        if item.kind in TOPICS:
            words = words_of(item.title)
            months = dict.fromkeys(month for month, others in earlier if alike(words, others, rules.repeat_likeness))
            if months:
                found[item.id] = list(months)
    return found


def words_of(title: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", fold(title))) - EMPTY_WORDS


def alike(one: frozenset[str], other: frozenset[str], percent: int = SAME) -> bool:
    """`percent`: of the words of both titles together."""
    return bool(one and other) and 100 * len(one & other) >= percent * len(one | other)
