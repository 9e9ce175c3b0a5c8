"""The pages of the minutes: who sees them when, what is sent, what a refusal keeps."""

import re

import pytest
from sqlalchemy import func, select

from app.documents.models import Document
from app.meetings.models import Meeting
from app.minutes.models import Minutes
from app.minutes.queries import current_minutes
from app.sessions.models import Speech
from tests.minutes.conftest import signed_by_both

# ---------------------------------------------------------------- who sees what, when
WRITERS = {"thang", "men", "lan"}
INSIDERS = WRITERS | {"huong", "loc"}
EVERYBODY_OF_THE_CELL = INSIDERS | {"khoa", "nhap"}
OTHERS = {"hanh", "binh", "tra", "tham", "vien"}


def who_sees(as_user, meeting_id: int) -> set[str]:
    people = EVERYBODY_OF_THE_CELL | OTHERS
    return {who for who in people if as_user(who).get(f"/meetings/{meeting_id}/minutes").status_code == 200}


def test_while_it_is_read_out_only_those_who_work_in_it_see_it(read_out, as_user):
    assert who_sees(as_user, read_out) == INSIDERS


def test_a_member_does_not_see_unsigned_minutes(unsigned, as_user):
    assert who_sees(as_user, unsigned) == INSIDERS


def test_signed_and_handed_in_all_of_the_cell_see_it_and_neither_office_nor_leadership(handed_in, as_user):
    assert who_sees(as_user, handed_in) == EVERYBODY_OF_THE_CELL


def test_the_administrator_has_no_door_to_it(unsigned, as_user):
    assert as_user("quan").get(f"/meetings/{unsigned}/minutes").status_code == 404


def test_an_item_kept_on_paper_leaks_nothing_to_the_chair(with_gaps, as_user):
    client = as_user("thang")
    for page in ("minutes", "minutes/edit"):
        text = client.get(f"/meetings/{with_gaps}/{page}").text
        assert "lời nói mật" not in text
        assert "bí mật của sổ giấy" not in text


