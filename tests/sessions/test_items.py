"""The page of one item of the sitting: who speaks, what was concluded and voted, kept together."""

import re
import unicodedata

import pytest

from app.agendas.models import AgendaItem
from app.extensions import db
from app.meetings.models import Meeting
from app.sessions.models import Speech, Vote
from tests.sessions.conftest import HTMX, SCRIPT, item_form


def test_one_tap_one_speech_and_a_double_click_no_second(as_user, held, item_ids, world, committed):
    address = f"/meetings/{held}/conduct/items/{item_ids(held)[1]}"
    tap = {"speaker": f"p{world.people['khoa']}.0"}
    first = as_user("lan").post(f"{address}/speakers", data=tap, headers=HTMX)
    second = as_user("lan").post(f"{address}/speakers", data=tap, headers=HTMX)

    assert f'value="p{world.people["khoa"]}.1"' in first.text
    assert 'hx-swap-oob="beforeend:#y-kien"' in first.text
    assert "beforeend" not in second.text
    assert len(first.data) <= 6 * 1024
    with committed() as session:
        assert session.scalar(db.select(db.func.count()).select_from(Speech)) == 1
    assert as_user("lan").post(f"{address}/speakers", data={"speaker": f"p{world.people['khoa']}.1"}).status_code == 303


@pytest.mark.parametrize("speaker", ["", "p", "p1", "x1.0", "p-1.0", "p1.x", "p99999999999.0", SCRIPT])
def test_a_tap_on_nobody_is_refused(as_user, held, item_ids, speaker):
    address = f"/meetings/{held}/conduct/items/{item_ids(held)[1]}/speakers"
    assert as_user("lan").post(address, data={"speaker": speaker}).status_code in (404, 422)


def test_save_and_next_keeps_conclusion_outcome_and_vote_together(as_user, held, item_ids, committed):
    ids = item_ids(held)
    answer = as_user("thang").post(
        f"/meetings/{held}/conduct/items/{ids[1]}", data=item_form(1, ballot="open", other="1")
    )

    assert answer.location == f"/meetings/{held}/conduct/items/{ids[2]}"
    with committed() as session:
        item, vote = session.get(AgendaItem, ids[1]), session.scalars(db.select(Vote)).one()
        assert (item.conclusion, item.outcome, vote.other, vote.votes_for) == ("Mỗi đảng viên 3 hộ", "decided", 1, 18)


def test_a_vote_that_cannot_be_saves_nothing_and_shows_all_that_was_typed(as_user, held, item_ids, committed):
    ids = item_ids(held)
    answer = as_user("thang").post(
        f"/meetings/{held}/conduct/items/{ids[1]}", data=item_form(1, ballot="open", against="25")
    )

    assert answer.status_code == 422
    assert "19 đảng viên chính thức có mặt" in answer.text
    assert "Mỗi đảng viên 3 hộ" in answer.text
    with committed() as session:
        assert session.get(AgendaItem, ids[1]).outcome is None
        assert not session.scalars(db.select(Vote)).all()


def test_two_who_write_one_conclusion_see_both_texts(as_user, held, item_ids):
    address = f"/meetings/{held}/conduct/items/{item_ids(held)[1]}"
    as_user("lan").post(address, data=item_form(1))
    answer = as_user("thang").post(address, data=item_form(1, conclusion="Bản của chủ trì"))

    assert answer.status_code == 409
    assert "Bản đang có trong hồ sơ" in answer.text
    assert "Mỗi đảng viên 3 hộ" in answer.text
    assert "Bản của chủ trì</textarea>" in answer.text
    assert 'name="version" value="2"' in answer.text


def test_a_novel_is_refused_with_a_sentence_and_shown_again(as_user, held, item_ids):
    answer = as_user("lan").post(
        f"/meetings/{held}/conduct/items/{item_ids(held)[1]}", data=item_form(1, conclusion="ố" * 200_000)
    )

    assert answer.status_code == 422
    assert "200.000 ký tự, ghi tối đa 20.000" in answer.text


def test_decomposed_text_is_kept_composed(as_user, held, item_ids, committed):
    text = "Giữ vệ sinh đường hoa, Ế Ẫ ộ ặ"
    ids = item_ids(held)
    as_user("lan").post(
        f"/meetings/{held}/conduct/items/{ids[1]}", data=item_form(1, conclusion=unicodedata.normalize("NFD", text))
    )

    with committed() as session:
        assert session.get(AgendaItem, ids[1]).conclusion == text


def test_a_conclusion_begun_before_another_wrote_one_does_not_go_over_it(as_user, held):
    lan, thang, path = as_user("lan"), as_user("thang"), f"/meetings/{held}/conduct/conclusion"
    seen = re.search(r'name="seen" value="(\w+)"', lan.get(f"/meetings/{held}/conduct/wrap-up").text)[1]
    lan.post(f"/drafts/conclusion-{held}", data={"conclusion": "Của thư ký", "seen": seen})
    assert thang.post(path, data={"conclusion": "Của chủ trì", "seen": seen}).status_code == 303

    shown = lan.get(f"/meetings/{held}/conduct/wrap-up").text
    kept = re.search(r'name="seen" value="(\w+)"', shown)[1]
    answer = lan.post(path, data={"conclusion": "Của thư ký", "seen": kept})

    assert "Của thư ký" in shown
    assert answer.status_code == 409
    assert all(words in answer.text for words in ("Của chủ trì", "Của thư ký"))


def test_no_clock_runs_for_what_is_recorded_afterwards(as_user, held, item_ids, committed):
    paths = ("conduct", "conduct/wrap-up", f"conduct/items/{item_ids(held)[0]}", "close")
    running = [as_user("lan").get(f"/meetings/{held}/{path}").text for path in paths]
    with committed() as session:
        session.get(Meeting, held).from_paper = True
    afterwards = [as_user("lan").get(f"/meetings/{held}/{path}").text for path in paths]

    assert all("30/90 phút" in page or "Đã sinh hoạt 30 phút" in page for page in running)
    assert not any("/90 phút" in page or "phút đã sinh hoạt" in page or "30 phút" in page for page in afterwards)
    assert all("19:40" in page for page in afterwards)
