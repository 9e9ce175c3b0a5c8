"""The pages of the sitting: who opens them, what is sent, what comes back."""

import re
from datetime import date, timedelta

import pytest

from app import clock
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import Membership, Person
from app.sessions import queries
from app.sessions.models import Attendance, Guest, Speech
from tests.sessions.conftest import EVENING, HTMX, SCRIPT, item_form
from workflows.meeting import State
from workflows.names import fold, sort_key

READ = ("conduct", "roll-call/start", "conduct/wrap-up")
WRITE = (
    "conduct/beginning", "guests", "close", "break-off", "undo-open", "votes/about/agenda", "votes/about/resolution",
    "votes/about/minutes",
)  # fmt: skip


@pytest.mark.parametrize("path", [*READ, *WRITE])
def test_those_who_record_open_every_page(as_user, held, path):
    for name in ("thang", "lan", "men", "nhap"):
        assert as_user(name).get(f"/meetings/{held}/{path}").status_code == 200


def test_a_scribe_is_led_to_no_minutes_before_they_are_published(as_user, held):
    link = f'/meetings/{held}/minutes"'
    assert link in as_user("lan").get(f"/meetings/{held}/conduct/wrap-up").text
    assert link not in as_user("nhap").get(f"/meetings/{held}/conduct/wrap-up").text


@pytest.mark.parametrize("path", READ)
def test_committee_and_overseer_read_and_have_nothing_to_press(as_user, held, path):
    for name in ("huong", "loc"):
        answer = as_user(name).get(f"/meetings/{held}/{path}")
        assert answer.status_code == 200
        assert 'method="post"' not in answer.text


@pytest.mark.parametrize(
    ("name", "status"), [("khoa", 403), ("hanh", 403), ("binh", 403), ("tham", 404), ("vien", 404), ("tra", 404)]
)
def test_others_see_no_record(as_user, held, item_ids, name, status):
    paths = [*READ, f"conduct/items/{item_ids(held)[0]}", "conduct/pulse", "roll-call/start/pulse"]
    assert {as_user(name).get(f"/meetings/{held}/{path}").status_code for path in paths} == {status}


@pytest.mark.parametrize("path", WRITE)
def test_readers_do_not_reach_the_forms(as_user, held, path):
    assert as_user("huong").get(f"/meetings/{held}/{path}").status_code == 403
    assert as_user("tham").get(f"/meetings/{held}/{path}").status_code == 404


def test_every_item_has_its_page_and_ids_of_other_meetings_are_not_found(as_user, held, item_ids):
    for item_id in item_ids(held):
        assert as_user("lan").get(f"/meetings/{held}/conduct/items/{item_id}").status_code == 200
    for path in (
        "conduct/items/9999",
        "votes/9999",
        "speeches/9999",
        "roll-call/middle",
        "votes/about/item",
        "votes/about/x",
    ):
        assert as_user("lan").get(f"/meetings/{held}/{path}").status_code == 404


def test_a_meeting_is_opened_on_its_page(as_user, convened, committed, version_of):
    thang = as_user("thang")
    assert thang.post(f"/meetings/{convened}/roll-call/start/stamp").status_code == 303
    page = thang.get(f"/meetings/{convened}/open").text
    assert "03/12/2026" in page
    assert 'value="20:10"' in page

    seen = {"version": version_of(Meeting, convened), "day": "3/12/2026", "at": "19 giờ 40"}
    assert thang.post(f"/meetings/{convened}/open", data=seen).status_code == 303
    with committed() as session:
        assert session.get(Meeting, convened).state == State.HELD


def test_a_meeting_that_begins_early_is_offered_the_hour_it_is(as_user, convened):
    with clock.set_to(EVENING - timedelta(minutes=12)):
        assert 'value="19:28"' in as_user("thang").get(f"/meetings/{convened}/open").text


