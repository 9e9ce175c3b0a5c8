"""The pages of guidance: writing, publishing, reading, and who may see what."""

import pytest

from app import clock
from app.agendas.models import AgendaItem, ItemKind
from app.extensions import db
from app.guidance.models import Guidance, GuidanceReading
from app.home.awaiting import awaiting
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from app.meetings.queries import facts_of
from tests.acts import actor_named
from tests.guidance.conftest import WRITTEN, prepare
from tests.reading import words
from tests.world import NOON
from workflows.guidance import State

FIELDS = {
    "month": "12/2026",
    "situation": WRITTEN.situation,
    "orientation": WRITTEN.orientation,
    "contents": WRITTEN.contents,
    "for_residential": "y",
    "deadline": "07/12/2026",
}


def the(guidance_id: int) -> Guidance:
    return db.session.get_one(Guidance, guidance_id, populate_existing=True)


def test_the_office_writes_a_draft_for_some_types_of_cells(as_user, world, committed):
    sent = as_user("hanh").post("/guidance/new", data=FIELDS | {"organisation_id": world.commune})

    with committed():
        guidance = db.session.scalars(db.select(Guidance)).one()
        assert sent.headers["Location"].endswith(f"/guidance/{guidance.id}")
        assert (guidance.state, guidance.cell_types, guidance.organisation_id) == (
            State.DRAFT, ["residential"], world.commune,
        )  # fmt: skip


def test_a_cell_issues_no_guidance(as_user, world, committed):
    answer = as_user("hanh").post("/guidance/new", data=FIELDS | {"organisation_id": world.cell})

    assert answer.status_code == 422
    with committed():
        assert not db.session.scalars(db.select(Guidance)).all()


def test_what_was_typed_stays_where_it_cannot_be_taken(as_user, world):
    wrong = FIELDS | {"organisation_id": world.commune, "month": "tháng chạp", "contents": "x" * 301}

    answer = as_user("hanh").post("/guidance/new", data=wrong)

    assert answer.status_code == 422
    assert "Tháng ghi theo mẫu" in words(answer)
    assert WRITTEN.orientation in answer.text


def test_publishing_records_the_signature_and_brings_it_to_the_cells(as_user, draft_id, world, committed):
    client = as_user("hanh")
    form = client.get(f"/guidance/{draft_id}/steps/publish")
    assert "Gửi đến 2 chi bộ" in words(form)

    sent = client.post(
        f"/guidance/{draft_id}/steps/publish",
        data={
            "version": 1, "signer_id": world.people["binh"], "signer_position": "Bí thư", "signed_on": "01/12/2026",
        },
    )  # fmt: skip

    assert sent.status_code == 303
    assert "Đã đến 0/2 chi bộ" in words(client.get(f"/guidance/{draft_id}"))
    with committed():
        run_due_jobs()
        guidance = the(draft_id)
        assert (guidance.state, guidance.signer_id, guidance.document.symbol) == (
            State.PUBLISHED, world.people["binh"], "01-HD/ĐU",
        )  # fmt: skip
    assert "Đã đến đủ 2 chi bộ. 0/2 chi bộ đã đọc" in words(client.get(f"/guidance/{draft_id}"))


def test_without_a_signature_it_is_not_published(as_user, draft_id, committed):
    answer = as_user("hanh").post(
        f"/guidance/{draft_id}/steps/publish",
        data={"version": 1, "signed_on": "03/12/2026", "signer_id": "", "signer_position": "Bí thư"},
    )

    assert answer.status_code == 422
    assert "Chưa ghi người ký của Thường trực Đảng ủy." in words(answer)
    assert "Ngày ký 03/12/2026 chưa tới." in words(answer)
    with committed():
        assert the(draft_id).state == State.DRAFT


def test_a_second_click_and_a_stale_page_change_nothing(as_user, draft_id, world):
    client = as_user("hanh")
    data = {"version": 1, "signer_id": world.people["binh"], "signer_position": "Bí thư", "signed_on": "01/12/2026"}

    assert client.post(f"/guidance/{draft_id}/steps/publish", data=data).status_code == 303
    assert client.post(f"/guidance/{draft_id}/steps/publish", data=data).status_code == 409
    assert client.post(f"/guidance/{draft_id}/edit", data=FIELDS | {"version": 1}).status_code == 409


