"""What a house holds, so that two can be compared: of each table its rows, without what differs from one run to the
next (moments, hashes, what is drawn by lot, the order in which the worker did its jobs)."""

import re
from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, select

from app.extensions import Base, db
from app.settings import settings

# What tells how often something was tried, or is drawn by lot.
LOTS = {
    "beat", "check_code", "content", "contents_hash", "error", "hash", "message_id", "previous_hash", "seals", "seq",
    "size", "token", "tries",
}  # fmt: skip
# Where one process or the next has come to in its own work.
PASSING = {"audit_head", "day_seal"}
HASH = re.compile(r"\b[0-9a-f]{12,64}\b")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d|Z)?")
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b")
NUMBER = re.compile(r"\d+")

Picture = dict[str, dict[str, int]]


def picture() -> Picture:
    """By table: each row as a text, and how often it is there."""
    connection = db.session.connection(execution_options={"read_only": True})
    tables = {name: table for name, table in Base.metadata.tables.items() if name not in PASSING}
    rows = {name: connection.execute(select(table)).mappings().all() for name, table in tables.items()}
    ranks = {name: _ranks(tables[name], found) for name, found in rows.items()}
    shown = {
        name: dict(Counter(_shown(tables[name], dict(row), ranks) for row in found)) for name, found in rows.items()
    }
    db.session.remove()
    # However often letters were asked for: each run sends all that wait.
    shown["job"] = {row: 1 if "'send_letters'" in row else count for row, count in shown["job"].items()}
    return shown


def _ranks(table: Table, rows: Any) -> dict[Any, int]:
    """PostgreSQL never gives again a number that a dead process took: the first row is the first all the same."""
    if "id" not in table.c:
        return {}
    return {number: rank for rank, number in enumerate(sorted(row["id"] for row in rows), 1)}


def _shown(table: Table, row: dict[str, Any], ranks: dict[str, dict[Any, int]]) -> str:
    return repr([(column.name, _plain(column, row[column.name], ranks)) for column in table.c if column.name != "id"])


def _plain(column: Column[Any], value: Any, ranks: dict[str, dict[Any, int]]) -> Any:
    if value is None or value == "":
        return value
    if isinstance(value, datetime) or column.name in LOTS or "sha256" in column.name:
        return "…"
    for key in column.foreign_keys:
        if key.column.name == "id":
            return ranks[key.column.table.name].get(value, "nobody")
    if column.name == "subject_id":
        return "…"
    return _without_lots(value)


def _without_lots(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_lots(one) for name, one in sorted(value.items()) if name not in ("check", "check_at")}
    if isinstance(value, list | tuple):
        return [_without_lots(one) for one in value]
    if isinstance(value, str):
        plain = CODE.sub("…", HASH.sub("…", MOMENT.sub("…", value)))
        return NUMBER.sub("#", plain) if _numbers_differ() and ("/" in plain or ":" in plain) else plain
    return "#" if isinstance(value, int) and not isinstance(value, bool) and _numbers_differ() else value


def _numbers_differ() -> bool:
    """Where an id stands within a text it cannot be told from any other number."""
    return not settings().database_url.startswith("sqlite")


def differences(expected: Picture, found: Picture) -> list[str]:
    """A line for each table and row that is not as in the undisturbed month."""
    lines = []
    for name in sorted(expected.keys() | found.keys()):
        before, after = Counter(expected.get(name, {})), Counter(found.get(name, {}))
        if before != after:
            lines += [f"{name}: missing {count} × {row}" for row, count in (before - after).items()]
            lines += [f"{name}: too many {count} × {row}" for row, count in (after - before).items()]
    return lines
