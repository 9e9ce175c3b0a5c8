"""A correction and a withdrawal: drafts that nobody has touched follow, the others are told, what was held is left."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.agendas.models import AgendaItem, ItemKind
from app.agendas.queries import items_of
from app.agendas.services import ItemText, change_item
from app.documents.models import Document
from app.extensions import db
from app.guidance.models import Guidance, GuidanceCell, Outcome
from app.guidance.services import correct, withdraw
from app.guidance.services_bringing import bring_guidance
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.queries import live_regular
from app.meetings.services import create_meeting
from app.meetings.services_convening import cancel
from app.meetings.services_plan import Plan, change_plan
from app.notifications.models import Notification
from app.organisations.models import Organisation
from app.petitions import services as petitions
from app.petitions.services_said import Details, NewPetition, Said
from tests.acts import actor_named
from tests.guidance.conftest import DECEMBER, WRITTEN, published, signed
from tests.reading import words
from workflows.engine import StepRefused
from workflows.guidance import State
from workflows.meeting import Kind
from workflows.meeting import State as MeetingState

NEW = replace(WRITTEN, contents="Phòng, chống cháy rừng mùa khô\nTặng quà Tết hộ nghèo\nĐón Tết tiết kiệm")


@pytest.fixture
def guidance(world, prepared, db_session) -> Guidance:
    def build() -> int:
        made = published()
        run_due_jobs()
        return made.id

    return db_session.get_one(Guidance, prepared("guidance brought", build))


def meeting_in(cell_id: int) -> Meeting:
    found = live_regular(cell_id, DECEMBER)
    assert found
    return found


def outcome_in(cell_id: int) -> Outcome | None:
    return db.session.scalar(select(GuidanceCell.outcome).where(GuidanceCell.cell_id == cell_id))


def titles_in(cell_id: int) -> list[str]:
    return [item.title for item in items_of(meeting_in(cell_id).id)]


def told(person_id: int, kind: str) -> str:
    found = select(Notification.text).where(Notification.person_id == person_id, Notification.kind == kind)
    return db.session.scalars(found).one()


def correct_now(guidance: Guidance, text=NEW) -> None:
    correct(guidance, text, signed(), reason="Bổ sung việc Tết", actor=actor_named("hanh"))
    db.session.commit()
    run_due_jobs()


def withdraw_now(guidance: Guidance) -> None:
    withdraw(guidance, reason="Ban hành nhầm", actor=actor_named("hanh"))
    db.session.commit()
    run_due_jobs()


def touch(world) -> None:
    """The secretary of the own cell chooses who presents."""
    meeting = meeting_in(world.cell)
    item = items_of(meeting.id)[3]
    text = ItemText(title=item.title, kind=item.kind, minutes=item.minutes, presenter_id=world.people["lan"])
    change_item(meeting, item, text, actor=actor_named("thang"), version=item.version)
    db.session.commit()


def test_a_draft_that_nobody_has_touched_follows_the_correction(guidance, world):
    before = len(titles_in(world.cell))
    correct_now(guidance)

    titles = titles_in(world.cell)
    at = titles.index("Phòng, chống cháy rừng mùa khô")
    assert titles[at : at + 3] == ["Phòng, chống cháy rừng mùa khô", "Tặng quà Tết hộ nghèo", "Đón Tết tiết kiệm"]
    assert "Thu nộp đảng phí cuối năm" not in titles
    assert (len(titles), outcome_in(world.cell)) == (before + 1, Outcome.UPDATED)
    assert [item.position for item in items_of(meeting_in(world.cell).id)] == list(range(1, before + 2))


def test_a_draft_that_somebody_has_touched_is_left_and_the_cell_reads_what_changed(guidance, world):
    touch(world)
    before = titles_in(world.cell)
    correct_now(guidance)

    assert titles_in(world.cell) == before
    assert (outcome_in(world.cell), outcome_in(world.other_cell)) == (Outcome.TOLD, Outcome.UPDATED)
    said = told(world.people["thang"], "guidance_corrected")
    assert "thêm “Tặng quà Tết hộ nghèo”" in said
    assert "bỏ “Thu nộp đảng phí cuối năm”" in said
    assert "được giữ nguyên" in said


def test_time_and_place_are_touched_too(guidance, world):
    change_plan(meeting_in(world.cell), Plan(place="Nhà văn hóa thôn"), actor=actor_named("thang"))
    db.session.commit()
    correct_now(guidance)

    assert outcome_in(world.cell) == Outcome.TOLD


def test_an_answer_that_came_by_itself_is_nobodys_touch(guidance, world):
    raised = petitions.raise_petition(
        NewPetition(text="Đường cụm 2 lầy lội.", raised_by_id=world.people["lan"]), cell_id=world.cell,
        actor=actor_named("lan"),
    )  # fmt: skip
    accepted = petitions.take_step(
        raised, "accept", Said(details=Details(people=1), deadline=DECEMBER.replace(day=20)), actor=actor_named("thang")
    )
    petitions.take_step(accepted, "answer", Said(note="Đưa vào kế hoạch quý I."), actor=actor_named("thang"))
    db.session.commit()
    correct_now(guidance)

    kinds = [item.kind for item in items_of(meeting_in(world.cell).id)]
    assert ItemKind.ANSWERS in kinds
    assert outcome_in(world.cell) == Outcome.UPDATED


def test_an_answer_that_a_cell_is_owed_comes_to_the_draft_that_the_guidance_begins(world, db_session):
    raised = petitions.raise_petition(
        NewPetition(text="Đường cụm 2 lầy lội.", raised_by_id=world.people["lan"]), cell_id=world.cell,
        actor=actor_named("lan"),
    )  # fmt: skip
    accepted = petitions.take_step(
        raised, "accept", Said(details=Details(people=1), deadline=DECEMBER.replace(day=20)), actor=actor_named("thang")
    )
    petitions.take_step(accepted, "answer", Said(note="Đưa vào kế hoạch quý I."), actor=actor_named("thang"))
    db_session.commit()
    guidance = published()
    run_due_jobs()

    row = db.session.scalars(select(GuidanceCell).where(GuidanceCell.cell_id == world.cell)).one()
    kinds = [db.session.get_one(AgendaItem, item_id).kind for item_id in row.items]
    assert ItemKind.ANSWERS in [item.kind for item in items_of(row.meeting_id)]
    assert kinds == [ItemKind.GUIDANCE, ItemKind.DISCUSSION, ItemKind.DISCUSSION]
    correct_now(guidance)
    assert outcome_in(world.cell) == Outcome.UPDATED


def test_a_correction_has_a_number_of_its_own_and_names_the_one_before(guidance, world):
    first = guidance.document_id
    correct_now(guidance)

    old, new = db.session.get_one(Document, first), db.session.get_one(Document, guidance.document_id)
    assert (old.symbol, new.symbol, old.replaced_by_id) == ("01-HD/ĐU", "02-HD/ĐU", new.id)
    assert new.snapshot["replaces"]["symbol"] == "01-HD/ĐU"


def test_nothing_is_corrected_without_a_change_and_a_reason(guidance):
    with pytest.raises(StepRefused, match="chưa có gì thay đổi"):
        correct(guidance, WRITTEN, signed(), reason="Sửa", actor=actor_named("hanh"))
    with pytest.raises(StepRefused, match="Chưa nêu lý do"):
        correct(guidance, NEW, signed(), reason=" ", actor=actor_named("hanh"))


def test_withdrawn_its_items_leave_untouched_drafts_only(guidance, world):
    touch(world)
    withdraw_now(guidance)

    assert (outcome_in(world.cell), outcome_in(world.other_cell)) == (Outcome.TOLD, Outcome.REMOVED)
    left = [item.kind for item in items_of(meeting_in(world.other_cell).id)]
    assert ItemKind.GUIDANCE not in left
    assert "Phòng, chống cháy rừng mùa khô" in titles_in(world.cell)
    assert guidance.state == State.WITHDRAWN
    assert "Đã thu hồi văn bản định hướng" in told(world.people["thang"], "guidance_withdrawn")


def test_withdrawn_after_a_cell_has_met_it_is_left_there_without_a_word(guidance, world):
    db.session.execute(
        db.update(Meeting).where(Meeting.cell_id == world.cell).values(state=MeetingState.HELD)
    )  # fmt: skip
    db.session.commit()
    withdraw_now(guidance)

    assert outcome_in(world.cell) == Outcome.LEFT
    found = select(Notification).where(Notification.person_id == world.people["thang"])
    assert not db.session.scalars(found.where(Notification.kind == "guidance_withdrawn")).all()


def test_a_theme_leaves_with_the_guidance_unless_the_cell_chose_its_own(world, db_session):
    guidance = published(replace(WRITTEN, theme="Phòng, chống lãng phí"))
    run_due_jobs()
    withdraw_now(guidance)

    meeting = meeting_in(world.cell)
    assert (meeting.theme, ItemKind.THEME in [item.kind for item in items_of(meeting.id)]) == ("", False)


def test_a_job_that_comes_late_brings_what_is_in_force_by_then(world, db_session):
    guidance = published()
    correct(guidance, NEW, signed(), reason="Bổ sung", actor=actor_named("hanh"))
    db_session.commit()
    run_due_jobs()

    assert "Tặng quà Tết hộ nghèo" in titles_in(world.cell)
    assert outcome_in(world.cell) == Outcome.CREATED
    assert "Đã có văn bản" in told(world.people["thang"], "guidance_published")


def test_a_cell_that_cancelled_its_meeting_gets_no_other_by_a_correction(guidance, world):
    cancel(meeting_in(world.cell), reason="Lũ quét", actor=actor_named("thang"))
    db.session.commit()
    correct_now(guidance)

    assert live_regular(world.cell, DECEMBER) is None
    assert outcome_in(world.cell) == Outcome.TOLD


def test_a_withdrawal_run_twice_takes_nothing_more(guidance, world):
    withdraw_now(guidance)
    before = titles_in(world.cell)
    bring_guidance(guidance_id=guidance.id, cell_id=world.cell)
    db.session.commit()

    assert titles_in(world.cell) == before


def test_a_draft_that_the_cell_began_itself_takes_the_guidance_in_by_one_click(guidance, world, as_user):
    cancel(meeting_in(world.cell), reason="Lập nhầm ngày", actor=actor_named("thang"))
    cell = db.session.get_one(Organisation, world.cell)
    own = create_meeting(cell, Kind.REGULAR, DECEMBER, actor=actor_named("thang")).id
    db.session.commit()
    page = words(as_user("thang").get(f"/meetings/{own}/agenda"))
    assert "Văn bản định hướng tháng 12" in page

    assert as_user("thang").post(f"/guidance/of-meeting/{own}/items").status_code == 303

    kinds = [item.kind for item in items_of(own)]
    assert kinds[kinds.index(ItemKind.LAST_RESOLUTION) + 1] == ItemKind.GUIDANCE
    assert as_user("lan").post(f"/guidance/of-meeting/{own}/items").status_code in (403, 404)
    link = as_user("thang").get(f"/guidance/of-meeting/{own}").headers["Location"]
    assert link.endswith(f"/guidance/{guidance.id}")
