"""Which tests wait for the browser is measured; what is named there must be there."""

from pathlib import Path

import pytest

from tests.turns import slow_tests
from tools import slow_tests as tool

RESULTS = """<testsuites><testsuite name="pytest">
<testcase classname="tests.home.test_home" name="test_one[a]" time="0.1"/>
<testcase classname="tests.home.test_home" name="test_one[b]" time="0.5"/>
<testcase classname="tests.home.test_home" name="test_two" time="0.1"/>
<testcase classname="tests.home.test_home" name="test_three" time="0.05"/>
<testcase classname="tests.test_walk" name="test_house" time="9.0"/>
<testcase classname="tests.test_walk" name="test_door" time="0.01"/>
</testsuite></testsuites>"""


def test_it_is_the_mean_of_the_cases_and_of_the_file_that_counts(tmp_path: Path):
    results = tmp_path / "results.xml"
    results.write_text(RESULTS, encoding="utf-8")

    found = tool.slow_among(tool.measured([results]), limit=0.25)

    assert found == ["tests/home/test_home.py::test_one", "tests/test_walk.py"]


def test_without_a_whole_run_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(tool, "RESULTS", tmp_path)
    monkeypatch.setattr(tool, "LIST", tmp_path / "slow.txt")

    assert tool.main() == 1
    assert "Run `make test` first" in capsys.readouterr().out
    assert not (tmp_path / "slow.txt").exists()


def test_what_is_named_there_is_there():
    root = Path(__file__).parents[2]
    named = [name.partition("::") for name in slow_tests()]
    assert [file for file, _, _ in named if not (root / file).is_file()] == []
    assert [
        (file, test)
        for file, _, test in named
        if test and f"def {test}(" not in (root / file).read_text(encoding="utf-8")
    ] == []
