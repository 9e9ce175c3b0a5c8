"""What the team finds, the draft that the cell comments on, the conclusion that all read, and what is mended."""

import re
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from docx import Document as Word
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.documents.snapshots import from_data
from app.evaluations.models import ScoreSheet
from app.inspections import services_conclusion, services_files
from app.inspections.models import CellFile, Finding, Inspection, Remedy
from app.inspections.queries_evidence import evidence_of
from app.inspections.queries_progress import progress_of
from app.inspections.services_findings import Found, ToMend, set_remedy, write_finding
from app.inspections.services_remedies import take_remedy_step
from app.notifications.models import Notification
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.acts import actor_named
from tests.at_once import together
from tests.inspections.campaign import POINTS, concluded, drafted, file_of, filled, find, seen, signed, under_way
from tests.inspections.test_files import stamp_in
from tests.reading import words
from tests.sessions.conftest import make_meeting
from workflows.engine import StepRefused
from workflows.inspection import FindingKind, State
from workflows.remedy import State as RemedyState


def test_a_finding_stands_at_its_point_with_its_record(world, as_user, at_state, committed):
    _, own, _ = at_state("under_way")
    with committed():
        meeting = make_meeting(world).id
    tra, path = as_user("tra"), f"/inspections/files/{own}"
    form = {"kind": "limit", "text": "Họp muộn hai ngày.", "record": f"meeting:{meeting}", "referred": "y"}
    assert tra.post(f"{path}/findings/new?point=0", data=form).status_code == 303
    page = tra.get(path)
    assert "Hạn chế, khuyết điểm Chuyển Ủy ban Kiểm tra xem xét Họp muộn hai ngày. Xem kỳ sinh hoạt" in words(page)
    assert f'href="/meetings/{meeting}"' in page.text
    assert f"Đã nhận xét 1/{len(POINTS)} nội dung." in words(page), "and the next one is offered"
    assert f'class="btn" href="{path}/findings/new?point=1"' in page.text
    assert tra.get(f"/meetings/{meeting}").status_code == 200
    for who in ("thang", "huong"):
        assert "Họp muộn hai ngày." not in as_user(who).get(path).text
    for who, status in (("thang", 403), ("binh", 403), ("lan", 404), ("tham", 404), ("hanh", 404)):
        assert as_user(who).post(f"{path}/findings/new?point=0", data=form).status_code == status, who
    assert tra.get(f"{path}/findings/new?point=9").status_code == 404


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "Có dấu hiệu vi phạm"}, "text"),
        ({"record": "meeting:999"}, "record"),
        ({"record": "person:1"}, "record"),
        ({"record": "meeting:²"}, "record"),
        ({"referred": True}, "referred"),
        ({"point": 7}, ""),
    ],
)
def test_what_is_no_finding_is_said(world, db_session, more, field):
    file = file_of(under_way(world), world)
    found = Found(**({"point": 0, "kind": FindingKind.STRENGTH, "text": "Tốt"} | more))
    with pytest.raises(BadInput) as refused:
        write_finding(seen(file), found, evidence_of(file), version=None, actor=actor_named("tra"))
    assert set(refused.value.errors) == {field}


def test_of_two_inspectors_at_one_finding_the_second_is_told(world, as_user, at_state, committed):
    _, own, _ = at_state("under_way")
    with committed() as session:
        number = find(session.get_one(CellFile, own), 0).id
    path = f"/inspections/files/{own}/findings/{number}"
    form = {"kind": "limit", "version": "1"}
    tries = [lambda n=n: as_user("tra").post(path, data=form | {"text": f"Bản {n}"}) for n in range(2)]
    assert together(*tries) == [303, 409]
    assert as_user("tra").post(f"{path}/removal", data={"version": "1"}).status_code == 409
    assert as_user("tra").post(f"{path}/removal", data={"version": "2"}).status_code == 303
    with committed() as session:
        assert session.scalars(select(Finding)).all() == []


