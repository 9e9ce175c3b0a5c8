"""What somebody tries with files, names, tokens and settings; see docs/security.md, "What was tried"."""

import io
import re
import stat
import time
import zipfile
from pathlib import Path

import pytest
import time_machine
from itsdangerous import URLSafeTimedSerializer
from werkzeug.datastructures import Headers

import app as house
from app.documents.store import FileStore
from app.documents.uploads import UploadRefused, check_upload
from app.web import downloads, headers
from config import DEMO_SECRETS, SettingsError, read_settings
from tests.accounts.conftest import PASSWORD, enter
from tests.crawler import Page

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "app" / "static"


def refused(name: str, data: bytes) -> bool:
    try:
        check_upload(name, io.BytesIO(data), 10_000_000)
    except UploadRefused:
        return True
    return False


def archive(*names: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as packed:
        for name in names:
            packed.writestr(name, "<x/>")
    return kept.getvalue()


# ---------------------------------------------------------------- files
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("tranh.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("tranh.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("bao-cao.pdf", b"<html><script>alert(1)</script>%PDF-1.7"),
        ("bao-cao.pdf", b"\n%PDF-1.7"),
        ("bao-cao.html", b"%PDF-1.7"),
        ("bao-cao.pdf.exe", b"%PDF-1.7"),
        ("bao-cao.docx", archive("[Content_Types].xml", "xl/workbook.xml")),
        ("bao-cao.docx", archive("../../etc/cron.d/x")),
        ("bao-cao.docx", archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")),
        ("bao-cao.xlsx", b"PK\x03\x04" + b"x" * 100),
        ("bao-cao", b"%PDF-1.7"),
        ("anh.jpg", b"GIF89a"),
        ("anh.jpg", b"<?php system($_GET['c']);"),
    ],
)  # fmt: skip
def test_what_pretends_to_be_a_paper_is_refused(name, data):
    assert refused(name, data)


def test_an_upload_is_handed_out_to_be_kept_and_never_run(app, noon, monkeypatch):
    """Also a PDF that is a page at the same time: it is no page to any browser."""
    both = b"%PDF-1.7\n<html><script>alert(1)</script></html>"
    assert not refused("ca-hai.pdf", both)
    monkeypatch.setattr(downloads, "read_file", lambda sha256: both)
    with app.test_request_context():
        answer = app.process_response(downloads.handed_out("0" * 64, "application/pdf", "ca-hai.pdf", back=("/", "")))

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"] == downloads.SANDBOX
    assert "sandbox" in downloads.SANDBOX
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/pdf"


@pytest.mark.parametrize(
    "name", ['a"; filename="b.exe', "a\r\nSet-Cookie: x=1", "a\nb.pdf", "../../x.pdf", "Nghị quyết “05”.pdf", "a\\", "\x00.pdf", "ộ" * 300]
)  # fmt: skip
def test_a_file_name_writes_no_header_of_its_own(name):
    said = downloads.disposition(name)

    Headers([("Content-Disposition", said)])  # refuses line ends
    assert re.fullmatch(r'attachment; filename="[^"\\\x00-\x1f]*"; filename\*=UTF-8\'\'[A-Za-z0-9%._~-]*', said), said


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py", "/static/..%2fconfig.py", "/static/%2e%2e/%2e%2e/pyproject.toml", "/static/.git/config", "/.git/config",
        "/static/", "/static/vendor/", "/static//etc/passwd", "/static/..\\config.py", "/documents/../../etc/passwd", "/instance/secret_key",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_the_folder_of_files(client, path):
    answer = client.get(path)

    assert answer.status_code in (303, 308, 404), path
    assert b"NENNEP" not in answer.data
    assert b"root:" not in answer.data


def test_no_name_leads_out_of_the_store(tmp_path):
    for name in ("../secret_key", "/etc/passwd", "a" * 63 + "/", "A" * 64, "a" * 64 + "\n"):
        with pytest.raises(LookupError):
            FileStore(tmp_path).path(name)


# ---------------------------------------------------------------- pages
def test_no_script_of_ours_puts_text_in_as_markup():
    text = (STATIC / "nennep.js").read_text(encoding="utf-8")
    for harmful in (
        "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "localStorage", "sessionStorage",
        "indexedDB", "document.cookie", "postMessage", "__proto__", "Object.assign",
    ):  # fmt: skip
        assert harmful not in text, harmful


@pytest.mark.any_engine
@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/static/nennep.css", "/static/icons.svg", "/no-such-page", "/check"]
)
def test_every_answer_says_what_it_is(as_user, path):
    answer = as_user("thang").get(path, follow_redirects=False)
    kind = answer.headers["Content-Type"]

    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert kind.startswith(("text/", "image/svg+xml"))
    assert "charset=utf-8" in kind


