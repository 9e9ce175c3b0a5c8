"""Members check themselves in; the recorder confirms. What they send counts nowhere by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.sessions import queries, services
from app.sessions.models import CheckIn, CheckInKey, Which
from tests.reading import words
from tests.sessions.conftest import EVENING, LATER, make_meeting
from workflows.attendance import Mark
from workflows.check_in import MOST_TRIES, PRINTED, SCAN_HOLDS, WINDOW, digits_of, shown_at, token_of


@pytest.fixture
def checking(world, evening, prepared, actor_of) -> int:
    """The id of a meeting held since half an hour, at whose start roll call members check in."""

    def build() -> int:
        meeting = make_meeting(world)
        services.open_meeting(meeting, at=EVENING, actor=actor_of("thang"))
        services.begin_check_in(meeting, Which.START, actor=actor_of("lan"))
        return meeting.id

    found: int = prepared("sessions: checking in", build)
    return found


@pytest.fixture
def code_at(committed):
    def digits(meeting_id: int, which: str = "start", moment=LATER) -> str:
        with committed() as session:
            return digits_of(session.get_one(CheckInKey, meeting_id).key, shown_at(which, moment))

    return digits


@pytest.fixture
def rows(committed):
    def read(meeting_id: int) -> dict[str, queries.RollLine]:
        with committed():
            return {line.name: line for line in queries.roll_lines(meeting_id)}

    return read


def mark_of(rows, meeting_id: int, name: str = "Ma Đình Khoa") -> Mark | None:
    return rows(meeting_id)[name].attendee.start_mark


def say(as_user, meeting_id, code, who="khoa"):
    return as_user(who).post(f"/meetings/{meeting_id}/check-in", data={"code": code})


def roll(meeting_id: int, rest: str = "", which: str = "start") -> str:
    return f"/meetings/{meeting_id}/roll-call/{which}{rest}"


def waiting_id(committed) -> int:
    with committed() as session:
        found: int = session.scalars(select(CheckIn.id).where(CheckIn.settled_at.is_(None))).one()
        return found


def events(committed, name: str) -> int:
    with committed() as session:
        return session.scalar(select(func.count(AuditEvent.id)).where(AuditEvent.event == name)) or 0


def test_from_the_beginning_nobody_is_present_until_confirmed(checking, as_user, code_at, rows, committed):
    assert mark_of(rows, checking) == Mark.AWAITED
    with committed():
        assert queries.headcount_of(queries.roll_lines(checking)).present == 0

    assert say(as_user, checking, code_at(checking)).status_code == 303
    assert mark_of(rows, checking) == Mark.AWAITED
    page = as_user("lan").get(roll(checking))
    assert "1 đồng chí chờ xác nhận" in words(page)
    assert "Ma Đình Khoa tự điểm danh 20:10, sau khai mạc" in words(page)

    as_user("lan").post(roll(checking, "/check-in/settle"), data={"id": waiting_id(committed)})
    assert mark_of(rows, checking) == Mark.PRESENT
    assert "đã được ghi có mặt" in as_user("khoa").get(f"/meetings/{checking}/check-in").text


def test_however_often_tapped_it_is_one_check_in(checking, as_user, code_at, committed):
    code = code_at(checking)
    for _ in range(3):
        assert say(as_user, checking, code).status_code == 303
    with committed() as session:
        assert session.scalar(select(func.count(CheckIn.id))) == 1
    assert events(committed, "checked_in") == 1


def test_the_code_before_is_taken_and_an_older_one_is_not(checking, as_user, code_at):
    assert say(as_user, checking, code_at(checking, moment=LATER - WINDOW)).status_code == 303
    late = say(as_user, checking, code_at(checking, moment=LATER - 2 * WINDOW), who="huong")
    assert late.status_code == 422
    assert f"còn {MOST_TRIES - 1} lần" in late.text


def test_digits_cannot_be_guessed_and_a_scan_still_helps(checking, as_user, code_at, committed):
    code = code_at(checking)
    for _ in range(MOST_TRIES):
        assert say(as_user, checking, "000000" if code != "000000" else "111111").status_code == 422
    with committed() as session:
        assert session.scalars(select(CheckIn.tries)).one() == MOST_TRIES
    refused = say(as_user, checking, code)
    assert refused.status_code == 422
    assert "không gõ mã được nữa" in refused.text
    assert say(as_user, checking, code, who="huong").status_code == 303

    with committed() as session:
        token = token_of(session.get_one(CheckInKey, checking).key, shown_at("start", LATER))
    client = as_user("khoa")
    assert client.get(f"/check-in/{checking}/{token}").status_code == 303
    assert client.post(f"/meetings/{checking}/check-in").status_code == 303


def test_typing_the_digits_with_a_gap_is_right(checking, as_user, code_at):
    code = code_at(checking)
    assert say(as_user, checking, f" {code[:3]} {code[3:]} ").status_code == 303


def test_a_scan_lives_through_signing_in_and_not_for_ever(checking, app, as_user, client, committed):
    with committed() as session:
        token = token_of(session.get_one(CheckInKey, checking).key, shown_at("start", LATER))
    assert client.get(f"/check-in/{checking}/{token}").location == f"/meetings/{checking}/check-in"
    door = client.get(f"/meetings/{checking}/check-in")
    assert door.location == f"/sign-in?next=/meetings/{checking}/check-in"
    scan = client.get_cookie("nennep_scan", path="/meetings")
    assert scan is not None
    assert scan.http_only

    member = as_user("khoa")
    member.set_cookie("nennep_scan", scan.value, path="/meetings")
    assert "Đã quét mã của hội trường" in member.get(f"/meetings/{checking}/check-in").text
    with clock.set_to(LATER + SCAN_HOLDS + timedelta(seconds=1)):
        late = member.post(f"/meetings/{checking}/check-in")
    assert late.status_code == 422
    assert "Mã QR vừa quét đã đổi" in late.text
    assert "Sáu chữ số" in late.text

    member.set_cookie("nennep_scan", scan.value, path="/meetings")
    assert member.post(f"/meetings/{checking}/check-in").status_code == 303


@pytest.mark.parametrize("scan", ["khong-co", "", "x.y.z"])
def test_a_forged_scan_is_none(checking, as_user, scan):
    member = as_user("khoa")
    member.set_cookie("nennep_scan", scan, path="/meetings")
    assert "Sáu chữ số" in member.get(f"/meetings/{checking}/check-in").text
    assert member.post(f"/meetings/{checking}/check-in").status_code == 422


def test_a_printed_code_holds_only_once_it_was_printed(checking, as_user, committed):
    with committed() as session:
        code = digits_of(session.get_one(CheckInKey, checking).key, PRINTED)
    assert say(as_user, checking, code).status_code == 422
    as_user("lan").post(f"/meetings/{checking}/check-in/printed")
    as_user("lan").post(f"/meetings/{checking}/check-in/printed")
    assert events(committed, "check_in_code_printed") == 1
    page = as_user("lan").get(f"/meetings/{checking}/check-in/printed")
    assert f"{code[:3]} {code[3:]}" in page.text
    assert "<svg" in page.text
    assert say(as_user, checking, code).status_code == 303


def test_the_code_is_printed_before_the_evening(convened, as_user):
    assert as_user("lan").post(f"/meetings/{convened}/check-in/printed").status_code == 303
    assert "hall-digits" in as_user("lan").get(f"/meetings/{convened}/check-in/printed").text
    assert as_user("khoa").get(f"/meetings/{convened}/check-in/printed").status_code == 403


def test_who_is_not_seen_in_the_room_is_told_and_not_counted(checking, as_user, code_at, rows, committed):
    say(as_user, checking, code_at(checking))
    as_user("lan").post(roll(checking, "/check-in/settle"), data={"id": waiting_id(committed), "how": "refused"})
    assert mark_of(rows, checking) == Mark.AWAITED
    assert "Thư ký chưa thấy đồng chí" in as_user("khoa").get(f"/meetings/{checking}/check-in").text
    say(as_user, checking, code_at(checking))
    assert "0 đồng chí chờ xác nhận" in words(as_user("lan").get(roll(checking)))
    row = rows(checking)["Ma Đình Khoa"].id
    as_user("lan").post(roll(checking, "/ticks"), data={"row": row})
    assert mark_of(rows, checking) == Mark.PRESENT


def test_who_comes_after_the_opening_may_be_noted_as_late(checking, as_user, code_at, rows, committed):
    say(as_user, checking, code_at(checking))
    as_user("lan").post(roll(checking, "/check-in/settle"), data={"id": waiting_id(committed), "how": "late"})
    attendee = rows(checking)["Ma Đình Khoa"].attendee
    assert (attendee.start_mark, attendee.arrived_at) == (Mark.LATE, LATER)


def test_one_step_confirms_those_whom_the_page_showed_and_no_other(checking, as_user, code_at, rows, committed):
    say(as_user, checking, code_at(checking))
    shown = waiting_id(committed)
    say(as_user, checking, code_at(checking), who="huong")
    as_user("lan").post(roll(checking, "/check-in/settle"), data={"id": [shown, "999", "x"]})
    assert mark_of(rows, checking) == Mark.PRESENT
    assert mark_of(rows, checking, "Lý Thị Hương") == Mark.AWAITED
    again = as_user("lan").post(roll(checking, "/check-in/settle"), data={"id": shown}, follow_redirects=True)
    assert "vừa được người khác xác nhận" in again.text


def test_it_is_announced_when_all_are_settled_and_who_did_not_come_is_absent(
    checking, as_user, code_at, rows, committed
):
    say(as_user, checking, code_at(checking))
    refused = as_user("lan").post(roll(checking, "/announce"))
    assert refused.status_code == 422
    assert "Còn 1 đồng chí tự điểm danh chưa được xác nhận" in refused.text
    as_user("lan").post(roll(checking, "/check-in/settle"), data={"id": waiting_id(committed)})
    assert as_user("lan").post(roll(checking, "/announce")).status_code == 303
    assert mark_of(rows, checking, "Lý Thị Hương") == Mark.UNEXCUSED

    late = say(as_user, checking, code_at(checking), who="huong")
    assert late.status_code == 409
    assert "báo thư ký" in late.text
    assert "Điểm danh đã công bố" in as_user("huong").get(f"/meetings/{checking}/check-in").text


def test_taken_back_everybody_is_present_again_unless_marked_otherwise(checking, as_user, code_at, rows):
    line = rows(checking)["Ma Đình Khoa"]
    as_user("lan").post(
        roll(checking, f"/rows/{line.id}"), data={"version": line.version, "mark": "excused", "reason_of_absence": "ốm"}
    )
    say(as_user, checking, code_at(checking), who="huong")
    as_user("lan").post(roll(checking, "/check-in/stop"))
    assert mark_of(rows, checking) == Mark.EXCUSED
    assert mark_of(rows, checking, "Lý Thị Hương") == Mark.PRESENT
    assert "Tự điểm danh:" not in words(as_user("lan").get(roll(checking)))
    assert as_user("lan").post(roll(checking, "/check-in/stop")).status_code == 303


def test_who_asked_to_be_excused_and_comes_is_present_once_confirmed(checking, as_user, code_at, rows, committed):
    line = rows(checking)["Ma Đình Khoa"]
    as_user("lan").post(
        roll(checking, f"/rows/{line.id}"), data={"version": line.version, "mark": "excused", "reason_of_absence": "ốm"}
    )
    assert say(as_user, checking, code_at(checking)).status_code == 303
    assert mark_of(rows, checking) == Mark.EXCUSED
    as_user("lan").post(roll(checking, "/check-in/settle"), data={"id": waiting_id(committed)})
    found = rows(checking)["Ma Đình Khoa"]
    assert (found.attendee.start_mark, found.reason) == (Mark.PRESENT, "")


def test_nobody_checks_in_for_another_nor_where_they_are_not_called(checking, as_user, code_at, committed):
    code = code_at(checking)
    answers = [say(as_user, checking, code, who).status_code for who in ("tham", "dua", "hanh", "loc", "quan")]
    assert answers == [404, 404, 403, 403, 404]
    with committed() as session:
        assert not session.scalars(select(CheckIn)).all()


def test_only_who_keeps_the_record_confirms(checking, as_user, code_at, committed):
    say(as_user, checking, code_at(checking))
    one = {"id": waiting_id(committed)}
    for path in ("/check-in", "/check-in/stop", "/check-in/settle", "/ticks"):
        assert as_user("khoa").post(roll(checking, path), data=one).status_code == 403
        assert as_user("tham").post(roll(checking, path), data=one).status_code == 404
    assert events(committed, "check_ins_settled") == 0


def test_the_hall_reads_code_and_address_while_it_is_open(checking, as_user, code_at):
    code = code_at(checking)
    screen = as_user("thang").get(f"/meetings/{checking}/screen")
    assert f"{code[:3]} {code[3:]}" in screen.text
    assert "localhost/check-in" in screen.text
    assert "<svg" in screen.text
    as_user("lan").post(roll(checking, "/announce"))
    assert "hall-digits" not in as_user("thang").get(f"/meetings/{checking}/screen").text


def test_the_short_address_leads_to_the_one_roll_call_that_is_open(checking, as_user):
    assert as_user("khoa").get("/check-in").location == f"/meetings/{checking}/check-in"
    assert "không có điểm danh nào đang mở" in as_user("tham").get("/check-in").text
    as_user("lan").post(roll(checking, "/announce"))
    assert "không có điểm danh nào đang mở" in as_user("khoa").get("/check-in").text


def test_the_end_roll_call_has_codes_of_its_own(checking, as_user, code_at, rows, committed):
    assert as_user("lan").post(roll(checking, "/stamp", "end")).status_code == 303
    assert as_user("lan").post(roll(checking, "/check-in", "end")).status_code == 422
    as_user("lan").post(roll(checking, "/ticks"), data={"row": [line.id for line in rows(checking).values()]})
    as_user("lan").post(roll(checking, "/announce"))
    assert as_user("lan").post(roll(checking, "/check-in", "end")).status_code == 303
    assert say(as_user, checking, code_at(checking)).status_code == 422
    assert say(as_user, checking, code_at(checking, "end")).status_code == 303
    as_user("lan").post(roll(checking, "/check-in/settle", "end"), data={"id": waiting_id(committed)})
    attendee = rows(checking)["Ma Đình Khoa"].attendee
    assert (attendee.start_mark, attendee.end_mark) == (Mark.PRESENT, Mark.PRESENT)


def test_members_check_in_while_they_wait_for_the_opening(convened, as_user, code_at, rows, committed):
    before = as_user("khoa").get(f"/meetings/{convened}/check-in")
    assert "Chưa mở tự điểm danh" in before.text
    as_user("lan").post(roll(convened, "/stamp"))
    as_user("lan").post(roll(convened, "/check-in"))
    assert say(as_user, convened, code_at(convened)).status_code == 303
    as_user("lan").post(roll(convened, "/check-in/settle"), data={"id": waiting_id(committed)})
    assert mark_of(rows, convened) == Mark.PRESENT
    assert "hall-digits" in as_user("lan").get(f"/meetings/{convened}/screen").text


def test_when_the_meeting_is_over_the_page_says_so(checking, as_user, code_at, committed, actor_of):
    code = code_at(checking)
    with committed() as session:
        services.break_off(session.get_one(Meeting, checking), at=LATER, reason="mất điện", actor=actor_of("thang"))
        session.execute(db.update(Meeting).where(Meeting.id == checking).values(state="cancelled"))
    page = as_user("khoa").get(f"/meetings/{checking}/check-in")
    assert page.status_code == 410
    assert "không còn nhận điểm danh" in page.text
    assert say(as_user, checking, code).status_code == 409


def test_the_recorder_s_page_asks_as_much_of_one_who_waits_as_of_many(checking, as_user, code_at, count_statements):
    def asked() -> int:
        client = as_user("lan")
        with count_statements() as seen:
            client.get(roll(checking))
        return len(seen)

    say(as_user, checking, code_at(checking))
    one = asked()
    for who in ("huong", "men", "nhap"):
        say(as_user, checking, code_at(checking), who)
    assert asked() == one


def test_a_check_in_asks_little_because_hundreds_come_in_the_same_minutes(checking, as_user, code_at, count_statements):
    member, path, code = as_user("khoa"), f"/meetings/{checking}/check-in", code_at(checking)
    with count_statements() as page:
        assert member.get(path).status_code == 200
    with count_statements() as tap:
        assert member.post(path, data={"code": code, "once": "x.1"}).status_code == 303
    with count_statements() as after:
        assert member.get(path).status_code == 200

    assert [len(page.besides_the_account()), len(after.besides_the_account())] == [1, 1]
    # The token, the meeting held still, where one stands, the check-in, where the form led; and the event with its chain.
    assert len(tap.besides_the_account()) <= 8
