"""The pages of meetings as the owner, a colleague and a stranger get them."""

import re

import pytest

from app import clock
from app.approvals.queries import open_round, rounds_of
from app.extensions import db
from app.meetings.models import Meeting
from tests.meetings.ready import EVENING, agreed, convened, drafted, planned, submitted
from tests.onward import move_on
from tests.reading import get, words
from workflows.meeting import State


def over(state: State):
    """A meeting brought to `state` by the ordinary way on."""

    def bring(actor_of) -> Meeting:
        meeting = planned(actor_of)
        while meeting.state != state:
            move_on(meeting)
        return meeting

    bring.__name__ = f"over_{state}"
    return bring


minutes, scored, evaluated = over(State.MINUTES), over(State.SCORED), over(State.EVALUATED)


@pytest.fixture
def state_of(committed):
    def read(meeting_id: int) -> str:
        with committed():
            return db.session.get_one(Meeting, meeting_id).state

    return read


@pytest.mark.parametrize(
    ("recipe", "who", "status"),
    [
        (drafted, "thang", 200), (drafted, "men", 200), (drafted, "huong", 200), (drafted, "nhap", 200),
        (drafted, "loc", 200), (drafted, "hanh", 200), (drafted, "binh", 200),
        (drafted, "lan", 404), (drafted, "tham", 404), (drafted, "vien", 404), (drafted, "tra", 404),
        (drafted, "quan", 404),
        (submitted, "lan", 404), (submitted, "huong", 200), (submitted, "tham", 404),
        (convened, "lan", 200), (convened, "khoa", 200), (convened, "tham", 404), (convened, "dua", 404),
        (convened, "tra", 404), (convened, "hanh", 200),
    ],
)  # fmt: skip
def test_who_reaches_the_page(made, as_user, recipe, who, status):
    meeting_id = made(recipe)

    assert get(as_user(who), f"/meetings/{meeting_id}")[0] == status


def test_a_draft_shows_the_office_state_and_dates_only(made, as_user):
    meeting_id = made(planned)

    _, text = get(as_user("hanh"), f"/meetings/{meeting_id}")

    assert "03/12/2026" in text
    assert "Nhà văn hóa" not in text
    assert "Thời sự" not in text


def test_the_secretary_submits_with_the_one_red_button(made, as_user, state_of, version_of):
    meeting_id = made(planned)
    client = as_user("thang")
    _, text = get(client, f"/meetings/{meeting_id}")
    assert text.count('class="btn"') == 1
    assert "Trình chi ủy duyệt" in text

    answer = client.post(
        f"/meetings/{meeting_id}/steps/submit", data={"once": "a.1", "version": version_of(Meeting, meeting_id)}
    )

    assert (answer.status_code, answer.headers["Location"]) == (303, f"/meetings/{meeting_id}")
    assert state_of(meeting_id) == State.APPROVAL


def test_what_is_missing_stands_beside_the_blocked_button(made, as_user):
    meeting_id = made(drafted)

    _, text = get(as_user("thang"), f"/meetings/{meeting_id}")

    assert "Chưa ghi thời gian và địa điểm." in text
    assert 'aria-disabled="true"' in text
    assert "Soạn chương trình" in text


def test_an_approver_is_told_that_one_voice_is_enough(made, as_user, state_of):
    meeting_id = made(submitted)

    _, text = get(as_user("huong"), f"/meetings/{meeting_id}")

    assert "đồng chí đồng ý là đủ" in text
    assert "Đồng ý chương trình" in text
    assert "Trả lại, nêu lý do" in text


def test_the_secretary_sees_why_nothing_can_be_convened_yet(made, as_user):
    meeting_id = made(submitted)

    _, text = get(as_user("thang"), f"/meetings/{meeting_id}")

    assert "Mới có 1 trong 3 người duyệt đồng ý, cần ít nhất 2." in text


def test_convening_from_the_page(made, as_user, state_of, version_of):
    meeting_id = made(agreed)

    answer = as_user("thang").post(
        f"/meetings/{meeting_id}/steps/convene", data={"version": version_of(Meeting, meeting_id)}
    )

    assert answer.status_code == 303
    assert state_of(meeting_id) == State.CONVENED


def test_a_click_that_is_blocked_says_all_reasons_and_changes_nothing(made, as_user, state_of, version_of):
    meeting_id = made(drafted)

    answer = as_user("thang").post(
        f"/meetings/{meeting_id}/steps/submit", data={"version": version_of(Meeting, meeting_id)}
    )

    assert answer.status_code == 422
    assert "Chưa ghi thời gian và địa điểm." in answer.get_data(as_text=True)
    assert state_of(meeting_id) == State.DRAFT