def test_of_two_who_take_one_finding_away_the_second_is_told(as_user, at_state, committed):
    _, own, _ = at_state("under_way")
    with committed() as session:
        number = find(session.get_one(CellFile, own), 0).id
    ends = [lambda: as_user("tra").post(f"/inspections/files/{own}/findings/{number}/removal", data={"version": "1"})]
    assert together(*ends * 2) in ([303, 404], [303, 409])


def test_what_was_being_typed_of_a_finding_is_there_again(as_user, at_state):
    _, own, _ = at_state("under_way")
    as_user("tra").post(f"/drafts/inspection-finding-{own}-1", data={"text": "Đang viết dở"})
    assert "Đang viết dở" in as_user("tra").get(f"/inspections/files/{own}/findings/new?point=1").text


def test_the_working_session_is_put_on_numbered_minutes(world, as_user, at_state, committed):
    _, own, _ = at_state("under_way")
    path = f"/inspections/files/{own}/session"
    form = {
        "session_on": "01/12/2026", "session_place": "Nhà văn hóa", "session_present": "Đ/c Thắng, bí thư",
        "session_text": "Chi bộ báo cáo.",
    }  # fmt: skip
    tra = as_user("tra")
    stamp = stamp_in(tra.get(path))
    assert tra.post(path, data=form | {"version": stamp, "session_on": "03/12/2026"}).status_code == 422
    assert tra.post(path, data={"session_on": "", "version": stamp, "issue": "1"}).status_code == 422
    assert tra.post(path, data=form | {"version": stamp}).status_code == 303
    assert tra.post(path, data=form | {"version": stamp, "session_text": "Khác"}).status_code == 409
    stamp = stamp_in(tra.get(path))
    assert tra.post(path, data=form | {"version": stamp, "issue": "1"}).status_code == 303
    changed = form | {"version": stamp, "issue": "1", "session_text": "Chi bộ báo cáo, đoàn trao đổi."}
    assert tra.post(path, data=changed).status_code == 303
    with committed() as session:
        papers = session.scalars(select(Document).where(Document.type_code == "BB").order_by(Document.id)).all()
        assert [one.symbol for one in papers] == ["01-BB/ĐU", "02-BB/ĐU"]
        assert papers[0].replaced_by_id == papers[1].id
        paper = from_data("inspection", papers[1].snapshot)
        assert paper.sections[1].paragraphs == ("Chi bộ báo cáo, đoàn trao đổi.",)
        assert (paper.signature.name, paper.second_signature.name) == ("Vũ Thị Trà", "Nông Văn Thắng")
    assert as_user("thang").get(f"{path}/pdf").status_code == 404
    assert tra.get(f"{path}/pdf").status_code == 303
    assert as_user("thang").get(f"{path}/word").status_code == 404
    told = Word(BytesIO(tra.get(f"{path}/word").data))
    assert "Chi bộ báo cáo, đoàn trao đổi." in {line.text for line in told.paragraphs}


def test_the_draft_waits_for_sessions_and_findings(world, as_user, at_state):
    number, _, _ = at_state("under_way")
    page = words(as_user("tra").get(f"/inspections/{number}"))
    assert "Chưa ghi biên bản làm việc với Chi bộ thôn Nà Mười và Chi bộ Trường Tiểu học Mường Lâm." in page
    assert "Còn nội dung trong đề cương chưa có nhận xét ở Chi bộ thôn Nà Mười" in page


