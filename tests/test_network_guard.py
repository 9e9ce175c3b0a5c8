"""Tests reach no network but loopback (the guard is in `tests/engines.py`)."""

import socket

import pytest


@pytest.mark.parametrize("address", ["10.0.0.1", "192.168.1.1"])
def test_a_connection_beyond_this_machine_is_refused(address: str):
    with socket.socket() as client, pytest.raises(ConnectionRefusedError, match="no network but loopback"):
        client.connect((address, 80))


def test_a_name_beyond_this_machine_is_not_even_looked_up():
    with pytest.raises(ConnectionRefusedError, match="no network but loopback"):
        socket.getaddrinfo("example.org", 80)


def test_loopback_is_open():
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
