"""A criteria set as a workbook: out and in again the same, and every problem by sheet, row and column."""

import re
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from app.criteria.models import CriteriaSet
from app.criteria.queries import read
from app.criteria.services import FRAME, WARD
from app.criteria.workbook import read_workbook
from workflows.criteria import CRITERIA_WARD, FRAME_HD42, GROUPS


@pytest.fixture
def book(as_user, committed):
    """The workbook of a shipped set, as an office downloads it."""

    def download(code=WARD) -> bytes:
        with committed() as session:
            row = session.scalars(select(CriteriaSet.id).where(CriteriaSet.code == code)).one()
        return as_user("hanh").get(f"/criteria/{row}/workbook").data

    return download


def changed(data: bytes, *cells: tuple[str, object]) -> bytes:
    workbook = openpyxl.load_workbook(BytesIO(data))
    for place, value in cells:
        workbook["Tiêu chí"][place] = value
    kept = BytesIO()
    workbook.save(kept)
    return kept.getvalue()


def uploaded(client, data: bytes):
    return client.post("/criteria/workbook", data={"file": (BytesIO(data), "bo.xlsx")})


@pytest.mark.parametrize(("code", "criteria"), [(WARD, CRITERIA_WARD), (FRAME, FRAME_HD42)])
def test_what_is_taken_out_is_read_as_the_same(book, code, criteria):
    found = read_workbook(book(code))

    assert (tuple(found.criteria), found.problems) == (criteria, [])


def test_it_becomes_a_draft_after_the_preview(book, as_user, world, committed):
    hanh = as_user("hanh")
    sent = changed(book(), ("D2", "Đủ thời lượng"), ("H3", "từ 95%: 4\ntừ 80%: 3\ncòn lại: 1"))
    preview = uploaded(hanh, sent)
    content = re.search(r'name="content" value="([^"]+)"', preview.text)[1]
    form = {
        "content": content, "organisation": world.commune, "title": "Từ Excel", "kind": "all", "from_on": "01/01/2027",
    }  # fmt: skip
    wrong = hanh.post("/criteria/workbook/draft", data=form | {"from_on": "01/01/2020"})
    answer = hanh.post("/criteria/workbook/draft", data=form)

    assert "18 tiêu chí, tổng 100 điểm" in preview.text
    assert (wrong.status_code, answer.status_code) == (422, 303)
    assert "chỉ áp dụng từ hôm nay" in wrong.text
    with committed() as session:
        row = session.scalars(select(CriteriaSet).where(CriteriaSet.title == "Từ Excel")).one()
        assert (row.issued_at, row.organisation_id, row.groups) == (None, world.commune, dict(GROUPS))
        assert read(row)[0].title == "Đủ thời lượng"
        assert [(band.border, band.points) for band in read(row)[1].bands] == [(95, 4), (80, 3)]


@pytest.mark.parametrize(
    ("cells", "place", "message"),
    [
        ([("E2", 6)], "Dòng 0", "Tổng điểm tối đa là 101"),
        ([("E2", "9" * 5000)], "Trang tính Tiêu chí, dòng 2, cột Tối đa", "từ 1 đến 100"),
        ([("E2", "năm")], "Trang tính Tiêu chí, dòng 2, cột Tối đa", "từ 1 đến 100"),
        ([("F2", "khi mưa")], "Trang tính Tiêu chí, dòng 2, cột Tính ở", "Không hiểu “khi mưa”"),
        ([("G2", "thời tiết")], "Trang tính Tiêu chí, dòng 2, cột Ghi nhận", "Không hiểu “thời tiết”"),
        ([("H3", "nhiều: 4")], "Trang tính Tiêu chí, dòng 3, cột Thang điểm", "Dòng “nhiều: 4” ghi chưa đúng"),
        ([("H3", "=1+1")], "Trang tính Tiêu chí, dòng 3, cột Thang điểm", "công thức"),
        ([("H3", "từ 75%: 4; từ 90%: 3; còn lại: 1")], "Trang tính Tiêu chí, dòng 3, cột Thang điểm", "đi từ mức tốt"),
        ([("I15", "một: 1")], "Trang tính Tiêu chí, dòng 15, cột Các ý", "cần đúng 3 ý"),
        ([("I15", "một")], "Trang tính Tiêu chí, dòng 15, cột Các ý", "ghi chưa đúng"),
        ([("C3", "1")], "Trang tính Tiêu chí", "ghi hai lần: 1"),
        ([("J3", "đôi khi")], "Trang tính Tiêu chí, dòng 3, cột Bắt buộc cho mức Tốt", "Không hiểu “đôi khi”"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_its_place_and_nothing_is_taken(book, as_user, committed, cells, place, message):
    answer = uploaded(as_user("hanh"), changed(book(), *cells))

    assert message in answer.text
    assert place == "Dòng 0" or place in answer.text
    assert "Nhập thành bản thảo" not in answer.text
    with committed() as session:
        assert len(session.scalars(select(CriteriaSet)).all()) == 2


def test_a_problem_is_told_once(book):
    found = read_workbook(changed(book(), ("H3", "nhiều: 4")))

    assert [(problem.row, problem.column) for problem in found.problems] == [(3, "Thang điểm")]


@pytest.mark.parametrize("data", [b"", b"PK", b"x" * (200 * 1024 + 1)])
def test_what_is_no_workbook_is_refused(as_user, data):
    assert uploaded(as_user("hanh"), data).status_code == 422


def test_a_workbook_of_something_else_is_refused(as_user, book):
    other = openpyxl.Workbook()
    kept = BytesIO()
    other.save(kept)
    headless = uploaded(as_user("hanh"), changed(book(), ("C1", "Số hiệu")))

    assert "Thiếu trang tính “Tiêu chí”" in uploaded(as_user("hanh"), kept.getvalue()).text
    assert "cần các cột Nhóm, Mã, Tiêu chí, Tối đa" in headless.text


@pytest.mark.parametrize("content", ["", "khong-phai-tep", "UEs="])
def test_a_preview_that_was_tampered_with_is_refused(as_user, world, content):
    form = {"content": content, "organisation": world.commune, "title": "X", "kind": "all", "from_on": "01/01/2027"}

    assert as_user("hanh").post("/criteria/workbook/draft", data=form).status_code == 422
