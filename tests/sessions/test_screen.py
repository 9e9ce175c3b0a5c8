"""The screen of the hall: what is under discussion and how it was voted; nothing of what is kept on paper."""

from app.agendas.models import ItemKind
from app.agendas.queries import items_of
from app.meetings.models import Meeting
from app.resolutions.services import edit_draft, ensure_draft
from app.resolutions.services_drafts import Draft, TaskDraft
from app.sessions import services
from app.sessions.models import VoteAbout
from app.sessions.services import Ballots
from tests.acts import DUE
from tests.reading import words


def screen_of(as_user, held, who="thang", **more):
    return as_user(who).get(f"/meetings/{held}/screen", **more)


def test_it_shows_the_item_under_discussion_and_goes_on_with_it(held, as_user, item_ids, committed, actor_of):
    assert "1/4. Thời sự, văn bản của cấp trên" in screen_of(as_user, held).text
    with committed() as session:
        meeting = session.get_one(Meeting, held)
        services.begin_item(meeting, services.item_in(meeting, item_ids(held)[1]))
    assert "2/4. Giữ vệ sinh môi trường" in screen_of(as_user, held).text


def test_the_vote_of_the_item_stands_there_with_its_result(held, as_user, item_ids, committed, actor_of):
    with committed() as session:
        meeting = session.get_one(Meeting, held)
        item = services.item_in(meeting, item_ids(held)[0])
        services.record_vote(meeting, VoteAbout.ITEM, Ballots(subject="Nhất trí"), actor=actor_of("thang"), item=item)
    text = screen_of(as_user, held).text

    assert "Nhất trí" in text
    assert "Thông qua." in text


def test_the_draft_resolution_is_read_while_it_is_spoken_about(held, as_user, committed, actor_of):
    with committed() as session:
        meeting, thang = session.get_one(Meeting, held), actor_of("thang")
        draft = Draft(subject_line="Lãnh đạo nhiệm vụ tháng 12", sections={"politics": "Giữ vững đoàn kết"},
                      tasks=[TaskDraft(work="Phát quang đường cụm 2", owner_id=thang.person_id, deadline=DUE)])  # fmt: skip
        edit_draft(ensure_draft(meeting, actor=thang), meeting, draft, actor=thang)
        item = next(item for item in items_of(held) if item.kind == ItemKind.RESOLUTION)
        item_id = item.id
    assert "Giữ vững đoàn kết" not in screen_of(as_user, held).text, "another item is under discussion"
    with committed() as session:
        meeting = session.get_one(Meeting, held)
        services.begin_item(meeting, services.item_in(meeting, item_id))
    text = words(screen_of(as_user, held))

    assert "Dự thảo nghị quyết: Lãnh đạo nhiệm vụ tháng 12 Về chính trị, tư tưởng Giữ vững đoàn kết" in text
    assert "Phát quang đường cụm 2: đ/c Nông Văn Thắng, hạn 20/12/2026" in text


def test_of_an_item_kept_on_paper_it_says_only_that(held, as_user, item_ids, committed):
    with committed() as session:
        meeting = session.get_one(Meeting, held)
        item = services.item_in(meeting, item_ids(held)[2])
        item.questions = [{"text": "Ai bị nêu tên?", "asked_first_id": None}]
        services.begin_item(meeting, item)
    text = screen_of(as_user, held).text

    assert "Nội dung ghi sổ giấy" in text
    assert "Ai bị nêu tên?" not in text


def test_it_is_read_by_who_reads_the_record_and_refreshes_itself_alone(held, as_user):
    assert [screen_of(as_user, held, who).status_code for who in ("khoa", "hanh", "tham")] == [403, 403, 404]
    fragment = screen_of(as_user, held, headers={"HX-Request": "true"}).text
    assert fragment.lstrip().startswith('<div class="hall"')
    assert "<form" not in screen_of(as_user, held).text


def test_who_conducts_finds_the_way_back_and_who_reads_is_not_sent_where_they_may_not_go(held, as_user):
    assert f'href="/meetings/{held}/conduct"' in screen_of(as_user, held, "lan").text
    assert "/conduct" not in screen_of(as_user, held, "huong").text
