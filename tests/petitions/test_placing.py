"""The answer is placed on the next agenda of every cell that raised it, until the cell takes note."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.agendas.models import ItemKind
from app.agendas.queries import items_of
from app.agendas.services import remove_item
from app.audit.models import AuditEvent
from app.guidance.models import GuidanceCell, Outcome
from app.guidance.services import correct
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.queries import live_regular
from app.meetings.services import create_meeting
from app.meetings.services_convening import cancel
from app.merging.services import end
from app.organisations.models import Organisation
from app.petitions.models import Petition, PetitionReply
from app.petitions.services_moving import move_open_petitions
from app.refusals import BadInput
from tests.acts import actor_named
from tests.guidance.conftest import DECEMBER, WRITTEN, published, signed
from tests.meetings import ready
from tests.petitions.conftest import DUE, ROAD
from workflows.meeting import Kind
from workflows.petition import SentTo

ANSWER = "Chi bộ đã đưa vào kế hoạch quý I."


def told_in(meeting: Meeting) -> list[str]:
    return [item.content for item in items_of(meeting.id) if item.kind == ItemKind.ANSWERS]


def make(world, actor_of, session, month=date(2027, 1, 1), kind=Kind.REGULAR, cell=None) -> Meeting:
    organisation = session.get_one(Organisation, cell or world.cell)
    meeting = create_meeting(organisation, kind, month, actor=actor_of("thang" if cell is None else "tham"))
    session.commit()
    return meeting


def test_a_draft_that_is_there_takes_the_answer_in(accepted, take, actor_of, db_session):
    draft = ready.drafted(actor_of)
    db_session.commit()
    take(accepted, "answer", "thang", note=ANSWER)

    (words,) = told_in(draft)
    assert words == (f"Kiến nghị (1 người nêu): {ROAD}\nTrả lời của Chi bộ thôn Nà Mười, ngày 02/12/2026: {ANSWER}")
    kinds = [item.kind for item in items_of(draft.id)]
    assert kinds[kinds.index(ItemKind.RESOLUTION) - 1] == ItemKind.ANSWERS
    assert db_session.scalars(
        select(AuditEvent.event).where(AuditEvent.event == "answers_placed").order_by(AuditEvent.id)
    ).all()


def test_without_a_draft_the_next_that_is_made_begins_with_it(answered, take, say, world, actor_of, db_session):
    second = take(say(text="Sửa cầu"), "accept", "thang")
    take(second, "answer", "thang", note="Đã sửa.")
    thematic = make(world, actor_of, db_session, kind=Kind.THEMATIC)
    regular = make(world, actor_of, db_session)

    assert told_in(thematic) == []
    (words,) = told_in(regular)
    assert ROAD in words
    assert "Sửa cầu" in words
    items = [item for item in items_of(regular.id) if item.kind == ItemKind.ANSWERS]
    assert (items[0].presenter_id, items[0].minutes) == (regular.chair_id, 5)
    assert "Triệu Thị Lan" not in words


def test_more_answers_than_an_item_holds_go_into_another(answered, world, actor_of, db_session, monkeypatch, say, take):
    monkeypatch.setattr("app.petitions.services_placing.LONGEST_CONTENT", 300)
    take(take(say(text="Sửa cầu"), "accept", "thang"), "answer", "thang", note="Đã sửa. " * 20)

    assert len(told_in(make(world, actor_of, db_session))) == 2


def test_it_is_told_again_until_the_cell_takes_note(answered, take, world, actor_of, db_session):
    first = make(world, actor_of, db_session)
    second = make(world, actor_of, db_session, month=date(2027, 2, 1))
    assert (len(told_in(first)), told_in(second)) == (1, [])
    cancel(first, reason="Lũ", actor=actor_of("thang"))
    cancel(second, reason="Lũ", actor=actor_of("thang"))
    third = make(world, actor_of, db_session, month=date(2027, 3, 1))
    assert len(told_in(third)) == 1

    take(answered, "note", "thang")
    cancel(third, reason="Lũ", actor=actor_of("thang"))
    assert told_in(make(world, actor_of, db_session, month=date(2027, 4, 1))) == []


def test_an_item_that_was_taken_off_leaves_the_answer_for_the_next(answered, world, actor_of, db_session):
    meeting = make(world, actor_of, db_session)
    item = next(item for item in items_of(meeting.id) if item.kind == ItemKind.ANSWERS)
    remove_item(meeting, item, actor=actor_of("thang"), version=item.version)
    db_session.commit()

    assert len(told_in(make(world, actor_of, db_session, month=date(2027, 2, 1)))) == 1


def test_an_opinion_that_ended_without_an_answer_is_on_no_agenda(say, take, world, actor_of, db_session):
    opinion = take(say(kind="opinion"), "accept", "thang")
    take(opinion, "note", "thang")

    assert told_in(make(world, actor_of, db_session)) == []


def merge_cells(world, actor_of, session):
    own, other = (session.get_one(Organisation, each) for each in (world.cell, world.other_cell))
    with clock.set_to(ready.EVENING.replace(day=4)):
        end(own, on=date(2026, 12, 4), into=other, actor=actor_of("hanh"))
        session.commit()


def test_a_merged_cell_takes_its_petitions_along(say, take, world, actor_of, db_session, as_user):
    waiting, in_hand = say(text="Mới gửi"), take(say(text="Đang làm"), "accept", "thang")
    above = take(say(text="Ở xã", sent_to=SentTo.COMMITTEE), "accept", "hanh", deadline=DUE)
    theirs = take(say("tham", text="Của trường", sent_to=SentTo.COMMITTEE), "accept", "hanh")
    gone = take(say(text="Cũng vậy", sent_to=SentTo.COMMITTEE), "merge", "hanh", stays_id=theirs.id)
    done = take(take(say(text="Xong"), "accept", "thang"), "answer", "thang", note="Xong")
    take(done, "note", "thang")
    merge_cells(world, actor_of, db_session)

    new = world.other_cell
    assert [p.cell_id for p in (waiting, in_hand, above, gone, done)] == [new, new, new, new, world.cell]
    assert [p.level_id for p in (waiting, in_hand, above)] == [new, new, world.commune]
    waiting_id = waiting.id
    with clock.set_to(ready.EVENING.replace(day=5)):
        page = as_user("tham").get(f"/petitions/{waiting_id}").text
    assert "Chuyển cùng chi bộ sáp nhập" in page
    assert "Tiếp nhận</a>" in page


def test_an_answer_owed_to_a_merged_cell_is_told_once_on_the_agenda_of_the_other(
    say, take, world, actor_of, db_session
):
    ours = take(say(sent_to=SentTo.COMMITTEE), "accept", "hanh")
    theirs = take(say("tham", sent_to=SentTo.COMMITTEE), "accept", "hanh")
    take(theirs, "merge", "hanh", stays_id=ours.id)
    draft, there = ready.drafted(actor_of), make(world, actor_of, db_session, cell=world.other_cell)
    take(ours, "answer", "hanh", note="Xã làm.")
    assert len(told_in(draft)) == len(told_in(there)) == 1
    merge_cells(world, actor_of, db_session)

    assert len(told_in(there)) == 1
    assert told_in(there)[0].count("Xã làm.") == 1
    assert db_session.scalars(select(PetitionReply.cell_id)).all() == [world.other_cell]


def test_a_cell_with_open_petitions_does_not_just_end(raised, world, actor_of, db_session):
    with clock.set_to(ready.EVENING.replace(day=5)), pytest.raises(BadInput) as refused:
        end(db_session.get_one(Organisation, world.cell), on=date(2026, 12, 4), into=None, actor=actor_of("hanh"))

    assert "1 kiến nghị chưa xong" in str(refused.value)


def test_the_page_of_the_merger_tells_how_many(raised, as_user, world):
    assert "1 kiến nghị, phản ánh chưa kết thúc" in as_user("hanh").get(f"/organisations/{world.cell}/close").text


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("thang", ["Xem, xử lý", "Xem, tiếp nhận", "Xem trả lời"]),
        ("loc", []),
        ("hanh", ["Xem, tiếp nhận"]),
        ("lan", []),
        ("tham", []),
    ],
)
def test_the_first_page_leads_to_what_waits_hot_ones_first(
    answered, say, take, db_session, as_user, who, labels, world, actor_of
):
    make(world, actor_of, db_session)
    assert "Xem trả lời" not in as_user("thang").get("/").text  # the cell has not met yet
    db_session.execute(Meeting.__table__.update().values(state="held"))
    db_session.commit()
    say(text="Việc mới")
    say(text="Việc của xã", sent_to=SentTo.COMMITTEE)
    hot = take(say(text="Việc nóng"), "accept", "thang")
    hot.hot = True
    db_session.commit()
    page = as_user(who).get("/").text
    part = page.partition("Kiến nghị, phản ánh <span")[2].partition("</section>")[0]

    assert [piece.partition("<")[0] for piece in part.split('">') if piece.startswith("Xem")] == labels
    assert db_session.get(Petition, hot.id).hot


def test_an_answer_does_not_keep_a_corrected_guidance_from_a_draft(answered, accepted, say, take, world, db_session):
    """The draft of the guidance begins with one answer, another comes later: nobody of the cell has touched it."""
    guidance = published()
    run_due_jobs()
    draft = live_regular(world.cell, DECEMBER)
    kinds = [item.kind for item in items_of(draft.id)]
    assert (len(told_in(draft)), kinds[kinds.index(ItemKind.RESOLUTION) - 1]) == (1, ItemKind.ANSWERS)
    second = take(say(text="Sửa cầu"), "accept", "thang")
    take(second, "answer", "thang", note="Đã sửa.")
    correct(
        guidance, replace(WRITTEN, situation="Thu ngân sách đạt 96%."), signed(), reason="Số liệu mới",
        actor=actor_named("hanh"),
    )  # fmt: skip
    db_session.commit()
    run_due_jobs()

    row = db_session.scalars(select(GuidanceCell).where(GuidanceCell.cell_id == world.cell)).one()
    assert row.outcome == Outcome.UPDATED
    assert "Sửa cầu" in told_in(draft)[0]
    assert any("96%" in item.content for item in items_of(draft.id))


def test_an_answer_owed_to_a_merged_cell_alone_comes_to_the_agenda_of_the_other(
    accepted, take, world, actor_of, db_session
):
    draft, there = ready.drafted(actor_of), make(world, actor_of, db_session, cell=world.other_cell)
    take(accepted, "answer", "thang", note=ANSWER)
    assert (len(told_in(draft)), told_in(there)) == (1, [])
    merge_cells(world, actor_of, db_session)

    (words,) = told_in(there)
    assert ANSWER in words
    with clock.set_to(ready.EVENING.replace(day=5)):
        take(accepted, "note", "tham")
    assert accepted.state == "closed"


def test_what_lies_with_a_level_that_is_merged_lies_with_the_other(say, take, world, actor_of, db_session):
    petition = take(say(sent_to=SentTo.COMMITTEE), "accept", "hanh")
    other = world.organisations["XA2"]
    move_open_petitions(world.commune, other, actor=actor_of("hanh"), acting_as="office")
    db_session.flush()

    assert (petition.cell_id, petition.level_id) == (world.cell, other)
    take(petition, "answer", "vien", note="Xã mới trả lời.")
    assert petition.state == "answered"
