import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.documents import phrases, words
from app.documents.snapshots import Approval, DocumentRef, Vote, VoteBase
from tests.documents import samples


@pytest.mark.parametrize(("number", "written"), [(0, "0"), (1, "01"), (9, "09"), (10, "10"), (143, "143")])
def test_counts_below_ten_have_a_zero(number, written):
    assert words.count(number) == written


@pytest.mark.parametrize(("part", "whole", "written"), [
    (22, 24,  "22/24 đồng chí, đạt 91,7%"),
    (19, 21,  "19/21 đồng chí, đạt 90,5%"),
    (17, 21,  "17/21 đồng chí, đạt 81,0%"),
    (6,  7,   "06/07 đồng chí, đạt 85,7%"),
    (24, 24,  "24/24 đồng chí, đạt 100%"),
    (0,  21,  "0/21 đồng chí, đạt 0,0%"),
    (1,  800, "01/800 đồng chí, đạt 0,1%"),
    (1,  160, "01/160 đồng chí, đạt 0,6%"),
    (0,  0,   "0/0 đồng chí"),
])  # fmt: skip
def test_a_share_is_never_without_its_numbers(part, whole, written):
    assert words.reached(part, whole, "đồng chí") == written


@pytest.mark.parametrize(("iso", "short", "long"), [
    ("2026-02-03", "03/02/2026", "ngày 03 tháng 02 năm 2026"),
    ("2025-07-23", "23/7/2025",  "ngày 23 tháng 7 năm 2025"),
    ("2026-01-10", "10/01/2026", "ngày 10 tháng 01 năm 2026"),
    ("2026-12-09", "09/12/2026", "ngày 09 tháng 12 năm 2026"),
])  # fmt: skip
def test_only_days_below_ten_and_the_first_two_months_have_a_zero(iso, short, long):
    assert (words.short_date(iso), words.long_date(iso)) == (short, long)


@pytest.mark.parametrize(("call", "written"), [
    (lambda: words.clock("08:00"),                              "08 giờ 00"),
    (lambda: words.clock("19:40"),                              "19 giờ 40"),
    (lambda: words.clock(""),                                   "…… giờ ……"),
    (lambda: words.moment("2026-02-02T17:00:00+07:00"),         "17 giờ 00 ngày 02/02/2026"),
    (lambda: words.month("2026-02"),                            "tháng 02 năm 2026"),
    (lambda: words.month("2026-03"),                            "tháng 3 năm 2026"),
    (lambda: words.day_and_month("2026-02-01"),                 "01/02"),
    (lambda: words.weekday("2026-02-03"),                       "thứ Ba"),
    (lambda: words.weekday("2026-02-08"),                       "Chủ nhật"),
    (lambda: words.open_date("2026-03-01"),                     "ngày \xa0\xa0\xa0\xa0 tháng 3 năm 2026"),
    (lambda: [words.roman(n) for n in (1, 3, 4, 9, 12)],        ["I", "III", "IV", "IX", "XII"]),
    (lambda: [words.points(p) for p in (5, 93.7, 90.0, None)],  ["5", "93,7", "90", "-"]),
    (lambda: words.all_of(["a"]),                               "a"),
    (lambda: words.all_of(["a", "b", "c"]),                     "a, b và c"),
    (lambda: words.capital("đồng chí"),                         "Đồng chí"),
    (lambda: words.paragraphs(" một \n\n hai"),                 ["một", "hai"]),
    (lambda: phrases.ordinal(1),                                "thứ nhất"),
    (lambda: phrases.ordinal(11),                               "thứ 11"),
    (lambda: phrases.given_name("Lục Thị Mến"),                 "Mến"),
    (lambda: phrases.draft_mark(1),                             "DỰ THẢO"),
    (lambda: phrases.draft_mark(3),                             "DỰ THẢO LẦN 3"),
])  # fmt: skip
def test_days_hours_and_small_words(call, written):
    assert call() == written


@pytest.mark.parametrize(("typed", "printed"), [
    ("nhất trí",       "nhất trí."),
    ("nhất trí. ",     "nhất trí."),
    ("ai làm?",        "ai làm?"),
    ("“cần, kiệm”",    "“cần, kiệm”."),
    ("nói: “Nhất trí.”", "nói: “Nhất trí.”"),
    ("”",              "”"),
    ("",               ""),
])  # fmt: skip
def test_a_sentence_ends_once(typed, printed):
    assert words.sentence(typed) == printed


