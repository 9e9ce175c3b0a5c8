"""The books of a cell's year: bound from what was issued, bound anew when that changes, read by who reads its papers."""

import subprocess
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select, update

from app.audit.models import AuditEvent
from app.books.models import YearBook
from app.documents.files import read_file, store
from app.documents.models import Document
from app.jobs.models import Job, JobState
from app.jobs.services import run_due_jobs
from app.meetings.models import Meeting
from tests.books.conftest import paper_of
from tests.reading import words
from workflows.meeting import State


@pytest.fixture
def bound(world, as_user, committed):
    """`bound()`: asks for the minutes book of 2026 and answers with the file."""
    path = f"/books/cells/{world.cell}/minutes"

    def go() -> bytes:
        assert as_user("thang").post(f"{path}?year=2026").status_code == 303
        with committed():
            run_due_jobs()
        return as_user("lan").get(f"{path}/pdf?year=2026").data

    return go


def text_of(data: bytes, folder) -> list[str]:
    """The words of each page."""
    (folder / "book.pdf").write_bytes(data)
    read = subprocess.run(
        ["pdftotext", "-layout", folder / "book.pdf", "-"], check=True, capture_output=True, text=True
    )
    return [" ".join(page.split()) for page in read.stdout.split("\f")[:-1]]


