"""The conversation with a mail server that wants it secret and wants to know who we are."""

import logging
import ssl
import subprocess

import pytest
from aiosmtpd.smtp import AuthResult
from sqlalchemy import select

from app.accounts.models import Account
from app.extensions import db
from app.jobs.services import run_due_jobs
from app.notifications.models import Letter, LetterState
from app.notifications.services import notify
from app.notifications.services_sending import send_letters
from tests.at_once import at_once
from tests.post import PostOffice, serving
from workflows.notices import Notice

PASSWORD = "chuồn chuồn".encode().hex()


@pytest.fixture
def certificate(tmp_path):
    """Of a server on this machine, signed by itself; and its key."""
    names = certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    more = ["-addext", "subjectAltName=IP:127.0.0.1", "-out", certificate, "-keyout", key]
    subprocess.run([*command, *more], check=True, capture_output=True)
    return names


@pytest.fixture
def secret_office(certificate):
    """A server that takes letters only over STARTTLS and from who signs in; its port is told."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    office = PostOffice()

    def knows(_server, _session, _envelope, _mechanism, given):
        known = (given.login, given.password) == (b"nennep", PASSWORD.encode())
        return AuthResult(success=known, handled=False)

    with serving(office, tls_context=context, require_starttls=True, auth_required=True, authenticator=knows) as port:
        office.port = port
        yield office


@pytest.fixture
def told(app, committed, world, with_address):
    """A letter waits for Lan; `told()`: it is tried, and what became of it."""
    with_address("lan")

    def go():
        with committed():
            notify([world.people["lan"]], Notice.TASK, "Đồng chí được giao nhiệm vụ.")
        with app.app_context():
            run_due_jobs()
            return db.session.execute(select(Letter.status, Letter.error)).one()

    return go


@pytest.mark.needs("openssl")
def test_it_goes_encrypted_and_signed_in(secret_office, certificate, mail_to, told, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    mail_to(secret_office.port, tls="starttls", user="nennep", password=PASSWORD)
    assert told() == (LetterState.SENT, "")
    assert secret_office.addressees == ["lan@example.vn"]


@pytest.mark.needs("openssl")
@pytest.mark.parametrize("wrong", ["certificate", "password"])
def test_nothing_goes_to_who_cannot_be_trusted_or_does_not_know_us(
    secret_office, certificate, mail_to, told, monkeypatch, wrong, caplog
):
    if wrong == "password":
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    mail_to(secret_office.port, tls="starttls", user="nennep", password="wrong")
    with caplog.at_level(logging.CRITICAL):
        status, error = told()
    assert (status, secret_office.received) == (LetterState.WAITING, [])
    assert {"certificate": "CERTIFICATE_VERIFY_FAILED", "password": "535"}[wrong] in error


@pytest.mark.each_engine
def test_two_workers_send_each_letter_once(app, post_office, committed, world, with_address):
    with_address(*world.accounts)
    with committed() as session:
        people = session.scalars(select(Account.person_id)).all()
        notify(people, Notice.CONVENED, "Mời đồng chí dự sinh hoạt chi bộ.")

    def work():
        with app.app_context():
            send_letters()
            db.session.commit()

    at_once(work, work)
    assert sorted(post_office.addressees) == sorted(f"{name}@example.vn" for name in world.accounts)
    assert post_office.connections == 2