@pytest.mark.any_engine
@pytest.mark.parametrize("path", ["/", "/sign-in", "/static/nennep.css", "/check"])
def test_nobody_elsewhere_may_read_an_answer(client, path):
    answer = client.get(path, headers={"Origin": "https://evil.example"})

    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert dict(headers.ALWAYS)["Cross-Origin-Opener-Policy"] == "same-origin"


def test_trace_is_answered_by_nobody(app, client):
    assert not [rule for rule in app.url_map.iter_rules() if "TRACE" in (rule.methods or ())]
    assert client.open("/", method="TRACE").status_code == 405


@pytest.mark.any_engine
@pytest.mark.parametrize("who", ["thang", "hanh", "quan", "men"])
def test_every_page_offers_the_way_out(as_user, who):
    """Under one's own name at the top, as everywhere on the web: there it is a button."""
    client = as_user(who)
    for path in ("/", "/notifications", "/help", "/no-such-page"):
        assert "/account" in Page(path, client.get(path).text).links, path
    assert "/sign-out" in [form.action for form in Page("/account", client.get("/account").text).forms]


@pytest.mark.any_engine
def test_password_fields_tell_a_manager_what_they_are(app, as_user):
    fields = app.test_client().get("/sign-in").text + as_user("thang").get("/account/password").text
    found = re.findall(r"<input[^>]*type=\"password\"[^>]*>", fields)

    assert len(found) >= 4
    assert all(re.search(r'autocomplete="(current|new)-password"', field) for field in found)
    assert not re.search("onpaste|oncopy", fields)


# ---------------------------------------------------------------- tokens
@pytest.fixture
def cheap(monkeypatch):
    from app.accounts import passwords

    monkeypatch.setattr(passwords, "HASHER", passwords.CHEAP)


@pytest.fixture
def door(app, noon, committed, cheap):
    from app.accounts import passwords
    from tests.accounts.conftest import account

    with committed():
        account("thang").password_hash = passwords.hash_of(PASSWORD)
    return app.test_client()


def test_each_sign_in_has_a_name_of_its_own_that_nobody_guesses(app, door):
    names = set()
    for _ in range(3):
        enter(door)
        with door.session_transaction() as cookie:
            names.add(cookie["sid"])
        door.delete_cookie("nennep")

    assert len(names) == 3
    assert all(len(name) >= 22 for name in names)  # 128 bits, six a letter


def test_signing_in_again_gives_another_session(door):
    enter(door)
    before = door.get_cookie("nennep").value
    with door.session_transaction() as cookie:
        first = cookie["sid"]
    door.post("/sign-out")
    door.set_cookie("nennep", before)  # planted by somebody else
    door.delete_cookie("nennep")
    enter(door)

    with door.session_transaction() as cookie:
        assert cookie["sid"] != first


@pytest.mark.any_engine
def test_a_session_that_was_changed_is_none(app, as_user, world):
    client = as_user("thang")
    kept = client.get_cookie("nennep").value
    signer = app.session_interface.get_signing_serializer(app)
    other = type(signer)("another key", salt="cookie-session", serializer=signer.serializer)
    forged = other.dumps({"_user_id": f"{world.accounts['hanh']}.1", "_fresh": True})
    body, time, signature = kept.rsplit(".", 2)
    for cookie in (
        forged,
        f"{body}.{time}.",
        f"{body}.{time}",
        f"{body}x.{time}.{signature}",
        f"{body}.{time}.{signature[:-2]}AA",
    ):
        client.set_cookie("nennep", cookie)
        assert client.get("/account").status_code == 303, cookie


@pytest.mark.any_engine
def test_a_token_of_one_kind_is_none_of_another(app, as_user, world):
    """Each is sealed with a salt: what opens one door is rubbish at another, though the key is one."""
    client = as_user("thang")
    said = {"_user_id": f"{world.accounts['hanh']}.1", "_fresh": True}
    for salt in ("known device", "typed while signed out", "wtf-csrf-token"):
        client.set_cookie("nennep", URLSafeTimedSerializer(app.config["SECRET_KEY"], salt=salt).dumps(said))
        assert client.get("/account").status_code == 303, salt


# ---------------------------------------------------------------- settings and proxies
@pytest.mark.parametrize("secret", ["", *sorted(DEMO_SECRETS), "short", "x" * 31])
def test_production_does_not_start_with_a_secret_that_somebody_knows(tmp_path, secret):
    with pytest.raises(SettingsError):
        read_settings({"NENNEP_ENV": "production", "NENNEP_DATA_DIR": str(tmp_path), "NENNEP_SECRET_KEY": secret})