def test_the_spelling_reaches_the_word_and_no_other():
    text = "Đảng ủy, Uỷ ban, ỦY BAN; đồng chí Thủy, hủy bỏ"

    assert words.respell(text, "uỷ") == "Đảng uỷ, Uỷ ban, UỶ BAN; đồng chí Thủy, hủy bỏ"
    assert words.respell(text, "ủy") == "Đảng ủy, Ủy ban, ỦY BAN; đồng chí Thủy, hủy bỏ"


@given(st.text())
def test_clean_text_is_composed_and_stays_so(text):
    once = words.clean(text)

    assert words.clean(once) == once == unicodedata.normalize("NFC", once)
    assert not set(once) & set("\0\r\u202e\u2028\ufeff")
    once.encode()


@given(st.integers(0, 400), st.integers(1, 400))
def test_a_percentage_has_one_decimal_and_a_comma(part, whole):
    written = words.percent(part, whole)

    assert written == "100%" or (written[-3] == "," and "." not in written)
    assert abs(float(written[:-1].replace(",", ".")) - 100 * part / whole) <= 0.05 + 1e-9


@pytest.mark.parametrize(("base", "written"), [
    (VoteBase(base=21, official=24, temporary_out=1, exempt_absent=2), "24 đảng viên chính thức, trừ 01 chuyển sinh hoạt tạm thời, 02 miễn sinh hoạt vắng mặt"),
    (VoteBase(base=19, official=20, suspended=1),                      "20 đảng viên chính thức, trừ 01 đình chỉ sinh hoạt"),
    (VoteBase(base=20, official=20),                                   "20 đảng viên chính thức"),
])  # fmt: skip
def test_the_vote_base_is_explained(base, written):
    assert phrases.base_explained(base) == written


def test_a_vote_names_its_base_and_why_it_is_smaller():
    vote = Vote(subject="", votes_for=19, against=0, other=0, base=21, passed=True)
    base = VoteBase(base=21, official=24, temporary_out=1, exempt_absent=2)

    assert phrases.in_favour(vote, base) == (
        "19/21 đảng viên chính thức thuộc diện tính biểu quyết tán thành, đạt 90,5% "
        "(24 đảng viên chính thức, trừ 01 chuyển sinh hoạt tạm thời, 02 miễn sinh hoạt vắng mặt)"
    )
    # The base had changed by the time of this vote: the explanation would not add up.
    assert phrases.in_favour(replace(vote, base=22), base).endswith("tán thành, đạt 86,4%")


def test_a_paper_is_named_by_number_and_never_by_article():
    paper = DocumentRef(
        type_name="Hướng dẫn", symbol="19-HD/ĐU", dated="2026-01-30", issuer="Đảng ủy xã", about="về sinh hoạt"
    )
    assert phrases.reference(paper) == "Hướng dẫn số 19-HD/ĐU, ngày 30/01/2026 của Đảng ủy xã về sinh hoạt"


@pytest.mark.parametrize(("approval", "written"), [
    ({"at_meeting": True},  "Chương trình đã được chi ủy thống nhất tại hội nghị chi ủy ngày 01/02/2026 (02/03 đồng chí tán thành)."),
    ({},                    "Chương trình đã được chi ủy thống nhất ngày 01/02/2026 (02/03 đồng chí tán thành)."),
    ({"by": "overseer"},    "Chương trình đã được Bí thư và đảng ủy viên phụ trách thống nhất ngày 01/02/2026 (02/03 đồng chí tán thành)."),
])  # fmt: skip
def test_the_agreement_says_who_agreed_and_how(approval, written):
    assert phrases.approved(Approval(votes_for=2, approvers=3, agreed_on="2026-02-01", **approval)) == written


@pytest.mark.parametrize(
    ("present", "written"), [(0, "02 (vắng mặt)"), (2, "02 (có mặt)"), (1, "02 (có mặt 01, vắng mặt 01)")]
)
def test_exempt_members_are_told_apart(present, written):
    assert f"miễn công tác và sinh hoạt {written}" in phrases.not_due(replace(samples.COUNTS, exempt_present=present))


def test_nobody_is_named_who_is_not_there():
    everyone_due = replace(samples.COUNTS, exempt=0, temporary_out=0)

    assert phrases.not_due(everyone_due) == ""
    assert phrases.not_due(replace(everyone_due, suspended=1)) == "đình chỉ sinh hoạt 01; "
