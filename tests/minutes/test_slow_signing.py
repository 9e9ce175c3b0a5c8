"""A time authority that does not answer, a file that takes long to judge: who signs is told, and nobody else waits."""

from contextlib import contextmanager
from contextvars import Context
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from threading import Thread
from time import sleep

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import SignInAttempt
from app.documents import services_handed_in, services_personal, signing
from app.documents.files import read_file
from app.documents.models import DocumentSignature
from app.documents.trial_authority import TrialAuthority
from app.extensions import db
from config import Signing
from tests.at_once import at_once
from tests.documents.authorities import time_authority
from tests.minutes.conftest import AFTER, PASSPHRASE, PASSWORD
from tests.minutes.test_signed_file import elsewhere  # noqa: F401  # a fixture
from tests.reading import words

# Who waits for whom is the engine's doing.
pytestmark = [pytest.mark.each_engine, pytest.mark.usefixtures("the_day_after", "passwords")]


@pytest.fixture
def asks_the_time(app, monkeypatch):
    """`asks_the_time(url)`: signatures in this test get the time of that authority, which has so long to answer."""

    def put(url: str, seconds: float = 10) -> None:
        monkeypatch.setattr(signing, "SECONDS_FOR_THE_TIME", seconds)
        here = replace(app.config["SETTINGS"], signing=Signing(time_url=url))
        monkeypatch.setitem(app.config, "SETTINGS", here)

    return put


@pytest.fixture
def opened(issued, as_user, certificate_of):
    """`opened("lan")`: what sends that person's certificate, each time from one and the same form."""
    meeting_id, data = issued[0].id, {who: certificate_of(who) for who in ("lan", "thang")}
    db.session.rollback()

    def open_form(who: str):
        client = as_user(who)

        def send(password: str = PASSWORD):
            form = {"certificate": (BytesIO(data[who]), "a.p12"), "certificate_password": PASSPHRASE, "once": who}
            return client.post(f"/meetings/{meeting_id}/minutes/certificate", data=form | {"password": password})

        return send

    return open_form


def aside(act):
    """What `act` answers on a thread of its own, which shares nothing with who asks but the day."""
    alone, said = Context(), []
    alone.run(clock.set_for_good, AFTER)
    thread = Thread(target=lambda: said.append(alone.run(act).status_code))
    thread.start()
    thread.join()
    return said[0]


@contextmanager
def answering(answer):
    """The address of something that answers whoever asks it the time so."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self)

        def log_message(self, *_) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Desk)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def nonsense(desk):
    desk.send_response(200)
    desk.end_headers()
    desk.wfile.write(b"<html>")


AT_FAULT = {
    "hangs": lambda _desk: sleep(2),
    "refuses": lambda desk: desk.send_error(403),
    "breaks off": lambda desk: desk.connection.close(),
    "says something else": nonsense,
}


@pytest.mark.parametrize("fault", [*AT_FAULT, "is not there"])
def test_who_gets_no_time_is_told_and_may_send_the_form_again(committed, asks_the_time, opened, tmp_path, fault):
    send = opened("lan")
    assert send("sai").status_code == 422
    with answering(AT_FAULT.get(fault)) as url:
        asks_the_time("http://127.0.0.1:9/" if fault == "is not there" else url, seconds=1)
        answer = send()

    assert (answer.status_code, services_personal.NO_TIME in words(answer)) == (422, True)
    with committed() as session:
        assert session.scalars(select(DocumentSignature.id)).all() == []
        assert (
            session.scalars(select(SignInAttempt.id).where(SignInAttempt.counts)).all() == []
        )  # the password was right
    with time_authority(TrialAuthority(tmp_path)) as (url, _):
        asks_the_time(url)
        assert send().status_code == 303


def test_nobody_waits_for_the_authority_and_who_signed_meanwhile_comes_first(
    committed, asks_the_time, opened, tmp_path
):
    lan, thang, said = opened("lan"), opened("thang"), []

    def meanwhile():
        if not said:
            said.append(None)
            said.append(aside(thang))

    with time_authority(TrialAuthority(tmp_path), meanwhile) as (url, _):
        asks_the_time(url)
        answer = lan()
        assert said == [None, 303]
        assert (answer.status_code, "vừa ký số" in words(answer)) == (409, True)
        assert lan().status_code == 303

    with committed() as session:
        first, second = session.scalars(select(DocumentSignature).order_by(DocumentSignature.id)).all()
        assert (first.sha256, first.id) == (second.before_sha256, second.id - 1)


def test_two_clicks_are_one_signature(committed, opened, slowly):
    send = opened("lan")
    slowly(services_personal, "_signed")

    assert [answer.status_code for answer in at_once(send, send)] == [303, 303]
    with committed() as session:
        assert len(session.scalars(select(DocumentSignature.id)).all()) == 1


def test_nobody_waits_while_a_file_is_judged(issued, committed, opened, as_user, elsewhere, monkeypatch):  # noqa: F811
    meeting_id, data = issued[0].id, elsewhere(read_file(issued[2].paper_sha256), "lan")
    thang, lan, said, judge = opened("thang"), as_user("lan"), [], services_handed_in.check_apart
    db.session.rollback()

    def slow(*given):
        if not said:
            said.append(None)
            said.append(aside(thang))
        return judge(*given)

    monkeypatch.setattr(services_handed_in, "check_apart", slow)
    form = {"signed_file": (BytesIO(data), "a.pdf"), "password": PASSWORD, "once": "file"}
    answer = lan.post(f"/meetings/{meeting_id}/minutes/signed-file", data=form)

    assert said == [None, 303]
    assert (answer.status_code, "vừa ký số" in words(answer)) == (409, True)
    with committed() as session:
        assert len(session.scalars(select(DocumentSignature.id)).all()) == 1
