"""The pages of scores: who sees which part, what is typed and never lost, one effect of a double click."""

import re

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.evaluations.models import ScoreSheet
from app.evaluations.services_verdict import Verdict, decide, propose_rating
from app.forms.queries import saved_draft
from app.meetings.models import Meeting
from tests.evaluations.sheets import fill_in, held, scored, sheet
from tests.evaluations.test_verdict import verified
from tests.reading import version_on, words
from workflows.meeting import State
from workflows.scoring import Level

EVERYBODY = (
    "thang",
    "men",
    "huong",
    "lan",
    "khoa",
    "nhap",
    "tham",
    "loc",
    "hanh",
    "binh",
    "tra",
    "quan",
    "dua",
    "vien",
)


def statuses(as_user, path, people=EVERYBODY):
    found = {}
    for who in people:
        found.setdefault(as_user(who).get(path).status_code, []).append(who)
    return found


def rated(actor_of):
    meeting = verified(scored(actor_of), actor_of("loc"))
    decide(meeting, Verdict(level=Level.FAIR), actor=actor_of("binh"))
    return meeting


@pytest.fixture
def under_way(made):
    """The id of a meeting that is being held; its recorder is Lan."""
    return made(held)


@pytest.fixture
def handed_in(made):
    return made(scored)


@pytest.fixture
def decided(made):
    return made(rated)


def test_while_it_is_held_the_score_is_for_those_who_work_on_it_and_the_overseer(under_way, as_user):
    assert statuses(as_user, f"/meetings/{under_way}/score") == {
        200: ["thang", "men", "huong", "lan", "nhap", "loc"],
        404: ["khoa", "tham", "hanh", "binh", "tra", "quan", "dua", "vien"],
    }


def test_once_handed_in_members_and_those_above_see_it_and_no_stranger_does(handed_in, as_user):
    assert statuses(as_user, f"/meetings/{handed_in}/score") == {
        200: ["thang", "men", "huong", "lan", "khoa", "nhap", "loc", "hanh", "binh"],
        404: ["tham", "tra", "quan", "dua", "vien"],
    }


def test_a_plain_member_sees_the_results_and_no_criterion(decided, as_user):
    page = as_user("khoa").get(f"/meetings/{decided}/score").text

    assert "81,1" in page or "82,1" in page
    assert "level-fair" in page
    assert "Tỷ lệ đảng viên phát biểu" not in page
    assert "Tỷ lệ đảng viên phát biểu" in as_user("huong").get(f"/meetings/{decided}/score").text


def found_above(actor_of):
    meeting = verified(scored(actor_of), actor_of("loc"), c4b=1)
    propose_rating(meeting, Level.POOR, actor=actor_of("hanh"))
    return meeting


def test_until_the_level_is_decided_members_read_what_they_voted_and_no_more(made, as_user, world):
    """design §3, "voted and official": the overseer's points and the office's proposal are not theirs yet."""
    score = f"/meetings/{made(found_above)}/score"
    for path in (score, "/evaluations?which=all", f"/evaluations/years/cells/{world.cell}"):
        for who, reads in (("khoa", False), ("huong", True)):
            page = words(as_user(who).get(path))
            assert ("82,1" in page, "73,7" in page) == (True, reads), (path, who)
    assert "ghị: Kém" in words(as_user("huong").get(score))
    for path in (score, "/evaluations?which=all"):
        assert not re.search("ghị:? Kém", words(as_user("khoa").get(path)))


def test_who_opens_the_form_of_the_overseer(handed_in, as_user):
    assert statuses(
        as_user, f"/meetings/{handed_in}/score/verify", ("thang", "tham", "loc", "hanh", "binh", "vien")
    ) == {
        403: ["thang", "hanh", "binh"],
        200: ["loc"],
        404: ["tham", "vien"],
    }


def test_who_opens_the_form_of_the_committee(handed_in, as_user):
    assert statuses(
        as_user, f"/meetings/{handed_in}/score/decide", ("thang", "tham", "loc", "hanh", "binh", "vien")
    ) == {
        403: ["thang", "loc"],
        200: ["hanh", "binh"],
        404: ["tham", "vien"],
    }


def test_one_save_keeps_the_whole_sheet_and_a_double_click_has_one_effect(under_way, as_user, committed):
    form = {
        "points-5": "8,5",
        "note-5": "<script>alert(1)</script>",
        "points-2b": "0",
        "note-2b": "Hai kỳ liền.",
        "version": "0",
    }
    form |= {"remedies": "Báo trước 5 ngày.", "once": "x.1"}
    lan = as_user("lan")

    answers = [lan.post(f"/meetings/{under_way}/score", data=form).status_code for _ in range(2)]

    assert answers == [303, 303]
    with committed() as session:
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "score_proposed").order_by(AuditEvent.id)
        ).all()
        assert [event.data["after"]["5"] for event in events] == ["8,5 <script>alert(1)</script>"]
    page = lan.get(f"/meetings/{under_way}/score").text
    assert 'value="8,5"' in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert(1)" not in page
    assert "<strong>Chi bộ sửa 1 thành 0:</strong> Hai kỳ liền." in page