@pytest.mark.parametrize("user_name", ["thang", "lan", "loc", "binh", "tra", "tham", "hanh"])
def test_all_in_the_scope_read_what_is_published(as_user, published_id, user_name):
    page = as_user(user_name).get(f"/guidance/{published_id}")

    assert page.status_code == 200
    assert "HƯỚNG DẪN" in words(page).upper()
    assert "Định hướng sinh hoạt chi bộ tháng 12/2026" in words(as_user(user_name).get("/guidance"))


@pytest.mark.parametrize(("user_name", "status"), [("quan", 404), ("dua", 404), ("vien", 404)])
def test_nobody_else_knows_of_it(as_user, published_id, user_name, status):
    assert as_user(user_name).get(f"/guidance/{published_id}").status_code == status


@pytest.mark.parametrize(("user_name", "status"), [("hanh", 200), ("binh", 200), ("thang", 404), ("loc", 404)])
def test_a_draft_is_seen_by_its_office_and_leadership_only(as_user, draft_id, user_name, status):
    assert as_user(user_name).get(f"/guidance/{draft_id}").status_code == status


def test_a_page_that_is_opened_notes_its_reader_once_for_the_cell(as_user, published_id, world, committed):
    for _ in range(2):
        answer = as_user("lan").post(f"/guidance/{published_id}/reading", headers={"HX-Request": "true"})
        assert "Đồng chí đã đọc lúc 02/12/2026, 09:00" in words(answer)
    as_user("loc").post(f"/guidance/{published_id}/reading")  # an overseer is not of the cell

    with committed():
        read = db.session.scalars(db.select(GuidanceReading)).all()
        assert [(row.cell_id, row.person_id) for row in read] == [(world.cell, world.people["lan"])]
    office = words(as_user("hanh").get(f"/guidance/{published_id}/cells"))
    assert "1/2 chi bộ đã đọc" in office
    assert "Đ/c Triệu Thị Lan đọc đầu tiên, 02/12/2026, 09:00" in office
    assert as_user("thang").get(f"/guidance/{published_id}/cells").status_code == 403


def test_the_meeting_is_submitted_only_with_an_item_for_the_guidance(as_user, published_id, world, committed):
    with committed():
        meeting = db.session.scalars(db.select(Meeting).where(Meeting.cell_id == world.cell)).one()
        facts, meeting_id = facts_of(meeting), meeting.id
        db.session.execute(db.delete(AgendaItem).where(AgendaItem.kind == ItemKind.GUIDANCE))

    assert (facts.guidance_is_published, facts.has_guidance_item) == (True, True)
    page = words(as_user("thang").get(f"/meetings/{meeting_id}"))
    assert "Đảng ủy đã có văn bản định hướng tháng này nhưng chương trình chưa có mục phổ biến." in page


def test_the_same_cells_are_not_guided_twice_for_a_month(as_user, published_id, committed):
    with committed():
        second = prepare().id

    page = words(as_user("hanh").get(f"/guidance/{second}"))

    assert "Đã có văn bản định hướng tháng 12/2026 cho 2 chi bộ" in page


@pytest.mark.parametrize(("day", "titles"), [(2, ["tháng 12/2026"]), (12, []), (20, ["tháng 1/2027"])])
def test_the_office_is_asked_for_the_guidance_that_is_missing(world, db_session, day, titles):
    with clock.set_to(NOON.replace(day=day)):
        rows = awaiting(actor_named("hanh"), clock.today()).guidance.rows

    assert [row.title for row in rows] == [f"Định hướng {title} chưa ban hành" for title in titles]
    assert awaiting(actor_named("thang"), clock.today()).guidance.rows == []


def test_the_office_is_led_to_the_draft_that_it_began(draft_id, committed):
    with committed():
        rows = awaiting(actor_named("hanh"), clock.today()).guidance.rows

    assert [(row.endpoint, row.arguments) for row in rows] == [("guidance.detail", {"guidance_id": draft_id})]