def test_each_cell_reads_its_own_draft_and_comments_on_it(world, as_user, at_state, committed):
    number, own, other = at_state("filled")
    with committed() as session:
        version = session.get_one(Inspection, number).version
        session.query(Notification).delete()
    path, form = f"/inspections/{number}/steps/send-draft", {"version": version}
    assert as_user("binh").post(path, data=form | {"comment_due": "12/12/2026"}).status_code == 403
    assert as_user("tra").post(path, data=form | {"comment_due": "02/12/2026"}).status_code == 422
    assert as_user("tra").post(path, data=form | {"comment_due": "12/12/2026"}).status_code == 303
    page = words(as_user("thang").get(f"/inspections/files/{own}"))
    assert "Hạn chế, khuyết điểm: Tháng 10, tháng 11 chưa sinh hoạt." in page
    assert "Sinh hoạt đúng ngày, Bí thư chi bộ, hạn 10/01/2027" in page
    assert "Góp ý đến hết ngày 12/12/2026." in page
    assert f'href="/inspections/files/{own}/comment"' in as_user("thang").get(f"/inspections/files/{own}").text
    assert "Tháng 10, tháng 11 chưa sinh hoạt." not in as_user("tham").get(f"/inspections/files/{other}").text
    comment = f"/inspections/files/{own}/comment"
    stamp = stamp_in(as_user("thang").get(comment))
    assert as_user("thang").post(comment, data={"agrees": "no", "comment": " ", "version": stamp}).status_code == 422
    said = {"agrees": "no", "comment": "Tháng 10 có mưa lũ.", "version": stamp}
    assert as_user("huong").post(comment, data=said).status_code == 403
    assert as_user("tham").post(comment, data=said).status_code == 404
    assert as_user("thang").post(comment, data=said).status_code == 303
    assert as_user("men").post(comment, data=said | {"comment": "Khác"}).status_code == 409
    assert "Tháng 10 có mưa lũ." in words(as_user("tra").get(f"/inspections/files/{own}"))
    with committed() as session:
        told = session.execute(select(Notification.person_id, Notification.text)).all()
        assert {t for p, t in told if p == world.people["tra"]} == {"Chi bộ thôn Nà Mười đã góp ý dự thảo kết luận."}
        assert any("góp ý đến hết ngày 12/12/2026" in text for p, text in told if p == world.people["tham"])


def test_after_its_day_nobody_comments_and_before_it_nobody_concludes(world, db_session):
    row, tra = drafted(world), actor_named("tra")
    later = clock.now() + timedelta(days=11)
    with pytest.raises(StepRefused, match="còn thời gian góp ý dự thảo đến hết ngày 12/12/2026"):
        services_conclusion.conclude(row, "Khá", "", signed(world), version=row.version, actor=tra)
    with clock.set_to(datetime.combine(date(2026, 12, 13), later.timetz())):
        own = seen(file_of(row, world), "thang")
        with pytest.raises(SomebodyWasFaster, match="Hạn góp ý đã hết"):
            services_conclusion.comment(own, True, "", stamp=None, actor=actor_named("thang"))
        services_conclusion.conclude(row, "Khá", "", signed(world), version=row.version, actor=actor_named("tra"))
    assert row.state == State.CONCLUDED


def test_the_conclusion_is_numbered_and_read_by_the_whole_organisation(world, as_user, at_state, committed):
    number, own, _ = at_state("commented")
    with committed() as session:
        version = session.get_one(Inspection, number).version
        session.query(Notification).delete()
    form = {
        "summary": "Nền nếp khá.", "causes": "", "signer_id": world.people["binh"], "signer_position": "Bí thư",
        "signed_on": "02/12/2026", "version": version,
    }  # fmt: skip
    path = f"/inspections/{number}/steps/conclude"
    assert as_user("hanh").post(path, data=form).status_code == 404
    assert as_user("tra").post(path, data=form | {"summary": "Không có vi phạm"}).status_code == 422
    blank = as_user("tra").post(path, data=form | {"summary": ""})
    assert (blank.status_code, "Chưa ghi đánh giá chung." in blank.text) == (422, True)
    assert as_user("binh").post(path, data=form).status_code == 303
    with committed() as session:
        paper = session.get_one(Inspection, number).conclusion
        told = from_data("inspection", paper.snapshot)
        assert paper.symbol == "02-TB/ĐU"
        assert [one.heading for one in told.sections] == [
            "I- PHẠM VI, THỜI KỲ", "II- KẾT QUẢ TỪNG CHI BỘ", "1. Chi bộ thôn Nà Mười",
            "2. Chi bộ Trường Tiểu học Mường Lâm", "III- ĐÁNH GIÁ CHUNG",
        ]  # fmt: skip
        assert told.sections[2].paragraphs == ("Sinh hoạt thường kỳ 0/2 tháng; đảng viên dự chưa có số liệu",)
        assert told.sections[2].bullets[-1] == "Chuyển Ủy ban Kiểm tra xem xét 1 nội dung"
        assert [(one.work, one.due_on) for one in told.remedies] == [("Sinh hoạt đúng ngày", "2027-01-10")]
        people = {person for person, _ in session.execute(select(Notification.person_id, Notification.text))}
        assert {world.people[who] for who in ("thang", "tham", "tra", "hanh")} <= people
    for who in ("lan", "hanh", "loc", "nhap", "tham"):
        page = words(as_user(who).get(f"/inspections/{number}"))
        assert "Thông báo kết luận số 02-TB/ĐU" in page, who
        assert "Quyết định số" not in page or who == "tham", who
    for who in ("vien", "dua", "quan"):
        assert as_user(who).get(f"/inspections/{number}").status_code == 404, who
    # The files stay what they were: the own cell's, and the team's.
    assert as_user("tham").get(f"/inspections/files/{own}").status_code == 404
    assert as_user("lan").get(f"/inspections/files/{own}").status_code == 404


