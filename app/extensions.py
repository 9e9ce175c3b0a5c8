"""The libraries that are bound to an application, created here and bound in `create_app`."""

import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from select import POLLIN, poll
from typing import Any, NamedTuple

from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from psycopg.pq import TransactionStatus
from psycopg.pq.abc import PGconn
from sqlalchemy import Connection, Engine, MetaData, event, inspect, select
from sqlalchemy.exc import InvalidatePoolError, InvalidRequestError, OperationalError
from sqlalchemy.orm import DeclarativeBase

from app.foreseen import What, foreseen
from app.refusals import SomebodyWasFaster

# Milliseconds for which whoever wants to write waits for another on SQLite, and after which SQLite is asked anew.
PATIENCE, LOOKS_AGAIN = 5000, 3
CHANGED = "Mục này vừa được người khác sửa hoặc bỏ. Mở lại trang để xem bản mới nhất."


class Base(DeclarativeBase):
    # Named constraints: SQLite migrations rebuild tables and must be able to say which constraint they mean.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


_reading: ContextVar[Connection | None] = ContextVar("reading", default=None)


class Elsewhere(NamedTuple):
    """A database and a folder of files of their own, where a cell practises: nothing of it is ever among the others."""

    engine: Engine
    folder: Path


_elsewhere: ContextVar[Elsewhere | None] = ContextVar("elsewhere", default=None)


def work_elsewhere(place: Elsewhere | None) -> None:
    """From here on whatever this context reads and writes is there; None: here again. Not within a transaction."""
    _elsewhere.set(place)


def elsewhere() -> Elsewhere | None:
    return _elsewhere.get()


# What is written after all other rows of a flush, because it speaks of them: the history.
written_last: list[Callable[[Session], None]] = []


class _Session(Session):
    def flush(self, objects: Any = None) -> None:
        super().flush(objects)
        for write in written_last:
            write(self)

    def get_bind(self, *args: Any, **kwargs: Any) -> Engine | Connection:
        """A request that only reads has its connection already: the session, if a page uses it at all, joins in."""
        place = _elsewhere.get()
        return _reading.get() or (place.engine if place else super().get_bind(*args, **kwargs))

    def rollback(self) -> None:
        super().rollback()
        if (reading := _reading.get()) is not None:
            reading.rollback()  # also if the session did not join: after an error nothing more could be asked on it


db = SQLAlchemy(model_class=Base, session_options={"class_": _Session})
migrate = Migrate()
csrf = CSRFProtect()
login_manager = LoginManager()
htmx = Htmx()


@contextmanager
def meanwhile_elsewhere(place: Elsewhere) -> Iterator[None]:
    """What is done within is done there, in a transaction of its own that is committed at the end; the one here, in the
    middle of which this is, goes on afterwards."""
    here = db.session()
    db.session.registry.set(db.session.session_factory())
    work_elsewhere(place)
    try:
        yield
        db.session.commit()
    finally:
        db.session.remove()
        work_elsewhere(None)
        db.session.registry.set(here)


def begin_reading() -> None:
    """From here to `end_transaction` all is asked on one connection, which never takes the write lock, keeps nothing.

    Most pages then need no session at all; beginning and ending one takes longer than their largest question.
    """
    place = _elsewhere.get()
    _reading.set((place.engine if place else db.engine).connect().execution_options(read_only=True))


@contextmanager
def one_moment() -> Iterator[Connection]:
    """All that is asked within, by the session too, is answered as of one moment, however long it takes and whoever
    writes meanwhile. Nothing can be written."""
    end_transaction()
    engine = db.engine
    snapshot = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    _reading.set(engine.connect().execution_options(read_only=True, **snapshot))
    try:
        yield connection()
    finally:
        end_transaction()


def end_transaction() -> None:
    """Whatever was not committed is gone, also where the server of the database went first: the answer stands."""
    reading = _reading.get()
    try:
        if db.session.registry.has():
            db.session.rollback()
    except OperationalError:
        db.session().invalidate()
        db.session.remove()
    finally:
        _reading.set(None)
    if reading is not None:
        _close(reading)


def _close(reading: Connection) -> None:
    try:
        reading.close()
    except OperationalError:
        reading.invalidate()
        reading.close()


def connection() -> Connection:
    """Where statements over bare tables are asked: inside the transaction, and after what the session has changed."""
    if (reading := _reading.get()) is not None:
        return reading
    db.session.flush()  # a statement on the connection does not do it by itself
    return db.session.connection()


