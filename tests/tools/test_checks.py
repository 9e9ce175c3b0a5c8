"""The closing line of `make test` is only as good as its counting."""

import sys
from pathlib import Path

import pytest

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


class Item:
    """As much of a collected test as is asked for when tests are chosen."""

    path = Path("test_any.py")

    def __init__(self, *fixtures: str) -> None:
        self.fixturenames = fixtures


class Hooked:
    """A `pytest.Config` that forgets which tests it was told were left out."""

    @property
    def hook(self) -> "Hooked":
        return self

    def pytest_deselected(self, items: list[Item]) -> None:
        pass


def test_what_asks_for_a_database_is_tried_on_both_engines_and_all_else_once(monkeypatch: pytest.MonkeyPatch):
    plain, on_database = Item(), Item("app", "test_database")
    tried = []
    for suite in checks.suites():
        monkeypatch.delenv("NENNEP_TEST_ENGINE", raising=False)
        for name, value in suite.environment.items():
            monkeypatch.setenv(name, value)
        items = [plain, on_database]
        pytest_collection_modifyitems(Hooked(), items)  # type: ignore[arg-type]
        tried += [(engine_name(), item) for item in items]

    assert [item for _, item in tried].count(plain) == 1
    assert {engine for engine, item in tried if item is on_database} == {"sqlite", "postgresql"}
