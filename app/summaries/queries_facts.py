"""What a summary has to say, read anew from the records. Each part is asked in one statement for many cells and months.

`Key` is a cell and a month; a part answers with the columns that are its own, for the keys with something to say.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import Connection, Date, Row, Select, bindparam, case, distinct, func, select

from app import clock
from app.agendas.models import AgendaItem
from app.agendas.queries_topics import MONTHS_BACK, alike, words_of
from app.columns import UtcDateTime, among, as_list
from app.evaluations.models import ScoreSheet
from app.meetings.models import Meeting
from app.meetings.queries_lists import TOPICS
from app.petitions.models import Petition
from app.rules.models import RuleSet
from app.rules.queries import settings_of
from app.sessions.models import Attendance, Speech
from app.tasks.models import Task
from workflows.attendance import ABSENT
from workflows.calendar import first_of, months_away, next_month
from workflows.meeting import Kind, State
from workflows.petition import Kind as PetitionKind
from workflows.petition import State as PetitionState
from workflows.scoring import normalised
from workflows.synthesis import HELD
from workflows.task import State as TaskState

Key = tuple[int, date]
Facts = dict[str, Any]
PUBLISHED = (State.SCORED, State.EVALUATED)
UNANSWERED = (PetitionState.RAISED, PetitionState.IN_HAND)
DONE = (TaskState.REPORTED, TaskState.CONFIRMED)


class Part(StrEnum):
    RECORD = "record"
    TOPICS = "topics"
    PETITIONS = "petitions"
    TASKS = "tasks"


# What each part says where there is nothing to say.
BLANK: Mapping[Part, Facts] = {
    Part.RECORD: dict.fromkeys(
        ("meeting_id", "state", "met_on", "minutes", "minutes_norm", "due", "present", "spoke", "self_points", "points",
         "level")
    ),
    Part.TOPICS: {"topics": 0, "repeats": 0},
    Part.PETITIONS: {"petitions": 0, "petitions_open": 0},
    Part.TASKS: {"tasks": 0, "tasks_in_time": 0},
}  # fmt: skip


def facts_of(wanted: Mapping[Part, Collection[Key]], connection: Connection) -> dict[Key, Facts]:
    """For each key the columns of the parts that were asked of it, as they are true now."""
    found: dict[Key, Facts] = defaultdict(dict)
    for part, keys in wanted.items():
        said = _READ[part](keys, connection) if keys else {}
        for key in keys:
            found[key].update(said.get(key, BLANK[part]))
    return found


def _asked(keys: Collection[Key], back: int = 0) -> dict[str, Any]:
    months = [month for _, month in keys]
    return {
        "cell_ids": as_list(sorted({cell_id for cell_id, _ in keys})),
        "first": months_away(min(months), -back),
        "last": max(months),
    }


FIRST, LAST = (bindparam(name, type_=Date) for name in ("first", "last"))
_M, _A, _S = Meeting.__table__.c, Attendance.__table__.c, Speech.__table__.c
_SCORE, _ITEM, _P, _T = ScoreSheet.__table__.c, AgendaItem.__table__.c, Petition.__table__.c, Task.__table__.c
_DUE = ~(_A.exempt | _A.suspended | _A.temporary_in | _A.temporary_out)
_LIVE = (
    among(_M.cell_id, "cell_ids"), _M.month.between(FIRST, LAST), _M.kind == Kind.REGULAR,
    _M.state != State.CANCELLED,
)  # fmt: skip


@cache
def _records() -> Select[*tuple[Any, ...]]:
    ids = select(_M.id).where(*_LIVE)
    came = (case((_DUE & _A.start_mark.not_in(ABSENT), 1), else_=0), case((_DUE, 1), else_=0))
    on_roll = case((_A.temporary_in | _A.strengthening, 0), else_=1)
    counted = (
        select(_A.meeting_id, func.sum(came[1]).label("due"), func.sum(came[0]).label("present"),
               func.sum(on_roll).label("roll"))
        .where(_A.meeting_id.in_(ids)).group_by(_A.meeting_id).subquery()
    )  # fmt: skip
    spoken = (
        select(_S.meeting_id, func.count(distinct(_S.person_id)).label("spoke"))
        .join(Attendance.__table__, (_A.meeting_id == _S.meeting_id) & (_A.person_id == _S.person_id))
        .where(_S.meeting_id.in_(ids), _S.removed_at.is_(None), _DUE, _A.start_mark.not_in(ABSENT))
        .group_by(_S.meeting_id).subquery()
    )  # fmt: skip
    return (
        select(
            _M.id, _M.cell_id, _M.month, _M.kind, _M.state, _M.theme, _M.opened_at, _M.closed_at, _M.sittings,
            RuleSet.settings, counted.c.due, counted.c.present, counted.c.roll, spoken.c.spoke, _SCORE.self_score,
            _SCORE.self_maximum, _SCORE.voted, _SCORE.verified_score, _SCORE.verified_maximum, _SCORE.official_rating,
        )
        .join(RuleSet, RuleSet.id == _M.rule_set_id)
        .outerjoin(counted, counted.c.meeting_id == _M.id)
        .outerjoin(spoken, spoken.c.meeting_id == _M.id)
        .outerjoin(ScoreSheet.__table__, _SCORE.meeting_id == _M.id)
        .where(*_LIVE)
    )  # fmt: skip


def _read_records(keys: Collection[Key], connection: Connection) -> dict[Key, Facts]:
    rows = connection.execute(_records(), _asked(keys))
    return {(row.cell_id, row.month): _record(row) for row in rows}


def _record(row: Row[Any]) -> Facts:
    """As the synthesis of the month counts (`app.reports.queries`)."""
    found = {**BLANK[Part.RECORD], "meeting_id": row.id, "state": row.state}
    if row.state in HELD and row.opened_at is not None:
        found["met_on"] = clock.day_of(row.opened_at)
        found |= _length(row)
        if row.due is not None:
            found |= {"due": int(row.due), "present": int(row.present), "spoke": row.spoke or 0}
    if row.state in PUBLISHED:
        found |= {"points": _of_100(row.verified_score, row.verified_maximum)}
        found |= {"self_points": _of_100(row.self_score, row.self_maximum) if row.voted else None}
    if row.state == State.EVALUATED:
        found["level"] = row.official_rating
    return found


def _of_100(points: Any, maximum: Any) -> Any:
    return normalised(points, maximum) if points is not None and maximum else None


def _length(row: Row[Any]) -> Facts:
    if row.closed_at is None:
        return {}
    # A plain row has the settings of its rule set, as the pages that only show a meeting do.
    norm = settings_of(row).minutes_for(row.kind, members=int(row.roll or 0), has_theme=bool(row.theme))  # type: ignore[arg-type]
    parts = [(datetime.fromisoformat(s["opened_at"]), datetime.fromisoformat(s["ended_at"])) for s in row.sittings]
    parts.append((row.opened_at, max(row.closed_at, row.opened_at)))
    lasted = sum((end - begin for begin, end in parts), timedelta()) // timedelta(minutes=1)
    return {"minutes": lasted, "minutes_norm": norm}


@cache
def _titles() -> Select[*tuple[Any, ...]]:
    """Of every meeting of the month, as the agenda's own warning compares; `regular` are those of the summary."""
    return (
        select(_M.cell_id, _M.month, _M.kind, _ITEM.title)
        .join(AgendaItem.__table__, _ITEM.meeting_id == _M.id)
        .where(among(_M.cell_id, "cell_ids"), _M.month.between(FIRST, LAST), _M.state != State.CANCELLED)
        .where(_ITEM.kind.in_(TOPICS))
    )


