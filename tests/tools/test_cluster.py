"""A city on one machine: it starts, answers from both nodes, starts again who dies, and leaves nothing behind."""

import http.client
import socket

import pytest

from tests.cluster import Running, wait_until
from tests.world import NOON
from tools.servers import free_port

pytestmark = [pytest.mark.needs("nginx", "redis-server"), pytest.mark.long, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory):
    found = Running(tmp_path_factory.mktemp("cluster"), free_port(), NOON)
    yield found
    if found.process.poll() is None:
        found.stop()


def ask(port: int, path: str = "/sign-in", raw: bytes = b"") -> int:
    if raw:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(raw)
            return int(connection.recv(65536).split()[1])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def test_both_nodes_answer_through_nginx(running: Running):
    for _ in range(8):
        assert ask(running.port) == 200

    told = (running.folder / "nginx" / "access.log").read_text()
    assert all(f'"node":"127.0.0.1:{running.port_of(machine)}"' in told for machine in (1, 2))


@pytest.mark.parametrize(
    "sent",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhallo!",
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhallo\r\n0\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
    ],
)
def test_where_a_message_ends_is_doubtful_neither_to_nginx_nor_to_a_node(running: Running, sent: bytes):
    head = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
    for port in (running.port, running.port_of(1)):
        assert ask(port, raw=head + sent) == 400


@pytest.mark.parametrize("name", ["web-1", "worker-2", "redis", "nginx", "postgresql"])
def test_who_dies_is_started_again(running: Running, name: str):
    pid = running.end(name)

    wait_until(lambda: running.pids()[name] != pid, 30)
    running.wait_until_ready()


def test_while_one_node_is_away_nobody_notices(running: Running):
    running.end("web-1")

    assert {ask(running.port) for _ in range(10)} == {200}
    running.wait_until_ready()


def test_it_stops_without_leaving_a_process_or_a_file(running: Running):
    assert running.stop() == []
    assert (running.process.returncode, running.folder.exists()) == (0, False)


def test_it_ends_when_the_store_ends_because_what_was_in_it_is_lost(tmp_path):
    another = Running(tmp_path, free_port(), NOON)

    another.end("store")

    assert another.process.wait(60) == 1
    assert "Kho tài liệu thử đã dừng" in another.said.read_text()
    assert not another.folder.exists()
