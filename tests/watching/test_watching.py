"""What those see who watch over the machines: whether it lives, whether it can answer, what it does, and the log."""

import io
import json
import logging
from dataclasses import replace

import pytest
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db
from app.web.logs import AsJson
from config import SettingsError, read_settings

TOKEN = "mot-ma-du-dai-de-doc-so-lieu"


@pytest.fixture
def said(app):
    """The lines of the log, as they would stand on standard error."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(AsJson())
    loggers = [logging.getLogger("nennep.requests"), app.logger]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    for logger, level in zip(loggers, levels, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


def test_it_lives_and_is_ready(client):
    assert client.get("/health/live").text == "ok\n"
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json) == (200, {"database": "ok", "documents": "ok"})


def test_the_figures_are_for_who_has_the_token(app, client, monkeypatch):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], metrics_token=TOKEN))
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    before = _count(client)
    client.get("/health/live")
    after = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text
    assert _live_in(after) == before + 1
    assert 'nennep_jobs{status="failed"}' in after
    assert 'nennep_letters{status="given_up"} 0.0' in after
    assert "nennep_oldest_job_seconds" in after
    assert 'nennep_request_seconds_bucket{le="0.25",method="GET"}' in after


def _count(client) -> float:
    return _live_in(client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).text)


def _live_in(text: str) -> float:
    start = 'nennep_requests_total{endpoint="watching.live",method="GET",status="200"} '
    return next((float(line.removeprefix(start)) for line in text.splitlines() if line.startswith(start)), 0)


def test_a_request_is_one_line_with_a_number_and_nothing_of_a_person(as_user, world, said):
    answer = as_user("hanh").get(f"/finding?q=Ho%C3%A0ng&organisation={world.commune}")
    (line,) = [line for line in said() if line["logger"] == "nennep.requests"]

    assert line["request"] == answer.headers["X-Request-ID"]
    assert (line["method"], line["status"]) == ("GET", answer.status_code)
    assert isinstance(line["ms"], float)
    assert "Ho" not in json.dumps(line["route"])
    assert set(line) == {"at", "level", "logger", "message", "request", "method", "route", "status", "ms"}


def test_a_number_is_taken_from_a_trusted_proxy_alone(client):
    assert client.get("/health/live", headers={"X-Request-ID": "mot-so-cua-ai-do"}).headers["X-Request-ID"] != (
        "mot-so-cua-ai-do"
    )


def test_an_error_is_told_with_its_number_and_logged_without_what_was_typed(app, as_user, world, said, monkeypatch):
    def break_down(*_: object, **__: object) -> None:
        db.session.connection().exec_driver_sql("SELECT broken FROM nowhere WHERE name = 'x'")

    monkeypatch.setattr("app.petitions.services.raise_petition", break_down)
    secret = "Con mương ở nhà ông Nguyễn Văn Kín bị sạt"
    answer = as_user("thang").post("/petitions/new", data={"text": secret, "kind": "petition", "sent_to": "cell"})
    told = json.dumps(said(), ensure_ascii=False)

    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert answer.headers["X-Request-ID"] in told
    assert "Traceback" not in answer.text
    assert "nowhere" in told
    assert secret in answer.text  # for who typed it
    assert "Nguyễn Văn Kín" not in told


def test_what_a_statement_was_asked_with_is_not_in_an_error(app):
    with app.app_context(), pytest.raises(SQLAlchemyError) as raised, db.engine.connect() as connection:
        connection.exec_driver_sql("SELECT * FROM nowhere WHERE name = ?", ("Nguyễn Văn Kín",))
    assert "Nguyễn Văn Kín" not in str(raised.value)


@pytest.mark.parametrize(
    "environ", [{"NENNEP_LOG_LEVEL": "loud"}, {"NENNEP_METRICS_TOKEN": "short"}], ids=["level", "token"]
)
def test_settings_that_cannot_be_are_refused(tmp_path, environ):
    with pytest.raises(SettingsError):
        read_settings({"NENNEP_DATA_DIR": str(tmp_path)} | environ)