def test_once_every_criterion_has_its_points_the_page_begins_with_the_vote(under_way, as_user):
    lan, path, vote = as_user("lan"), f"/meetings/{under_way}/score", "Đã chấm đủ các tiêu chí."
    page = lan.get(path).text
    assert vote not in page

    missing = re.findall(r'href="#(points-\w+)"', page)
    assert missing
    assert lan.post(path, data=dict.fromkeys(missing, "1") | {"version": "0"}).status_code == 303
    assert vote in lan.get(path).text.partition('<form id="cham"')[0]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"points-5": "11"}, "nhập điểm từ 0 đến 10"),
        ({"points-5": "chín"}, "ghi điểm như 9 hoặc 9,5"),
        ({"points-2b": "0"}, "nêu vì sao"),
        ({"note-5": "ă" * 200_000, "points-5": "9"}, "dài quá 2.000 ký tự"),
        ({"remedies": "ă" * 200_000}, "dài quá 20.000 ký tự"),
    ],
)
def test_wrong_input_is_said_beside_its_field_and_what_was_typed_stays(under_way, as_user, committed, fields, words):
    answer = as_user("thang").post(f"/meetings/{under_way}/score", data={"points-6": "4", "version": "0"} | fields)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'name="points-6" inputmode="decimal" autocomplete="off" value="4"' in answer.text
    with committed() as session:
        assert session.scalars(select(ScoreSheet)).all() == []


def test_two_at_once_the_second_is_told_and_keeps_what_was_typed(under_way, as_user):
    path = f"/meetings/{under_way}/score"
    as_user("thang").post(path, data={"points-5": "9", "version": "0"})

    answer = as_user("lan").post(path, data={"points-5": "7", "remedies": "Của Lan", "version": "0"})

    assert answer.status_code == 409
    assert 'value="7"' in answer.text
    assert "Bản mới nhất: 9" in answer.text
    assert "Của Lan" in answer.text
    version = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    assert as_user("lan").post(path, data={"points-5": "7", "version": version}).status_code == 303


def test_what_was_being_typed_comes_back_on_the_form(under_way, as_user):
    lan = as_user("lan")
    lan.post(f"/drafts/score-{under_way}", data={"points-6": "3", "remedies": "Đang viết dở"})

    page = lan.get(f"/meetings/{under_way}/score").text

    assert "Đang viết dở" in page
    assert "Bản đang viết dở của đồng chí" in page


def as_on_the_page(committed, actor_of, meeting_id):
    with committed() as session:
        whole = sheet(session.get(Meeting, meeting_id))
        form = {f"points-{line.code}": str(line.counted.normalize()).replace("E+1", "0") for line in whole.applying}
        return form | {"version": str(whole.version)}


def test_the_overseer_verifies_on_the_page_and_leadership_decides(handed_in, as_user, committed, actor_of):
    form = as_on_the_page(committed, actor_of, handed_in) | {"points-4b": "8", "note-4b": "Chưa sâu.", "note": "Khá."}
    loc, binh = as_user("loc"), as_user("binh")

    assert loc.post(f"/meetings/{handed_in}/score/verify", data=form | {"act": "verify"}).status_code == 303
    assert "giảm 1" in binh.get(f"/meetings/{handed_in}/score").text
    assert "Chưa sâu." in binh.get(f"/meetings/{handed_in}/score/decide").text
    path = f"/meetings/{handed_in}/score/decide"
    assert binh.post(path, data=version_on(binh, path) | {"level": "fair", "act": "decide"}).status_code == 303

    with committed() as session:
        assert session.get(Meeting, handed_in).state == State.EVALUATED
    assert loc.post(f"/meetings/{handed_in}/score/verify", data=form).status_code == 409
    assert binh.post(path, data={"level": "good"}).status_code == 409


def test_points_found_so_far_are_kept_without_verifying(handed_in, as_user, committed):
    loc, path = as_user("loc"), f"/meetings/{handed_in}/score/verify"
    form = version_on(loc, path) | {"points-4b": "8", "note-4b": "Chưa sâu.", "act": "save"}

    assert loc.post(path, data=form).status_code == 303

    assert ">Chưa sâu.</textarea>" in loc.get(f"/meetings/{handed_in}/score/verify").text
    with committed() as session:
        assert session.scalars(select(ScoreSheet)).one().verified_at is None