@pytest.mark.any_engine
@pytest.mark.needs("pdftotext")
def test_it_holds_the_papers_as_they_were_issued_under_numbers_that_go_on(year, bound, committed, tmp_path):
    book = bound()
    pages = text_of(book, tmp_path)
    checked = subprocess.run(["qpdf", "--check", tmp_path / "book.pdf"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "SỔ BIÊN BẢN" in pages[0]
    assert "trang" not in pages[0]
    assert [page.rpartition("Sổ biên bản năm 2026, trang ")[2] for page in pages[1:]] == ["2", "3", "4", "5", "6", "7"]
    assert "Biên bản số 08, tờ 2" in pages[3]
    assert "PHẦN LƯU TRÊN GIẤY" in pages[4]
    assert "- Xem xét đơn thư" in pages[4]
    assert "Hỏng.jpg: không đưa vào sổ được, xem tệp trong hệ thống" in pages[4]
    assert "Biên bản số 10, tờ 1" in pages[6]
    contents = pages[1]
    assert "Tháng 7/2026: chưa có kỳ sinh hoạt thường kỳ" in contents
    assert "Tháng 9/2026: chưa có kỳ sinh hoạt thường kỳ" in contents
    assert "Tháng 11/2026, kỳ thường kỳ: biên bản chưa công bố" in contents
    assert "Tháng 12" not in contents, "it is not over"
    with committed() as session:
        papers = [session.get_one(Document, year[month]) for month in (8, 10)]
        for paper, page in zip(papers, ("3", "7"), strict=True):
            assert f"SHA-256: {paper.file_sha256}" in contents
            assert f"{paper.title} {paper.issued_at.day:02}/{paper.issued_at.month}/2026 {page} " in contents
        stored = [read_file(paper.file_sha256) for paper in papers]
    with pikepdf.open(BytesIO(book)) as whole:
        with whole.open_outline() as outline:
            assert [item.title for item in outline.root][1:] == [
                "Biên bản sinh hoạt thường kỳ tháng 8/2026 (08-BB/CB)",
                "Lưu trên giấy: Biên bản sinh hoạt thường kỳ tháng 8/2026", "Ảnh sổ tay.jpg",
                "Biên bản sinh hoạt thường kỳ tháng 10/2026 (10-BB/CB)",
            ]  # fmt: skip
        for data, first in zip(stored, (2, 6), strict=True):
            with pikepdf.open(BytesIO(data)) as paper:
                for number, page in enumerate(paper.pages):
                    drawn = [stream.read_raw_bytes() for stream in whole.pages[first + number].obj.Contents.as_list()]
                    assert page.obj.Contents.read_raw_bytes() in drawn


def test_the_same_papers_make_the_same_bytes_and_what_is_bound_already_is_not_bound_again(
    year, bound, committed, world, as_user
):
    first = bound()
    with committed() as session:
        session.execute(update(YearBook).values(contents_hash=""))
    assert bound() == first
    with committed() as session:
        events = select(AuditEvent.data).where(AuditEvent.event == "book_bound")
        assert len(session.scalars(events).all()) == 2
    bound()
    with committed() as session:
        assert len(session.scalars(events).all()) == 2
        assert session.scalars(select(YearBook)).one().pages == 7


def test_a_paper_added_corrected_or_taken_back_binds_the_book_anew(year, bound, committed):
    def now() -> int:
        with committed():
            run_due_jobs()
        with committed() as session:
            return session.scalars(select(YearBook.pages)).one()

    bound()
    assert now() == 7
    with committed() as session:
        session.get_one(Meeting, session.get_one(Document, year[11]).meeting_id).state = State.SCORED
    assert now() == 8
    with committed() as session:
        old = session.get_one(Document, year[10])
        old.replaced_by_id = paper_of(session.get_one(Meeting, old.meeting_id), 12, pages=3).id
    assert now() == 10
    with committed() as session:
        session.get_one(Meeting, session.get_one(Document, year[8]).meeting_id).state = State.MINUTES
    assert now() == 6


def test_what_was_bound_while_a_paper_changed_is_not_kept(year, bound, committed, world, monkeypatch):
    """The job that the change asks for brings the newer."""
    from app.books import services_binding

    made = services_binding._bound

    def slow(plan):
        done = made(plan)
        with committed() as session:
            session.execute(Document.__table__.update().where(Document.id == year[10]).values(title="Đã sửa"))
        return done

    monkeypatch.setattr(services_binding, "_bound", slow)
    assert bound()[:5] != b"%PDF-"
    with committed() as session:
        assert session.scalars(select(YearBook.file_sha256)).one() is None


@pytest.mark.parametrize(
    ("who", "minutes", "resolutions", "asking"),
    [("thang", 200, 200, 303), ("huong", 200, 200, 303), ("nhap", 200, 200, 303), ("loc", 200, 200, 303),
     ("lan", 200, 200, 403), ("hanh", 404, 200, 404), ("binh", 404, 200, 404), ("tham", 404, 404, 404),
     ("vien", 404, 404, 404), ("tra", 404, 404, 404), ("quan", 403, 403, 403)],
)  # fmt: skip
def test_who_reads_which_book(world, as_user, committed, year, who, minutes, resolutions, asking):
    with committed() as session:
        sha256 = session.get_one(Document, year[8]).file_sha256
        for kind in ("minutes", "resolutions"):
            session.add(YearBook(cell_id=world.cell, year=2026, kind=kind, asked=1, file_sha256=sha256, pages=1))
    path = f"/books/cells/{world.cell}"
    assert as_user(who).get(f"{path}/minutes/pdf?year=2026").status_code == minutes
    assert as_user(who).get(f"{path}/resolutions/pdf?year=2026").status_code == resolutions
    assert as_user(who).post(f"{path}/minutes?year=2026").status_code == asking


def test_of_two_clicks_one_binds_and_a_year_without_meetings_has_no_book(year, world, as_user, committed):
    path = f"/books/cells/{world.cell}/minutes"
    assert as_user("thang").post(f"{path}?year=2026").status_code == 303
    assert as_user("men").post(f"{path}?year=2026").status_code == 409
    for wrong in ("2027", "2019"):
        answer = as_user("thang").post(f"{path}?year={wrong}", follow_redirects=True)
        assert "chưa có kỳ sinh hoạt nào để lập sổ" in answer.text
    assert as_user("thang").post(f"/books/cells/{world.commune}/minutes").status_code == 404
    assert as_user("thang").get(f"/books/cells/{world.cell}/khac/pdf").status_code == 404
    with committed() as session:
        assert len(session.scalars(select(Job).where(Job.kind == "bind_book")).all()) == 1


def test_a_lost_file_binds_no_book_and_the_page_says_so(year, bound, committed, world, as_user):
    with committed() as session:
        paper = read_file(session.get_one(Document, year[10]).file_sha256)
        store().remove(session.get_one(Document, year[10]).file_sha256)
    assert bound()[:5] != b"%PDF-"
    with committed():
        store().put(paper)  # the store is not put back for the next test
    with committed() as session:
        session.execute(update(Job).where(Job.kind == "bind_book").values(status=JobState.FAILED))
    assert "Chưa lập được sổ" in words(as_user("thang").get(f"/books?year=2026&cell={world.cell}"))


def test_the_page_tells_what_is_in_it_and_asks_few_statements(year, bound, world, as_user, count_statements):
    path = "/books?year=2026"
    assert "2 văn bản; còn thiếu 9." in words(as_user("thang").get(path))
    bound()
    with count_statements() as seen:
        page = words(as_user("thang").get(path))
    assert len(seen.besides_the_account()) <= 9
    assert "7 trang" in page
    assert "Ghi sổ giấy: Xem xét đơn thư. Bản ký trên giấy: Ảnh sổ tay.jpg; Hỏng.jpg." in page
    office = words(as_user("hanh").get(f"{path}&cell={world.cell}"))
    assert "Sổ nghị quyết" in office
    assert "Sổ biên bản 2" not in office
    assert as_user("tham").get(f"{path}&cell={world.cell}").status_code == 404
