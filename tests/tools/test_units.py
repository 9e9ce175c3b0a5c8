"""What an administrator copies out of docs/operations/: units, settings, the little command; held to the program."""

import http.client
import json
import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

import config
from config import read_settings
from tests.cluster import wait_until
from tests.world import NOON
from tools.servers import free_port

FOLDER = Path(__file__).parents[2] / "docs" / "operations"
UNITS = ("nennep-web.service", "nennep-worker@.service")
LISTS = ("nennep-revoked.service", "nennep-revoked.timer")
BIN = Path(sys.executable).parent
PLACE = "/opt/nennep"


def directives(unit: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (FOLDER / unit).read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.setdefault(name, []).append(value)
    return found


def settings() -> dict[str, str]:
    lines = (FOLDER / "nennep.env").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """As after an installation: the units with the program where it really is."""
    for unit in (*UNITS, *LISTS):
        text = (FOLDER / unit).read_text(encoding="utf-8").replace(f"{PLACE}/.venv/bin", str(BIN))
        (tmp_path / unit).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("unit", ["nennep-web.service", "nennep-worker@1.service", *LISTS])
def test_systemd_finds_nothing_wrong_with_them(here: Path, unit: str):
    verified = subprocess.run(["systemd-analyze", "verify", f"./{unit}"], cwd=here, capture_output=True, text=True)

    assert (verified.returncode, verified.stderr) == (0, "")


@pytest.mark.needs("systemd-analyze")
@pytest.mark.parametrize("unit", UNITS)
def test_of_what_systemd_can_take_away_little_is_left_to_them(here: Path, unit: str):
    (here / unit).rename(here / "one.service")  # it looks at no template
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", "./one.service"]
    told = subprocess.run(command, cwd=here, capture_output=True, text=True)
    if "unrecognized option" in told.stderr:
        pytest.skip("THIS SYSTEMD IS TOO OLD TO TELL")

    level = re.search(r"Overall exposure level for .*: ([0-9.]+)", told.stdout)
    assert level, told.stderr
    assert float(level[1]) < 2


def test_both_give_away_the_same():
    ours = {"Description", "Type", "RuntimeDirectory", "Environment", "ExecStart", "ExecReload", "KillSignal",
            "TimeoutStopSec", "ReadWritePaths"}  # fmt: skip
    web, worker = ({name: said for name, said in directives(unit).items() if name not in ours} for unit in UNITS)

    assert web == worker
    assert web["User"] == ["nennep"]
    assert (web["NoNewPrivileges"], web["ProtectSystem"], web["Restart"]) == (["yes"], ["strict"], ["always"])


def test_the_worker_is_told_to_end_as_it_wants_to_be():
    worker = directives(UNITS[1])

    assert worker["KillSignal"] == ["SIGINT"]  # it finishes the job in hand
    assert int(worker["TimeoutStopSec"][0]) >= 60


def test_the_settings_are_ours_and_make_sense(tmp_path: Path):
    text = (FOLDER / "nennep.env").read_text(encoding="utf-8")
    named = set(re.findall(r"NENNEP_[A-Z_]+", text))
    assert named <= set(re.findall(r"NENNEP_\w+", (FOLDER.parents[1] / "config.py").read_text(encoding="utf-8")))

    found = read_settings(settings() | {"NENNEP_SECRET_KEY": "k" * 40, "NENNEP_DATA_DIR": str(tmp_path)})
    assert (found.production, found.https, found.proxies) == (True, True, 1)
    with pytest.raises(config.SettingsError, match="NENNEP_SECRET_KEY"):
        read_settings(settings())


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    said = {name: shlex.split(value)[0] if value else "" for name, value in settings().items()}
    return os.environ | said | {"NENNEP_SECRET_KEY": "k" * 40, "NENNEP_DATA_DIR": str(tmp_path / "data")}


def command_of(unit: str) -> list[str]:
    return directives(unit)["ExecStart"][0].replace(f"{PLACE}/.venv/bin", str(BIN)).split(" ")


def test_the_web_unit_starts_what_answers_and_ends_when_told(environ: dict[str, str]):
    port = free_port()
    environ["GUNICORN_CMD_ARGS"] = environ["GUNICORN_CMD_ARGS"].replace("127.0.0.1:8000", f"127.0.0.1:{port}")
    process = subprocess.Popen(command_of(UNITS[0]), env=environ, stdin=subprocess.DEVNULL)
    try:
        wait_until(lambda: live(port), 60)
        process.send_signal(signal.Signals[directives(UNITS[0])["KillSignal"][0]])
        assert process.wait(40) == 0
    finally:
        process.kill()


def live(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def test_the_worker_unit_starts_a_command_that_is_there(environ: dict[str, str]):
    told = subprocess.run([*command_of(UNITS[1]), "--help"], env=environ, capture_output=True, text=True, check=True)

    assert "Do what was asked for later" in told.stdout


def fetched(folder: Path, *addresses: Path) -> subprocess.CompletedProcess[str]:
    """The service that fetches the lists of revoked certificates, run in that folder."""
    (folder / "half").mkdir(exist_ok=True)
    environ = os.environ | {"LISTS": " ".join(one.as_uri() for one in addresses)}
    command = shlex.split(directives(LISTS[0])["ExecStart"][0].replace("$$", "$"))
    return subprocess.run(command, cwd=folder, env=environ, capture_output=True, text=True)


@pytest.mark.needs("curl", "openssl")
def test_lists_of_revoked_certificates_are_fetched_whole_or_stay_as_they_were(tmp_path: Path):
    there, here = tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    first, second = there / "a.crl", there / "b.crl"
    first.write_bytes(revocation_list(1).public_bytes(Encoding.DER))
    second.write_bytes(revocation_list(2).public_bytes(Encoding.PEM))
    assert fetched(here, first, second).returncode == 0
    assert {one.name: one.read_bytes() for one in here.glob("*.crl")} == {
        "1.crl": first.read_bytes(), "2.crl": second.read_bytes()
    }  # fmt: skip

    first.write_text("<html>out of order</html>")
    second.write_bytes(revocation_list(3).public_bytes(Encoding.PEM))
    assert fetched(here, first, second).returncode == 1
    assert (here / "1.crl").read_bytes().startswith(b"\x30")
    assert (here / "2.crl").read_bytes() == second.read_bytes()

    first.unlink()
    assert fetched(here, first).returncode == 1
    assert (here / "1.crl").exists()


def revocation_list(number: int) -> x509.CertificateRevocationList:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Co quan {number}")])
    made = x509.CertificateRevocationListBuilder().issuer_name(name).last_update(NOON).next_update(NOON)
    return made.sign(key, SHA256())


def little_command(folder: Path, flask_in: Path = BIN) -> str:
    """The script, for one who is not root, with the settings of that folder."""
    script = (FOLDER / "nennep.sh").read_text(encoding="utf-8")
    for said, here in (
        ("/etc/nennep/nennep.env", folder / "nennep.env"),
        ("runuser -u nennep -- ", ""),
        (f"{PLACE}/.venv/bin", flask_in),
        (f"cd {PLACE}", f"cd {FOLDER.parents[1]}"),
    ):
        assert said in script
        script = script.replace(said, str(here))
    return script


def read_by_it(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """What a program finds that the script starts with such settings: its environment as JSON."""
    (folder / "nennep.env").write_text(text, encoding="utf-8", newline="")
    shows = folder / "flask"
    shows.write_text(f"#!{sys.executable}\nimport json, os\nprint(json.dumps(dict(os.environ)))\n", encoding="utf-8")
    shows.chmod(0o755)
    command = ["sh", "-c", little_command(folder, folder), "nennep", "verify"]
    return subprocess.run(command, env={"PATH": os.environ["PATH"]}, capture_output=True, text=True)


def test_the_little_command_reads_every_line_of_the_settings_as_systemd_does(tmp_path: Path):
    lines = (FOLDER / "nennep.env").read_text(encoding="utf-8").splitlines()
    # Those of a city are switched on, too: addresses of database and Redis bear a "&".
    lines = [line.removeprefix("#") if re.match("#[A-Z_]+=", line) else line for line in lines]
    stands = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert "&sslrootcert=" in stands["NENNEP_DATABASE_URL"]

    ran = read_by_it(tmp_path, "\n".join(lines))

    found = json.loads(ran.stdout)
    assert {name: found.get(name) for name in stands} == {name: value.strip('"') for name, value in stands.items()}
    assert found["HOME"] == "/var/lib/nennep"
    assert ran.stderr == ""


@pytest.mark.parametrize(
    ("line", "value"),
    [
        ("A='a $b `c`; (d) & #e'", "a $b `c`; (d) & #e"),
        ("  A=a $HOME * #b  ", "a $HOME * #b"),
        ("A=a\"b='c", "a\"b='c"),
        ('A="/a/"', "/a/"),
        ('A=""', ""),
        ("A=", ""),
        ("; A=b\nA=c", "c"),
        ("A=b\nA=c", "c"),
        ("\r\nA=b\r\n", "b"),
    ],
)
def test_a_value_is_what_stands_there(tmp_path: Path, line: str, value: str):
    assert json.loads(read_by_it(tmp_path, line).stdout)["A"] == value


@pytest.mark.parametrize("line", ["A=a\\b", 'A="a', "A=\"a'", "no name here", "A B=c", 'A="a"b'])
def test_what_systemd_would_read_otherwise_is_refused(tmp_path: Path, line: str):
    ran = read_by_it(tmp_path, f"B=b\n{line}\n")

    assert ran.returncode != 0
    assert ran.stdout == ""
    assert ran.stderr


def test_the_little_command_runs_one_of_the_program_with_the_settings(tmp_path: Path):
    text = (FOLDER / "nennep.env").read_text(encoding="utf-8")
    text = text.replace("NENNEP_SECRET_KEY=", f"NENNEP_SECRET_KEY={'k' * 40}").replace("/var/lib/nennep", str(tmp_path))
    (tmp_path / "nennep.env").write_text(text, encoding="utf-8")
    script = little_command(tmp_path)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("NENNEP_")}

    ran = [
        subprocess.run(["sh", "-c", script, "nennep", *words], env=environ, capture_output=True, text=True)
        for words in (["db", "upgrade"], ["jobs"])
    ]

    assert [one.returncode for one in ran] == [0, 0], ran[0].stderr + ran[1].stderr
    assert "failed: 0" in ran[1].stdout
