"""The Word file: what it says is what the paper says."""

from io import BytesIO

import docx
import pytest

from tests import office
from tests.reading import words


def text_of(data: bytes) -> str:
    document = docx.Document(BytesIO(data))
    cells = [p.text for table in document.tables for row in table.rows for cell in row.cells for p in cell.paragraphs]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_it_says_what_the_paper_says(as_user, published_id):
    answer = as_user("thang").get(f"/guidance/{published_id}/word")

    assert "01-HD-%C4%90U" in answer.headers["Content-Disposition"]
    text = text_of(answer.data)
    for said in ("HƯỚNG DẪN", "Số 01-HD/ĐU", "ĐẢNG ỦY XÃ MƯỜNG LÂM", "I- TÌNH HÌNH", "T/M ĐẢNG ỦY", "Lê Văn Bình",
                 "- Phòng, chống cháy rừng mùa khô.", "Mường Lâm, ngày 01 tháng 12 năm 2026"):  # fmt: skip
        assert said in text


def test_a_draft_goes_to_be_signed_without_a_number(as_user, draft_id):
    text = text_of(as_user("hanh").get(f"/guidance/{draft_id}/word").data)

    assert "DỰ THẢO" in text
    assert "01-HD" not in text


def test_what_stands_on_paper_is_on_the_page_as_well(as_user, published_id):
    page = words(as_user("thang").get(f"/guidance/{published_id}"))
    text = text_of(as_user("thang").get(f"/guidance/{published_id}/word").data)

    for line in ("Thu ngân sách tháng 11 đạt 94,5% kế hoạch.", "Ôn tập, kiểm tra cuối học kỳ I."):
        assert line in page
        assert line in text


@pytest.mark.long
@pytest.mark.needs("soffice")
def test_an_office_program_opens_it(as_user, published_id):
    lines = office.lines(as_user("thang").get(f"/guidance/{published_id}/word").data)

    assert "I- TÌNH HÌNH" in lines
    assert "- Phòng, chống cháy rừng mùa khô." in lines
