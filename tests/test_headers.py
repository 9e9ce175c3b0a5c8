"""What every answer bears, also those that nobody wrote a page for; and what no form goes without."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.web import headers

ODD_REQUESTS = [
    ("GET", "/"), ("GET", "/sign-in"), ("GET", "/no-such-page"), ("POST", "/no-such-page"), ("PUT", "/sign-in"),
    ("OPTIONS", "/sign-in"), ("HEAD", "/sign-in"), ("GET", "/static/nennep.css"), ("GET", "/static/no-such-file.css"),
    ("GET", "/static/../config.py"), ("GET", "/meetings/99999999999999999999"), ("POST", "/sign-in"),
    ("GET", "/sign-in?next=%ff"), ("GET", "/%ff"), ("TRACE", "/"), ("GET", "//evil.example/%2e%2e"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ODD_REQUESTS)
def test_every_answer_bears_the_headers_that_keep_a_page_safe(app, noon, method, path):
    answer = app.test_client().open(path, method=method)

    assert answer.status_code < 500
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in answer.headers


def test_an_error_of_ours_bears_them_too(app, noon, monkeypatch):
    monkeypatch.setattr("app.accounts.routes.sign_in_page", lambda **_: 1 / 0)

    answer = app.test_client().get("/sign-in")

    assert answer.status_code == 500
    assert answer.headers["Content-Security-Policy"] == headers.POLICY
    assert "ZeroDivisionError" not in answer.text


@pytest.mark.parametrize("body", [b"a=" + b"x" * 5_000_000, b"a=&" * 2_001, b"&" * 5_000_000])
def test_a_form_that_is_too_large_is_refused_with_them(app, noon, body):
    """Before it is taken apart, which took a minute for the last of these."""
    answer = app.test_client().post("/sign-in", data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 413
    assert "quá lớn" in answer.text
    assert answer.headers["Content-Security-Policy"] == headers.POLICY


# What an address asks for besides ids.
WORDS = {"which": "start", "about": "minutes", "key": "meetings.new", "name": "report"}


def word_for(rule, name):
    """One that the address takes, where it takes only some."""
    taken = getattr(rule._converters[name], "items", None)
    return sorted(taken)[0] if taken else WORDS.get(name, 1)


@pytest.mark.any_engine
def test_no_form_of_the_house_is_taken_without_its_token(app, as_user, monkeypatch):
    """Whoever is signed in and sends it, and whatever it names: the token is asked for before anything is looked up."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    client = as_user("hanh")
    rules = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert len(rules) > 80
    for rule in rules:
        with app.test_request_context():
            values = {name: word_for(rule, name) for name in rule.arguments}
            path = rule.build(values, append_unknown=False)
        assert path is not None, rule
        for sent in ({}, {"csrf_token": "x"}):
            answer = client.post(path[1], data=sent)
            assert answer.status_code == 400, f"{rule} {answer.status_code}"


def test_a_host_that_somebody_made_up_leads_nowhere(app, noon):
    answer = app.test_client().get("/meetings", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})

    assert answer.location.startswith("/sign-in")


def test_who_comes_from_elsewhere_is_not_led_back_there(app, as_user):
    """A refusal offers the page on which the form stands; of another house never."""
    answer = as_user("thang").post("/tasks/new", data={}, headers={"Referer": "https://evil.example/x"})

    assert "evil.example" not in answer.text


@pytest.mark.any_engine
def test_a_file_is_kept_for_a_year_only_as_the_bytes_that_were_meant(client, application):
    with application.test_request_context():
        meant = application.extensions["asset"]("nennep.css")

    assert "immutable" in client.get(meant).headers["Cache-Control"]
    assert client.get(meant).headers["Vary"] == "Accept-Encoding"
    for other in (meant[:-1] + "x", "/static/nennep.css", "/static/nennep.css?v=", "/static/no-such-file.css?v="):
        assert client.get(other).headers["Cache-Control"] == "no-cache"


@pytest.mark.any_engine
def test_nobody_s_cookie_goes_with_what_may_be_kept_for_all(as_user, application):
    with application.test_request_context():
        meant = application.extensions["asset"]("nennep.css")
    client = as_user("thang")
    with client.session_transaction() as session:
        session.permanent = True  # as the door makes it: the cookie is given anew as it is used
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=2)):
        answers = [client.get(address) for address in ("/", meant)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert [bool(answer.headers.getlist("Set-Cookie")) for answer in answers] == [True, False]
