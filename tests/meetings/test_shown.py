"""The plain row of a meeting, which pages show, reads as the meeting itself and is known to the same people."""

import pytest

from app.meetings.models import Meeting
from app.meetings.queries import get_visible_or_404
from app.meetings.queries_shown import shown_or_404
from app.refusals import NotKnown
from app.rules.queries import settings_of
from tests.meetings.ready import agreed, convened, drafted, submitted

PEOPLE = ("thang", "men", "huong", "lan", "khoa", "nhap", "tham", "loc", "hanh", "binh", "tra", "quan", "dua")


def found(look_up, meeting_id, actor):
    try:
        return look_up(meeting_id, actor)
    except NotKnown:
        return None


@pytest.mark.parametrize("recipe", [drafted, submitted, agreed, convened])
def test_who_knows_of_a_meeting_is_shown_it_and_nobody_else(made, actor_of, app, recipe):
    meeting_id = made(recipe)
    with app.app_context():
        actors = {who: actor_of(who) for who in PEOPLE}
        known = {who: found(get_visible_or_404, meeting_id, me) is not None for who, me in actors.items()}
        shown = {who: found(shown_or_404, meeting_id, me) is not None for who, me in actors.items()}

    assert shown == known
    assert True in known.values()
    assert False in known.values()


def test_it_says_the_same(made, actor_of, app):
    meeting_id = made(convened)
    with app.app_context():
        meeting, row = (look_up(meeting_id, actor_of("thang")) for look_up in (get_visible_or_404, shown_or_404))

        for name in Meeting.__table__.c.keys():  # noqa: SIM118 (a collection of columns, not a dict)
            assert getattr(row, name) == getattr(meeting, name), name
        assert (row.cell.id, row.cell.name) == (meeting.cell.id, meeting.cell.name)
        assert row.cell.dissolved_on == meeting.cell.dissolved_on
        assert settings_of(row.rule_set) == settings_of(meeting.rule_set)
        assert (row.chair.id, row.chair.full_name) == (meeting.chair.id, meeting.chair.full_name)
        assert (row.recorder.id, row.recorder.full_name) == (meeting.recorder.id, meeting.recorder.full_name)


def test_it_cannot_be_written_on(made, actor_of, app):
    meeting_id = made(convened)
    with app.app_context():
        row = shown_or_404(meeting_id, actor_of("thang"))

        with pytest.raises(AttributeError):
            row.place = "Nơi khác"
