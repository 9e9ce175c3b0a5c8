"""What a house holds, so that two can be compared: of each table its rows, without what differs from one run to the
next (moments, hashes, what is drawn by lot, the order in which the worker did its jobs)."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, select

from app.extensions import Base, db

# What tells how often something was tried, or is drawn by lot.
LOTS = {
    "beat", "check_code", "content", "contents_hash", "error", "hash", "message_id", "previous_hash", "seals", "seq",
    "size", "token", "tries",
}  # fmt: skip
# Where one process or the next has come to in its own work.
PASSING = {"audit_head", "day_seal"}
# What a worker makes in the order in which it comes to its jobs: which row is which by what it says. The first of them
# come first, because the others name them.
NATURAL = {
    "meeting": ("cell_id", "month"),
    "agenda_item": ("meeting_id", "position"),
    "notification": ("person_id", "kind", "text", "path"),
}
HASH = re.compile(r"\b[0-9a-f]{12,64}\b")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:[+-]\d\d:\d\d|Z)?")
CODE = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b")
NUMBER = re.compile(r"\d+")

Picture = dict[str, dict[str, int]]
Row = Mapping[Any, Any]
Ranks = dict[str, dict[Any, int]]


def picture() -> Picture:
    """By table: each row as a text, and how often it is there."""
    connection = db.session.connection(execution_options={"read_only": True})
    tables = {name: table for name, table in Base.metadata.tables.items() if name not in PASSING}
    rows = {name: connection.execute(select(table)).mappings().all() for name, table in tables.items()}
    ranks: Ranks = {}
    for name in [*NATURAL, *(name for name in tables if name not in NATURAL)]:
        ranks[name] = _ranks(tables[name], rows[name], ranks)
    shown = {name: dict(Counter(_shown(tables[name], row, ranks) for row in found)) for name, found in rows.items()}
    db.session.remove()
    # However often letters were asked for: each run sends all that wait.
    shown["job"] = {row: 1 if "'send_letters'" in row else count for row, count in shown["job"].items()}
    return shown


def _ranks(table: Table, rows: Sequence[Row], known: Ranks) -> dict[Any, int]:
    """Ids differ: PostgreSQL never gives again one that a dead process took. The first row is the first all the same."""
    if "id" not in table.c:
        return {}
    natural = [table.c[name] for name in NATURAL.get(table.name, ())]
    by_name = sorted(rows, key=lambda row: (repr([_plain(one, row[one.name], known) for one in natural]), row["id"]))
    return {row["id"]: rank for rank, row in enumerate(by_name, 1)}


def _shown(table: Table, row: Row, ranks: Ranks) -> str:
    return repr([(column.name, _plain(column, row[column.name], ranks)) for column in table.c if column.name != "id"])


def _plain(column: Column[Any], value: Any, ranks: Ranks) -> Any:
    if value is None or value == "":
        return value
    if isinstance(value, datetime) or column.name in LOTS or "sha256" in column.name:
        return "…"
    if column.name == "chain":
        return ranks["organisation"].get(value, value)
    for key in column.foreign_keys:
        if key.column.name == "id":
            return ranks.get(key.column.table.name, {}).get(value, value)
    return (
        "…" if column.name.endswith("_id") else _without_lots(value) if isinstance(value, str | list | dict) else value
    )


def _without_lots(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_lots(one) for name, one in sorted(value.items()) if name not in ("check", "check_at")}
    if isinstance(value, list):
        return [_without_lots(one) for one in value]
    if isinstance(value, str):
        plain = CODE.sub("…", HASH.sub("…", MOMENT.sub("…", value)))
        return NUMBER.sub("#", plain) if "/" in plain or ":" in plain else plain
    # Here and in an address an id cannot be told from any other number.
    return "#" if isinstance(value, int) and not isinstance(value, bool) else value


def differences(expected: Picture, found: Picture) -> list[str]:
    """A line for each table and row that is not as in the undisturbed month."""
    lines = []
    for name in sorted(expected.keys() | found.keys()):
        before, after = Counter(expected.get(name, {})), Counter(found.get(name, {}))
        if before != after:
            lines += [f"{name}: missing {count} × {row}" for row, count in (before - after).items()]
            lines += [f"{name}: too many {count} × {row}" for row, count in (after - before).items()]
    return lines
