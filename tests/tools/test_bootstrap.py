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


def test_an_environment_is_made_once_and_again_when_the_lock_changed(bare: Path, capsys: pytest.CaptureFixture[str]):
    said = []
    for change in ("", "", "# another\n"):
        with (bare / "requirements.txt").open("a", encoding="utf-8") as lock:
            lock.write(change)
        bootstrap.install("run")
        said.append(bool(capsys.readouterr().out))

    assert said == [True, False, True]
    assert (bare / ".venv" / "bin" / "python").exists()


def test_the_environment_of_the_tests_serves_the_program_too(bare: Path, capsys: pytest.CaptureFixture[str]):
    bootstrap.install("test")
    capsys.readouterr()

    bootstrap.install("run")

    assert capsys.readouterr().out == ""


def test_make_alone_lists_every_target_with_what_it_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):(?!=)", makefile, re.M)) - {"set-up", "set-up-test"}

    listed = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout

    assert set(re.findall(r"^  make ([a-z-]+) +\S", listed, re.M)) == targets
