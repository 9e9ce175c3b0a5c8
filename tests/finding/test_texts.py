"""Folding, taking apart what is asked, and marking what was found in what people wrote."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.finding.texts import LONGEST_WORD, MOST_KEPT, excerpt, marked, wanted_in, words_of


@pytest.mark.parametrize(("text", "kept"), [
    ("Đường điện thôn Nà Mười", "duong dien thon na muoi"),
    ("ĐẤT ĐAI, ƯỞNG; ỵ", "dat dai uong y"),
    (unicodedata.normalize("NFD", "Nghị quyết số 12-NQ/CB"), "nghi quyet so 12 nq cb"),
    ("phòng_cháy  chữa\ncháy", "phong chay chua chay"),
    ("94,5% – 300 m²", "94 5 300 m²"),
    ("“…”", ""),
    ("x" * 500, "x" * LONGEST_WORD),
])  # fmt: skip
def test_words_are_kept_small_and_bare(text, kept):
    assert words_of(text) == kept


def test_of_a_very_long_text_no_space_is_left_at_the_end():
    """PostgreSQL takes no word without letters into its index, and refuses the whole change."""
    assert words_of("a " * MOST_KEPT)[-3:] == "a a"


@pytest.mark.parametrize(("asked", "words", "phrases", "beginning"), [
    ("Đường điện", ("duong", "dien"), (), True),
    ('"nghị quyết" tháng', ("nghi", "quyet", "thang"), ("nghi quyet",), True),
    ("“nghị quyết”", ("nghi", "quyet"), ("nghi quyet",), False),
    ("điện đường điện", ("duong", "dien"), (), True),
    ("a", ("a",), (), False),
    ('AND OR NOT NEAR(x, 2) words:*"', ("and", "or", "not", "near", "x", "2", "words"), (), False),
    ('"" * ( ) : ^ -', (), (), False),
])  # fmt: skip
def test_what_is_asked_is_words_and_phrases_and_nothing_else(asked, words, phrases, beginning):
    wanted = wanted_in(asked)

    assert (wanted.words, wanted.phrases, wanted.beginning) == (words, phrases, beginning)


@pytest.mark.parametrize(("text", "asked", "shown"), [
    ("Sửa đường điện cụm 2", "duong dien", "Sửa [đường] [điện] cụm 2"),
    ("Sửa đường điện cụm 2", "ĐƯỜNG", "Sửa [đường] điện cụm 2"),
    ("Nghị quyết, nghị định", "nghi", "[Nghị] quyết, [nghị] định"),
    ("Nghiêm túc", "ngh", "[Ngh]iêm túc"),
    ("Nghiêm túc", '"ngh"', "Nghiêm túc"),
    (unicodedata.normalize("NFD", "đường điện"), "duong", unicodedata.normalize("NFD", "[đường] điện")),
    ("<b>đường</b> & điện", "duong", "<b>[đường]</b> & điện"),
])  # fmt: skip
def test_words_are_marked_in_what_was_written(text, asked, shown):
    pieces = marked(text, wanted_in(asked))

    assert "".join(f"[{p.text}]" if p.marked else p.text for p in pieces) == shown


def test_an_excerpt_shows_what_stands_around_the_first_word_found():
    text = f"{'Mở đầu dài dòng. ' * 30}Đổ bê tông đoạn đường cụm 2.{' Kết thúc dài dòng.' * 30}"

    shown = "".join(piece.text for piece in excerpt(text, wanted_in("be tong")))

    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert "Đổ bê tông đoạn đường cụm 2." in shown
    assert len(shown) < 230


def test_an_excerpt_shows_where_the_words_stand_together():
    text = f"Hoạt động của chi bộ. {'Việc khác. ' * 40}Chăm sóc đường hoa nội thôn. {'Việc nữa. ' * 40}Đường liên thôn."
    pieces = excerpt(text, wanted_in("duong hoa"))

    assert [piece.text for piece in pieces if piece.marked] == ["đường", "hoa"]


def test_there_is_no_excerpt_where_no_word_is_found():
    assert excerpt("Đường điện", wanted_in("nước")) == []


@given(st.text(max_size=200), st.text(max_size=60))
def test_marking_loses_and_adds_nothing(text, asked):
    assert "".join(piece.text for piece in marked(text, wanted_in(asked))) == text
