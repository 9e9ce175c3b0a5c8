"""What the events vouch for, row by row, while they are walked: in a file that SQLite keeps for itself, so that the
memory stays flat however many rows there are. Knows neither the application's database nor HTTP.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Vouched(NamedTuple):
    """`seal` as the event with that id wrote it, empty for a row that was taken away."""

    row_id: int
    seal: str
    event_id: int


class KeptSeals:
    """The latest seal of each row."""

    def __init__(self) -> None:
        self.file = sqlite3.connect("", isolation_level=None)  # a temporary file without a name
        self.file.execute(
            "CREATE TABLE seal (of TEXT, row INTEGER, event INTEGER, seal TEXT, PRIMARY KEY (of, row)) WITHOUT ROWID"
        )
        self.file.execute("BEGIN")

    def add(self, seals: Iterable[tuple[str, int, int, str]]) -> None:
        """Table, id of the row, id of the event, seal. The event with the highest id counts, in whatever order."""
        self.file.executemany(
            "INSERT INTO seal VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET event = excluded.event,"
            " seal = excluded.seal WHERE excluded.event > event",
            seals,
        )

    def between(self, table: str, after: int, to: int | None) -> dict[int, Vouched]:
        """Of the rows with an id above `after` and, unless None, up to `to`."""
        rows = self.file.execute(
            "SELECT row, seal, event FROM seal WHERE of = ? AND row > ? AND row <= ?",
            (table, after, 2**62 if to is None else to),
        )
        return {row[0]: Vouched(*row) for row in rows}

    def left(self, table: str, after: int) -> Iterator[Vouched]:
        """Those beyond the last row that there is."""
        rows = self.file.execute(
            "SELECT row, seal, event FROM seal WHERE of = ? AND row > ? ORDER BY row", (table, after)
        )
        return (Vouched(*row) for row in rows)

    def close(self) -> None:
        self.file.close()
