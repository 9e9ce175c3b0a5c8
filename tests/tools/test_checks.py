"""The closing line of `make test` is only as good as its counting."""

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests import turns
from tests.conftest import pytest_collection_modifyitems
from tests.engines import engine_name
from tools import checks

RESULTS = '<testsuites><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10"/></testsuites>'


@pytest.fixture(autouse=True)
def _results_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "RESULTS", tmp_path)


def stage(code: str, *, suite: bool = False) -> checks.Stage:
    return checks.Stage(name="stage", command=[sys.executable, "-c", code], suite=suite)


def figures(outcome: checks.Outcome) -> tuple[int, int, int]:
    return outcome.passed, outcome.failed, outcome.skipped


def test_errors_count_as_failures_and_the_rest_passed():
    outcome = checks._run(stage(f"import sys; open(sys.argv[1].split('=')[1], 'w').write('''{RESULTS}''')", suite=True))

    assert figures(outcome) == (4, 3, 3)


@pytest.mark.parametrize(("code", "suite", "expected"), [
    ("pass",           False, (1, 0, 0)),
    ("raise Exception", False, (0, 1, 0)),
    ("import sys; sys.exit(5)", True, (0, 1, 0)),  # pytest found no test
])  # fmt: skip
def test_a_stage_that_ends_badly_never_looks_green(code: str, suite: bool, expected: tuple[int, int, int]):
    assert figures(checks._run(stage(code, suite=suite))) == expected


def test_the_last_line_sums_the_stages_and_the_exit_code_tells_a_failure(capsys: pytest.CaptureFixture[str]):
    outcomes = [
        checks.Outcome(name="a", seconds=1, passed=3, failed=0, skipped=1),
        checks.Outcome(name="b", seconds=1, passed=4, failed=2, skipped=0),
    ]

    assert checks._report(outcomes, 2.0) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "7 passed, 2 failed, 1 skipped"


def test_what_stages_beside_each_other_say_is_told_whole(capfd: pytest.CaptureFixture[str]):
    outcomes = checks._run_beside_each_other([stage("print('one')"), stage("import sys; sys.exit('two')")])

    assert [figures(outcome) for outcome in outcomes] == [(1, 0, 0), (0, 1, 0)]
    said = capfd.readouterr().out
    assert "one\n" in said
    assert "two\n" in said


def test_what_runs_beside_the_browser_leaves_the_machine_to_it():
    beside = checks.stages_beside_the_browser()
    assert {one.name for one in beside if not one.gives_way} == {"browser"}

    asked = stage(f"import os, sys; sys.exit(os.nice(0) == {os.nice(0)})")
    assert [figures(checks._run(one)) for one in (asked, replace(asked, gives_way=True))] == [(0, 1, 0), (1, 0, 0)]


class Item:
    """As much of a collected test as is asked for when tests are chosen."""

    path = Path("test_any.py")

    def __init__(self, name: str, *fixtures: str, marks: Sequence[str] = ()) -> None:
        self.nodeid, self.fixturenames, self.marks = name, fixtures, list(marks)

    def get_closest_marker(self, name: str) -> pytest.Mark | None:
        return getattr(pytest.mark, name)(1).mark if name in self.marks else None

    def add_marker(self, mark: pytest.MarkDecorator, *, append: bool = True) -> None:
        self.marks.append(mark.name)


class Hooked:
    """A `pytest.Config` that forgets which tests it was told were left out."""

    @property
    def hook(self) -> "Hooked":
        return self

    def pytest_deselected(self, items: list[Item]) -> None:
        pass


@pytest.fixture(autouse=True)
def _slow_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "slow_tests", lambda: {"slow.py", "some.py::slow"})


def taken(stages: list[checks.Stage], items: list[Item], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Item]]:
    """The engine and the test, for each that the stages try."""
    tried = []
    for one in stages:
        for name in ("NENNEP_TEST_ENGINE", "NENNEP_TEST_ONLY", "NENNEP_TEST_PART"):
            monkeypatch.delenv(name, raising=False)
        for name, value in one.environment.items():
            monkeypatch.setenv(name, value)
        chosen = list(items)
        pytest_collection_modifyitems(Hooked(), chosen)  # type: ignore[arg-type]
        words = one.command[one.command.index("-m", 3) + 1]
        tried += [(engine_name(), item) for item in chosen if _wanted(words, item)]
    return tried


def _wanted(words: str, item: Item) -> bool:
    """As `pytest -m` chooses."""
    wanted = {mark.removeprefix("not "): not mark.startswith("not ") for mark in words.split(" and ")}
    return all((mark in item.marks) is there for mark, there in wanted.items())


def engines_of(item: Item, tried: list[tuple[str, Item]]) -> list[str]:
    return sorted(engine for engine, one in tried if one is item)