def test_a_remedy_without_its_owner_or_its_day_holds_the_conclusion_up(world, db_session):
    row, tra = drafted(world), actor_named("tra")
    set_remedy(seen(file_of(row, world, "CB02")), ToMend(work="Ghi sổ đủ"), version=None, actor=tra)
    db_session.flush()
    with pytest.raises(StepRefused, match="Trường Tiểu học Mường Lâm chưa ghi người chịu trách nhiệm"):
        services_conclusion.conclude(row, "Khá", "", signed(world), version=row.version, actor=tra)
    for bad in (ToMend(work=" "), ToMend(work="x", owner_name="x" * 201), ToMend(work="x", deadline=date(2026, 12, 1))):
        with pytest.raises(BadInput):
            set_remedy(seen(file_of(row, world)), bad, version=None, actor=tra)


def remedy_of(session, file_id: int) -> Remedy:
    return session.scalars(select(Remedy).where(Remedy.file_id == file_id)).one()


def test_the_cell_reports_what_it_mended_and_the_team_confirms_it(world, as_user, at_state, committed):
    number, own, _ = at_state("concluded")
    with committed() as session:
        remedy = remedy_of(session, own).id
    path = f"/inspections/files/{own}/remedies/{remedy}/steps"
    thang, tra = as_user("thang"), as_user("tra")
    assert thang.post(f"{path}/report", data={"version": 1, "note": " "}).status_code == 422
    assert tra.post(f"{path}/confirm", data={"version": 1}).status_code == 409
    assert tra.post(f"{path}/report", data={"version": 1, "note": "Xong"}).status_code == 403
    assert as_user("tham").post(f"{path}/report", data={"version": 1, "note": "Xong"}).status_code == 404
    assert thang.post(f"{path}/report", data={"version": 1, "note": "Đã họp ngày 3."}).status_code == 303
    assert tra.post(f"{path}/return", data={"version": 2, "note": ""}).status_code == 422
    assert tra.post(f"{path}/return", data={"version": 2, "note": "Chưa có biên bản"}).status_code == 303
    assert thang.post(f"{path}/report", data={"version": 2, "note": "Đủ"}).status_code == 409
    assert thang.post(f"{path}/report", data={"version": 3, "note": "Đã đủ biên bản."}).status_code == 303
    assert "Khắc phục 0/1" in words(tra.get(f"/inspections/{number}"))
    assert thang.post(f"{path}/confirm", data={"version": 4}).status_code == 403
    assert tra.post(f"{path}/confirm", data={"version": 4}).status_code == 303
    assert "Khắc phục 1/1" in words(tra.get(f"/inspections/{number}"))
    assert tra.get(f"{path}/khac").status_code == 404
    with committed() as session:
        assert remedy_of(session, own).state == RemedyState.CONFIRMED
        steps = session.scalars(
            select(AuditEvent.data).where(AuditEvent.event == "remedy_step").order_by(AuditEvent.id)
        ).all()
        assert [data["step"] for data in steps] == ["report", "return", "report", "confirm"]


