"""Make this machine able to run (test, scan) the project: `python3 tools/bootstrap.py run|cluster|test|scan`.

Runs on the machine's own Python with nothing but the standard library. What is already there is left alone, so the
second call takes a few milliseconds. Exit code 0: ready; 1: something is missing and was named.
"""

import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
STAMP = VENV / "installed"
LOCKS = {"run": "requirements.txt", "cluster": "requirements-dev.txt", "test": "requirements-dev.txt"}
# The scanner of the long run, with libraries of its own that nothing else of ours may meet.
SCANNER, SCANNER_PACKAGE = ROOT / ".cache" / "scanner", "wapiti3==3.2.3"
# Shared library -> Debian package: what WeasyPrint loads (without the last one it writes other bytes).
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
# Program -> Debian packages: what only the tests use. LibreOffice stands for Word and Excel of the users.
TEST_PROGRAMS = {
    "chromium": ["chromium"],
    "nginx": ["nginx-light"],
    "pdftotext": ["poppler-utils"],
    "qpdf": ["qpdf"],
    "redis-server": ["redis-server"],
    "softhsm2-util": ["softhsm2"],
    "systemd-analyze": ["systemd"],
    "zbarimg": ["zbar-tools"],
    "soffice": ["libreoffice-writer-nogui", "libreoffice-calc-nogui"],
}
# What `make cluster` starts; PostgreSQL and the store come with the Python packages of the tests.
CLUSTER_PROGRAMS = ("nginx", "redis-server")
# nginx lies where only root looks for programs.
WHERE = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])


def main() -> int:
    profile = "".join(sys.argv[1:])
    if profile not in (*LOCKS, "scan"):
        sys.exit("usage: run|cluster|test|scan")
    if profile == "scan":
        return install_scanner()
    if sys.version_info < (3, 11):  # noqa: UP036 (whoever types `make` may have any Python)
        print(f"Cần Python 3.11 trở lên, máy này có {platform.python_version()}. Chọn bản khác: make PYTHON=python3.12")
        return 1
    programs = {"run": (), "cluster": CLUSTER_PROGRAMS, "test": tuple(TEST_PROGRAMS)}[profile]
    needed = programs if profile == "cluster" else ()  # tests tell what they leave out without a program
    if not _have_packages(missing_packages() + missing_programs(programs)) and (
        missing_packages() or missing_programs(needed)
    ):
        return 1
    install(profile)
    return 0


def install_scanner() -> int:
    """Without it the long run leaves out what needs it, and says so."""
    program = SCANNER / "bin" / "wapiti"
    if not program.exists():
        print(f"Chuẩn bị {SCANNER_PACKAGE} trong {SCANNER.relative_to(ROOT)}/ …", flush=True)
        python = SCANNER / "bin" / "python"
        made = _quietly([sys.executable, "-m", "venv", "--clear", str(SCANNER)], os.environ)
        if not (made and _quietly([str(python), "-m", "pip", "install", "-qq", SCANNER_PACKAGE], os.environ)):
            print("Không cài được bộ quét; phần quét của test-long được bỏ qua.", flush=True)
    return 0


def missing_packages() -> list[str]:
    missing = [package for library, package in LIBRARIES.items() if not _loads(library)]
    if not importlib.util.find_spec("ensurepip"):
        missing.append("python3-venv")
    return missing


def missing_programs(programs: Iterable[str]) -> list[str]:
    missing = [program for program in programs if not shutil.which(program, path=WHERE)]
    return [package for program in missing for package in TEST_PROGRAMS[program]]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _have_packages(packages: list[str]) -> bool:
    """Install Debian packages as root; otherwise print the one line that does."""
    if not packages:
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Cài gói hệ thống còn thiếu: {' '.join(packages)}", flush=True)
        if _apt(packages):
            return True
    print(f"Máy còn thiếu gói hệ thống: {' '.join(packages)}. Chạy dòng lệnh sau rồi làm lại:")
    print(f"  sudo apt-get install --no-install-recommends -y {' '.join(packages)}", flush=True)
    return False


def _apt(packages: list[str]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    _quietly(["apt-get", "update"], environment)  # an old list may still do
    return _quietly(["apt-get", "install", "--no-install-recommends", "-y", *packages], environment)


def _quietly(command: list[str], environment: Mapping[str, str]) -> bool:
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        print(done.stdout[-2000:], done.stderr[-2000:], sep="\n", flush=True)
    return done.returncode == 0


def install(profile: str) -> None:
    """Bring `.venv` to what the lock says, unless the stamp tells that it is there already.

    A `.venv` that is only a link belongs to another checkout, where somebody may be at work: used, never rebuilt.
    A link that leads nowhere is nobody's: it makes room for an environment of our own.
    """
    if VENV.is_symlink() and not VENV.exists():
        VENV.unlink()
    if VENV.is_symlink():
        print(f"{VENV.name}/ trỏ tới {VENV.resolve()}: dùng nguyên như vậy, không cài lại.", flush=True)
        return
    environment = f"{platform.python_version()} {VENV}"
    wanted = {name: hashlib.sha256((ROOT / lock).read_bytes()).hexdigest() for name, lock in LOCKS.items()}
    stamp = STAMP.read_text(encoding="utf-8").splitlines() if STAMP.exists() else []
    # The lock of the tests holds all that the program needs, so it serves both.
    if stamp[1:] == [environment] and stamp[0] in (wanted["test"], wanted[profile]):
        return
    began = time.monotonic()
    print(f"Chuẩn bị môi trường Python trong {VENV.name}/ theo {LOCKS[profile]} …", flush=True)
    STAMP.unlink(missing_ok=True)  # an interrupted installation must not look finished
    if stamp[1:] != [environment]:
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=True)
    _pip_install(ROOT / LOCKS[profile])
    STAMP.write_text(f"{wanted[profile]}\n{environment}", encoding="utf-8")
    print(f"Xong sau {time.monotonic() - began:.0f} giây.", flush=True)


def _pip_install(lock: Path) -> None:
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    command = [*pip, "--only-binary=:all:", "--require-hashes", "-r", str(lock)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except subprocess.CalledProcessError as failure:
        sys.exit(f"Không chuẩn bị được môi trường: lệnh kết thúc với mã {failure.returncode}.")
    except OSError as failure:
        sys.exit(f"Không chuẩn bị được môi trường: {failure.filename or ''} {failure.strerror}.")
    except KeyboardInterrupt:
        sys.exit(130)
