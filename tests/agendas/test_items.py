"""Preparing an agenda: adding, writing, moving and removing items."""

import pytest
from sqlalchemy import select

from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.agendas.services import (
    ItemText,
    add_item,
    change_item,
    change_presenter,
    move_item,
    remove_item,
)
from app.audit.models import AuditEvent
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.meetings.ready import convened, drafted, submitted

ROAD = ItemText(title="Thảo luận: làm đường cụm 2", kind=ItemKind.DISCUSSION, minutes=15)


def titles(meeting) -> list[str]:
    return [item.title for item in items_of(meeting.id)]


def test_a_new_item_comes_before_those_that_close_the_meeting(db_session, actor_of):
    meeting = drafted(actor_of)

    add_item(meeting, ROAD, actor=actor_of("thang"))

    found = items_of(meeting.id)
    assert [i.kind for i in found][-4:] == [
        ItemKind.DISCUSSION, ItemKind.RESOLUTION, ItemKind.CRITICISM, ItemKind.SCORE,
    ]  # fmt: skip
    assert [i.position for i in found] == list(range(1, len(found) + 1))


@pytest.mark.parametrize("by", ["huong", "lan", "tham", "hanh", "loc", "vien"])
def test_only_those_who_prepare_add_items(db_session, actor_of, by):
    meeting = drafted(actor_of)

    with pytest.raises(NotAllowed):
        add_item(meeting, ROAD, actor=actor_of(by))
    assert ROAD.title not in titles(meeting)


@pytest.mark.parametrize("to", [1, 3, 10])
def test_an_item_is_put_where_it_is_wanted(db_session, actor_of, to):
    meeting = drafted(actor_of)
    item = items_of(meeting.id)[4]

    move_item(meeting, item, to, actor=actor_of("thang"))

    places = [(i.id == item.id, i.position) for i in items_of(meeting.id)]
    assert [position for _, position in places] == list(range(1, len(places) + 1))
    assert (True, min(to, len(places))) in places


def test_moving_others_does_not_disturb_who_is_writing_an_item(db_session, actor_of):
    meeting = drafted(actor_of)
    first, second = items_of(meeting.id)[:2]
    version = first.version

    move_item(meeting, second, 1, actor=actor_of("men"))
    change_item(meeting, first, ROAD, actor=actor_of("thang"), version=version)

    assert titles(meeting)[1] == ROAD.title


def test_of_two_who_write_one_item_the_slower_is_told(db_session, actor_of):
    meeting = drafted(actor_of)
    item = items_of(meeting.id)[0]
    version = item.version
    change_item(meeting, item, ROAD, actor=actor_of("men"), version=version)
    db_session.flush()

    with pytest.raises(SomebodyWasFaster):
        change_item(meeting, item, ItemText(title="Khác"), actor=actor_of("thang"), version=version)
    assert item.title == ROAD.title


def test_the_history_says_what_an_item_was_before(db_session, actor_of):
    meeting = drafted(actor_of)
    item = items_of(meeting.id)[0]
    change_item(
        meeting,
        item,
        ItemText(title="Chào cờ", kind=item.kind, presenter_id=item.presenter_id),
        actor=actor_of("thang"),
        version=item.version,
    )

    event = db_session.scalars(select(AuditEvent).where(AuditEvent.event == "item_changed")).one()
    assert event.data["before"] == {"title": "Khai mạc, điểm danh, thông qua chương trình"}
    assert event.data["after"] == {"title": "Chào cờ"}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"content": "ý" * 20_001}, "content"),
        ({"questions": [{"text": "?", "asked_first_id": None}] * 21}, "questions"),
        ({"presenter_id": 7}, "presenter_id"),  # the secretary of another cell
        ({"presenter_id": 1, "presenter_name": "Một người nữa"}, "presenter_name"),
        ({"kept_on_paper": True, "content": "Chi tiết vụ việc"}, "kept_on_paper"),
    ],
)
def test_what_an_item_cannot_be_is_refused_with_the_field(db_session, actor_of, more, field):
    meeting = drafted(actor_of)

    with pytest.raises(BadInput) as refused:
        add_item(meeting, ItemText(**({"title": "Mục mới"} | more)), actor=actor_of("thang"))
    assert set(refused.value.errors) == {field}


def test_a_locked_agenda_is_not_written(db_session, actor_of):
    meeting = submitted(actor_of)

    with pytest.raises(SomebodyWasFaster, match="đã khóa"):
        add_item(meeting, ROAD, actor=actor_of("thang"))


def test_an_item_is_removed_and_the_rest_close_up(db_session, actor_of):
    meeting = drafted(actor_of)
    item = items_of(meeting.id)[2]

    remove_item(meeting, item, actor=actor_of("thang"), version=item.version)

    assert db_session.get(AgendaItem, item.id) is None
    assert [i.position for i in items_of(meeting.id)] == list(range(1, 9))


def test_a_presenter_changes_after_convening_with_a_reason(db_session, actor_of, world):
    meeting = convened(actor_of)
    item = items_of(meeting.id)[1]
    change = {"presenter_id": world.people["khoa"], "presenter_name": "", "version": item.version}
    with pytest.raises(BadInput):
        change_presenter(meeting, item, reason="", actor=actor_of("thang"), **change)

    change_presenter(meeting, item, reason="Đ/c Lan ốm.", actor=actor_of("thang"), **change)

    assert item.presenter_id == world.people["khoa"]