def test_it_is_checked_again_and_closed_and_what_is_open_wants_a_word(world, as_user, at_state, committed):
    number, own, _ = at_state("concluded")
    with committed() as session:
        version = session.get_one(Inspection, number).version
    path = f"/inspections/{number}/steps/recheck"
    early = as_user("tra").post(path, data={"version": version, "reason": "Đã rõ"})
    assert (early.status_code, "Quý sau mới kiểm tra lại, từ ngày 01/01/2027" in early.text) == (422, True)
    assert "Quý sau mới kiểm tra lại" in as_user("tra").get(f"/inspections/{number}").text
    with clock.set_to(datetime(2027, 1, 1, 2, 0, tzinfo=UTC)):
        _closes_with_a_word(as_user, path, version)
    with committed() as session:
        assert session.get_one(Inspection, number).state == State.CLOSED
    with clock.set_to(datetime(2027, 1, 11, 2, 0, tzinfo=UTC)):
        assert "Quá hạn" in as_user("thang").get(f"/inspections/files/{own}").text
    report = f"/inspections/files/{own}/remedies/1/steps/report"
    assert as_user("thang").post(report, data={"version": 1, "note": "Xong"}).status_code == 422


def _closes_with_a_word(as_user, path: str, version: int) -> None:
    refused = as_user("tra").post(path, data={"version": version, "reason": ""})
    assert (refused.status_code, "Còn 1 việc khắc phục chưa được xác nhận" in refused.text) == (422, True)
    assert as_user("binh").post(path, data={"version": version, "reason": "x"}).status_code == 403
    given = {"version": version, "reason": "Giao đảng ủy viên phụ trách theo dõi"}
    assert as_user("tra").post(path, data=given).status_code == 303


def test_nothing_is_written_into_a_file_outside_its_time(world, db_session):
    row = concluded(world)
    file = file_of(row, world)
    for act in (
        lambda: find(file, 0),
        lambda: set_remedy(seen(file), ToMend(work="Thêm"), version=None, actor=actor_named("tra")),
    ):
        with pytest.raises(SomebodyWasFaster):
            act()
    with pytest.raises(NotAllowed):
        set_remedy(seen(file, "thang"), ToMend(work="Thêm"), version=None, actor=actor_named("thang"))
    remedy = remedy_of(db_session, file.id)
    with pytest.raises(StepRefused):
        take_remedy_step(seen(file, "binh"), remedy, "report", "Xong", version=None, actor=actor_named("binh"))


def test_a_decided_rating_is_never_altered(world, db_session):
    meeting = make_meeting(world, state="evaluated")
    sheet = ScoreSheet(meeting_id=meeting.id, self_score=95, self_maximum=100, official_rating="good", voted=True)
    db_session.add(sheet)
    db_session.flush()
    before = {column.key: getattr(sheet, column.key) for column in ScoreSheet.__table__.c}
    concluded(world)
    db_session.expire_all()
    assert {column.key: getattr(sheet, column.key) for column in ScoreSheet.__table__.c} == before


def test_a_cell_that_was_set_aside_is_not_in_the_conclusion_and_has_nothing_to_mend(world, db_session):
    row, tra = drafted(world), actor_named("tra")
    file_of(row, world).set_aside = "Đã sáp nhập"
    db_session.flush()
    other = file_of(row, world, "CB02")
    services_conclusion.comment(seen(other, "tham"), True, "", stamp=None, actor=actor_named("tham"))
    services_conclusion.conclude(row, "Khá", "", signed(world), version=row.version, actor=tra)
    told = from_data("inspection", row.conclusion.snapshot)
    headings = [one.heading for one in told.sections if one.heading[0].isdigit()]
    assert headings == ["1. Chi bộ Trường Tiểu học Mường Lâm"]
    assert told.sections[0].paragraphs[0].startswith("Chi bộ Trường Tiểu học Mường Lâm; từ tháng 10/2026")
    assert (told.remedies, services_conclusion.open_remedies(row)) == ((), 0)


