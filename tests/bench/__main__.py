"""`python -m tests.bench`: prints each figure with its bound. Exit code 1 if one is broken or could not be measured."""

import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Iterable

from tests.bench import deciding, finding, guidance, month, pages, papers, processes, roster, seeing, trust, weight
from tests.bench.figures import Figure, report


def main() -> int:
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory(prefix="nennep-bench-") as one, tempfile.TemporaryDirectory() as two:
        parts: list[tuple[str, Callable[[], Iterable[Figure]]]] = [
            ("Pages of a meeting", pages.measure),
            ("Bytes over the network", weight.measure),
            ("Papers", papers.measure),
            ("Signatures", papers.signatures),
            ("Processes", processes.measure),
            ("Guidance", guidance.measure),
            ("The month of a commune", month.measure),
            ("Scores and levels", deciding.measure),
            ("Figures", seeing.measure),
            ("Searching", finding.measure),
            ("Proofs and backup", trust.measure),
            ("Import", lambda: roster.measure(one)),
            ("Starting", lambda: processes.measure_start(two)),
        ]
        broken = sum(_measured(title, measure) for title, measure in parts)
    print(f"\n{broken} figures over their bound" if broken else "\nall figures within their bounds")
    return 1 if broken else 0


def _measured(title: str, measure: Callable[[], Iterable[Figure]]) -> int:
    print(f"\n{title}", flush=True)
    try:
        return report(measure())
    except Exception:
        # What cannot be measured must not look fast, and the rest is measured all the same.
        traceback.print_exc()
        return 1


if __name__ == "__main__":
    sys.exit(main())