def test_a_refused_opening_says_why_and_keeps_what_was_typed(as_user, convened, version_of):
    sent = {"version": version_of(Meeting, convened), "day": "03/12/2026", "at": "2115"}
    answer = as_user("thang").post(f"/meetings/{convened}/open", data=sent)

    assert answer.status_code == 422
    assert "Giờ khai mạc chưa tới: bây giờ là 20 giờ 10 ngày 03/12/2026" in answer.text
    assert 'value="2115"' in answer.text


@pytest.mark.parametrize("at", ["", "25:00", "bảy giờ", SCRIPT])
def test_a_time_that_is_none(as_user, convened, at):
    answer = as_user("thang").post(f"/meetings/{convened}/open", data={"day": "03/12/2026", "at": at})

    assert answer.status_code == 422
    assert SCRIPT not in answer.text


def test_one_person_is_marked_without_script_and_with_it(as_user, held, rows):
    khoa, lan = rows["Ma Đình Khoa"], as_user("lan")
    address = f"/meetings/{held}/roll-call/start/rows/{khoa.id}"
    sent = {"version": khoa.version, "mark": "excused", "reason_of_absence": "Ngầm tràn ngập"}

    assert f'action="{address}"' in lan.get(f"/meetings/{held}/roll-call/start?mo={khoa.id}").text
    assert f'action="{address}"' in lan.get(address, headers=HTMX).text
    plain = lan.post(address, data=sent)
    assert (plain.status_code, plain.location) == (303, f"/meetings/{held}/roll-call/start#dd-{khoa.id}")

    answer = lan.post(
        address, data=sent | {"version": khoa.version + 1, "mark": "present", "arrived": "19:50"}, headers=HTMX
    )
    assert f'<li id="dd-{khoa.id}">' in answer.text
    assert "Đến muộn 19:50" in answer.text
    assert 'id="cong"' in answer.text
    assert len(answer.data) <= 6 * 1024


def test_a_collision_on_one_row_keeps_what_was_typed_and_the_other_rows_alone(as_user, held, rows):
    khoa, huong = rows["Ma Đình Khoa"], rows["Lý Thị Hương"]
    base = f"/meetings/{held}/roll-call/start/rows"
    as_user("lan").post(f"{base}/{khoa.id}", data={"version": khoa.version, "mark": "unexcused"})
    answer = as_user("thang").post(
        f"{base}/{khoa.id}", data={"version": khoa.version, "mark": "excused", "reason_of_absence": "đi viện"}, headers=HTMX
    )  # fmt: skip

    assert answer.status_code == 409
    assert "vừa được người khác ghi" in answer.text
    assert ">đi viện</textarea>" in answer.text
    assert "HX-Retarget" not in answer.headers
    assert f'name="version" value="{khoa.version + 1}"' in answer.text
    other = as_user("thang").post(
        f"{base}/{huong.id}", data={"version": huong.version, "mark": "excused"}, headers=HTMX
    )
    assert other.status_code == 200


def test_a_mark_that_cannot_be_comes_back_on_the_whole_page_without_script(as_user, held, rows):
    khoa = rows["Ma Đình Khoa"]
    answer = as_user("lan").post(
        f"/meetings/{held}/roll-call/start/rows/{khoa.id}", data={"version": khoa.version, "mark": "present", "arrived": "18:00"}
    )  # fmt: skip

    assert answer.status_code == 422
    assert "trước giờ khai mạc" in answer.text
    assert 'value="18:00"' in answer.text
    assert answer.text.count("<li id=") == 22


@pytest.mark.parametrize("asked", ["more_than_half", "two_thirds"])
def test_the_form_of_a_vote_says_what_the_rule_set_asks(as_user, held, item_ids, committed, asked):
    with committed() as session:
        rule_set = session.get(Meeting, held).rule_set
        rule_set.settings = {**rule_set.settings, "threshold_ordinary": asked}

    for path in ("votes/about/agenda", f"conduct/items/{item_ids(held)[0]}"):
        page = as_user("lan").get(f"/meetings/{held}/{path}").text
        of_a_matter = [] if "about" in path else ["ordinary"]
        assert re.findall(r'name="matter" value="(\w+)" checked', page) == of_a_matter, path
        words = "từ hai phần ba" if asked == "two_thirds" else "quá nửa"
        assert f", {words} của 19 đảng viên chính thức" in page, path


