"""SQLite keeps with each value of what class it is, in the head of the row: one byte there changes no value."""

import pytest

from app.extensions import db
from app.proofs.findings import Area
from app.proofs.services import seal_day
from tests.engines import engine_name
from tests.proofs.tampering import past_the_application, stored_bytes
from tests.proofs.test_verify import ids_of

AREAS = {"audit_event": Area.CHAINS, "day_seal": Area.SEALS}


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("audit_event", "data"), ("audit_event", "seals"), ("vote", "base_parts"), ("minutes", "composed"),
        ("minutes", "free_text"), ("document", "snapshot"), ("day_seal", "ends"), ("agenda_item", "title"), ("vote", "at"),
        ("document", "kind"), ("audit_event", "hash"),
    ],
)  # fmt: skip
def test_the_same_bytes_that_are_no_text(whole, found, name, column):
    if engine_name() != "sqlite":  # PostgreSQL keeps in a column what is of its type
        return
    seal_day()
    db.session.commit()
    ids = ids_of(name)
    with past_the_application() as connection:
        row_id = next(i for i in ids if stored_bytes(connection, name, column, i))
        connection.exec_driver_sql(f'UPDATE "{name}" SET {column} = CAST({column} AS BLOB) WHERE id = {row_id}')

    assert found()[AREAS.get(name, Area.ROWS)]
