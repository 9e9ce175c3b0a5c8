"""Walking the chains: each hash made anew, numbers without holes, each event on the one before, the head at the end."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Row, Table, select

from app.audit.models import AuditEvent, AuditHead
from app.audit.queries_sealed import seals_of
from app.audit.services import former_hash_of, hash_of
from app.extensions import connection
from app.organisations.queries import names_of
from app.proofs.as_written import written_by_others
from app.proofs.findings import Area, Checked
from app.proofs.kept_seals import KeptSeals
from app.proofs.reading import BELOW_ALL, lots

_EVENTS: Table = AuditEvent.metadata.tables[AuditEvent.__tablename__]
_HEADS: Table = AuditHead.metadata.tables[AuditHead.__tablename__]
_NOTHING = (0, "")


def check_chains(kept: KeptSeals) -> Checked:
    """Every event once, in the order in which they were written; what they vouch for goes into `kept`."""
    checked, ends, last = Checked(Area.CHAINS), dict[int, tuple[int, str]](), BELOW_ALL
    for lot in lots(_EVENTS, select(_EVENTS)):
        for row_id in lot.unreadable:
            checked.note(f"Sự kiện có mã {row_id} trong lịch sử không đọc được nữa.")
        for row in lot.rows:
            checked.note(_fault_of(row, ends.get(row.chain, _NOTHING)))
            ends[row.chain] = row.seq, row.hash
        checked.note(_otherwise_written(last, lot.last))
        kept.add(_vouched(lot.rows))
        last = lot.last
        checked.count += len(lot.rows)
    checked.note(next(_faults_of_heads(ends), None))
    return checked


def _fault_of(row: Row[Any], before: tuple[int, str]) -> str | None:
    seq, previous = before
    if row.seq != seq + 1:
        return f"{_place(row.chain)}: sau sự kiện số {seq} phải là số {seq + 1}, nhưng gặp số {row.seq}."
    if row.previous_hash != previous:
        return f"{_event(row)} không nối với sự kiện đứng trước nó."
    if not _has_its_hash(row):
        return f"{_event(row)} đã bị sửa: nội dung không còn khớp mã băm của nó."
    return None


def _otherwise_written(after: int, to: int) -> str | None:
    found = next(written_by_others(_EVENTS, ("at", "data", "seals"), after, to), None)
    return f"Sự kiện có mã {found[0]} đã bị sửa: phần mềm không ghi cột {found[1]} như vậy." if found else None


def _has_its_hash(row: Row[Any]) -> bool:
    try:
        # The hash is made of whole seconds, and so is every event.
        return row.hash in (hash_of(row), former_hash_of(row)) and not row.at.microsecond
    except (AttributeError, TypeError, ValueError):  # a value that no event can have
        return False


def _faults_of_heads(ends: dict[int, tuple[int, str]]) -> Iterator[str]:
    heads = {row.chain: (row.seq, row.hash) for row in connection().execute(select(_HEADS))}
    for chain in sorted(ends.keys() | heads.keys()):
        head, end = heads.get(chain, _NOTHING), ends.get(chain, _NOTHING)
        if head != end:
            yield f"{_place(chain)}: đầu chuỗi ghi đến sự kiện số {head[0]}, nhưng sự kiện cuối cùng là số {end[0]}."


def _vouched(rows: Iterable[Row[Any]]) -> Iterator[tuple[str, int, int, str]]:
    for row in rows:
        if isinstance(row.seals, dict):
            for table, row_id, seal in seals_of(row.seals):
                yield table, row_id, row.id, seal


def told_at(event_id: int) -> str:
    """Where the history tells of it, for a sentence."""
    row = connection().execute(select(_EVENTS.c.chain, _EVENTS.c.seq).where(_EVENTS.c.id == event_id)).one_or_none()
    return f"sự kiện số {row.seq} của {_place(row.chain)}" if row else "một sự kiện không còn"


def _event(row: Row[Any]) -> str:
    return f"Sự kiện số {row.seq} ({row.event}) của {_place(row.chain)}"


def _place(chain: int) -> str:
    if not chain:
        return "chuỗi chung"
    return f"chuỗi {chain} ({names_of({chain}).get(chain, 'tổ chức không còn')})"