@pytest.mark.parametrize(("who", "status"), [("lan", 404), ("tham", 404), ("huong", 403), ("hanh", 403), ("quan", 404)])
def test_nobody_else_submits(made, as_user, state_of, who, status):
    meeting_id = made(planned)

    assert as_user(who).post(f"/meetings/{meeting_id}/steps/submit").status_code == status
    assert state_of(meeting_id) == State.DRAFT


def test_a_double_click_has_one_effect(made, as_user, committed, version_of):
    meeting_id = made(planned)
    client = as_user("thang")
    sent = {"once": "x.1", "version": version_of(Meeting, meeting_id)}
    answers = [client.post(f"/meetings/{meeting_id}/steps/submit", data=sent) for _ in range(2)]

    assert [a.status_code for a in answers] == [303, 303]
    with committed():
        assert len(rounds_of(meeting_id)) == 1


@pytest.mark.parametrize("sent", [{"version": "1"}, {}, {"version": "x"}])
def test_an_old_page_moves_nothing_nor_does_one_that_does_not_say_how_old_it_is(made, as_user, state_of, sent):
    meeting_id = made(planned)

    answer = as_user("thang").post(f"/meetings/{meeting_id}/steps/submit", data=sent)

    assert answer.status_code == 409
    assert ("không cho biết được mở từ bản nào" in answer.text) == (sent != {"version": "1"})
    assert state_of(meeting_id) == State.DRAFT


@pytest.mark.parametrize(
    ("recipe", "who", "name"),
    [
        (submitted, "huong", "return"), (submitted, "hanh", "convene"), (convened, "thang", "amend"),
        (convened, "thang", "postpone"), (convened, "thang", "replace_chair"), (convened, "men", "replace_recorder"),
        (convened, "hanh", "cancel"), (drafted, "nhap", "record_past"),
    ],
)  # fmt: skip
def test_a_step_that_asks_has_a_page_and_keeps_what_was_typed(made, as_user, state_of, recipe, who, name, version_of):
    meeting_id = made(recipe)
    before = state_of(meeting_id)
    client = as_user(who)
    assert get(client, f"/meetings/{meeting_id}/steps/{name}")[0] == 200

    answer = client.post(
        f"/meetings/{meeting_id}/steps/{name}",
        data={"version": version_of(Meeting, meeting_id), "reason": "", "day": "hôm nào"},
    )

    assert answer.status_code == 422
    assert state_of(meeting_id) == before
    assert "error-summary" in answer.get_data(as_text=True)


def test_a_day_of_another_month_is_asked_back_on_the_form(made, as_user, state_of, world, version_of):
    meeting_id = made(drafted)
    address = f"/meetings/{meeting_id}/steps/record_past"
    sent = {"day": "20/11/2026", "time": "19:30", "place": "Nhà văn hóa", "chair_id": world.people["thang"],
            "recorder_id": world.people["lan"], "version": version_of(Meeting, meeting_id)}  # fmt: skip
    secretary = as_user("thang")
    assert "Đúng là tổ chức ngày này" not in secretary.get(address).text, "nobody is asked before"

    asked = secretary.post(address, data=sent)

    assert (asked.status_code, state_of(meeting_id)) == (422, State.DRAFT)
    assert "Ngày 20/11/2026 không thuộc tháng 12/2026 của kỳ sinh hoạt này." in asked.text
    assert 'name="day_is_certain"' in asked.text
    assert secretary.post(address, data=sent | {"day_is_certain": "y"}).status_code == 303
    assert state_of(meeting_id) == State.HELD


def test_the_committees_meeting_is_asked_with_a_past_meeting_and_what_was_typed_stays(
    made, as_user, state_of, world, version_of
):
    meeting_id = made(drafted)
    address = f"/meetings/{meeting_id}/steps/record_past"
    scribe, thang, lan = as_user("nhap"), world.people["thang"], world.people["lan"]
    assert "Hội nghị chi ủy trước đó" in scribe.get(address).text
    sent = {"day": "01/12/2026", "time": "19:30", "place": "Nhà văn hóa", "chair_id": thang, "recorder_id": lan,
            "committee_day": "30/11/2026", "committee_remarks": "Thêm câu hỏi.", "version": version_of(Meeting, meeting_id)}  # fmt: skip
    asked = scribe.post(address, data=sent)
    assert asked.status_code == 422
    assert "Ghi ngày, giờ hội nghị chi ủy." in asked.text
    assert "Thêm câu hỏi.</textarea>" in asked.text
    more = {"committee_time": "19:30", "committee_present": [thang, world.people["men"]],
            "committee_overseers": world.people["loc"]}  # fmt: skip
    assert scribe.post(address, data=sent | more).status_code == 303
    assert state_of(meeting_id) == State.HELD


