"""Where a cell practises: a small database of its own with the roll, the offices and the rules of today, and no past.

Whatever counts, tells, numbers or reports reads the database of the house, and this one is none of it. So nothing there
needs to know that there are practice meetings, nor will what is written later.
"""

import secrets
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any
from zlib import crc32

from sqlalchemy import Connection, Engine, NullPool, Table, create_engine, event, insert, or_, select, union

from app.accounts.models import Account, Appointment, Substitution
from app.criteria.models import CriteriaSet
from app.extensions import Base, Elsewhere, connection
from app.members.models import Membership, Person, StatusPeriod, TemporaryTransfer
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent, Term
from app.phrases.models import Phrase
from app.rules.models import Holiday, RuleSet
from app.settings import settings

# The tree and the rules are small, and are copied whole.
WHOLE = (Organisation, OrganisationParent, Term, RuleSet, Holiday, CriteriaSet, Phrase)


class PracticeEnded(Exception):
    """The place was there when the request began, and somebody deleted it since."""


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
    engine = create_engine(f"sqlite:///{file}", poolclass=NullPool, hide_parameters=True)

    @event.listens_for(engine, "do_connect")
    def _expect_folder(dialect: Any, _record: object, arguments: Any, named: Any) -> Any:
        try:
            return dialect.connect(*arguments, **named)
        except OperationalError:
            if file.parent.exists():
                raise
            raise PracticeEnded from None

    return engine


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
    _copy_known(there, near)
    _copy_accounts(there, union(*own))  # nobody else enters


def _copy_known(there: Connection, people: Any) -> None:
    _copy(there, Person.__table__, Person.__table__.c.id.in_(people))
    for model in (Membership, TemporaryTransfer, Appointment, StatusPeriod, Substitution):
        _copy(there, model.__table__, model.__table__.c.person_id.in_(people))


def _copy_accounts(there: Connection, people: Any) -> None:
    """Who signs in does so in the house: what opens the door there lies in no other file."""
    _copy(there, Account.__table__, Account.__table__.c.person_id.in_(people), instead={"password_hash": "!"})


@lru_cache(maxsize=4096)  # a place forgets nobody
def let_in(name: str, person_id: int) -> None:
    """Who came to the cell, or was given an account, after it began to practise is added with what is true of them."""
    engine = _engine(folder_of(name) / "practice.db")
    with engine.connect().execution_options(read_only=True) as there:
        if there.scalar(select(Account.__table__.c.id).where(Account.__table__.c.person_id == person_id)):
            return
    with _writing(engine) as there:
        _copy_known(there, (person_id,))
        _copy_accounts(there, (person_id,))


def _copy(there: Connection, table: Any, *where: Any, instead: Mapping[str, Any] | None = None) -> None:
    assert isinstance(table, Table)  # noqa: S101  # what a model's `__table__` is
    rows = [{**row, **(instead or {})} for row in connection().execute(select(table).where(*where)).mappings()]
    if rows:
        there.execute(insert(table).prefix_with("OR IGNORE"), rows)  # an office may be there without an account


def remove_place(name: str) -> None:
    """With all that was done there; what is gone already is fine."""
    shutil.rmtree(folder_of(name), ignore_errors=True)


def remove_unnamed(known: Collection[str], before: datetime) -> None:
    """Places older than that moment which no row names: their transaction was rolled back, or a file was still open."""
    place = folder_of("")
    for folder in place.iterdir() if place.exists() else ():
        if folder.name not in known and folder.stat().st_mtime < before.timestamp():
            remove_place(folder.name)