def test_the_secret_of_an_installation_is_its_own_and_for_its_owner_only(tmp_path):
    one, other = (read_settings({"NENNEP_DATA_DIR": str(tmp_path / name)}).secret_key for name in ("a", "b"))

    assert one != other
    assert len(one) >= 64
    assert stat.S_IMODE((tmp_path / "a" / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize(("proxies", "seen"), [(0, "10.0.0.9"), (1, "192.0.2.7")])
def test_nobody_chooses_the_address_that_they_are_counted_under(tmp_path, proxies, seen):
    """Of what `X-Forwarded-For` says only so much counts as our own proxies wrote; the rest was sent along."""
    served = house.create_app(read_settings({"NENNEP_DATA_DIR": str(tmp_path), "NENNEP_PROXIES": str(proxies)}))
    environ = {"REMOTE_ADDR": "10.0.0.9"}
    sent = {"X-Forwarded-For": "203.0.113.1, 192.0.2.7", "X-Real-IP": "203.0.113.1"}
    addresses = []

    def note():
        from flask import request

        addresses.append(request.remote_addr)
        return "seen"

    served.before_request_funcs[None] = [note]
    served.test_client().get("/static/nennep.css", headers=sent, environ_base=environ)

    assert addresses == [seen]


@pytest.mark.any_engine
def test_a_form_takes_no_field_that_it_does_not_have(as_user, committed, world):
    """Names of columns that a clever person adds to a form change nothing."""
    more = {
        "role": "administrator",
        "is_admin": "1",
        "account_id": "1",
        "person_id": "2",
        "session_epoch": "99",
        "closed_at": "",
        "must_change_password": "1",
    }
    before = all_of(committed, world)
    client = as_user("men")
    for path in ("/account/notices", "/account/sessions/end", "/sign-out"):
        client.post(path, data=more)
    after = all_of(committed, world)

    assert {k: v for k, v in after.items() if k != "epoch"} == {k: v for k, v in before.items() if k != "epoch"}
    assert after["epoch"] < 99


def all_of(committed, world):
    from app.accounts.models import Account, Appointment
    from app.extensions import db

    with committed():
        account = db.session.get_one(Account, world.accounts["men"])
        held = db.session.scalars(db.select(Appointment.role).where(Appointment.person_id == account.person_id)).all()
        return {
            "person": account.person_id,
            "closed": account.closed_at,
            "must": account.must_change_password,
            "held": sorted(held),
            "epoch": account.session_epoch,
        }


@pytest.mark.any_engine
def test_a_field_of_a_form_does_not_come_from_the_address(door):
    """`/sign-in?user_name=…&password=…` is no form: a link must not sign anybody in."""
    from tests.accounts.conftest import token_on

    token = token_on(door, "/sign-in")
    answer = door.post(f"/sign-in?user_name=thang.nv&password={PASSWORD}", data={"csrf_token": token})

    assert answer.status_code == 422


def test_what_is_asked_may_be_said_twice_and_the_first_counts(as_user):
    answer = as_user("thang").get("/meetings?month=12/2026&month=x'--")

    assert answer.status_code == 200


def test_codes_that_people_type_are_many_enough():
    """A million is asked for of what opens something once; these are half a billion and more."""
    from app.accounts import codes, factor_codes
    from app.documents import check_codes

    assert len(set(codes.LETTERS)) ** codes.LENGTH > 2**39
    assert len(set(factor_codes.LETTERS)) ** factor_codes.PAPER_LENGTH > 2**39
    assert len(set(check_codes.ALPHABET)) ** check_codes.LENGTH >= 2**48
    assert len(codes.new_code()) == codes.LENGTH
    assert len(set(codes.LETTERS)) ** codes.SECRET > 2**20


def test_a_session_that_nobody_used_for_two_hours_is_over(door):
    enter(door)
    began = time.time()
    with time_machine.travel(began + 118 * 60, tick=False):
        assert door.get("/account").status_code == 200  # counts from here on
    with time_machine.travel(began + 236 * 60, tick=False):
        assert door.get("/account").status_code == 200
    with time_machine.travel(began + 357 * 60, tick=False):
        assert door.get("/account").status_code == 303


@pytest.mark.parametrize("command", [["demo"], ["demo", "S0"], ["generate", "--cells", "2", "--months", "1"]])
def test_invented_people_and_their_password_never_come_into_production(tmp_path, command):
    settings = {"NENNEP_ENV": "production", "NENNEP_SECRET_KEY": "k" * 40, "NENNEP_DATA_DIR": str(tmp_path)}
    served = house.create_app(read_settings(settings))

    done = served.test_cli_runner().invoke(args=command)

    assert done.exit_code != 0
    assert "production" in done.output