def test_the_count_is_measured_as_typed_and_an_unknown_matter_is_told(as_user, held, item_ids):
    lan, item = as_user("lan"), item_ids(held)[0]
    asked = lan.get(f"/meetings/{held}/votes/tally?against=1&matter=admission").text
    nonsense = lan.get(f"/meetings/{held}/votes/tally?against=1&matter=junk")
    page = lan.get(f"/meetings/{held}/conduct/items/{item}").text
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    refused = lan.post(
        f"/meetings/{held}/conduct/items/{item}", data={"version": version, "ballot": "open", "matter": "junk"}
    )  # fmt: skip

    assert "Cần 13, từ hai phần ba của 19" in asked
    assert "Kết nạp đảng viên (từ hai phần ba)" in page
    assert nonsense.status_code == 200
    assert refused.status_code == 422


def test_ballots_that_were_being_typed_stand_there_again(as_user, held, item_ids):
    lan, address = as_user("lan"), f"/meetings/{held}/conduct/items/{item_ids(held)[1]}"
    lan.post(f"/drafts/item-{item_ids(held)[1]}", data={"conclusion": "Thống nhất", "against": "13", "at": "20:41"})

    page = lan.get(address).text
    assert ("Thống nhất</textarea>" in page, 'value="13"' in page, 'value="20:41"' in page) == (True, True, True)


def test_a_suspended_member_is_listed_apart_and_has_no_form(as_user, held, rows, committed):
    with committed() as session:
        session.get(Attendance, rows["Ma Đình Khoa"].id).suspended = True
    row_id, lan = rows["Ma Đình Khoa"].id, as_user("lan")

    page = lan.get(f"/meetings/{held}/roll-call/start").text
    apart = page.partition("Không tính vào số phải dự")[2]
    assert re.search(r"Ma Đình Khoa <small>đình chỉ sinh hoạt, không điểm danh</small>", apart)
    assert f"rows/{row_id}" not in page
    assert lan.get(f"/meetings/{held}/roll-call/start/rows/{row_id}", headers=HTMX).status_code == 404
    sent = {"mark": "present", "version": "1"}
    assert lan.post(f"/meetings/{held}/roll-call/start/rows/{row_id}", data=sent).status_code == 404


def test_the_roll_call_is_searched_without_diacritics(as_user, held):
    page = as_user("lan").get(f"/meetings/{held}/roll-call/start?ten=khoa").text

    assert "Ma Đình Khoa" in page
    assert "Lý Thị Hương" not in page
    assert "Đang hiện 1 trong 21" in page


def test_script_in_every_field_is_shown_as_text(as_user, held, item_ids, world, rows, committed):
    lan, item = as_user("lan"), f"/meetings/{held}/conduct/items/{item_ids(held)[1]}"
    khoa = rows["Ma Đình Khoa"]
    lan.post(f"/meetings/{held}/guests", data={"kind": "guest", "name": SCRIPT, "office": SCRIPT})
    lan.post(f"{item}/speakers", data={"speaker": f"p{world.people['khoa']}.0"})
    with committed() as session:
        speech, guest = session.scalar(db.select(Speech.id)), session.scalar(db.select(Guest.id))
    lan.post(f"{item}/speakers", data={"speaker": f"g{guest}.0"})
    lan.post(f"/meetings/{held}/speeches/{speech}", data={"version": 1, "text": SCRIPT})
    lan.post(
        f"/meetings/{held}/roll-call/start/rows/{khoa.id}",
        data={"version": khoa.version, "mark": "present", "reason_of_absence": SCRIPT},
    )
    lan.post(item, data=item_form(1, conclusion=SCRIPT, ballot="secret"))
    lan.post(
        f"/meetings/{held}/votes/about/minutes",
        data={"subject": SCRIPT, "ballot": "open", "against": "0", "other": "0"},
    )
    lan.post(
        f"/meetings/{held}/conduct/mentions", data={"kind": "reminder", "person": "", "name": SCRIPT, "text": SCRIPT}
    )
    lan.post(
        f"/meetings/{held}/conduct/tasks",
        data={"work": SCRIPT, "owner": "", "owner_name": SCRIPT, "deadline": "20/12/2026"},
    )
    page = lan.get(f"/meetings/{held}/conduct/beginning").text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    lan.post(f"/meetings/{held}/conduct/beginning", data={"seen": seen, "fees_note": SCRIPT, "observer": SCRIPT})
    seen = re.search(r'name="seen" value="(\w+)"', lan.get(f"/meetings/{held}/conduct/wrap-up").text)[1]
    lan.post(f"/meetings/{held}/conduct/conclusion", data={"seen": seen, "conclusion": SCRIPT})

    pages = [item, f"/meetings/{held}/speeches/{speech}", *(f"/meetings/{held}/{path}" for path in (*READ, *WRITE))]
    texts = [
        lan.get(path).text
        for path in (
            *pages,
            f"/meetings/{held}/roll-call/start?mo={khoa.id}",
            f"/meetings/{held}/roll-call/start?ten={SCRIPT}",
        )
    ]
    assert not [path for path, text in zip(pages, texts, strict=False) if SCRIPT in text]
    assert sum(text.count("&lt;script&gt;") for text in texts) >= 10


