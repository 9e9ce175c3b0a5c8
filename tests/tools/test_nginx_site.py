"""What stands in front of the pages of a city, tried with nginx itself."""

import json
import ssl
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.tools.nginx import NAME, Front, Node, hang_up, make_certificate
from tools.nginx_site import Site, rendered
from tools.servers import Started

pytestmark = pytest.mark.needs("nginx")
EXAMPLE = Path(__file__).parents[2] / "docs" / "operations" / "nginx.conf"


@contextmanager
def running(folder: Path, *nodes: Node, authority: Path | None = None) -> Iterator[Front]:
    folder.mkdir(exist_ok=True)
    front = Front(folder, [node.address for node in nodes], authority)
    process: Started = front.start()
    yield front
    process.terminate()
    process.wait(10)
    for node in nodes:
        node.end()


@pytest.fixture(scope="module")
def nodes() -> list[Node]:
    return [Node(), Node()]


@pytest.fixture(scope="module")
def front(nodes: list[Node], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    with running(tmp_path_factory.mktemp("nginx"), *nodes) as front:
        yield front


def test_nginx_finds_nothing_wrong_with_it(tmp_path: Path):
    checked = Front(tmp_path, ["127.0.0.1:8000", "127.0.0.1:8001"]).check()

    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr


def test_the_example_in_the_docs_is_what_the_command_writes():
    site = Site(
        name="nennep.tinh.vn", nodes=["10.0.0.11:8000", "10.0.0.12:8000"], pages=Path("/etc/nginx/nennep-out-of-order"),
        certificate=Path("/etc/nginx/nennep.pem"), key=Path("/etc/nginx/nennep.key"),
    )  # fmt: skip
    assert EXAMPLE.read_text(encoding="utf-8") == rendered(site)


def test_the_command_writes_the_site_and_the_pages_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    command = [sys.executable, "-m", "tools.nginx_site", "--name", "nennep.tinh.vn", "--node", "10.0.0.11:8000",
               "--certificate", "/c.pem", "--key", "/c.key", "--to", str(tmp_path)]  # fmt: skip
    monkeypatch.setenv("NENNEP_MAX_UPLOAD_MB", "49")
    subprocess.run(command, check=True, capture_output=True)

    assert "client_max_body_size 50m;" in (tmp_path / "conf.d" / "nennep.conf").read_text()
    pages = {path.name for path in (tmp_path / "nennep-out-of-order").rglob("*.*")}
    assert pages >= {"page.html", "notice.html", "too-large.html", "nennep.css", "icons.svg"}
    monkeypatch.setenv("NENNEP_MAX_UPLOAD_MB", "viele")
    refused = subprocess.run(command, capture_output=True, text=True)
    assert (refused.returncode, "NENNEP_MAX_UPLOAD_MB" in refused.stderr) == (1, True)


# ---------------------------------------------------------------- TLS
def speaking(version: ssl.TLSVersion, ciphers: str = "ALL:@SECLEVEL=0") -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(ciphers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python, too, advises against the old ones
        context.minimum_version = context.maximum_version = version
    return context


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_it_speaks_tls_1_2_and_1_3_with_keys_of_the_moment(front: Front, version: ssl.TLSVersion):
    with front.connected(speaking(version)) as connection:
        name, _, bits = connection.cipher() or ("", "", 0)
        assert (connection.version() or "").removeprefix("TLSv") in ("1.2", "1.3")
        assert name.startswith(("ECDHE-", "TLS_"))
        assert "GCM" in name or "POLY1305" in name
        assert bits >= 128


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_it_refuses_the_versions_before(front: Front, version: ssl.TLSVersion):
    # It is the other side that says so, not our own library.
    with pytest.raises(ssl.SSLError, match="ALERT_PROTOCOL_VERSION"), front.connected(speaking(version)):
        pass


@pytest.mark.parametrize(
    "ciphers", ["AES128-SHA", "ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "AES128-GCM-SHA256"]
)
def test_it_refuses_ciphers_of_yesterday(front: Front, ciphers: str):
    context = speaking(ssl.TLSVersion.TLSv1_2, f"{ciphers}:@SECLEVEL=0")
    with pytest.raises(ssl.SSLError, match="HANDSHAKE_FAILURE"), front.connected(context):
        pass


def test_who_asks_for_another_name_is_no_guest(front: Front):
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"), front.connected(name="another.example"):
        pass
    assert front.ask_plainly("GET /", name="another.example").status == 0


def test_a_page_is_sent_on_to_https(front: Front):
    answer = front.ask_plainly("GET /meetings?month=2026-12")

    assert (answer.status, answer.headers["location"]) == (301, f"https://{NAME}/meetings?month=2026-12")


@pytest.mark.parametrize(
    "request_line",
    [
        "POST /sign-in",
        "PUT /",
        "GET /calendar/ein-schluessel.ics",
        "GET /check-in/3/abc",
        "GET /metrics",
        "GET /health/ready",
    ],
)
def test_nothing_else_is_so_that_nobody_tells_it_unprotected_again(front: Front, nodes: list[Node], request_line: str):
    before = len(nodes[0].asked + nodes[1].asked)

    assert front.ask_plainly(request_line).status == 403
    assert len(nodes[0].asked + nodes[1].asked) == before


# ---------------------------------------------------------------- what the nodes are told
def test_nobody_chooses_what_the_application_believes_of_a_proxy(front: Front):
    forged = {"X_Forwarded_For": "6.6.6.6", "X_Forwarded_Proto": "http", "X_Forwarded_Host": "boese.example",
              "X_Forwarded_Port": "1", "X_Forwarded_Prefix": "/boese", "Forwarded": "for=6.6.6.6",
              "X_Request_ID": "0123456789abcdef"}  # fmt: skip
    headers = front.ask("GET /", **forged).told["headers"]

    assert headers["X-Forwarded-For"] == "127.0.0.1"
    assert (headers["X-Forwarded-Proto"], headers["X-Forwarded-Host"]) == ("https", NAME)
    assert (headers["X-Forwarded-Port"], headers["Host"]) == (str(front.port), NAME)
    assert not headers.keys() & {"X-Forwarded-Prefix", "Forwarded"}
    assert len(headers["X-Request-ID"]) == 32


def test_a_practice_has_its_node_and_all_else_any(front: Front, nodes: list[Node]):
    for node in nodes:
        node.asked.clear()
    for path in ("/practice", "/practice/7/begin", "/in-practice/7/meetings", "/in-practice/8/meetings/1/conduct"):
        assert front.ask(f"GET {path}").status == 200
    assert [len(node.asked) for node in nodes] == [4, 0]
    for _ in range(6):
        front.ask("GET /meetings")
    assert all(any(path == "/meetings" for _, path, _ in node.asked) for node in nodes)


def test_figures_are_not_for_outside(front: Front, nodes: list[Node]):
    before = len(nodes[0].asked + nodes[1].asked)

    assert front.ask("GET /metrics", Authorization="Bearer irgendwas").status == 404
    assert len(nodes[0].asked + nodes[1].asked) == before


def test_style_and_script_are_asked_of_a_node_once(front: Front, nodes: list[Node]):
    for node in nodes:
        node.asked.clear()
    answers = [front.ask("GET /static/nennep.css?v=12ab") for _ in range(3)]

    assert {(answer.status, answer.headers["cache-control"]) for answer in answers} == {
        (200, "public, max-age=31536000, immutable")
    }
    assert len(nodes[0].asked + nodes[1].asked) == 1
    for _ in range(2):
        front.ask("GET /static/nennep.css")
    assert len(nodes[0].asked + nodes[1].asked) == 3


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhallo!", 400),
        (b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 501),
        (b"Content-Length: -1\r\n\r\n", 400),
        (b"Transfer-Encoding: chunked\r\n\r\nzz\r\nhallo\r\n0\r\n\r\n", 400),
    ],
)
def test_where_a_message_ends_is_never_doubtful(front: Front, nodes: list[Node], sent: bytes, status: int):
    before = len(nodes[0].asked + nodes[1].asked)

    assert front.send(f"POST / HTTP/1.1\r\nHost: {NAME}\r\nConnection: close\r\n".encode() + sent).status == status
    assert len(nodes[0].asked + nodes[1].asked) == before


def test_what_opens_a_door_and_what_is_searched_for_is_in_no_log(front: Front):
    secrets = ["khoa-lich", "ma-diem-danh", "ABCD-1234", "nguyen+van", "trong-tap-thu", "an-sau-phan-tram"]
    paths = ["/calendar/khoa-lich.ics", "/check-in/3/ma-diem-danh", "/check/ABCD-1234", "/search?q=nguyen+van",
             "/in-practice/4/check-in/9/trong-tap-thu", "//calendar/khoa-lich.ics", "/%63alendar/an-sau-phan-tram",
             "/meetings/12"]  # fmt: skip
    for path in paths:
        front.ask(f"GET {path}", Referer=f"https://{NAME}/calendar/khoa-lich.ics")
    lines = [json.loads(line) for line in front.log.read_text().splitlines()][-len(paths) :]

    assert [line["path"] for line in lines] == [
        "/calendar/…", "/check-in/…", "/check/…", "/search", "/check-in/…", "/calendar/…", "/", "/meetings/12",
    ]  # fmt: skip
    assert [secret for secret in secrets if secret in front.log.read_text()] == []
    assert all(len(line["request"]) == 32 and line["node"] for line in lines)


def test_what_is_too_large_is_told_by_a_page(front: Front):
    assert front.ask("POST /", b"x" * (2 * 1024**2)).told["length"] == 2 * 1024**2  # one more than the setting
    answer = front.ask("POST /", b"x" * (2 * 1024**2 + 1))

    assert (answer.status, answer.headers["content-type"]) == (413, "text/html; charset=utf-8")
    assert "Nội dung gửi lên quá lớn" in answer.text


# ---------------------------------------------------------------- a node that dies
def test_a_page_that_a_node_left_unanswered_is_asked_of_the_other_and_nothing_is_sent_twice(tmp_path: Path):
    dying = [Node(hang_up), Node(hang_up)]
    with running(tmp_path, *dying) as front:
        assert front.ask("GET /meetings").status == 502
        assert [len(node.asked) for node in dying] == [1, 1]
        answer = front.ask("POST /meetings", b"a=1")

        assert answer.status == 502
        assert sum(method == "POST" for node in dying for method, _, _ in node.asked) == 1
        # As with every error of the proxy, the log of errors keeps still about the address.
        assert "meetings" not in (tmp_path / "error.log").read_text()


def test_what_is_sent_while_a_node_is_away_reaches_the_other(tmp_path: Path):
    away, there = Node(), Node()
    away.end()
    with running(tmp_path, there, away) as front:
        assert {front.ask("POST /meetings", b"a=1").status for _ in range(6)} == {200}
        assert len(there.asked) == 6


def test_while_no_node_answers_a_page_says_what_to_do(tmp_path: Path):
    away = Node()
    away.end()
    with running(tmp_path, away) as front:
        answer, notice = front.ask("POST /meetings", b"a=1"), front.ask("POST /meetings", b"a=1", HX_Request="true")

        assert (answer.status, notice.status) == (502, 502)
        assert "không bị ghi hai lần" in answer.text
        assert "nginx" not in answer.text + notice.text
        assert answer.headers["server"] == "nginx"  # without the version
        assert (notice.headers["hx-retarget"], notice.headers["hx-reswap"]) == ("#notice", "innerHTML")
        assert "hx-retarget" not in answer.headers
        for headers in (answer.headers, notice.headers):
            assert (headers["cache-control"], headers["retry-after"]) == ("no-store", "10")
            assert "default-src 'none'" in headers["content-security-policy"]
            assert "max-age=31536000" in headers["strict-transport-security"]
        for drawn_with in ("nennep.css", "icons.svg", "fonts/be-vietnam-pro-400.woff2"):
            assert front.ask(f"GET /out-of-order/{drawn_with}").status == 200


def test_a_node_over_tls_must_show_the_certificate_that_was_vouched_for(tmp_path: Path):
    for who, status in ((NAME, 200), ("someone.else.example", 502)):
        certificate, key = make_certificate(tmp_path, who)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        with running(tmp_path / f"front-{status}", Node(tls=context), authority=certificate) as front:
            assert front.ask("GET /").status == status
