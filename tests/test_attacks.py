"""What somebody tries who means harm, room by room of docs/security.md ("What was tried")."""

import ast
import importlib
import pkgutil
import re
import sys
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import app as house
import workflows
from app.web import headers
from app.web.inputs import one_line
from app.web.known_devices import device_here, remember
from app.web.nfc import clean
from config import read_settings
from workflows.names import MOST_MARKS, few_marks, fold, nfc

ROOT = Path(__file__).parents[1]
SOME = 10_000
# Long rows of what patterns repeat, each with an end that fits none of them.
ROWS = (
    " ", "\n", "\r\n ", "a", "1", "a ", "a.", "a-", "1.", "1,", "-", ".", "@", "a@", '"', ":", "a:", "a: ", "___", "_", "(", "<", "</p>",
    "</td> ", "ủy ", "Đ", "12 giờ ", "12/12/", "Đồng chí", "- ", "1) ", "thieu ", "%", "/", "a/", "q1/",
)  # fmt: skip


USES = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub")


def patterns() -> Iterator[tuple[str, re.Pattern[str], str]]:
    """Those that modules keep, and those that are written where they are used; each with how it is asked."""
    for package in (house, workflows):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(found.name)
            text = Path(module.__file__ or "").read_text(encoding="utf-8")
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                    for use in set(re.findall(rf"\b{name}\.(\w+)\(", text)) & set(USES):
                        yield f"{found.name}.{name}", value, use
    for path in [*(ROOT / "app").rglob("*.py"), *(ROOT / "workflows").rglob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args:
                at, pattern = call.func.value, call.args[0]
                asked = isinstance(at, ast.Name) and at.id == "re" and call.func.attr in USES
                if asked and isinstance(pattern, ast.Constant):
                    yield f"{path.relative_to(ROOT)}:{call.lineno}", re.compile(pattern.value), call.func.attr


def ask(pattern: re.Pattern[str], use: str, text: str) -> None:
    if use == "sub":
        pattern.sub("", text)
    elif use == "finditer":
        list(pattern.finditer(text))
    else:
        getattr(pattern, use)(text)


def test_no_pattern_takes_the_square_of_what_is_typed():
    """What takes the square of its length takes a second here, and an hour for the largest form that is taken."""
    slow = []
    asked = {(pattern.pattern, pattern.flags, use): (name, pattern) for name, pattern, use in patterns()}
    for (_, _, use), (name, pattern) in asked.items():
        for row in ROWS:
            text = row * (SOME // len(row)) + "\x00"
            began = time.process_time()
            ask(pattern, use, text)
            if time.process_time() - began > 0.3:
                slow.append((name, use, row))
                break
    assert len(asked) > 60
    assert slow == []


def test_a_text_of_one_line_in_a_row_of_spaces_is_read_at_once():
    began = time.process_time()
    assert one_line("a" + " " * 1_000_000 + "b").endswith(" b")
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("một dòng", "một dòng"), ("một \r\n dòng", "một dòng"), ("\nmột\n", " một "), (" một ", " một "),
        ("một\n \n\thai", "một hai"), ("\n", " "), ("", ""),
    ],
)  # fmt: skip
def test_a_line_end_in_a_line_is_a_space(typed, line):
    assert one_line(typed) == line


@pytest.mark.parametrize("marks", ["\u0301\u0316", "\u0f73", "\u0344\u0323", "\u0301…\u0316"])
@pytest.mark.parametrize("read", [clean, fold])
def test_a_letter_with_a_hundred_thousand_marks_is_read_at_once(read, marks):
    began = time.process_time()
    assert len(read("a" + marks * 100_000)) < 700_000
    assert time.process_time() - began < 2


def test_marks_on_letters_as_people_write_them_stay():
    written = "Nguyễn Thị Ệ …“”– ‘’ 😀😀😀😀😀😀😀😀😀😀 " + "…" * 40
    assert few_marks(written) == written
    assert nfc(unicodedata.normalize("NFD", written)) == unicodedata.normalize("NFC", written)
    assert few_marks("a" + "\u0301" * 50) == "a" + "\u0301" * MOST_MARKS


