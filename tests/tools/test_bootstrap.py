"""Setting up is done once and done again only when the lock, the Python or the place changed."""

import re
import subprocess
from pathlib import Path

import pytest

from tools import bootstrap

ROOT = Path(__file__).parents[2]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two empty locks in a folder of its own."""
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / ".venv" / "installed")
    for lock in bootstrap.LOCKS.values():
        (tmp_path / lock).write_text(f"# {lock}\n", encoding="utf-8")
    return tmp_path


@pytest.mark.long
def test_an_environment_is_made_once_serves_both_uses_and_is_brought_up_to_a_changed_lock(
    bare: Path, capsys: pytest.CaptureFixture[str]
):
    def says_something(profile: str) -> bool:
        bootstrap.install(profile)
        return bool(capsys.readouterr().out)

    assert says_something("test")
    assert not says_something("test")
    assert not says_something("run")
    (bare / "requirements-dev.txt").write_text("# another\n", encoding="utf-8")
    assert says_something("test")
    assert (bare / ".venv" / "bin" / "python").exists()


def test_an_environment_that_is_only_linked_is_left_as_it_is(bare: Path, monkeypatch: pytest.MonkeyPatch):
    theirs = bare / "theirs"
    theirs.mkdir()
    (theirs / "at-work").touch()
    (bare / ".venv").symlink_to(theirs)

    def refuse(*_args: object, **_options: object) -> None:
        raise AssertionError("an environment was made or installed into")

    monkeypatch.setattr(bootstrap.subprocess, "run", refuse)
    bootstrap.install("test")

    assert [path.name for path in theirs.iterdir()] == ["at-work"]


@pytest.mark.parametrize("target", ["gone", ".venv"], ids=["to what was deleted", "to itself"])
def test_a_link_that_leads_nowhere_makes_room_for_an_environment_of_our_own(
    bare: Path, monkeypatch: pytest.MonkeyPatch, target: str
):
    (bare / ".venv").symlink_to(bare / target)

    def make(command: list[str], **_options: object) -> None:
        (bare / ".venv").mkdir(exist_ok=True)

    monkeypatch.setattr(bootstrap.subprocess, "run", make)
    bootstrap.install("test")

    assert not (bare / ".venv").is_symlink()
    assert (bare / ".venv" / "installed").exists()


def test_make_alone_lists_every_target_with_what_it_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):(?!=)", makefile, re.M)) - {"set-up", "set-up-cluster", "set-up-test"}

    listed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"^  make ([a-z-]+) +\S", listed, re.M)) == targets


def test_the_scanner_is_installed_once_into_an_environment_of_its_own(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    asked: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "SCANNER", bare / ".cache" / "scanner")
    monkeypatch.setattr(bootstrap, "_quietly", lambda command, _environment: asked.append(command) or True)

    assert bootstrap.install_scanner() == 0
    assert [command[1:3] for command in asked] == [["-m", "venv"], ["-m", "pip"]]
    assert asked[1][0] == str(bare / ".cache" / "scanner" / "bin" / "python")
    (bare / ".cache" / "scanner" / "bin").mkdir(parents=True)
    (bare / ".cache" / "scanner" / "bin" / "wapiti").touch()

    assert bootstrap.install_scanner() == 0
    assert len(asked) == 2
    capsys.readouterr()


def test_without_the_network_the_scan_is_left_out_and_the_rest_goes_on(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(bootstrap, "SCANNER", bare / ".cache" / "scanner")
    monkeypatch.setattr(bootstrap, "_quietly", lambda *_: False)

    assert bootstrap.install_scanner() == 0
    assert "bỏ qua" in capsys.readouterr().out
