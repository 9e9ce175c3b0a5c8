"""The vendored scripts are the bytes that their packages hold."""

import hashlib
from pathlib import Path

VENDOR = Path(__file__).parents[1] / "app" / "static" / "vendor"


def rows() -> list[tuple[str, str]]:
    lines = (VENDOR / "README.md").read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if ".js |" in line]
    return [(row[0], row[-1]) for row in cells]


def test_every_vendored_script_has_the_checksum_of_its_package():
    assert {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name, _ in rows()} == dict(rows())


def test_no_script_lies_in_the_folder_that_the_table_does_not_name():
    assert {path.name for path in VENDOR.glob("*.js")} <= {name for name, _ in rows()}
