"""Vietnamese names: by given name, then family name, in the order of letters and tones."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.names import MOST_MARKS, committee_of, few_marks, fold, nfc, sort_key, tidy_name

# The roll-call sheet of the model documents, in the order that a clerk expects.
ROLL = """Phan Thu Bích, Lê Hữu Bình, Lý Hữu Bình, Bàn Xuân Chiến, Sùng A Dế, Ma Văn Dũng, Đặng Thị Duyên, Nông Văn Đạt,
Lường Văn Giang, Vũ Đình Giang, Đặng Thị Thu Hà, Bàn Hữu Hải, Ma Ngọc Hạnh, Nguyễn Văn Hòa, Mai Văn Hùng,
Triệu Ngọc Hương, Nông Văn Ích, Đinh Đức Khải, Vũ Đình Khải, Ma Văn Khoa, Lường Thị Lan, Lê Đình Lâm, Lý Đức Lâm,
Bàn Thị Liễu, Lê Thị Liễu, Lục Ngọc Liễu, Lê Quang Long, Lý Đình Long, Vi Văn Long, Trần Thị Lụa, Lục Thị Mến,
Hà Đức Nam, Lê Văn Nam, Bàn Ngọc Ngoan, Bùi Thị Ngoan, Đinh Thị Nhung, Hà Thị Nhung, Sùng Thị Oanh, Triệu Thị Oanh,
Bùi Văn Páo, Lục Quang Páo, Lý Văn Páo, Trần Ngọc Vinh, Lò Thị Xuân, Lý Thị Xuân, Lê Thị Yến"""
NAMES = [name.strip() for name in ROLL.split(",")]


def test_the_roll_is_in_the_order_of_a_clerk():
    shuffled = random.Random(3).sample(NAMES, len(NAMES))

    assert sorted(shuffled, key=sort_key) == NAMES


@pytest.mark.parametrize(
    "in_order",
    [
        ["An", "Ăn", "Ân", "Ba"],
        ["Da", "Đa", "Ê", "Ga"],
        ["Oa", "Ôa", "Ơa", "Pa"],
        ["Ua", "Ưa", "Va"],
        ["Ma", "Mà", "Mả", "Mã", "Má", "Mạ", "Man"],  # the tones, and a longer word after all of them
        ["Nguyễn Thị Hoa", "Nguyễn Văn Hoa", "Nguyễn Thị Hòa"],
        ["Lê An", "Lê Thị An", "Lò An"],
        ["Hà An", "Hà Ba", "An Bình"],
    ],
)
def test_letters_come_before_tones_and_family_names_after_given_ones(in_order):
    backwards = in_order[::-1]  # equal keys would keep this order

    assert sorted(backwards, key=sort_key) == in_order


def test_case_composition_and_stray_spaces_do_not_matter():
    assert sort_key("  NGUYỄN văn   Hòa ") == sort_key(unicodedata.normalize("NFD", "Nguyễn Văn Hòa"))
    assert tidy_name(unicodedata.normalize("NFD", "  Nguyễn  Văn\tHòa ")) == "Nguyễn Văn Hòa"


@given(st.text(max_size=120))
def test_any_text_has_a_key_that_every_database_sorts_alike(name):
    key = sort_key(name)

    assert set(key) <= set("0123456789abcdefghijklmnopqrstuvwxyz")
    assert sort_key(nfc(name)) == key


@given(st.lists(st.sampled_from(NAMES), min_size=2, max_size=2))
def test_different_names_have_different_keys(pair):
    one, other = pair

    assert (sort_key(one) == sort_key(other)) == (one == other)


def test_a_long_name_fits_its_column():
    assert len(sort_key("Nguyễn " * 17)) <= 400


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đặng Thị ƯỞNG", "dang thi uong"),
        ("đất đai", "dat dai"),
        ("nghị quyết", "nghi quyet"),
        ("Hoà", "hoa"),
        ("", ""),
    ],
)
def test_search_forgets_case_and_marks(text, folded):
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@pytest.mark.parametrize(
    ("organisation", "committee"),
    [("Đảng bộ xã Mường Lâm", "Đảng ủy xã Mường Lâm"), ("Chi bộ thôn Nà Mười", "Chi bộ thôn Nà Mười")],
)
def test_a_committee_is_named_after_its_organisation(organisation, committee):
    assert committee_of(organisation) == committee


@pytest.mark.parametrize("marks", [0, 1, MOST_MARKS - 1, MOST_MARKS, MOST_MARKS + 1, 5000])
def test_a_letter_keeps_its_first_marks(marks):
    acute = "\u0301"
    assert few_marks(f"a{acute * marks} b{acute}") == f"a{acute * min(marks, MOST_MARKS)} b{acute}"