def test_missing_points_block_and_the_page_can_be_sent_again(handed_in, as_user, committed, actor_of):
    form = as_on_the_page(committed, actor_of, handed_in)
    loc, path = as_user("loc"), f"/meetings/{handed_in}/score/verify"

    answer = loc.post(path, data=form | {"points-4b": ""})

    assert answer.status_code == 422
    assert "Còn 1 tiêu chí chưa có điểm thẩm định: 4b" in answer.text
    assert f'name="version" value="{form["version"]}"' in answer.text
    assert loc.post(path, data=form).status_code == 303


def test_the_office_proposes_and_then_records_the_decision(handed_in, as_user, committed):
    hanh, path = as_user("hanh"), f"/meetings/{handed_in}/score/decide"

    seen = version_on(hanh, path)
    assert hanh.post(path, data=seen | {"level": "fair", "act": "propose"}).status_code == 303
    assert "Đề nghị:" in as_user("binh").get(f"/meetings/{handed_in}/score").text
    seen = version_on(hanh, path)
    why = {"reason": "Đảng ủy viên phụ trách ốm."}
    refused = hanh.post(path, data=seen | why | {"level": "fair", "act": "decide"})
    assert (refused.status_code, "số và ngày văn bản" in refused.text) == (422, True)
    assert "Đảng ủy viên phụ trách ốm." in refused.text
    form = seen | why | {"level": "fair", "number": "15-TB/ĐU", "decided_on": "02/12/2026"}
    assert hanh.post(path, data=form).status_code == 303
    assert "15-TB/ĐU" in hanh.get(f"/meetings/{handed_in}/score").text


@pytest.mark.parametrize("level", ["", "excellent", "<b>"])
def test_no_level_is_no_decision(handed_in, as_user, level):
    binh, path = as_user("binh"), f"/meetings/{handed_in}/score/decide"
    answer = binh.post(path, data=version_on(binh, path) | {"level": level, "reason": "x"})

    assert answer.status_code == 422
    assert "Chưa chọn mức xếp loại" in answer.text


@pytest.mark.parametrize("who", ["tham", "vien", "khoa", "dua"])
def test_strangers_and_plain_members_write_nothing(under_way, as_user, committed, who):
    answer = as_user(who).post(f"/meetings/{under_way}/score", data={"points-5": "1"})

    assert answer.status_code in (403, 404)
    with committed() as session:
        assert session.scalars(select(ScoreSheet)).all() == []


def test_the_list_shows_what_waits_for_whom(handed_in, as_user):
    seen = {
        who: "Chi bộ thôn Nà Mười" in as_user(who).get("/evaluations?which=all").text
        for who in ("loc", "hanh", "binh", "vien", "dua", "tra")
    }

    assert seen == {"loc": True, "hanh": True, "binh": True, "vien": False, "dua": False, "tra": False}
    assert "Thẩm định<span" in as_user("loc").get("/evaluations").text
    assert "Không có phiếu điểm nào" in as_user("binh").get("/evaluations").text


@pytest.mark.each_engine
@pytest.mark.parametrize("query", ["?which=%00", "?month=13/2026", "?month=12/2026", "?page=9999999999", "?page=-1"])
def test_odd_addresses_show_the_list(as_user, query):
    assert as_user("hanh").get(f"/evaluations{query}").status_code == 200


def test_the_score_page_takes_few_statements(under_way, committed, actor_of, as_user, count_statements):
    with committed() as session:
        fill_in(session.get(Meeting, under_way), actor_of("thang"))
    thang = as_user("thang")
    thang.get(f"/meetings/{under_way}/score")

    with count_statements() as seen:
        assert thang.get(f"/meetings/{under_way}/score").status_code == 200

    assert len(seen.besides_the_account()) <= 13


def test_the_score_sheet_is_at_hand_for_who_sees_the_scores(decided, as_user):
    offered = {
        who: "Xem phiếu, tải PDF" in as_user(who).get(f"/meetings/{decided}/score").text
        for who in ("thang", "hanh", "khoa")
    }

    assert offered == {"thang": True, "hanh": True, "khoa": False}


def test_a_decision_being_written_is_there_again_until_it_is_sent(handed_in, as_user, committed, world):
    binh, path = as_user("binh"), f"/meetings/{handed_in}/score/decide"
    binh.post(f"/drafts/decide-{handed_in}", data={"level": "poor", "reason": "Còn đang viết lý do", "number": "15-TB"})

    page = binh.get(path).text
    assert all(words in page for words in ("Còn đang viết lý do", 'value="poor" checked', 'value="15-TB"'))
    sent = version_on(binh, path) | {"level": "fair", "act": "decide", "reason": "Xong"}
    assert binh.post(path, data=sent).status_code == 303
    with committed():
        assert saved_draft(world.accounts["binh"], f"decide-{handed_in}") == {}
