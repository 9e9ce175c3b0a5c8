"""Add to the slow tests those that were slow in the quick part, after `make test-fast`: `python -m tools.slow_tests`.

A test is slow that took `SLOW_FROM` seconds or more on the mean of its cases; so is a whole file on the mean of its
tests, because what one of them prepares for all would else be paid by the next. Measured where nothing stands back for
anything else: to measure all of them anew, empty the list first. `tests/turns.py` says what becomes of them.
"""

import sys
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean

from tools.checks import RESULTS, suites

LIST = Path("tests/slow.txt")
SLOW_FROM = 0.2
HEADING = """\
# Tests, and whole files, that take long: `make test` runs them beside the browser, not in its
# quick part. Written by `python -m tools.slow_tests` from what `make test-fast` measured.
"""


def main() -> int:
    files = [RESULTS / f"{stage.name.replace(' ', '-')}.xml" for stage in suites()]
    if missing := [str(file) for file in files if not file.exists()]:
        print(f"Run `make test-fast` first: there is no {', '.join(missing)}.")
        return 1
    known = {name for name in LIST.read_text(encoding="utf-8").splitlines() if not name.startswith("#")}
    slow = sorted(known.union(slow_among(measured(files), SLOW_FROM)))
    LIST.write_text(HEADING + "".join(f"{name}\n" for name in slow), encoding="utf-8")
    print(f"{len(slow)} tests and files are slow, {len(slow) - len(known)} of them new.")
    return 0


def measured(files: Iterable[Path]) -> Mapping[str, Sequence[float]]:
    """The seconds that each case took, by test: `tests/home/test_home.py::test_something`. Without the first of a file
    of results: it paid for making the database."""
    seconds = defaultdict(list)
    for file in files:
        for case in list(ET.parse(file).getroot().iter("testcase"))[1:]:  # noqa: S314 (our own file)
            module, name = str(case.get("classname")), str(case.get("name"))
            test = f"{module.replace('.', '/')}.py::{name.partition('[')[0]}"
            seconds[test].append(float(case.get("time", 0)))
    return seconds


def slow_among(seconds: Mapping[str, Sequence[float]], limit: float) -> list[str]:
    files: dict[str, list[float]] = defaultdict(list)
    for test, taken in seconds.items():
        files[test.partition("::")[0]] += taken
    whole = {file for file, taken in files.items() if mean(taken) >= limit}
    single = {test for test, taken in seconds.items() if mean(taken) >= limit}
    return sorted(whole | {test for test in single if test.partition("::")[0] not in whole})


if __name__ == "__main__":
    sys.exit(main())
