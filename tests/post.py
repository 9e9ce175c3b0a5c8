"""A mail server of the tests: it speaks SMTP over a real connection and keeps what it accepted."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from app.notifications.models import MailAddress
from config import MailServer


@dataclass
class PostOffice:
    """`refusing` an address, or the body of any letter, with an answer of the server's; `connections` counts."""

    refusing: dict[str, str] = field(default_factory=dict)
    refusing_data: str = ""
    refusing_sender: str = ""
    received: list[EmailMessage] = field(default_factory=list)
    connections: int = 0
    accepted: Callable[[], object] = lambda: None  # called before the sender hears of it

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]):
        self.connections += 1
        session.host_name = name
        return answers

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):
        if self.refusing_sender:
            return self.refusing_sender
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]):
        if address in self.refusing:
            return self.refusing[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope):
        if self.refusing_data:
            return self.refusing_data
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.received.append(message)
        self.accepted()
        return "250 OK"

    @property
    def addressees(self) -> list[str]:
        return [message["To"] for message in self.received]


@contextmanager
def serving(office: PostOffice, **options) -> Iterator[int]:
    """The port that it listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port, ready_timeout=20, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def mail_to(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`mail_to(port)`: from here on the installation sends its mail there."""

    def go(port: int, **more) -> None:
        server = MailServer(**{"host": "127.0.0.1", "port": port, "tls": "none", "sender": "nennep@muonglam.vn"} | more)
        settings = replace(app.config["SETTINGS"], mail=server, public_url="https://nennep.muonglam.vn")
        monkeypatch.setitem(app.config, "SETTINGS", settings)

    return go


@pytest.fixture
def post_office(mail_to) -> Iterator[PostOffice]:
    """The server that takes the installation's mail in this test."""
    office = PostOffice()
    with serving(office) as port:
        mail_to(port)
        yield office


@pytest.fixture
def with_address(committed, world):
    """`with_address("lan", "khoa")`: they have told where their mail goes, to lan@example.vn."""

    def go(*names: str) -> None:
        with committed() as session:
            session.add_all(
                MailAddress(account_id=world.accounts[name], address=f"{name}@example.vn") for name in names
            )

    return go
