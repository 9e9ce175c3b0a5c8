"""What a criteria set has to be, and its scales as people write them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.criteria import CRITERIA_WARD, FRAME_HD42, Applies, Band, Criterion, Judging, Part
from workflows.criteria_check import APPLIES_LABELS, MOST_CRITERIA, SOURCES, judged_as, problems_of
from workflows.criteria_words import part_lines, read_parts, read_scale, scale_lines
from workflows.evidence import PROPOSERS, Evidence, propose
from workflows.meeting_facts import Kind

BY_CODE = {c.code: c for c in CRITERIA_WARD}
JUDGED = Criterion(code="1", group="1", title="Chất lượng", maximum=100, judging=Judging.JUDGED)


def said_of(criteria, kind=None) -> list[tuple[str, str]]:
    return [(fault.field, fault.text) for fault in problems_of(criteria, kind)]


def with_(which: str, **changes) -> list[Criterion]:
    return [replace(c, **changes) if c.code == which else c for c in CRITERIA_WARD]


@pytest.mark.parametrize("criteria", [CRITERIA_WARD, FRAME_HD42, [JUDGED]], ids=["ward", "frame", "one"])
@pytest.mark.parametrize("kind", [None, Kind.REGULAR, Kind.THEMATIC])
def test_what_is_shipped_is_sound(criteria, kind):
    assert problems_of(criteria, kind) == []


def test_the_record_speaks_to_what_is_listed_and_to_nothing_else():
    assert set(SOURCES) == set(PROPOSERS)
    assert set(APPLIES_LABELS) == set(Applies)
    for criterion in (*CRITERIA_WARD, *FRAME_HD42):
        assert judged_as(criterion) == criterion, criterion.code


FAULTS = [
    ({"maximum": 6}, "maximum", "Tổng điểm tối đa là 101"),
    ({"maximum": 0}, "maximum", "từ 1 đến 100"),
    ({"maximum": 4}, "scale", "mức 5, vượt điểm tối đa 4"),
    ({"maximum": 6}, "scale", "Mức đầu của thang phải được điểm tối đa (6)"),
    ({"code": "4 a"}, "code", "chữ không dấu và số"),
    ({"code": "2a"}, "code", "ghi hai lần: 2a"),
    ({"group": ""}, "group", "mã của nhóm"),
    ({"group": "123456789"}, "group", "mã của nhóm"),
    ({"title": ""}, "title", "Ghi nội dung"),
    ({"title": "x" * 301}, "title", "dài nhất 300"),
    ({"evidence": "weather"}, "evidence", "không có ghi nhận “weather”"),
    ({"evidence": "drafts"}, "scale", "không chấm theo thang"),
    ({"bands": ()}, "scale", "Ghi thang điểm"),
    ({"otherwise": (2,)}, "scale", "“từ một nửa: …” và “dưới một nửa: …”"),
    ({"bands": (Band(0, 5), Band(15, 4), Band(15, 3))}, "scale", "đi từ mức tốt nhất xuống"),
    ({"bands": (Band(0, 5), Band(15, 5), Band(30, 3))}, "scale", "đi từ mức tốt nhất xuống"),
    ({"bands": (Band(0, 5), Band(30, 4), Band(15, 3))}, "scale", "đi từ mức tốt nhất xuống"),
    ({"otherwise": (2, 2)}, "scale", "đi từ mức tốt nhất xuống"),
    ({"parts": (Part(title="a", maximum=4),)}, "parts", "cộng lại 4 điểm, khác điểm tối đa 5"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "field", "words"), FAULTS)
def test_what_is_wrong_is_said_with_its_field(changes, field, words):
    assert [text for where, text in said_of(with_("1", **changes)) if where == field and words in text]


@pytest.mark.parametrize(
    ("bands", "sound"),
    [
        ((Band(50, 5, strict=True), Band(50, 4)), True),
        ((Band(50, 5), Band(50, 4, strict=True)), False),
        ((Band(100, 5), Band(99, 4)), True),
        ((Band(101, 5), Band(99, 4)), False),
    ],
)
def test_rows_of_per_cent_fall(bands, sound):
    assert (said_of(with_("4e", bands=bands)) == []) is sound


def test_a_place_is_named_for_what_is_wrong_with_a_row():
    (fault,) = problems_of(with_("2b", title=""))

    assert (fault.place, fault.field) == (2, "title")


@pytest.mark.parametrize("parts", [(), (Part(title="a", maximum=3),), (Part(title="a", maximum=1),) * 4])
def test_what_speaks_to_three_parts_wants_three(parts):
    assert ("parts", f"Ghi nhận này cần đúng 3 ý, theo thứ tự đó; đang có {len(parts)}.") in said_of(
        with_("4f", parts=parts)
    )


@pytest.mark.parametrize(
    ("when", "kind", "said"),
    [
        (Applies.REGULAR, None, "Kỳ chuyên đề không có tiêu chí"),
        (Applies.THEME, None, "Kỳ thường kỳ không có tiêu chí"),
        (Applies.THEME, Kind.REGULAR, "Kỳ thường kỳ không có tiêu chí"),
        (Applies.REGULAR, Kind.REGULAR, ""),
        (Applies.THEME, Kind.THEMATIC, ""),
    ],
)
def test_each_kind_that_it_is_for_has_something_to_be_scored_by(when, kind, said):
    assert "".join(text for _, text in said_of([replace(JUDGED, applies_when=when)], kind)).startswith(said)
    assert bool(said_of([replace(JUDGED, applies_when=when)], kind)) is bool(said)


def test_an_empty_set_and_one_too_long_are_refused():
    many = [replace(JUDGED, code=f"{n}", maximum=1) for n in range(MOST_CRITERIA + 1)]

    assert "Tổng điểm tối đa là 0" in said_of([])[0][1]
    assert ("code", "Có 61 tiêu chí; nhiều nhất 60.") in said_of(many)


@pytest.mark.parametrize("criterion", [*CRITERIA_WARD, *FRAME_HD42], ids=lambda c: c.code)
def test_what_is_written_is_read_as_the_same(criterion):
    assert read_scale("\n".join(scale_lines(criterion)), evidence=criterion.evidence) == (
        criterion.bands, criterion.otherwise,
    )  # fmt: skip
    assert read_parts("; ".join(part_lines(criterion))) == criterion.parts


@pytest.mark.parametrize(
    ("text", "evidence", "bands", "otherwise"),
    [
        ("90: 4\n75 = 3\n> 50%: 2 điểm\nCÒN LẠI: 1", "attendance", ((90, 4, False), (75, 3, False), (50, 2, True)), (1,)),
        ("tu 90 % : 4; con lai: 0", "tasks", ((90, 4, False),), (0,)),
        ("Đủ: 5\n15: 4\nthiếu 30 phút: 3\nđến 45: 2\ntừ một nửa: 1\ndưới một nửa: 0", "duration",
         ((0, 5, False), (15, 4, False), (30, 3, False), (45, 2, False)), (1, 0)),
        ("", "tasks", (), ()),
    ],
)  # fmt: skip
def test_scales_are_read_as_people_write_them(text, evidence, bands, otherwise):
    assert read_scale(text, evidence=evidence) == (tuple(Band(*band) for band in bands), otherwise)


@pytest.mark.parametrize(
    ("text", "evidence"),
    [
        ("90 4", "tasks"),
        ("nhiều: 4", "tasks"),
        ("nửa buổi: 4", "duration"),
        ("90: bốn", "tasks"),
        ("90: 4000", "tasks"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text, evidence):
    with pytest.raises(ValueError, match=f"Dòng “{text}” ghi chưa đúng, ví dụ:"):
        read_scale(text, evidence=evidence)


def test_a_part_without_points_is_named():
    with pytest.raises(ValueError, match="Dòng “linh hoạt” ghi chưa đúng"):
        read_parts("dân chủ: 3\nlinh hoạt")


@st.composite
def scales(draw) -> Criterion:
    """Any sound scale of shares."""
    borders = sorted(draw(st.sets(st.integers(1, 100), min_size=1, max_size=8)), reverse=True)
    points = sorted(
        draw(st.sets(st.integers(0, 40), min_size=len(borders) + 1, max_size=len(borders) + 1)), reverse=True
    )
    bands = tuple(Band(b, p, strict=draw(st.booleans())) for b, p in zip(borders, points, strict=False))
    return replace(BY_CODE["7"], maximum=points[0], bands=bands, otherwise=(points[-1],))


@settings(deadline=None)  # a busy machine is no fault of a scale
@given(scale=scales(), done=st.integers(0, 49))
def test_on_any_sound_scale_more_done_never_means_fewer_points(scale, done):
    assert [f for f in problems_of([scale]) if f.place is not None and scale.maximum] == []
    less, more = (propose(scale, Evidence(tasks_done=n, tasks_total=50)).points for n in (done, done + 1))

    assert scale.otherwise[0] <= less <= more <= scale.maximum
