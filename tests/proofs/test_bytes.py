"""Any single byte of what is stored, also one that leaves the value as it was."""

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.audit.queries_sealed import columns_of, newest
from app.extensions import db
from app.proofs.findings import Area
from tests.engines import engine_name
from tests.proofs.tampering import past_the_application, stored_bytes, with_bytes
from tests.proofs.test_verify import OF_AN_EVENT, THERE, ids_of

BYTES = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
# Not the id, by which the row is found again to put its byte back: `test_any_column_of_any_event` changes that.
RECORD = [("audit_event", column) for column in OF_AN_EVENT if column != "id"]
RECORD += [(name, column) for name in THERE for column in columns_of(name, newest(name))]


def stored(name, column, row_id) -> bytes | None:
    with past_the_application() as connection:
        return stored_bytes(connection, name, column, row_id)


def is_named(found: dict[Area, str], name: str) -> bool:
    return bool(found.get(Area.CHAINS if name == "audit_event" else Area.ROWS))


@BYTES
@given(st.sampled_from(RECORD), st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 255))
def test_any_byte_of_any_column_of_the_record_and_the_history(whole, found, place, nth, at, mask):
    name, column = place
    ids = ids_of(name)
    row_id = ids[nth % len(ids)]
    before = stored(name, column, row_id)
    assume(before)
    at %= len(before)
    new = before[:at] + bytes([before[at] ^ mask]) + before[at + 1 :]

    with with_bytes(name, column, row_id, new) as done:
        assert not done or is_named(found(), name)


def spaced(text: str) -> str:
    return json.dumps(json.loads(text), separators=(",", ": "))


def unescaped(text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False)


def doubled(text: str) -> str:
    return text.replace("{", '{"x": 1, ', 1).replace('{"x": 1, ', "{" + first_member(text) + ", ", 1)


def first_member(text: str) -> str:
    key, value = next(iter(json.loads(text).items()))
    return f"{json.dumps(key)}: {json.dumps(value)}"


# Of each way a column in whose JSON it makes a difference: not all hold letters with marks.
OTHERWISE = [(way, *place) for way in (spaced, doubled) for place in
             (("audit_event", "seals"), ("vote", "base_parts"), ("document", "snapshot"))]  # fmt: skip


@pytest.mark.each_engine
@pytest.mark.parametrize(("otherwise", "name", "column"), [*OTHERWISE, (unescaped, "document", "snapshot")])
def test_json_that_says_the_same_in_other_bytes(whole, found, name, column, otherwise):
    texts = {row_id: (stored(name, column, row_id) or b"").decode() for row_id in ids_of(name)}
    row_id, new = next(
        ((i, otherwise(t)) for i, t in texts.items() if t.startswith('{"') and otherwise(t) != t), (0, "")
    )
    assert json.loads(new) == json.loads(texts[row_id])

    with with_bytes(name, column, row_id, new.encode()) as done:
        assert done
        assert is_named(found(), name)
    assert found() == {}


@pytest.mark.parametrize(
    ("name", "column", "old", "new"),
    [
        ("vote", "at", " ", "T"), ("vote", "at", ".000000", ""), ("audit_event", "at", ".000000", ".000001"),
        ("vote", "passed", "1", "2"), ("meeting", "month", "-", "/"), ("score_line", "maximum", "", "0.001"),
    ],
)  # fmt: skip
def test_on_sqlite_what_its_types_read_as_the_same(whole, found, name, column, old, new):
    if engine_name() != "sqlite":  # PostgreSQL keeps each value in one way
        return
    row_id = next(i for i in ids_of(name) if old in (stored(name, column, i) or b"-").decode())
    before = stored(name, column, row_id).decode()
    text = before.replace(old, new, 1) if old else str(float(before) + float(new))

    with with_bytes(name, column, row_id, text.encode()) as done:
        assert done
        assert is_named(found(), name)
    db.session.rollback()
    assert found() == {}
