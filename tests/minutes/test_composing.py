"""The minutes are composed from the record; what the paper book keeps is not in them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.documents.snapshots import to_json
from app.minutes import services
from app.minutes.difference import changes_between, lines_of
from app.minutes.models import Minutes
from app.minutes.queries import current_minutes
from app.minutes.services import preview, recompose
from app.minutes.services.composing import paper_of
from app.refusals import NotAllowed
from app.sessions.models import Attendance, Speech, Vote
from tests.minutes.conftest import CLOSED, OPENED
from workflows.attendance import Mark
from workflows.roles import Role

TEXT = Path(__file__).parent / "texts" / "minutes.txt"


@pytest.fixture
def minutes(closed) -> Minutes:
    return current_minutes(closed.id)


def test_the_text_reads_as_a_recorder_would_write_it(minutes):
    assert lines_of(paper_of(minutes)) == TEXT.read_text(encoding="utf-8").splitlines()


def test_every_gap_is_named_in_a_sentence(minutes):
    assert minutes.composed["open_marks"] == [
        "Lý do vắng của đ/c Lý Văn Trường còn trống.",
        "Ý kiến của đ/c Lý Thị Hương ở mục “Dọn vệ sinh đường làng, ngõ xóm” còn trống.",
    ]


def test_an_item_kept_on_paper_gives_nothing_away(minutes):
    text = to_json(paper_of(minutes))

    assert "Xem xét đơn thư" in text
    assert "lời nói mật" not in text
    assert "bí mật của sổ giấy" not in text


def test_what_is_read_out_while_the_meeting_is_held_has_no_end_yet(held):
    paper = preview(held)

    assert (paper.closed_at, paper.minutes_long) == ("", None)
    assert "…… giờ ……" in lines_of(paper)[-1]
    assert current_minutes(held.id) is None


def test_a_corrected_record_is_composed_again_and_the_adopted_text_stays(minutes, closed, db_session, actor_of):
    vote = db_session.scalars(select(Vote).where(Vote.subject.startswith("Thông qua"))).one()
    vote.votes_for = 14

    recompose(closed, actor=actor_of("thang"))

    assert [v.votes_for for v in paper_of(minutes).votes] == [14, 16]
    assert minutes.adopted_text["votes"][0]["votes_for"] == 15


def test_both_signers_read_what_was_changed_after_the_adoption(minutes, closed, db_session, actor_of):
    before = paper_of(minutes)
    speech = db_session.scalars(select(Speech).where(Speech.text.startswith("xin nhận"))).one()
    speech.text = "xin nhận đoạn ngõ 5"

    recompose(closed, actor=actor_of("thang"))

    (change,) = changes_between(before, paper_of(minutes))
    assert change.before == ("Đồng chí Hà Thị Chín (dự bị): xin nhận đoạn ngõ 3.",)
    assert change.after == ("Đồng chí Hà Thị Chín (dự bị): xin nhận đoạn ngõ 5.",)


def test_a_meeting_that_was_broken_off_tells_both_its_parts(held):
    held.sittings = [
        {"opened_at": "2026-12-02T12:30:00+00:00", "ended_at": "2026-12-02T13:00:00+00:00", "reason": "mất điện"}
    ]

    paper = preview(held)

    assert (paper.opened_at, paper.sitting.held_on) == ("19:30", "2026-12-02")
    assert "Hội nghị tạm dừng lúc 20 giờ 00 ngày 02/12/2026 và tiếp tục lúc 19 giờ 40 ngày 03/12/2026." in lines_of(
        paper
    )


def test_a_score_that_was_voted_down_leaves_no_points(held, db_session):
    from app.evaluations.queries import sheet_of

    sheet_of(held.id).voted = False
    paper = preview(held)

    assert paper.score.voted_down
    assert paper.score.points is None


def test_the_results_of_the_last_resolution_stand_as_they_were_at_the_closing(held, db_session, world):
    from app.documents.models import Document
    from app.meetings.models import Meeting
    from app.resolutions.models import Resolution
    from app.tasks.models import Task

    november = Meeting(
        cell_id=held.cell_id, kind=held.kind, month=date(2026, 11, 1), state="evaluated", created_at=OPENED,
        rule_set_id=held.rule_set_id, criteria_set_id=held.criteria_set_id,
    )  # fmt: skip
    db_session.add(november)
    db_session.flush()
    paper = Document(
        organisation_id=held.cell_id, meeting_id=november.id, kind="resolution", symbol="13-NQ/CB", title="NQ",
        snapshot={}, template_version=1, created_at=OPENED, issued_at=datetime(2026, 11, 3, 3, tzinfo=UTC),
    )  # fmt: skip
    db_session.add(paper)
    db_session.flush()
    resolution = Resolution(
        meeting_id=november.id, state="issued", subject_line="NQ", created_at=OPENED, document_id=paper.id
    )
    db_session.add(resolution)
    db_session.flush()
    for confirmed_at in (OPENED, CLOSED + timedelta(hours=1), None):
        db_session.add(
            Task(
                cell_id=held.cell_id, resolution_id=resolution.id, work="việc", created_at=OPENED,
                confirmed_at=confirmed_at, state="confirmed" if confirmed_at else "assigned",
            )
        )  # fmt: skip
    held.closed_at = CLOSED
    db_session.flush()

    told = [one.text for one in preview(held).presented if "Nghị quyết" in one.text]

    assert told == [
        "báo cáo kết quả thực hiện Nghị quyết số 13-NQ/CB, ngày 03/11/2026 (hoàn thành 1/3 nhiệm vụ, đạt 33,3%) (15 phút)"
    ]


def test_what_was_presented_may_be_told_more_exactly(minutes, closed, actor_of):
    key = next(field.key for field, _ in services.text_fields(closed, minutes) if field.key.startswith("presented"))

    services.write_texts(closed, {key: "Hướng dẫn số 19-HD/ĐU"}, version=minutes.version, actor=actor_of("lan"))

    assert paper_of(minutes).presented[0].text.endswith("(15 phút): Hướng dẫn số 19-HD/ĐU")


def test_a_later_correction_of_the_record_wins_over_what_was_written_by_hand(minutes, closed, db_session, actor_of):
    speech = db_session.scalars(select(Speech).where(Speech.text.startswith("xin nhận"))).one()
    key = f"speech-{speech.id}"
    services.write_texts(closed, {key: "viết tay"}, version=minutes.version, actor=actor_of("lan"))
    assert "Đồng chí Hà Thị Chín (dự bị): viết tay." in lines_of(paper_of(minutes))

    speech.text = "sửa trong hồ sơ"
    recompose(closed, actor=actor_of("thang"))

    assert "Đồng chí Hà Thị Chín (dự bị): sửa trong hồ sơ." in lines_of(paper_of(minutes))


def test_the_record_is_not_composed_again_under_a_signature(complete, actor_of, db_session):
    minutes = current_minutes(complete.id)
    seen = services.text_hash_of(paper_of(minutes))
    services.sign(complete, Role.CHAIR, seen=seen, actor=actor_of("thang"))
    db_session.flush()

    with pytest.raises(NotAllowed):
        recompose(complete, actor=actor_of("thang"))


def test_who_was_to_present_but_stayed_away_is_not_said_to_have_presented(held, db_session, world):
    row = db_session.scalars(
        select(Attendance).where(Attendance.meeting_id == held.id, Attendance.person_id == world.people["huong"])
    ).one()
    row.start_mark, row.reason = Mark.EXCUSED, "đi tập huấn"
    db_session.flush()

    said = preview(held).presented[0]

    assert said.person.name == ""
    assert said.text.startswith("Hội nghị nghe thông tin, phổ biến nội dung “Thời sự")
    assert said.text.endswith("(đồng chí Lý Thị Hương, Chi ủy viên, được phân công trình bày, vắng mặt)")
    assert not any("Đồng chí Lý Thị Hương, Chi ủy viên, thông tin" in line for line in lines_of(preview(held)))
