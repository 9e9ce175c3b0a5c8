"""Whether the chains still hold what the seals of the days say."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Table, select

from app.audit.models import AuditEvent
from app.columns import among, as_list
from app.extensions import connection
from app.proofs.as_written import written_by_others
from app.proofs.findings import Area, Checked
from app.proofs.models import DaySeal
from app.proofs.reading import BELOW_ALL

KEPT = re.compile(r"\b[0-9a-f]{64}\b")
_EVENTS: Table = AuditEvent.metadata.tables[AuditEvent.__tablename__]
_SEALS: Table = DaySeal.metadata.tables[DaySeal.__tablename__]
AT_ONCE = 1000


def hash_of_seal(day: date, ends: dict[str, Any], previous_hash: str) -> str:
    said = json.dumps([day.isoformat(), ends, previous_hash], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def hashes_in(text: str) -> list[str]:
    """The seals that a text names, such as one that was printed by the command or mailed; spaces do not matter."""
    return KEPT.findall(re.sub(r"(?<=[0-9a-f]{8}) (?=[0-9a-f]{8})", "", text.lower()))


def check_seals(kept_outside: Iterable[str] = ()) -> Checked:
    """Every seal made anew, on the one before, each end that it names still in its chain; `kept_outside`: hashes of
    seals that somebody kept, which must be among them."""
    checked, previous, there = Checked(Area.SEALS), "", set[str]()
    for seal in connection().execute(select(_SEALS).order_by(_SEALS.c.id)).all():
        checked.count += 1
        there.add(seal.hash)
        if seal.previous_hash != previous or seal.hash != hash_of_seal(seal.day, seal.ends, seal.previous_hash):
            checked.note(f"Dấu niêm phong ngày {seal.day:%d/%m/%Y} đã bị sửa, hoặc mất một dấu đứng trước nó.")
        checked.note(next(_lost(seal), None))
        previous = seal.hash
    if (other := next(written_by_others(_SEALS, ("day", "made_at", "ends"), BELOW_ALL, 2**31 - 1), None)) is not None:
        checked.note(f"Dấu niêm phong có mã {other[0]} đã bị sửa: phần mềm không ghi cột {other[1]} như vậy.")
    for one in kept_outside:
        if one not in there:
            checked.note(f"Dấu niêm phong giữ bên ngoài ({one[:16]}…) không còn ở đây: lịch sử đã bị viết lại.")
    return checked


def _lost(seal: Any) -> Iterator[str]:
    """The ends of that day that are in their chains no more."""
    chains = sorted(seal.ends, key=int)
    for begin in range(0, len(chains), AT_ONCE):
        some = {int(chain): tuple(seal.ends[chain]) for chain in chains[begin : begin + AT_ONCE]}
        asked = (
            select(_EVENTS.c.chain, _EVENTS.c.seq, _EVENTS.c.hash)
            .where(among(_EVENTS.c.chain, "chains"), among(_EVENTS.c.seq, "seqs"))
        )  # fmt: skip
        given = {"chains": as_list(sorted(some)), "seqs": as_list(sorted({seq for seq, _ in some.values()}))}
        held = {(row.chain, row.seq): row.hash for row in connection().execute(asked, given)}
        for chain, (seq, found) in some.items():
            if held.get((chain, seq)) != found:
                yield f"Chuỗi {chain} không còn sự kiện số {seq} như đã niêm phong ngày {seal.day:%d/%m/%Y}."


def seals(most: int | None = None) -> list[tuple[date, str]]:
    """Day and hash of each, the latest first."""
    rows = connection().execute(select(_SEALS.c.day, _SEALS.c.hash).order_by(_SEALS.c.id.desc()).limit(most))
    return [(row.day, row.hash) for row in rows]