def test_every_mark_is_among_the_signs_that_are_looked_through():
    among = re.compile(r"[^\w\s\x00-\x7f]")
    marks = (chr(code) for code in range(sys.maxunicode + 1))
    assert [hex(ord(one)) for one in marks if unicodedata.category(one)[0] == "M" and not among.match(one)] == []


def test_whatever_marks_are_sorted_by_is_such_a_mark():
    """Else they could be put in one by one, as parts of signs of another kind."""
    for code in range(sys.maxunicode + 1):
        parts = unicodedata.normalize("NFD", chr(code))
        if unicodedata.category(chr(code))[0] != "M":
            assert not unicodedata.combining(parts[0]), hex(code)


# ---------------------------------------------------------------- cookies, headers, the log
@pytest.mark.any_engine
def test_over_https_cookies_bear_the_prefixes_that_bind_them_to_this_host(tmp_path):
    served = house.create_app(read_settings({"NENNEP_DATA_DIR": str(tmp_path), "NENNEP_HTTPS": "1"}))

    assert served.config["SESSION_COOKIE_NAME"] == "__Host-nennep"
    assert served.config["SESSION_COOKIE_SECURE"] is True
    assert served.config["SESSION_COOKIE_PATH"] is None
    assert served.config["SESSION_COOKIE_DOMAIN"] is None


def test_over_https_the_cookie_of_a_device_says_so_too(app, monkeypatch):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)
    with app.test_request_context():
        answer = remember(app.response_class(), 7)
        sent = answer.headers["Set-Cookie"].partition("=")[0]
        assert sent == "__Secure-nennep_device"
    with app.test_request_context(headers={"Cookie": answer.headers["Set-Cookie"].partition(";")[0]}):
        assert device_here().account_ids == (7,)


@pytest.mark.parametrize("path", ["/sign-in", "/static/nennep.css", "/no-such-page"])
def test_over_https_every_answer_says_so_for_a_year(app, noon, monkeypatch, path):
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)

    said = app.test_client().get(path).headers["Strict-Transport-Security"]

    assert said == "max-age=31536000; includeSubDomains"


def test_the_policy_of_every_page_lets_nothing_in_from_elsewhere():
    said = dict(part.strip().split(" ", 1) for part in headers.POLICY.split(";"))

    assert said["default-src"] == said["object-src"] == said["base-uri"] == said["frame-ancestors"] == "'none'"
    assert set(said.values()) == {"'none'", "'self'"}


@pytest.mark.parametrize("path", ["/", "/account", "/members", "/meetings", "/no-such-page", "/help"])
def test_no_page_stays_in_the_browser_of_a_shared_computer(as_user, path):
    assert as_user("thang").get(path).headers["Cache-Control"] == "no-store"


def test_who_signs_out_takes_the_pages_along_that_the_browser_kept(as_user):
    answer = as_user("thang").post("/sign-out")

    assert answer.status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def lines_of(caplog):
    return [line for line in caplog.messages if line.startswith("turned away")]


@pytest.mark.any_engine
def test_who_is_turned_away_stands_in_the_log_by_number_and_door(as_user, client, world, caplog):
    number = world.accounts["men"]
    as_user("men").get("/accounts?q=Nguyễn+Văn+Thắng")
    client.get("/no-such-page-0912345678")
    client.post("/check", data={"code": "x\ny"})

    said = lines_of(caplog)

    assert said[0] == f"turned away: status=403 method=GET door=access.index account={number}"
    assert said[1] == "turned away: status=404 method=GET door=- account=-"
    assert not re.search("Thắng|0912345678|\n", "".join(said))


@pytest.mark.any_engine
def test_a_forged_form_and_an_odd_method_stand_there_too(app, as_user, caplog, monkeypatch):
    client = as_user("thang")
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    client.post("/tasks/new", data={})
    client.open("/tasks", method="PROPFIND\x1b[31m")

    assert [line.split(" account")[0] for line in lines_of(caplog)] == [
        "turned away: status=400 method=POST door=tasks.assign",
        "turned away: status=405 method=other door=-",
    ]


def test_a_page_that_is_shown_and_a_form_that_is_only_wrong_are_no_matter_for_the_log(as_user, caplog):
    client = as_user("thang")
    client.get("/account")
    client.post("/account/password", data={"password": "x"})

    assert lines_of(caplog) == []
