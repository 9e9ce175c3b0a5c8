"""Signs at every threshold; below them nothing is said."""

from datetime import date
from decimal import Decimal

import pytest

from workflows.score_signs import SelfScore, Thresholds, signs_of

AT = Thresholds(above=10, full=3, same=4)


def scores(*values: str, above: str = "0") -> list[SelfScore]:
    return [SelfScore(date(2026, n, 1), Decimal(value), Decimal(above)) for n, value in enumerate(values, start=1)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], []),
        (scores("95.0", above="9.5"), []),
        (scores("95.0", above="10"), ["Tháng 1/2026: tự chấm cao hơn ghi nhận 10 điểm."]),
        (scores("95.0", above="-20"), []),
        (scores("100.0", "100.0"), []),
        (scores("98.0", "100.0", "100.0", "100.0"), ["3 kỳ liền gần đây tự chấm điểm tối đa."]),
        (scores("100.0", "100.0", "100.0", "98.0"), []),
        (scores("93.7", "93.7", "93.7"), []),
        (scores("90.0", "93.7", "93.7", "93.7", "93.7"), ["4 kỳ liền gần đây tự chấm cùng một điểm, 93,7."]),
        (scores("93.7", "93.7", "93.7", "93.6", "93.7"), []),
    ],
)
def test_signs_begin_at_their_thresholds(given, said):
    assert signs_of(given, AT) == said
