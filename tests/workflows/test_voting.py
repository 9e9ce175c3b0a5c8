"""Majority and what it is measured against."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.voting import Tally, Threshold, VoteBase, passes_from

HALF, TWO_THIRDS = Threshold.MORE_THAN_HALF, Threshold.TWO_THIRDS


@pytest.mark.parametrize(
    ("base", "threshold", "needed"),
    [
        (20, HALF, 11),
        (21, HALF, 11),
        (22, HALF, 12),
        (1, HALF, 1),
        (0, HALF, 1),
        (21, TWO_THIRDS, 14),
        (20, TWO_THIRDS, 14),
        (3, TWO_THIRDS, 2),
        (0, TWO_THIRDS, 1),
    ],
)
def test_from_how_many_votes_it_passes(base, threshold, needed):
    assert passes_from(base, threshold) == needed


@given(base=st.integers(1, 500), votes=st.integers(0, 500))
def test_more_than_half_is_exactly_that(base, votes):
    assert (votes >= passes_from(base)) == (votes * 2 > base)


@given(base=st.integers(1, 500), votes=st.integers(0, 500))
def test_two_thirds_are_reached_by_exactly_two_thirds(base, votes):
    assert (votes >= passes_from(base, TWO_THIRDS)) == (votes * 3 >= base * 2)


@given(base=st.integers(0, 500))
def test_two_opposite_votes_never_both_pass(base):
    assert passes_from(base) * 2 > base


def test_the_base_can_be_followed_by_its_parts():
    base = VoteBase(official=24, temporary_out=1, exempt_absent=2, present=19)

    assert base.base == 21
    assert base.explained() == "24 đảng viên chính thức, trừ 01 chuyển sinh hoạt tạm thời, 02 miễn sinh hoạt vắng mặt"
    assert VoteBase(official=9).explained() == "09 đảng viên chính thức"
    assert VoteBase(official=9, suspended=1).explained() == "09 đảng viên chính thức, trừ 01 đình chỉ sinh hoạt"


def test_seventeen_present_of_a_base_of_twenty_need_eleven():
    tally = Tally(votes_for=16, other=1, base=20, present=17)

    assert (tally.needed, tally.passed, tally.not_voting) == (11, True, 0)
    assert tally.words() == "tán thành 16/20 (80,0%), không tán thành 0, ý kiến khác 1"


def test_whoever_is_silent_is_counted_as_silent():
    tally = Tally(votes_for=10, against=2, base=20, present=17)

    assert not tally.passed
    assert tally.words() == "tán thành 10/20 (50,0%), không tán thành 2, ý kiến khác 0, không biểu quyết 5"


@pytest.mark.parametrize(
    ("votes_for", "against", "other", "silent"),
    [(17, 0, 0, 0), (10, 2, 1, 4), (0, 0, 0, 17), (16, 1, 1, 0)],  # the last does not add up: nobody is invented
)
def test_only_who_was_present_can_be_silent(votes_for, against, other, silent):
    """17 present of a base of 20: the three who were absent did not abstain."""
    tally = Tally(votes_for=votes_for, against=against, other=other, base=20, present=17)

    assert tally.not_voting == silent


def test_a_threshold_belongs_to_the_vote():
    assert not Tally(votes_for=13, base=20, present=17, threshold=TWO_THIRDS).passed
    assert Tally(votes_for=14, base=20, present=17, threshold=TWO_THIRDS).passed


def test_what_a_vote_needs_is_said_with_its_number():
    assert (
        Tally(votes_for=13, base=20, present=17, threshold=TWO_THIRDS).needed_words == "từ hai phần ba, tức ít nhất 14"
    )


@pytest.mark.parametrize(
    ("votes_for", "base", "present", "unanimous"), [(17, 20, 17, False), (20, 20, 20, True), (0, 0, 0, False)]
)
def test_unanimous_is_only_what_the_whole_base_voted_for(votes_for, base, present, unanimous):
    assert Tally(votes_for=votes_for, base=base, present=present).unanimous is unanimous


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((16, 1, 1), "Cộng 18 phiếu, nhiều hơn 17 đảng viên chính thức có mặt lúc biểu quyết."),
        ((16, -1, 0), "Số phiếu không được là số âm."),
        ((16, 1, 0), None),
    ],
)
def test_votes_must_add_up(counts, words):
    votes_for, against, other = counts
    tally = Tally(votes_for=votes_for, against=against, other=other, base=20, present=17)

    assert tally.problems() == ((words,) if words else ())
