"""A meeting held on paper is keyed in on one page: all of it or nothing, every mistake told at once."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditEvent
from app.audit.queries import last_seq
from app.evaluations.queries import sheet_of
from app.meetings.models import Meeting
from app.resolutions.models import Resolution
from app.sessions import queries
from app.sessions.models import Speech, Vote, Which
from tests.reading import words
from workflows.attendance import Mark


@pytest.fixture
def seen(committed, world, held):
    def read() -> int:
        with committed():
            return last_seq(world.cell)

    return read


def key_in(as_user, held, seen, who="lan", **fields):
    return as_user(who).post(f"/meetings/{held}/keying", data={"version": str(seen())} | fields)


def whole(ids) -> dict[str, str]:
    """What stands on an ordinary paper: two absent, one early; four items; two speeches; four votes; points."""
    fields = {
        "who-1": "Ma Đình Khoa", "mark-1": "excused", "reason_of_absence-1": "ốm", "end-1": "",
        "who-2": "vi thi yen", "mark-2": "unexcused",
        "who-3": "Lý Thị Hương", "left-3": "2005",
        "fees_paid": "20",
        "item-1": "2", "speaker-1": "Triệu Thị Lan", "text-1": "Đề nghị làm thêm rãnh thoát nước.",
        "item-2": "2", "speaker-2": "Nông Văn Thắng",
        "ballot-agenda": "open", "ballot-resolution": "open", "against-resolution": "1",
        "ballot-score": "open", "ballot-minutes": "open", "conclusion": "Nhất trí cao.",
    }  # fmt: skip
    fields |= {f"outcome-{item_id}": "discussed" for item_id in ids}
    points = {"3a": "3", "4a": "5", "4b": "9,5", "4d": "2", "5": "9", "6": "5", "7": "27"}
    return fields | {f"points-{code}": given for code, given in points.items()}


def rows(committed, held):
    with committed():
        return {line.name: line for line in queries.roll_lines(held)}


def test_the_whole_paper_is_written_in_one_step(held, as_user, item_ids, committed, seen, world):
    sent = key_in(as_user, held, seen, **whole(item_ids(held)))
    assert sent.status_code == 303, words(sent)
    lines = rows(committed, held)
    assert (lines["Ma Đình Khoa"].attendee.start_mark, lines["Ma Đình Khoa"].reason) == (Mark.EXCUSED, "ốm")
    assert lines["Vi Thị Yến"].attendee.start_mark == Mark.UNEXCUSED
    assert lines["Lý Thị Hương"].attendee.end_mark == Mark.EARLY
    with committed() as session:
        calls = queries.roll_calls_of(held)
        assert all(calls[which].closed_at for which in Which)
        assert session.scalars(select(Speech.text).order_by(Speech.id)).all() == [
            "Đề nghị làm thêm rãnh thoát nước.", "",
        ]  # fmt: skip
        votes = {vote.about: (vote.votes_for, vote.against, vote.passed) for vote in session.scalars(select(Vote))}
        assert votes["resolution"][1:] == (1, True)
        assert len(votes) == 4
        assert session.scalars(select(Resolution.state)).one() == "adopted"
        meeting = session.get_one(Meeting, held)
        assert (meeting.fees_paid, meeting.agenda_adopted, meeting.minutes_adopted) == (20, True, True)
        assert meeting.conclusion == "Nhất trí cao."
        assert sheet_of(held).voted is True


def test_with_the_time_of_its_end_it_is_closed_and_the_minutes_are_composed(held, as_user, item_ids, committed, seen):
    sent = key_in(as_user, held, seen, **whole(item_ids(held)), closed="2009")
    assert sent.location == f"/meetings/{held}", words(sent)
    with committed() as session:
        meeting = session.get_one(Meeting, held)
        assert (meeting.state, f"{meeting.closed_at:%H:%M}") == ("minutes", "13:09")


def test_what_keeps_it_from_being_closed_is_told_and_nothing_is_written(held, as_user, item_ids, seen):
    before = seen()
    refused = key_in(as_user, held, seen, closed="2009", conclusion="Nhất trí cao.")
    assert refused.status_code == 422
    assert 'id="closed-loi"' in refused.text
    assert "Nhất trí cao." in refused.text
    assert seen() == before


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(held, as_user, item_ids, committed, seen):
    ids, before = item_ids(held), seen()
    fields = whole(ids) | {
        "who-1": "Ai Không Có", "left-3": "25 giờ", "against-resolution": "99", "item-1": "9", "points-4b": "nhiều",
        f"outcome-{ids[0]}": "la", f"conclusion-{ids[0]}": "Giữ nguyên chữ này", f"conclusion-{ids[2]}": "sổ giấy",
        "fees_paid": "500",
    }  # fmt: skip
    refused = key_in(as_user, held, seen, **fields)
    text = words(refused)
    assert refused.status_code == 422
    for sentence in (
        "Không có “Ai Không Có” trong danh sách điểm danh", "Giờ ghi theo 24 giờ", "Chọn kết quả của mục này",
        "Ghi một số từ 1 đến 4", "Nhập điểm bằng số", "Nội dung này ghi sổ giấy", "số đã đóng không thể là 500",
    ):  # fmt: skip
        assert sentence in text, sentence
    assert 'href="#against-resolution"' in refused.text
    assert "Giữ nguyên chữ này" in refused.text
    assert 'value="Ai Không Có"' in refused.text
    assert seen() == before
    with committed() as session:
        assert session.scalar(select(func.count(Vote.id))) == 0
        assert not queries.roll_calls_of(held).get(Which.END)


def test_a_number_of_the_printed_sheet_names_a_person(held, as_user, committed, seen):
    names = [line.name for line in rows(committed, held).values()]
    assert key_in(as_user, held, seen, **{"who-1": "3", "mark-1": "excused"}).status_code == 303
    absent = [n for n, line in rows(committed, held).items() if line.attendee.start_mark == Mark.EXCUSED]
    assert names[2] in absent


def test_what_somebody_wrote_meanwhile_is_told_and_the_text_stays(held, as_user, item_ids, committed, seen):
    old = seen()
    key_in(as_user, held, seen, who="thang", conclusion="Của chủ trì")
    late = key_in(as_user, held, lambda: old, conclusion="Của thư ký")
    assert late.status_code == 409
    assert "vừa được người khác ghi thêm" in late.text
    assert "Của thư ký" in late.text
    again = key_in(as_user, held, seen, conclusion="Của thư ký")
    assert again.status_code == 303


def test_what_is_recorded_already_is_not_asked_again(held, as_user, item_ids, seen):
    key_in(as_user, held, seen, **whole(item_ids(held)))
    page = as_user("lan").get(f"/meetings/{held}/keying")
    assert page.status_code == 200
    for name in ("ballot-agenda", "ballot-score", "points-4b", f"outcome-{item_ids(held)[0]}"):
        assert f'id="{name}"' not in page.text, name
    again = key_in(as_user, held, seen, **{"ballot-agenda": "open"})
    assert again.status_code == 409


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999", "0"])
def test_odd_versions_are_refused_and_what_was_typed_stays(held, as_user, version):
    sent = as_user("lan").post(f"/meetings/{held}/keying", data={"version": version, "conclusion": "Còn đây"})
    assert sent.status_code == 409
    assert "Còn đây" in sent.text


def test_only_who_keeps_the_record_keys_it_in(held, as_user, seen, committed):
    answers = {who: key_in(as_user, held, seen, who=who).status_code for who in ("khoa", "hanh", "tham", "dua")}
    assert answers == {"khoa": 403, "hanh": 403, "tham": 404, "dua": 404}
    with committed() as session:
        assert not session.scalars(
            select(AuditEvent.id).where(AuditEvent.event == "roll_call_closed").order_by(AuditEvent.id)
        ).all()


def test_text_that_is_being_typed_comes_back(held, as_user):
    as_user("lan").post(f"/drafts/keying-{held}", data={"conclusion": "Đang gõ dở", "who-1": "Ma Đình"})
    page = as_user("lan").get(f"/meetings/{held}/keying")
    assert "Đang gõ dở" in page.text
    assert 'value="Ma Đình"' in page.text
    assert "bản đang nhập dở" in page.text


def test_it_is_offered_where_the_meeting_is_over(held, as_user, evening):
    assert "Nhập cả buổi trên một trang" not in as_user("lan").get(f"/meetings/{held}/conduct").text
    with clock.set_to(clock.now().replace(day=5)):
        assert "Nhập cả buổi trên một trang" in as_user("lan").get(f"/meetings/{held}/conduct").text


def test_a_number_that_is_none_of_the_sheet_is_told_whatever_it_begins_with(held, as_user, seen):
    for wanted in ("00012345", "0001" + "9" * 5000, "0", "²"):
        sent = key_in(as_user, held, seen, **{"who-1": wanted, "mark-1": "excused"})
        assert sent.status_code == 422, wanted[:10]
        assert "trong danh sách điểm danh" in words(sent)


def test_of_two_lines_about_one_person_none_wins_unseen(held, as_user, item_ids, seen, committed):
    twice = {"who-3": "Ma Đình Khoa", "mark-3": "unexcused", "left-3": ""}
    sent = key_in(as_user, held, seen, **(whole(item_ids(held)) | twice))
    assert sent.status_code == 422
    assert "Đồng chí này đã ghi ở dòng 1." in words(sent)
    assert rows(committed, held)["Ma Đình Khoa"].attendee.start_mark == Mark.PRESENT


def test_points_are_read_as_on_the_page_for_them(held, as_user, item_ids, seen):
    """What is printed decides, so nobody gives more than one decimal."""
    for odd in ("8,66", "1e1", "NaN", "0.0000001"):
        sent = key_in(as_user, held, seen, **(whole(item_ids(held)) | {"points-7": odd}))
        assert (sent.status_code, "Nhập điểm bằng số" in words(sent)) == (422, True), odd


def test_lines_beyond_the_first_are_behind_a_heading_unless_something_stands_there(held, as_user, seen):
    """On a phone all of them would be a long way to the end of the page."""
    fresh = as_user("lan").get(f"/meetings/{held}/keying").text
    wrong = key_in(as_user, held, seen, **{"who-7": "Không Có Ai"}).text
    opened = [page.count("<details open><summary>Thêm dòng") for page in (fresh, wrong)]

    assert opened == [0, 1]
    assert fresh.count("<details><summary>Thêm dòng") == 2
    assert fresh.index('id="who-4"') < fresh.index("Thêm dòng") < fresh.index('id="who-5"')
    assert 'value="Không Có Ai"' in wrong
