"""The kit for a meeting held on paper: one file, made by the worker, with the forms to be filled in by hand."""

import subprocess

import pytest
from sqlalchemy import select

from app.documents.files import read_file
from app.documents.models import Document
from app.documents.snapshots import DocumentKind
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from tests.meetings.ready import agreed, convened
from tests.reading import words
from workflows.meeting import Kind


@pytest.fixture
def kit_in(committed):
    def read() -> list[Document]:
        with committed() as session:
            found = session.scalars(select(Document).where(Document.kind == DocumentKind.KIT)).all()
            session.expunge_all()
            return list(found)

    return read


@pytest.mark.long
def test_the_secretary_has_one_file_with_all_papers_and_forms(made, as_user, kit_in, app, tmp_path):
    meeting_id = made(convened)
    page = as_user("thang").get(f"/meetings/{meeting_id}")
    assert "Tạo bộ giấy in sẵn" in page.text
    sent = as_user("thang").post(f"/meetings/{meeting_id}/kit")
    (kit,) = kit_in()
    assert sent.location == f"/documents/{kit.id}"
    shown = words(as_user("thang").get(sent.location))
    assert "Phiếu kiểm kết quả biểu quyết" in shown
    assert "dự thảo" not in shown.lower()  # it bears no number, and is to be printed as it is

    with app.app_context():
        run_due_jobs()
    (kit,) = kit_in()
    with app.app_context():
        (tmp_path / "kit.pdf").write_bytes(read_file(kit.file_sha256))
    said = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "kit.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    for heading in (
        "BỘ GIẤY IN SẴN", "THÔNG BÁO", "CHƯƠNG TRÌNH", "DANH SÁCH ĐIỂM DANH", "LỜI DẪN ĐIỀU HÀNH",
        "PHIẾU KIỂM KẾT QUẢ BIỂU QUYẾT", "BIÊN BẢN", "PHIẾU CHẤM ĐIỂM",
    ):  # fmt: skip
        assert heading in said, heading
    assert "Số 01-TB/CB" in said
    scales = " ".join(one["text"] for one in kit.snapshot["criteria"])
    assert "đủ: 5; thiếu đến 15 phút: 4; thiếu đến 30 phút: 3; từ một nửa: 2; dưới một nửa: 1" in scales
    assert "trên 50%: 5; từ 40%: 4; từ 30%: 3; còn lại: 2" in scales


def test_asked_for_again_it_is_the_same_paper_made_anew(made, as_user, kit_in):
    meeting_id = made(convened)
    for _ in range(2):
        assert as_user("men").post(f"/meetings/{meeting_id}/kit").status_code == 303
    assert len(kit_in()) == 1


def test_it_is_for_those_who_lead_and_record_and_for_a_convened_meeting(made, as_user, kit_in):
    meeting_id = made(convened)
    answers = {who: as_user(who).post(f"/meetings/{meeting_id}/kit").status_code for who in ("khoa", "nhap", "tham")}
    assert answers == {"khoa": 403, "nhap": 403, "tham": 404}
    assert kit_in() == []
    assert "Tạo bộ giấy in sẵn" not in as_user("khoa").get(f"/meetings/{meeting_id}").text
    as_user("lan").post(f"/meetings/{meeting_id}/kit")
    (kit,) = kit_in()
    assert as_user("khoa").get(f"/documents/{kit.id}").status_code == 404


def test_before_it_is_convened_there_is_none(made, as_user):
    refused = as_user("thang").post(f"/meetings/{made(agreed)}/kit")
    assert refused.status_code == 409
    assert "đã triệu tập và chưa khai mạc" in refused.text


def test_what_is_not_scored_has_no_score_form(made, as_user, kit_in, committed):
    meeting_id = made(convened)
    with committed() as session:
        session.get_one(Meeting, meeting_id).kind = Kind.EXTRAORDINARY
    as_user("thang").post(f"/meetings/{meeting_id}/kit")
    (kit,) = kit_in()
    assert kit.snapshot["criteria"] == []
    assert "Điểm tự chấm, mức tự xếp loại" not in kit.snapshot["votes"]