def lock(row: Base) -> None:
    """Lock the row until the transaction ends, and read it anew as it is now.

    `of`: an eager join that the row was loaded with must not be locked along; PostgreSQL refuses its nullable side.
    `key_share`: who only names the row in a new one of another table does not wait, and so is in nobody's way.
    Raises SomebodyWasFaster for a row that somebody took away since it was read.
    """
    if foreseen(What.LOCKED, (type(row), inspect(row).identity)) is True:
        return
    db.session.flush()  # what was changed in the row before must not be lost: refresh() expires first, then flushes
    try:
        db.session.refresh(row, with_for_update={"of": type(row), "key_share": True})
    except InvalidRequestError:
        raise SomebodyWasFaster(CHANGED) from None


def hold_still(table: type[Base], row_id: int) -> None:
    """As `lock`, where no row of the session is wanted: what is read after this is read as it is now."""
    key = table.__table__.c.id
    connection().execute(select(key).where(key == row_id).with_for_update(key_share=True))


def lock_all(table: type[Base], ids: Iterable[int]) -> None:
    """Lock these rows until the transaction ends; whatever was read before is read anew.

    Lowest id first, as everywhere: two who want the same rows never wait for each other. Call it before the first
    event of the history is written, because its chains are the last things to be locked.
    """
    db.session.flush()  # what is expired below must not be lost
    key = table.__table__.c.id
    db.session.execute(select(key).where(key.in_(sorted(set(ids)))).order_by(key).with_for_update(key_share=True))
    db.session.expire_all()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        # The driver must never begin by itself: its deferred BEGIN comes only at
        # the first write, so what was read before it would not be protected.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={PATIENCE}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "checkout")
def _leave_what_the_server_ended(connection: Any, _record: Any, _proxy: Any) -> None:
    """PostgreSQL tells of the end of a connection over it. Where something lies there that nobody asked for, another
    connection is taken: after a restart of the server nobody is told that it is away."""
    if hasattr(connection, "pgconn"):
        waiting = poll()
        waiting.register(connection.fileno(), POLLIN)
        if waiting.poll(0):
            raise InvalidatePoolError


def begin_what_is_done_again() -> None:
    """Begin a transaction whose commit does not wait for the disk: a power failure may take it away again.

    Only for work that is found undone and done again if it is lost. Nothing that is committed later without this is
    ever kept without it: both engines write one log, and who waits for the end of it waits for all that stands before.
    """
    db.session.connection(execution_options={"done_again": True})


@contextmanager
def beginning_what_is_done_again() -> Iterator[Connection]:
    """The same without a session, for a statement by itself; committed at the end."""
    with db.engine.connect().execution_options(done_again=True) as alone, alone.begin():
        yield alone


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if connection.dialect.name == "sqlite":
        _wait_for_disk_on_sqlite(connection, "NORMAL" if options.get("done_again") else "FULL")
        # A reader never takes the write lock; a writer takes it before it reads.
        if options.get("read_only"):
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_to_write(connection)
    elif options.get("done_again"):
        # Together with the BEGIN that the driver would send by itself: one way to the server, not two.
        _server_of(connection).exec_(b"BEGIN; SET LOCAL synchronous_commit TO off")


@event.listens_for(Engine, "rollback")
def _end_reading(connection: Connection) -> None:
    """Of who only read, on PostgreSQL: the driver forgets all plans with each ROLLBACK that it sends, and most requests
    end with one. Planning a page's statements anew takes longer than to run them. Sent past it, nothing is forgotten,
    and afterwards there is nothing for it to roll back."""
    if connection.dialect.name != "postgresql" or not connection.get_execution_options().get("read_only"):
        return
    if connection.invalidated:  # the server is gone, and with it what was to be ended
        return
    server = _server_of(connection)
    if server.transaction_status == TransactionStatus.INTRANS:
        server.exec_(b"ROLLBACK")


def _server_of(connection: Connection) -> PGconn:
    """Past the driver."""
    driver: Any = connection.connection.driver_connection
    found: PGconn = driver.pgconn
    return found


def _begin_to_write(connection: Connection) -> None:
    """Left to itself SQLite looks ever more seldom whether the one who writes is done, in the end every tenth of a
    second: in a crowd whoever came first comes last. Here it looks every one or two milliseconds."""
    driver: Any = connection.connection.driver_connection
    until = time.monotonic() + PATIENCE / 1000
    driver.execute(f"PRAGMA busy_timeout={LOOKS_AGAIN}")
    try:
        while time.monotonic() < until:
            try:
                driver.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # once more: what is the matter is told as ever
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE}")


def _wait_for_disk_on_sqlite(connection: Connection, how: str) -> None:
    """It belongs to the connection there, and cannot be changed within a transaction."""
    if connection.info.get("synchronous", "FULL") != how:
        connection.exec_driver_sql(f"PRAGMA synchronous={how}")
        connection.info["synchronous"] = how