def test_a_form_sent_twice_has_one_effect(as_user, held, committed):
    lan = as_user("lan")
    sent = {"kind": "guest", "name": "Nguyễn Văn Tài", "office": "Trưởng thôn", "once": "abc.1"}
    answers = [lan.post(f"/meetings/{held}/guests", data=sent).status_code for _ in range(2)]

    assert answers == [303, 303]
    with committed() as session:
        assert session.scalar(db.select(db.func.count()).select_from(Guest)) == 1


def test_the_overseer_is_noted_by_one_button(as_user, held, world, committed):
    assert "Nguyễn Hữu Lộc có dự" in as_user("lan").get(f"/meetings/{held}/guests").text
    as_user("lan").post(f"/meetings/{held}/guests/overseers/{world.people['loc']}")

    with committed() as session:
        guest = session.scalars(db.select(Guest)).one()
        assert (guest.kind, guest.person_id) == ("overseer", world.people["loc"])


def test_what_the_numbers_mean_is_asked_for_while_they_are_typed(as_user, held):
    enough = as_user("lan").get(f"/meetings/{held}/votes/tally?against=9&other=0", headers=HTMX).text
    too_few = as_user("lan").get(f"/meetings/{held}/votes/tally?against=10&other=0", headers=HTMX).text
    wrong = as_user("lan").get(f"/meetings/{held}/votes/tally?against=99&other=0", headers=HTMX).text

    assert "Đủ để thông qua: 10/19" in enough
    assert "Chưa đủ để thông qua: 9/19" in too_few
    assert "Số phiếu chưa khớp" in wrong


def since(text: str) -> str:
    return re.search(r"since=(\d+)", text)[1]


def test_the_other_device_hears_of_a_mark_a_tap_and_a_conclusion(as_user, held, item_ids, world, rows):
    lan, thang, khoa = as_user("lan"), as_user("thang"), rows["Ma Đình Khoa"]
    item = f"/meetings/{held}/conduct/items/{item_ids(held)[1]}"
    seen = since(thang.get(item).text)
    assert thang.get(f"{item}/pulse?since={seen}", headers=HTMX).status_code == 204

    lan.post(
        f"/meetings/{held}/roll-call/start/rows/{khoa.id}",
        data={"version": khoa.version, "mark": "present", "arrived": "19:50"},
    )
    lan.post(f"{item}/speakers", data={"speaker": f"p{world.people['khoa']}.0"})
    lan.post(item, data=item_form(1))

    heard = thang.get(f"{item}/pulse?since={seen}", headers=HTMX).text
    marks = thang.get(f"/meetings/{held}/roll-call/start/pulse?since={seen}", headers=HTMX).text
    whole = thang.get(f"/meetings/{held}/conduct/pulse?since={seen}", headers=HTMX).text
    assert "Ma Đình Khoa" in heard
    assert "Mỗi đảng viên 3 hộ" in heard
    assert re.findall(r'<li id="dd-(\d+)"', marks) == [str(khoa.id)]
    assert "Đến muộn 19:50" in marks
    assert "đã quyết" in whole