def test_a_committee_member_reads_and_does_not_write(unsigned, as_user):
    client = as_user("huong")
    page = client.get(f"/meetings/{unsigned}/minutes").text

    assert "Sửa lời văn" not in page
    assert client.get(f"/meetings/{unsigned}/minutes/edit").status_code == 403
    assert client.post(f"/meetings/{unsigned}/minutes/edit", data={"text-synthesis": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["minutes/edit", "minutes/sign", "minutes/paper", "minutes/signatures/withdrawal"])
def test_a_stranger_finds_no_form_either(unsigned, as_user, path):
    assert as_user("tham").post(f"/meetings/{unsigned}/{path}", data={"role": "chair"}).status_code == 404


# ---------------------------------------------------------------- gaps and texts
def test_gaps_are_marked_and_filled_beside_the_sheet(with_gaps, as_user, committed):
    client = as_user("lan")
    page = client.get(f"/meetings/{with_gaps}/minutes").text
    assert '<mark id="cho-trong-1">(chưa ghi lý do)</mark>' in page
    assert "Chưa ký được vì" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    names = re.findall(r'name="(text-[\w-]+)"', page)

    answer = client.post(
        f"/meetings/{with_gaps}/minutes/edit", data={"version": version, **dict.fromkeys(names, "đi viện")}
    )

    assert answer.status_code == 303
    with committed():
        assert current_minutes(with_gaps).composed["open_marks"] == []
    assert "<mark" not in client.get(f"/meetings/{with_gaps}/minutes").text


def test_a_gap_being_filled_shows_again_what_was_typed(with_gaps, as_user):
    client = as_user("lan")
    name = re.search(r'name="(text-[\w-]+)"', client.get(f"/meetings/{with_gaps}/minutes").text)[1]
    client.post(f"/drafts/minutes-{with_gaps}", data={name: "Còn đang viết"})

    assert "Còn đang viết" in client.get(f"/meetings/{with_gaps}/minutes").text
    assert "Còn đang viết" not in as_user("thang").get(f"/meetings/{with_gaps}/minutes").text


def test_hostile_words_stand_there_as_words(unsigned, as_user, committed):
    client = as_user("thang")
    with committed():
        version = current_minutes(unsigned).version
    client.post(
        f"/meetings/{unsigned}/minutes/edit",
        data={"version": version, "text-synthesis": "<script>alert(1)</script>"},
    )

    for page in ("minutes", "minutes/edit"):
        text = client.get(f"/meetings/{unsigned}/{page}").text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_text_without_end_is_refused_and_stays_on_the_page(unsigned, as_user, committed):
    long = "dài " * 50_000
    with committed():
        version = current_minutes(unsigned).version

    answer = as_user("thang").post(
        f"/meetings/{unsigned}/minutes/edit", data={"version": version, "text-synthesis": long}
    )

    assert answer.status_code == 422
    assert "dài quá 20.000 ký tự" in answer.text
    assert long.strip() in answer.text
    with committed():
        assert current_minutes(unsigned).free_text.get("synthesis") is None


def test_the_slower_of_two_keeps_what_was_typed(unsigned, as_user, committed):
    with committed():
        version = current_minutes(unsigned).version
    path = f"/meetings/{unsigned}/minutes/edit"
    assert as_user("men").post(path, data={"version": version, "text-synthesis": "của chị Mến"}).status_code == 303

    answer = as_user("thang").post(path, data={"version": version, "text-synthesis": "của anh Thắng"})

    assert answer.status_code == 409
    assert "của anh Thắng" in answer.text
    assert "Bản mới nhất đang ghi: của chị Mến" in answer.text
    again = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    saved = as_user("thang").post(path, data={"version": again, "text-synthesis": "của anh Thắng"})
    assert saved.status_code == 303


def test_a_text_that_is_not_in_the_minutes_cannot_be_slipped_in(with_gaps, as_user, committed):
    with committed() as session:
        secret = session.scalars(select(Speech.id).where(Speech.text == "lời nói mật")).one()
        version = current_minutes(with_gaps).version

    answer = as_user("thang").post(
        f"/meetings/{with_gaps}/minutes/edit", data={"version": version, f"text-speech-{secret}": "x"}
    )

    assert answer.status_code == 409
    assert "lời nói mật" not in answer.text


def test_what_is_typed_is_found_again_after_signing_in(unsigned, as_user):
    client = as_user("lan")
    client.post(f"/drafts/minutes-{unsigned}", data={"text-synthesis": "gõ dở"})

    page = client.get(f"/meetings/{unsigned}/minutes/edit").text

    assert "gõ dở" in page
    assert "Bản đang viết dở" in page


# ---------------------------------------------------------------- handing in, back and open again
def test_the_secretary_hands_in_what_is_signed(
    complete, db_session, actor_of, as_user, the_day_after, committed, version_of
):
    signed_by_both(complete, actor_of)
    db_session.commit()
    client, meeting_id = as_user("thang"), complete.id
    assert "Nộp lên Đảng ủy" in client.get(f"/meetings/{meeting_id}/minutes").text

    answer = client.post(
        f"/meetings/{meeting_id}/minutes/handing-in", data={"version": version_of(Meeting, meeting_id)}
    )

    assert answer.status_code == 303
    with committed() as session:
        assert session.get_one(Meeting, meeting_id).state == "scored"


@pytest.mark.parametrize(("who", "status"), [("lan", 403), ("loc", 403), ("hanh", 403), ("tham", 404)])
def test_nobody_else_hands_it_in(unsigned, as_user, who, status):
    assert as_user(who).post(f"/meetings/{unsigned}/minutes/handing-in").status_code == status


def test_sending_back_wants_a_reason_and_begins_the_next_version(handed_in, as_user, committed, version_of):
    client, path = as_user("loc"), f"/meetings/{handed_in}/minutes/sending-back"
    seen = {"version": version_of(Meeting, handed_in)}
    assert client.post(path, data=seen | {"reason": " "}).status_code == 422

    assert client.post(path, data=seen | {"reason": "thiếu ý kiến"}).status_code == 303

    with committed() as session:
        assert session.scalar(select(func.count(Minutes.id))) == 2
    assert as_user("khoa").get(f"/meetings/{handed_in}/minutes").status_code == 404


def test_an_extraordinary_meeting_is_finished_and_opened_again_at_its_minutes(
    complete, db_session, actor_of, as_user, the_day_after, committed, version_of
):
    complete.kind = "extraordinary"
    signed_by_both(complete, actor_of)
    db_session.commit()
    meeting_id = complete.id
    path = f"/meetings/{meeting_id}/minutes"

    assert (
        as_user("thang").post(f"{path}/finishing", data={"version": version_of(Meeting, meeting_id)}).status_code == 303
    )
    sent = {"reason": "sai tên", "version": version_of(Meeting, meeting_id)}
    assert as_user("hanh").post(f"{path}/reopening", data=sent).status_code == 303

    with committed() as session:
        meeting = session.get_one(Meeting, meeting_id)
        assert (meeting.state, current_minutes(meeting.id).number_of_version) == ("minutes", 2)
        numbers = session.scalars(select(Document.symbol).where(Document.kind == "minutes")).all()
        assert numbers == ["01-BB/CB"]


def test_the_page_of_the_minutes_asks_the_database_a_bounded_number_of_times(with_gaps, as_user, count_statements):
    client = as_user("thang")
    client.get(f"/meetings/{with_gaps}/minutes")

    with count_statements() as seen:
        client.get(f"/meetings/{with_gaps}/minutes")

    assert len(seen.besides_the_account()) <= 25, "\n".join(seen.besides_the_account())
