"""The record behind the points, as sentences with times, names and tasks."""

import pytest

from workflows.evidence import PROPOSERS, Evidence
from workflows.evidence_details import DETAILS, details_of

NAMES = tuple(f"Lò Văn {n}" for n in range(1, 18))


@pytest.mark.parametrize(
    ("source", "recorded", "said"),
    [
        ("duration", {"opened": "19:30", "closed": "21:05"}, ("Khai mạc 19:30, kết thúc 21:05.",)),
        ("duration", {"opened": "19:30"}, ("Khai mạc 19:30, chưa kết thúc.",)),
        ("duration", {}, ()),
        ("attendance", {"names_unexcused": ("Ma Đình Khoa",), "names_excused": NAMES[:2]},
         ("Vắng không lý do: Ma Đình Khoa.", "Vắng có lý do: Lò Văn 1, Lò Văn 2.")),
        ("attendance", {}, ()),
        ("mentions", {"names_praised": ("Tổ đảng 1",), "names_reminded": NAMES[:1]},
         ("Biểu dương: Tổ đảng 1.", "Nhắc nhở: Lò Văn 1.")),
        ("tasks", {"tasks_left": ("Sửa đường",)}, ("Chưa xong: “Sửa đường”.",)),
        ("tasks", {}, ()),
        ("closing", {}, ()),
        ("", {}, ()),
    ],
)  # fmt: skip
def test_the_record_is_told_in_full(source, recorded, said):
    assert details_of(source, Evidence(**recorded)) == said


def test_long_lists_say_how_many_more():
    (spoke,) = details_of("speakers", Evidence(names_spoke=NAMES))
    (tasks,) = details_of("tasks", Evidence(tasks_left=tuple("abcdefghijkl")))

    assert spoke.endswith("Lò Văn 15 và 2 đồng chí khác.")
    assert tasks.endswith("“j” và 2 việc khác.")


def test_it_speaks_of_nothing_that_proposes_no_points():
    assert set(DETAILS) <= set(PROPOSERS)
