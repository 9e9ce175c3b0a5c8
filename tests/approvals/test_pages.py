"""The page on which the committee's meeting is written down, as its people get it."""

import pytest

from tests.meetings.ready import convened, drafted, submitted

TOLD = {"day": "02/12/2026", "time": "08:00", "place": "Nhà văn hóa", "version": "1"}


@pytest.mark.parametrize(
    ("recipe", "who", "status"),
    [
        (submitted, "thang", 200), (submitted, "men", 200), (submitted, "nhap", 200), (submitted, "huong", 403),
        (submitted, "khoa", 404), (submitted, "tham", 404), (submitted, "hanh", 403), (drafted, "thang", 403),
        (convened, "thang", 200),
    ],
)  # fmt: skip
def test_who_writes_the_committees_meeting_down(made, as_user, recipe, who, status):
    meeting_id = made(recipe)

    assert as_user(who).get(f"/meetings/{meeting_id}/committee-meeting").status_code == status


def test_settling_it_there_makes_the_meeting_ready_to_convene(made, as_user, world):
    meeting_id = made(submitted)
    client = as_user("thang")
    people = [world.people[key] for key in ("thang", "men", "huong")]

    answer = client.post(
        f"/meetings/{meeting_id}/committee-meeting", data=TOLD | {"present": people, "agreed": people[1:]}
    )

    assert answer.status_code == 303
    text = client.get(f"/meetings/{meeting_id}").get_data(as_text=True)
    assert "Hội nghị chi ủy 02/12/2026, 08:00: thống nhất 3/3" in text
    assert 'Việc của <span class="nobr">đồng chí:</span> triệu tập' in text
    assert "Biên bản hội nghị chi ủy" in text


def test_what_is_wrong_is_said_and_the_remarks_stay(made, as_user):
    meeting_id = made(submitted)

    answer = as_user("thang").post(
        f"/meetings/{meeting_id}/committee-meeting", data=TOLD | {"day": "", "remarks": "Thêm câu hỏi."}
    )

    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Ghi ngày hội nghị chi ủy." in text
    assert "Thêm câu hỏi." in text


@pytest.mark.parametrize("ids", [["abc"], ["999999"], ["²"]])
def test_people_from_elsewhere_are_refused(made, as_user, ids):
    meeting_id = made(submitted)

    answer = as_user("thang").post(f"/meetings/{meeting_id}/committee-meeting", data=TOLD | {"present": ids})

    assert answer.status_code == 422