@pytest.mark.parametrize("path", ["conduct", "roll-call/start", "items"])
@pytest.mark.parametrize("name", ["lan", "men"])
def test_a_page_asks_as_little_for_120_members_as_for_10(
    as_user, held, item_ids, count_statements, committed, world, path, name
):
    address = f"conduct/items/{item_ids(held)[1]}" if path == "items" else path
    with count_statements() as few:
        assert as_user(name).get(f"/meetings/{held}/{address}").status_code == 200
    with committed() as session:
        more_members(session, held, world, 100)
    with count_statements() as many:
        assert as_user(name).get(f"/meetings/{held}/{address}").status_code == 200

    assert len(few.besides_the_account()) == len(many.besides_the_account()) <= 9  # one of them the Party groups


def more_members(session, meeting_id: int, world, count: int) -> None:
    names = [f"Hoàng Văn Thêm {number}" for number in range(count)]
    people = [
        Person(full_name=name, sort_key=sort_key(name), folded_name=fold(name), official_on=date(2011, 5, 19))
        for name in names
    ]
    session.add_all(people)
    session.flush()  # all at once: their ids are needed just below
    for person in people:
        session.add(Membership(person_id=person.id, organisation_id=world.cell, from_on=date(2025, 7, 1)))
        session.add(Attendance(meeting_id=meeting_id, person_id=person.id, standing="official", start_mark="present"))


def test_an_action_answers_little_also_among_120(as_user, held, item_ids, world, committed):
    with committed() as session:
        more_members(session, held, world, 100)
    with committed():
        line = queries.roll_lines(held)[40]
    tap = as_user("lan").post(
        f"/meetings/{held}/conduct/items/{item_ids(held)[1]}/speakers", data={"speaker": f"p{line.person_id}.0"}, headers=HTMX
    )  # fmt: skip
    marked = as_user("lan").post(
        f"/meetings/{held}/roll-call/start/rows/{line.id}", data={"version": 1, "mark": "excused"}, headers=HTMX
    )
    assert max(len(tap.data), len(marked.data)) <= 6 * 1024


def test_a_mention_of_no_kind_is_asked_for_again(held, as_user, committed):
    sent = {"kind": "khen", "person": "", "name": "Tổ tự quản", "text": "Làm đường hoa"}
    answer = as_user("lan").post(f"/meetings/{held}/conduct/mentions", data=sent)

    assert answer.status_code == 422
    assert "Làm đường hoa" in answer.text
    with committed():
        assert not queries.mentions_of(held)


KEPT = {
    "conclusion": {"conclusion": "Còn đang viết kết luận", "seen": "x"},
    "mention": {"kind": "commendation", "person": "", "name": "Tổ đảng số 2", "text": "Còn đang viết lời khen"},
    "task": {"work": "Còn đang viết việc phải làm", "owner": "", "owner_name": "Chi đoàn", "deadline": "20/12"},
}


def test_what_is_typed_in_one_form_of_the_end_stays_when_another_is_sent(as_user, held):
    lan, page = as_user("lan"), f"/meetings/{held}/conduct/wrap-up"
    for form, fields in KEPT.items():
        lan.post(f"/drafts/{form}-{held}", data=fields)

    sent = {"work": "Dọn đường", "owner_name": "Chi đoàn", "deadline": "20/12/2026"}
    assert lan.post(f"/meetings/{held}/conduct/tasks", data=sent).status_code == 303

    text = lan.get(page).text
    assert all(words in text for words in ("Còn đang viết kết luận", "Còn đang viết lời khen", "Tổ đảng số 2"))
    assert "Còn đang viết việc phải làm" not in text  # this form was sent
    assert lan.post(f"/meetings/{held}/conduct/tasks", data={}).text.count("Còn đang viết") == 2
    assert "Còn đang viết" not in as_user("thang").get(page).text
