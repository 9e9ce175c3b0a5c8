"""An independent scanner (wapiti, in an environment of its own) in front of the running application with its demo data.

It walks every page that it finds, fills in every form with what attackers type, and must find nothing; and in front of
an application with a hole dug into it, it must find that. What it found and how far it came is kept in `.cache/scan/`;
the figures of a run stand in docs/security.md.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener

import pytest

from app.demo.people import PASSWORD
from tests.scan.serve import HOLE
from tools.bootstrap import SCANNER

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".cache" / "scan"
# Not those that knock at other servers (ssrf, xxe, log4shell, takeover, wapp) or guess names of files that PHP has.
MODULES = "cookieflags,crlf,csp,csrf,exec,file,http_headers,methods,permanentxss,redirect,shellshock,sql,upload,xss"
# Served without TLS here; tests/test_attacks.py looks at the cookie over HTTPS.
KNOWN = {"Secure Flag cookie"}
# What would end the walk for whoever walks.
NOT_PRESSED = ("/sign-out", "/account/password", "/account/sessions/*", "/practice*")
CRAWL, EACH_ATTACK = 240, 60  # seconds
# Signed out there is the door, the help of it and the check of papers.
LEAST = {"": 12, "vanphong": 300, "bithu.cb01": 300}

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(
        not (SCANNER / "bin" / "wapiti").exists(), reason="`python3 tools/bootstrap.py scan` installs it"
    ),
]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demo commune; each scan writes into a copy."""
    folder = tmp_path_factory.mktemp("demo")
    subprocess.run([sys.executable, "-m", "tools.prepare"], cwd=ROOT, env=environment(folder), check=True)
    return folder


def environment(folder: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("NENNEP_")}
    return ours | {"NENNEP_DATA_DIR": str(folder), "PYTHONPATH": str(ROOT)}


@contextmanager
def served(folder: Path, *options: str) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.scan.serve", str(port), *options]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(folder), stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}/sign-in")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def wait_for(address: str) -> None:
    until = time.monotonic() + 90
    while True:
        try:
            build_opener(ProxyHandler({})).open(address, timeout=10)
        except OSError:
            assert time.monotonic() < until, "the application did not answer"
            time.sleep(0.5)
        else:
            return


def signed_in(site: str, user_name: str, to: Path) -> Path:
    """The cookie of a session, as the scanner reads it, with the token of its forms in it."""
    jar = CookieJar()
    browser = build_opener(ProxyHandler({}), HTTPCookieProcessor(jar))

    def page(path: str, **sent: str) -> str:
        data = urlencode(sent).encode() if sent else None
        return browser.open(Request(f"{site}{path}", data, {"Referer": f"{site}/sign-in"})).read().decode()

    found = re.search(r'name="csrf_token" value="([^"]+)"', page("/sign-in"))
    assert found
    page("/sign-in", csrf_token=found[1], user_name=user_name, password=PASSWORD)
    assert 'name="csrf_token"' in page("/account")
    [cookie] = [one for one in jar if one.name == "nennep"]
    row = {"value": cookie.value, "version": 0, "expires": None, "secure": False, "port": None}
    to.write_text(json.dumps({"127.0.0.1": {"/": {"nennep": row}}}))
    return to


def scan(site: str, name: str, folder: Path, *options: str) -> tuple[int, dict[str, list[str]]]:
    """How many pages and forms were walked, and what was found: kind → where and how."""
    KEPT.mkdir(parents=True, exist_ok=True)
    report = KEPT / f"{name}.json"
    report.unlink(missing_ok=True)
    command = [
        str(SCANNER / "bin" / "wapiti"), "-u", f"{site}/", "-m", MODULES, "--scope", "domain", "--flush-session",
        "--store-session", str(folder / f"scan-{name}"), "--max-scan-time", str(CRAWL), "--max-attack-time",
        str(EACH_ATTACK), "--max-files-per-dir", "12", "-t", "30", "--no-bugreport", "--verify-ssl", "0", "-v", "0",
        "-f", "json", "-o", str(report), *options,
    ]  # fmt: skip
    for path in NOT_PRESSED:
        command += ["-x", f"{site}{path}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=1500)
    told = json.loads(report.read_text())
    found = told["vulnerabilities"] | told["anomalies"]
    return told["infos"]["crawled_pages_nbr"], {
        kind: [f"{one['method']} {one['path']} {one['parameter']}: {one['info']}" for one in each]
        for kind, each in found.items()
        if each
    }


@pytest.mark.parametrize("user_name", sorted(LEAST), ids=lambda name: name or "signed-out")
def test_a_scanner_finds_nothing(demo, tmp_path, user_name):
    folder = tmp_path / "data"
    shutil.copytree(demo, folder)
    with served(folder) as site:
        options = ("-c", str(signed_in(site, user_name, tmp_path / "cookie"))) if user_name else ()

        walked, found = scan(site, user_name or "signed-out", tmp_path, *options)

    assert walked >= LEAST[user_name]
    assert {kind: where for kind, where in found.items() if kind not in KNOWN} == {}


def test_the_same_scanner_finds_a_hole_that_was_dug(demo, tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(demo, folder)
    with served(folder, "--hole") as site:
        _, found = scan(site, "hole", tmp_path, "-s", f"{site}{HOLE}?said=x&id=1", "-d", "1")

    holes = {kind for kind, where in found.items() if any(HOLE in one for one in where)}
    assert {"SQL Injection", "Reflected Cross Site Scripting"} <= holes, found
