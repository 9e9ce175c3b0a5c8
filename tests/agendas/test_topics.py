"""A month that talks about the same as the months before is warned of, never blocked."""

from datetime import date

import pytest

from app.agendas.queries import items_of
from app.agendas.queries_topics import alike, repeated_topics, words_of
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from tests.acts import actor_named
from tests.meetings.ready import drafted
from tests.reading import words
from workflows.meeting import Kind


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Thảo luận: giữ vệ sinh môi trường nội thôn", "Thảo luận giữ vệ sinh môi trường trong thôn", True),
        ("Thảo luận: GIỮ VỆ SINH MÔI TRƯỜNG", "giu ve sinh moi truong", True),
        ("Thảo luận: giữ vệ sinh môi trường", "Thảo luận: làm đường cụm 2", False),
        ("Thảo luận chuyên đề", "Thảo luận nhiệm vụ", False),
    ],
)
def test_titles_are_compared_by_what_they_are_about(one, other, same):
    assert alike(words_of(one), words_of(other)) is same


def test_the_default_topic_of_last_month_is_named_and_that_of_half_a_year_ago_is_not(db_session, actor_of):
    me = actor_of("thang")
    cell = db_session.get_one(Organisation, me.home_id)
    for month in (date(2026, 6, 1), date(2026, 11, 1)):
        create_meeting(cell, Kind.REGULAR, month, actor=me)
    meeting = create_meeting(cell, Kind.REGULAR, date(2026, 12, 1), actor=me)

    found = repeated_topics(meeting, items_of(meeting.id))

    assert list(found.values()) == [[date(2026, 11, 1)]]


def test_how_far_back_and_how_alike_is_a_setting(db_session, actor_of):
    me = actor_of("thang")
    cell = db_session.get_one(Organisation, me.home_id)
    create_meeting(cell, Kind.REGULAR, date(2026, 6, 1), actor=me)
    meeting = create_meeting(cell, Kind.REGULAR, date(2026, 12, 1), actor=me)
    meeting.rule_set.settings = meeting.rule_set.settings | {"repeat_months": 6}
    assert list(repeated_topics(meeting, items_of(meeting.id)).values()) == [[date(2026, 6, 1)]]

    one, other = words_of("rừng suối nương rẫy"), words_of("rừng suối nương vườn")
    assert (alike(one, other, 60), alike(one, other, 61)) == (True, False)


def test_who_drafts_is_told_in_neutral_words(as_user, made, committed, world):
    meeting_id = made(drafted)
    with committed() as session:
        cell = session.get_one(Organisation, world.cell)
        november = create_meeting(cell, Kind.REGULAR, date(2026, 11, 1), actor=actor_named("thang"))
        assert november.id
    page = words(as_user("thang").get(f"/meetings/{meeting_id}/agenda"))
    assert "Nội dung gần giống" in page
    assert "gần giống chương trình tháng 11/2026" in page