def _read_topics(keys: Collection[Key], connection: Connection) -> dict[Key, Facts]:
    said: dict[Key, list[frozenset[str]]] = defaultdict(list)
    own: dict[Key, list[frozenset[str]]] = defaultdict(list)
    for cell_id, month, kind, title in connection.execute(_titles(), _asked(keys, back=MONTHS_BACK)):
        words = words_of(title)
        said[cell_id, month].append(words)
        if kind == Kind.REGULAR:
            own[cell_id, month].append(words)
    return {key: _repeated(key, own[key], said) for key in keys if key in own}


def _repeated(key: Key, topics: list[frozenset[str]], said: Mapping[Key, list[frozenset[str]]]) -> Facts:
    cell_id, month = key
    earlier = [w for back in range(1, MONTHS_BACK + 1) for w in said.get((cell_id, months_away(month, -back)), ())]
    repeats = sum(any(alike(topic, words) for words in earlier) for topic in topics)
    return {"topics": len(topics), "repeats": repeats}


@cache
def _petitions() -> Select[*tuple[Any, ...]]:
    begin, end = (bindparam(name, type_=UtcDateTime) for name in ("begin", "end"))
    return (
        select(_P.cell_id, _P.raised_at, _P.state)
        .where(among(_P.cell_id, "cell_ids"), _P.raised_at >= begin, _P.raised_at < end)
        .where(_P.kind == PetitionKind.PETITION)
    )


def _read_petitions(keys: Collection[Key], connection: Connection) -> dict[Key, Facts]:
    asked = _asked(keys)
    begin, end = _midnight(asked["first"]), _midnight(next_month(asked["last"]))
    rows = connection.execute(_petitions(), {"cell_ids": asked["cell_ids"], "begin": begin, "end": end})
    lines = ((row.cell_id, first_of(clock.day_of(row.raised_at)), row.state in UNANSWERED) for row in rows)
    return _counted(lines, "petitions", "petitions_open")


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.VIETNAM)


@cache
def _tasks() -> Select[*tuple[Any, ...]]:
    return (
        select(_T.cell_id, _T.deadline, _T.reported_at, _T.state)
        .where(among(_T.cell_id, "cell_ids"), _T.deadline >= FIRST, _T.deadline < LAST)
        .where(_T.state != TaskState.DROPPED)
    )


def _read_tasks(keys: Collection[Key], connection: Connection) -> dict[Key, Facts]:
    asked = _asked(keys)
    rows = connection.execute(_tasks(), {**asked, "last": next_month(asked["last"])})
    return _counted(((row.cell_id, first_of(row.deadline), is_in_time(row)) for row in rows), "tasks", "tasks_in_time")


def is_in_time(row: Row[Any]) -> bool:
    """Reported by the day that was set and not returned since; the secretary may take time to confirm."""
    return row.state in DONE and row.reported_at is not None and clock.day_of(row.reported_at) <= row.deadline


def _counted(rows: Iterable[tuple[int, date, bool]], all_of: str, those: str) -> dict[Key, Facts]:
    found: dict[Key, Facts] = {}
    for cell_id, month, counts in rows:
        facts = found.setdefault((cell_id, month), {all_of: 0, those: 0})
        facts[all_of] += 1
        facts[those] += counts
    return found


_READ: Mapping[Part, Callable[[Collection[Key], Connection], dict[Key, Facts]]] = {
    Part.RECORD: _read_records,
    Part.TOPICS: _read_topics,
    Part.PETITIONS: _read_petitions,
    Part.TASKS: _read_tasks,
}
