"""All that a change is held to: `python -m tools.checks [--quick] [--long]`.

First what is quick: the static checks, the by-laws, and on one engine every test that is not in tests/slow.txt. Then
the browser, and beside it these tests on the other engine and the slow ones, which leave the machine to the browser
wherever it has something to do.

Stages of a part run beside each other and tell what they said when they end. Every stage runs, also after one failed.
The last line is `N passed, N failed, N skipped`, summed over the stages: a tool that only says yes or no counts as one.
Exit code 0 only if nothing failed.
"""

import argparse
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

RESULTS = Path(".cache/checks")
CORES = os.cpu_count() or 1
# One more than the machine has cores: a test that waits for a process or for a lock leaves its core to another.
AT_A_TIME = CORES + 1
ALONE = [sys.executable, "-m", "pytest", "-q", "--tb=short"]


def on_workers(number: int) -> list[str]:
    """By file: what a file prepares once (the rendered papers, say) is not prepared by every worker."""
    return [*ALONE, "-n", str(number), "--dist", "loadfile", "--no-loadscope-reorder"]


# Two engines share the machine. On two cores each is one process, which does once what each worker would do again:
# reading the tests, migrating, bringing meetings to where tests begin.
SUITE = ALONE if CORES < 4 else on_workers(min(CORES // 2, 4))
TWO_WORKERS = on_workers(2)
SQLITE = {"NENNEP_TEST_ENGINE": "sqlite"}
POSTGRESQL = {"NENNEP_TEST_ENGINE": "postgresql"}
# What never asks for a database is the same on every engine: it is tried once, beside the engine that has less to do.
ON_DATABASE, ON_NONE = {"NENNEP_TEST_ONLY": "database"}, {"NENNEP_TEST_ONLY": "no database"}
# What each part takes on each engine: tests/turns.py tells.
QUICK, BESIDE, LONG = [{"NENNEP_TEST_PART": part} for part in ("quick", "beside the browser", "long")]
BY_LAWS = "tests/workflows"


@dataclass(frozen=True, kw_only=True)
class Stage:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    # A suite tells its own figures; any other tool counts as one.
    suite: bool = False
    # It takes only what the others leave of the machine.
    gives_way: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    name: str
    seconds: float
    passed: int
    failed: int
    skipped: int


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    chosen = arguments.add_mutually_exclusive_group()
    chosen.add_argument("--quick", action="store_true", help="without the browser and what takes long beside it")
    chosen.add_argument("--long", action="store_true", help="only the long runs")
    wanted = arguments.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    parts = [long_stages(), [long_browser_stage()]] if wanted.long else [quick_stages(), stages_beside_the_browser()]
    began, outcomes = time.monotonic(), []
    for stages in parts[:1] if wanted.quick else parts:
        started = time.monotonic()
        outcomes += _run_beside_each_other(stages)
        print(f"\nThis part took {time.monotonic() - started:.1f} s.", flush=True)
    return _report(outcomes, time.monotonic() - began)


def quick_stages() -> list[Stage]:
    """The longest first."""
    return [*suites(), by_laws(), *static_stages()]


def stages_beside_the_browser() -> list[Stage]:
    return [browser_stage(), *suites_beside_the_browser()]


def static_stages() -> list[Stage]:
    tool = [sys.executable, "-m"]
    return [
        Stage(name="ruff check", command=[*tool, "ruff", "check", "."]),
        Stage(name="ruff format", command=[*tool, "ruff", "format", "--check", "."]),
        Stage(name="mypy", command=[*tool, "mypy"]),
        Stage(name="imports", command=[str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]),
    ]


def by_laws() -> Stage:
    # They touch no database: once is enough, and every branch of them must have been walked.
    coverage = ["--cov=workflows", "--cov-branch", "--cov-report=term-missing:skip-covered", "--cov-fail-under=100"]
    return Stage(name="by-laws", command=[*ALONE, BY_LAWS, "-m", "not long", *coverage], suite=True)


def suites() -> list[Stage]:
    """What is quick. What took longest is told, so that it stays so."""
    return _on_both_engines("quick", QUICK, "--durations=5")


def suites_beside_the_browser() -> list[Stage]:
    return [replace(stage, gives_way=True) for stage in _on_both_engines("rest", BESIDE)]


def _on_both_engines(name: str, part: Mapping[str, str], *options: str) -> list[Stage]:
    """The longest first."""
    command = [*SUITE, "-m", "not browser and not long", f"--ignore={BY_LAWS}", *options]
    engines = {"PostgreSQL": {**POSTGRESQL, **ON_DATABASE, **part}, "SQLite": {**SQLITE, **part}}
    return [
        Stage(name=f"{name} on {engine}", command=command, environment=environment, suite=True)
        for engine, environment in engines.items()
    ]


def browser_stage() -> Stage:
    command = [*TWO_WORKERS, "-m", "browser and not long"]
    return Stage(name="browser", command=command, environment=SQLITE, suite=True)


def long_browser_stage() -> Stage:
    # By test, not by file: one file has a test for each role, which take minutes each.
    command = [*ALONE, "-n", "2", "-m", "browser and long"]
    return Stage(name="long in the browser", command=command, environment=SQLITE, suite=True)


def long_stages() -> list[Stage]:
    """What takes minutes, and of what is slow the turns of the other engine. The longest first."""
    rest, long = ["-m", "not browser"], ["-m", "long and not browser"]
    return [
        Stage(
            name="long on PostgreSQL", command=[*SUITE, *rest], environment=POSTGRESQL | ON_DATABASE | LONG, suite=True
        ),
        Stage(name="long on SQLite", command=[*SUITE, *rest], environment=SQLITE | ON_DATABASE | LONG, suite=True),
        Stage(name="long without database", command=[*ALONE, *long], environment=ON_NONE, suite=True),
    ]


def _run_beside_each_other(stages: Sequence[Stage]) -> list[Outcome]:
    print(f"{AT_A_TIME} at a time: {', '.join(stage.name for stage in stages)}", flush=True)
    with ThreadPoolExecutor(max_workers=AT_A_TIME) as pool:
        return list(pool.map(lambda stage: _run(stage, aside=True), stages))


def _run(stage: Stage, *, aside: bool = False) -> Outcome:
    """Run it and read its results. `aside`: what it says is kept back until it has ended."""
    heading = f"\n──── {stage.name} " + "─" * (70 - len(stage.name))
    if not aside:
        print(heading, flush=True)
    results = RESULTS / f"{stage.name.replace(' ', '-')}.xml"
    results.unlink(missing_ok=True)
    command = [*stage.command, f"--junitxml={results}"] if stage.suite else list(stage.command)
    if stage.gives_way:
        command = ["nice", *command]
    began = time.monotonic()
    # Tests start many processes; each would compile the whole program if it might not keep the result.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **stage.environment}
    to, errors_to = (subprocess.PIPE, subprocess.STDOUT) if aside else (None, None)
    done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=to, stderr=errors_to, text=True)
    if aside:
        print(f"{heading}\n{done.stdout}", flush=True)
    code = done.returncode
    passed, failed, skipped = read_results(results) if stage.suite else (int(code == 0), 0, 0)
    if code and not failed:
        failed = 1  # no test at all, a crash, too little coverage: none of them may look green
    return Outcome(
        name=stage.name, seconds=time.monotonic() - began, passed=passed, failed=failed, skipped=skipped
    )  # fmt: skip


def read_results(path: Path) -> tuple[int, int, int]:
    """Passed, failed, skipped of one run of pytest; zeros if it wrote nothing."""
    if not path.exists():
        return 0, 0, 0
    suites = ET.parse(path).getroot().iter("testsuite")  # noqa: S314 (our own file)
    counts = [{key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")} for suite in suites]
    failed = sum(count["failures"] + count["errors"] for count in counts)
    skipped = sum(count["skipped"] for count in counts)
    return sum(count["tests"] for count in counts) - failed - skipped, failed, skipped


def _report(outcomes: Sequence[Outcome], seconds: float) -> int:
    print("\n" + "═" * 76)
    for outcome in outcomes:
        verdict = "FAILED" if outcome.failed else "ok"
        figures = f"{outcome.passed:5} passed {outcome.failed:4} failed {outcome.skipped:4} skipped"
        print(f"{outcome.name:24} {verdict:7} {figures} {outcome.seconds:8.1f} s")
    passed, failed, skipped = (sum(getattr(o, key) for o in outcomes) for key in ("passed", "failed", "skipped"))
    print(f"{'together':71} {seconds:8.1f} s".replace("  ", " ", 1))
    if skipped:
        print("SKIPPED tests are not proof: the lines above marked SKIPPED name each and why.")
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