def test_who_cannot_convene_yet_is_led_to_where_agreement_on_paper_is_written(made, as_user):
    meeting_id = made(submitted)
    page = as_user("thang").get(f"/meetings/{meeting_id}").text
    told = page.partition("Chưa triệu tập được vì")[2].partition("</section>")[0].partition("<details>")[0]
    assert f'href="/meetings/{meeting_id}/steps/agree?voice=paper"' in told
    assert f'href="/meetings/{meeting_id}/committee-meeting"' in told
    assert "ghi ý kiến trên giấy" not in as_user("huong").get(f"/meetings/{meeting_id}").text


def test_the_roll_call_and_the_opening_are_one_page_with_one_name(made, as_user):
    meeting_id = made(convened)
    with clock.set_to(EVENING):
        page = as_user("thang").get(f"/meetings/{meeting_id}").text
        assert page.count(">Điểm danh, khai mạc</a>") == 1
        assert ">Điểm danh</a>" not in page
        there = words(as_user("thang").get(f"/meetings/{meeting_id}/open"))
    assert "Điểm danh, khai mạc Chưa khai mạc." in there


@pytest.mark.parametrize(("recipe", "missing"), [
    (drafted, "Kỳ sinh hoạt chưa khai mạc: chương trình còn là dự thảo."),
    (submitted, "Kỳ sinh hoạt chưa khai mạc: chương trình đang chờ chi ủy duyệt."),
])  # fmt: skip
def test_who_wants_to_conduct_too_early_is_told_what_is_missing(made, as_user, recipe, missing):
    meeting_id = made(recipe)
    for path in ("conduct", "roll-call/start", "open"):
        answer = as_user("thang").get(f"/meetings/{meeting_id}/{path}")
        assert answer.status_code == 403
        assert missing in answer.text, path
        assert "Chưa tới bước này" in answer.text
        assert "kiểm tra phân công" not in answer.text
        assert f'href="/meetings/{meeting_id}">Mở trang kỳ sinh hoạt' in answer.text


def test_a_return_is_shown_to_the_secretary_with_its_reason(made, as_user, state_of, version_of):
    meeting_id = made(submitted)
    sent = {"reason": "Thiếu <b>câu hỏi</b>.", "version": version_of(Meeting, meeting_id)}
    answer = as_user("huong").post(f"/meetings/{meeting_id}/steps/return", data=sent)
    assert answer.status_code == 303

    _, text = get(as_user("thang"), f"/meetings/{meeting_id}")

    assert "Đ/c Lý Thị Hương trả lại" in text
    assert "Thiếu &lt;b&gt;câu hỏi&lt;/b&gt;." in text
    assert state_of(meeting_id) == State.DRAFT


@pytest.mark.parametrize("name", ["lan", "khong-co"])
def test_a_step_that_does_not_exist_is_not_found(made, as_user, name):
    meeting_id = made(drafted)

    assert get(as_user("thang"), f"/meetings/{meeting_id}/steps/{name}")[0] == 404
    assert as_user("thang").post(f"/meetings/{meeting_id}/steps/{name}").status_code == 404


def test_an_agreement_on_paper_is_entered_on_its_page(made, as_user, committed, world, version_of):
    meeting_id = made(submitted)
    client = as_user("nhap")
    status, text = get(client, f"/meetings/{meeting_id}/steps/agree?voice=paper")
    assert (status, "Ghi ý kiến đồng ý trên giấy" in text) == (200, True)

    form = {
        "voice": "paper",
        "person_id": world.people["men"],
        "day": "02/12/2026",
        "time": "07:00",
        "version": version_of(Meeting, meeting_id),
    }
    answer = client.post(f"/meetings/{meeting_id}/steps/agree", data=form)

    assert answer.status_code == 303
    with committed():
        voices = {a.person_id: a.on_paper for a in open_round(meeting_id).agreements if a.agreed_at}
    assert voices[world.people["men"]] is True


