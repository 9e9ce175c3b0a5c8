"""Which tests wait for the browser is measured; what is named there must be there."""

from pathlib import Path

import pytest

from tests.turns import slow_tests
from tools import slow_tests as tool

RESULTS = """<testsuites><testsuite name="pytest">
<testcase classname="tests.access.test_office" name="test_first" time="9.0"/>
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


def test_what_was_slow_is_added_and_without_a_run_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(tool, "RESULTS", tmp_path)
    monkeypatch.setattr(tool, "LIST", tmp_path / "slow.txt")
    tool.LIST.write_text("# head\ntests/some.py\n", encoding="utf-8")

    assert tool.main() == 1
    assert "Run `make test-fast` first" in capsys.readouterr().out
    for engine in ("SQLite", "PostgreSQL"):
        (tmp_path / f"quick-on-{engine}.xml").write_text(RESULTS, encoding="utf-8")
    assert tool.main() == 0
    names = [line for line in tool.LIST.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert names == ["tests/home/test_home.py::test_one", "tests/some.py", "tests/test_walk.py"]


def test_what_is_named_there_is_there():
    root = Path(__file__).parents[2]
    named = [name.partition("::") for name in slow_tests()]
    assert [file for file, _, _ in named if not (root / file).is_file()] == []
    assert [
        (file, test)
        for file, _, test in named
        if test and f"def {test}(" not in (root / file).read_text(encoding="utf-8")
    ] == []