BOTH = ["postgresql", "sqlite"]
ONES = [Item(f"{name} one", "app", "test_database") for name in ("this", "that", "another")]
CASES = [Item(f"cases[{number}]", "test_database") for number in range(5)]
LOCKS = [Item(f"locks[{number}]", "test_database", marks=["each_engine"]) for number in range(2)]
BYTES = Item("bytes", "test_database", marks=["any_engine"])
PLAIN = [Item("plain"), Item("plain cases[0]"), Item("plain cases[1]")]
HOURS = [Item("hours", "test_database", marks=["long"]), Item("cases[all]", "test_database", marks=["long"])]
PLAIN_HOURS = Item("plain hours", marks=["long"])
SLOW = [Item(name, "test_database") for name in ("slow.py::this", "slow.py::cases[1]", "some.py::slow[1]")]
SLOW.append(Item("some.py::slow"))
ALL = [*SLOW, *ONES, *CASES, *LOCKS, BYTES, *PLAIN, *HOURS, PLAIN_HOURS]


IN_EACH_RUN = [*checks.suites(), *checks.suites_beside_the_browser()]


def test_the_quick_part_tries_each_test_on_one_engine_and_on_both_where_it_says_so(monkeypatch: pytest.MonkeyPatch):
    tried = taken(checks.suites(), ALL, monkeypatch)

    turns = [engines_of(one, tried) for one in ONES]
    assert {tuple(turn) for turn in turns} == {("postgresql",), ("sqlite",)}
    turns = [engines_of(case, tried) for case in CASES]
    assert sorted(map(turns.count, (["postgresql"], ["sqlite"]))) == [2, 3]
    assert [engines_of(item, tried) for item in LOCKS] == [BOTH] * 2
    assert engines_of(BYTES, tried) == ["sqlite"]
    assert [len(engines_of(item, tried)) for item in (*PLAIN, *SLOW, *HOURS, PLAIN_HOURS)] == [1, 1, 1, *[0] * 7]


def test_beside_the_browser_they_are_tried_on_the_other_and_the_slow_ones_in_their_turn(
    monkeypatch: pytest.MonkeyPatch,
):
    tried = taken(IN_EACH_RUN, ALL, monkeypatch)

    assert [engines_of(item, tried) for item in (*ONES, *CASES, *LOCKS)] == [BOTH] * 10
    assert engines_of(BYTES, tried) == ["sqlite"]
    assert [len(engines_of(item, tried)) for item in (*PLAIN, *SLOW, *HOURS, PLAIN_HOURS)] == [*[1] * 7, 0, 0, 0]


def test_of_heavy_cases_each_run_tries_a_few_and_the_long_one_all(monkeypatch: pytest.MonkeyPatch):
    heavy = [Item(f"heavy[{number}]", "test_database", marks=["few"]) for number in range(4)]
    tried = taken(checks.suites(), heavy, monkeypatch)
    assert sorted(len(engines_of(item, tried)) for item in heavy) == [0, 0, 0, 1]

    tried += taken([*checks.suites_beside_the_browser(), *checks.long_stages()], heavy, monkeypatch)
    assert [engines_of(item, tried) for item in heavy] == [BOTH] * 4


def test_with_the_long_run_all_that_asks_for_a_database_was_tried_on_both_engines(monkeypatch: pytest.MonkeyPatch):
    tried = taken([*IN_EACH_RUN, *checks.long_stages()], ALL, monkeypatch)

    on_both = [*ONES, *CASES, *LOCKS, BYTES, *SLOW[:3], *HOURS]
    assert [engines_of(item, tried) for item in on_both] == [BOTH] * len(on_both)
    assert [len(engines_of(item, tried)) for item in (*PLAIN, SLOW[3], PLAIN_HOURS)] == [1] * 5


@pytest.mark.parametrize("fixtures", [["test_database"], []])
@pytest.mark.parametrize("marks", [["browser"], ["browser", "long"]])
def test_what_drives_the_browser_is_tried_once_on_one_engine(
    monkeypatch: pytest.MonkeyPatch, marks: list[str], fixtures: list[str]
):
    page = Item("page", *fixtures, marks=marks)
    stages = [*IN_EACH_RUN, checks.browser_stage(), *checks.long_stages(), checks.long_browser_stage()]

    assert engines_of(page, taken(stages, [page], monkeypatch)) == ["sqlite"]


def test_whoever_runs_pytest_by_hand_is_given_everything(monkeypatch: pytest.MonkeyPatch):
    by_hand = [checks.Stage(name="by hand", command=["python", "-m", "pytest", "-m", "not browser"])]

    assert [item for _, item in taken(by_hand, ALL, monkeypatch)] == ALL
