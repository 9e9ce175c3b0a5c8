"""`make load`: the 3rd of the month on SQLite and on PostgreSQL, against the processes as `make run` starts them. Prints
each figure with its bound. Exit code 1 if one is broken or could not be measured.

On a machine with nothing else to do. `python -m tests.load --seconds 30 --engine sqlite`: less of it, as quick.
"""

import argparse
import sys
import traceback
import warnings

from tests.bench.figures import report
from tests.load.day import ENGINES, measure

SECONDS = 300


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=int, default=SECONDS, help="as many members come as do in these seconds")
    arguments.add_argument("--engine", choices=ENGINES, action="append", help="both, unless one is named")
    asked = arguments.parse_args()
    warnings.simplefilter("ignore")
    broken = sum(_measured(engine, min(asked.seconds, SECONDS)) for engine in asked.engine or ENGINES)
    print(f"\n{broken} figures over their bound" if broken else "\nall figures within their bounds")
    return 1 if broken else 0


def _measured(engine: str, seconds: int) -> int:
    print(f"\nThe 3rd of the month on {engine}", flush=True)
    try:
        return report(measure(engine, seconds / SECONDS))
    except Exception:
        # What cannot be measured must not look fast, and the other engine is measured all the same.
        traceback.print_exc()
        return 1


if __name__ == "__main__":
    sys.exit(main())