def test_the_history_is_the_insiders_with_reasons_and_the_offices_without(made, as_user, version_of):
    meeting_id = made(submitted)
    sent = {"reason": "Thiếu câu hỏi.", "version": version_of(Meeting, meeting_id)}
    as_user("huong").post(f"/meetings/{meeting_id}/steps/return", data=sent)

    text = get(as_user("thang"), f"/meetings/{meeting_id}/history")[1]
    assert "Thiếu câu hỏi." in text
    assert "Đ/c Lý Thị Hương trả lại để sửa" in text
    assert "Đ/c Nông Văn Thắng lập kỳ sinh hoạt." in text
    status, text = get(as_user("hanh"), f"/meetings/{meeting_id}/history")
    assert (status, "Thiếu câu hỏi." in text) == (200, False)
    assert get(as_user("lan"), f"/meetings/{meeting_id}/history")[0] == 404


def test_a_member_reads_the_convened_agenda_and_its_papers(made, as_user):
    meeting_id = made(convened)

    _, text = get(as_user("khoa"), f"/meetings/{meeting_id}")

    assert "Thông tin thời sự" in text
    assert "01-TB/CB" in text
    assert "Lời dẫn điều hành" not in text
    assert "Hủy kỳ sinh hoạt" not in text


def test_the_room_changes_on_its_page(made, as_user, version_of):
    meeting_id = made(convened)
    client = as_user("thang")

    sent = {"place": "Trường", "reason": "Mất điện.", "version": version_of(Meeting, meeting_id)}
    assert client.post(f"/meetings/{meeting_id}/place", data=sent | {"reason": ""}).status_code == 422
    answer = client.post(f"/meetings/{meeting_id}/place", data=sent)

    assert answer.status_code == 303
    assert "Trường" in get(client, f"/meetings/{meeting_id}")[1]
    assert as_user("huong").get(f"/meetings/{meeting_id}/place").status_code == 403


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [("loc", "send_back", 200), ("hanh", "send_back", 200), ("thang", "send_back", 403), ("khoa", "send_back", 403)],
)
def test_sending_back_asks_for_a_reason_on_its_page(made, as_user, state_of, who, name, status, version_of):
    meeting_id = made(scored)
    client = as_user(who)

    answer, text = get(client, f"/meetings/{meeting_id}/steps/{name}")

    assert answer == status
    if status == 200:
        action = re.search(r'<form class="sheet" method="post" action="([^"]+)"', text)[1]
        sent = {"reason": "Thiếu ý kiến phát biểu.", "version": version_of(Meeting, meeting_id)}
        assert client.post(action, data=sent).status_code == 303
        assert state_of(meeting_id) == State.MINUTES


@pytest.mark.few(4)
@pytest.mark.parametrize(
    ("recipe", "who"),
    [
        (drafted, "thang"), (drafted, "nhap"), (submitted, "huong"), (submitted, "thang"), (submitted, "hanh"),
        (convened, "thang"), (convened, "khoa"), (over(State.HELD), "thang"), (minutes, "thang"), (minutes, "lan"),
        (minutes, "huong"), (scored, "loc"), (scored, "hanh"), (scored, "binh"), (scored, "khoa"),
        (evaluated, "thang"), (evaluated, "hanh"), (evaluated, "khoa"),
    ],
)  # fmt: skip
def test_every_link_of_the_page_leads_somewhere(made, as_user, recipe, who):
    meeting_id = made(recipe)
    client = as_user(who)

    _, text = get(client, f"/meetings/{meeting_id}")

    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/(?:meetings|documents)/[^"#]+)"', text)}
    assert {link: client.get(link, follow_redirects=True).status_code for link in links} == dict.fromkeys(links, 200)


def test_a_missing_reason_is_said_at_its_field(made, as_user, version_of):
    meeting_id = made(submitted)
    sent = {"reason": " ", "version": version_of(Meeting, meeting_id)}
    answer = as_user("huong").post(f"/meetings/{meeting_id}/steps/return", data=sent)

    assert '<a href="#reason">Chưa nêu lý do.</a>' in answer.text
    assert 'id="reason-loi"' in answer.text


def test_who_has_not_answered_is_asked_to_also_when_enough_have(made, as_user, version_of):
    meeting_id = made(submitted)
    address = f"/meetings/{meeting_id}"
    assert (
        as_user("men").post(f"{address}/steps/agree", data={"version": version_of(Meeting, meeting_id)}).status_code
        == 303
    )
    assert "đồng chí:</span> đồng ý chương trình" in as_user("huong").get(address).text
    assert "đồng chí:</span> triệu tập" in as_user("thang").get(address).text
