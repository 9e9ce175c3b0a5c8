"""Where a cell practises: a small database of its own with the roll, the offices and the rules of today, and no past.

Whatever counts, tells, numbers or reports reads the database of the house, and this one is none of it. So nothing there
needs to know that there are practice meetings, nor will what is written later.
"""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, Engine, NullPool, Table, create_engine, insert, or_, select, union

from app.accounts.models import Account, Appointment, Substitution
from app.evaluations.models import CriteriaSet
from app.extensions import Base, Elsewhere, connection
from app.members.models import Membership, Person, StatusPeriod, TemporaryTransfer
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent, Term
from app.phrases.models import Phrase
from app.rules.models import Holiday, RuleSet
from app.settings import settings

# The tree and the rules are small, and are copied whole.
WHOLE = (Organisation, OrganisationParent, Term, RuleSet, Holiday, CriteriaSet, Phrase)


def folder_of(name: str) -> Path:
    return settings().data_dir / "practice" / name


def place_at(name: str) -> Elsewhere:
    folder = folder_of(name)
    return Elsewhere(_engine(folder / "practice.db"), folder / "documents")


def is_there(name: str) -> bool:
    return (folder_of(name) / "practice.db").exists()


@lru_cache(maxsize=32)
def _engine(file: Path) -> Engine:
    # No pool: a database that another process deletes must not live on in a connection that was kept open.
    return create_engine(f"sqlite:///{file}", poolclass=NullPool)


@cache
def shape_now() -> int:
    """Of the tables that we know, as a number that changes with them."""
    tables = sorted((table.name, sorted(column.name for column in table.c)) for table in Base.metadata.tables.values())
    return crc32(repr(tables).encode()) & 0x7FFFFFFF


def make_place(cell_id: int) -> str:
    """The name of a new place for the cell to practise in, as things stand in the caller's transaction."""
    name = secrets.token_hex(12)
    folder_of(name).mkdir(parents=True, mode=0o700)
    try:
        _fill(name, cell_id)
    except BaseException:
        remove_place(name)
        raise
    return name


def _fill(name: str, cell_id: int) -> None:
    with _writing(_engine(folder_of(name) / "practice.db")) as there:
        Base.metadata.create_all(there)
        for model in WHOLE:
            _copy(there, model.__table__)
        _copy_people(there, cell_id)


@contextmanager
def _writing(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as there:
        raw: Any = there.connection.dbapi_connection
        # Rows name one another in a circle; and what is lost with the power is begun anew.
        for pragma in ("foreign_keys=OFF", "synchronous=OFF"):
            raw.execute(f"PRAGMA {pragma}")
        with there.begin():
            yield there


def _copy_people(there: Connection, cell_id: int) -> None:
    member, away, office = Membership.__table__, TemporaryTransfer.__table__, Appointment.__table__
    own = (
        select(member.c.person_id).where(member.c.organisation_id == cell_id),
        select(away.c.person_id).where(or_(away.c.home_id == cell_id, away.c.host_id == cell_id)),
    )
    # Overseers belong to the cell; the names of who sits in the committees above stand in letters.
    committees = select(Organisation.id).where(Organisation.kind != OrganisationKind.CELL)
    offices = or_(office.c.organisation_id == cell_id, office.c.organisation_id.in_(committees))
    near = union(*own, select(office.c.person_id).where(offices))
    _copy(there, Person.__table__, Person.__table__.c.id.in_(near))
    for table in (member, away, office, StatusPeriod.__table__, Substitution.__table__):
        _copy(there, table, table.c.person_id.in_(near))
    _copy(there, Account.__table__, Account.__table__.c.person_id.in_(union(*own)))  # nobody else enters


def _copy(there: Connection, table: Any, *where: Any) -> None:
    assert isinstance(table, Table)  # noqa: S101  # what a model's `__table__` is
    rows = [dict(row) for row in connection().execute(select(table).where(*where)).mappings()]
    if rows:
        there.execute(insert(table), rows)


def remove_place(name: str) -> None:
    """With all that was done there; what is gone already is fine."""
    shutil.rmtree(folder_of(name), ignore_errors=True)
