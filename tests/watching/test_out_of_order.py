"""What a person sees when the database cannot be asked: a page with a sentence, and what was typed."""

import pytest
from sqlalchemy import event, func, select

from app import clock, create_app
from app.extensions import db
from app.phrases.models import Phrase
from config import read_settings
from tests.world import NOON, build_world, read_world

TYPED = "Nhất trí với dự thảo nghị quyết, đề nghị phân công rõ người, rõ hạn."
pytestmark = pytest.mark.any_engine  # each test has an installation of its own


@pytest.fixture
def house(tmp_path):
    """An installation on a file of its own, and the cookie of its secretary."""
    app = create_app(read_settings({"NENNEP_DATA_DIR": str(tmp_path)}))
    app.config["WTF_CSRF_ENABLED"] = False
    with clock.set_to(NOON), app.app_context():
        db.create_all()
        build_world(db.session)
        world = read_world(db.session)
        db.session.commit()
        yield app, cookie_of(app, world.accounts["thang"])
        db.session.remove()
        db.engine.dispose()


def cookie_of(app, account_id: int) -> dict[str, str]:
    signed = app.session_interface.get_signing_serializer(app).dumps({"_user_id": f"{account_id}.1", "_fresh": True})
    return {"Cookie": f"{app.config['SESSION_COOKIE_NAME']}={signed}"}


def write(app, cookie, number: int = 0, **headers):
    form = {"kind": "conclusion", "text": f"{TYPED} ({number})"}
    return app.test_client(use_cookies=False).post("/phrases/new", data=form, headers=cookie | headers)


def written() -> int:
    with db.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(Phrase)) or 0


@pytest.mark.parametrize(
    ("pragma", "sentence"),
    [("max_page_count = 1", "Ổ đĩa của máy chủ đã đầy"), ("query_only = 1", "Máy chủ đang không ghi được dữ liệu")],
)
def test_a_full_disk_and_a_database_that_cannot_be_written_keep_what_was_typed(house, pragma, sentence):
    app, cookie = house
    assert write(app, cookie).status_code == 303
    db.session.remove()
    db.engine.dispose()

    def hold_back(connection, _record) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(db.engine, "connect", hold_back)
    try:
        read = app.test_client(use_cookies=False).get("/phrases", headers=cookie)
        answers = [write(app, cookie, number) for number in range(1, 60)]  # the pages of the file have room for some
        fragment = write(app, cookie, 98, **{"HX-Request": "true"})
    finally:
        event.remove(db.engine, "connect", hold_back)
        db.session.remove()
        db.engine.dispose()
    assert read.status_code == 200  # who only reads is not in the way of it
    refused = answers[-1]
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "60"
    assert sentence in refused.text
    assert TYPED in refused.text
    assert refused.headers["X-Request-ID"] in refused.text
    assert (fragment.status_code, fragment.headers["HX-Retarget"]) == (503, "#notice")
    assert sentence in fragment.text
    assert "<html" not in fragment.text
    assert written() == sum(answer.status_code == 303 for answer in answers) + 1
    assert write(app, cookie, 99).status_code == 303  # and when there is room again, it goes on


def test_a_database_that_does_not_answer_is_told_with_what_was_typed_and_the_node_says_that_it_is_not_ready(tmp_path):
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nowhere"
    app = create_app(read_settings({"NENNEP_DATA_DIR": str(tmp_path), "NENNEP_DATABASE_URL": nowhere}))
    app.config["WTF_CSRF_ENABLED"] = False
    client, cookie = app.test_client(use_cookies=False), cookie_of(app, 1)

    answers = [client.get("/", headers=cookie), client.get("/sign-in"), write(app, cookie)]
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert all("Máy chủ dữ liệu đang khởi động lại" in answer.text for answer in answers)
    assert TYPED in answers[-1].text
    assert not any("Traceback" in answer.text or "127.0.0.1:1" in answer.text for answer in answers)
    assert client.get("/health/live").text == "ok\n"
    ready = client.get("/health/ready")
    assert (ready.status_code, ready.json["documents"]) == (503, "ok")
    assert ready.json["database"] == "OperationalError"