def test_a_cell_is_taken_out_while_it_is_concluded_and_the_conclusion_says_what_became_of_it(
    world, as_user, at_state, committed, slowly
):
    """The conclusion reads every file: one that is taken out meanwhile is either not in it, or it is too late."""
    number, own, _ = at_state("commented")
    with committed() as session:
        version = session.get_one(Inspection, number).version
    slowly(services_files, "expect_team", 0.3)
    slowly(services_conclusion, "issue_conclusion", 0.8)
    form = {
        "version": version, "summary": "Khá", "signer_id": world.people["binh"], "position": "Bí thư",
        "signed_on": "02/12/2026",
    }  # fmt: skip
    answers = together(
        lambda: as_user("tra").post(f"/inspections/files/{own}/setting-aside", data={"reason": "Đã sáp nhập"}),
        lambda: as_user("tra").post(f"/inspections/{number}/steps/conclude", data=form),
    )
    with committed() as session:
        told = from_data("inspection", session.get_one(Inspection, number).conclusion.snapshot)
        named = any("Chi bộ thôn Nà Mười" in one.heading for one in told.sections)
        assert named == (not session.get_one(CellFile, own).set_aside)
        assert answers == ([303, 409] if named else [303, 303])


WORDS = re.compile(r"vi\s+phạm", re.IGNORECASE)


def test_no_page_of_an_inspection_speaks_of_another_procedure(world, as_user, at_state):
    number, own, _ = at_state("concluded")
    for path in ("/inspections", f"/inspections/{number}", f"/inspections/files/{own}", "/inspections/new"):
        assert not WORDS.search(as_user("tra").get(path).text), path


def test_the_points_of_a_file_are_counted_once(world, db_session):
    row = filled(world)
    progress = {one.file.cell_id: one for one in progress_of(row)}
    own = progress[world.cell]
    assert (own.looked_at, own.points, own.remedies, own.mended) == (len(POINTS), len(POINTS), 1, 0)


def test_where_nothing_was_amiss_one_text_stands_at_all_points_left(world, as_user, at_state, committed):
    _, own, _ = at_state("under_way")
    tra, path = as_user("tra"), f"/inspections/files/{own}"
    tra.post(f"{path}/findings/new?point=0", data={"kind": "limit", "text": "Họp muộn hai ngày."})
    left = "-".join(str(point) for point in range(1, len(POINTS)))

    assert f"Ghi ưu điểm ở {len(POINTS) - 1} nội dung còn lại" in words(tra.get(path))
    page = tra.get(f"{path}/findings/rest")
    assert f"2. {POINTS[1]}" in words(page)
    assert f"1. {POINTS[0]}" not in words(page)
    assert tra.post(f"{path}/findings/rest", data={"version": left, "text": " "}).status_code == 422
    assert tra.post(f"{path}/findings/rest", data={"version": "0-1", "text": "Tốt"}).status_code == 409
    assert tra.post(f"{path}/findings/rest", data={"version": left, "text": "Tốt"}).status_code == 303
    with committed() as session:
        rows = session.scalars(select(Finding).where(Finding.file_id == own).order_by(Finding.point)).all()
        assert [(row.point, row.kind, row.text) for row in rows] == [
            (0, FindingKind.LIMIT, "Họp muộn hai ngày."),
            *((point, FindingKind.STRENGTH, "Tốt") for point in range(1, len(POINTS))),
        ]
        noted = session.scalars(select(AuditEvent).where(AuditEvent.event == "inspection_finding_written")).all()
        assert len(noted) == len(POINTS)
    assert "nội dung còn lại" not in tra.get(path).text
    assert as_user("thang").post(f"{path}/findings/rest", data={"version": "", "text": "Tốt"}).status_code == 403


def test_a_month_that_is_still_to_come_is_not_counted_as_one_without_a_meeting(world, db_session):
    file = file_of(under_way(world), world)

    found = evidence_of(file)

    assert found.months[-1] == date(2026, 12, 1)
    assert (found.met, found.missing, found.expected) == (0, [date(2026, 10, 1), date(2026, 11, 1)], 2)
