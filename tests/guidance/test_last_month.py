"""A guidance that begins "như tháng trước": the earlier text, and what nobody has changed in it."""

from app.guidance.models import Guidance
from tests.guidance.conftest import WRITTEN
from tests.reading import words

SENT = {
    "month": "1/2027", "situation": WRITTEN.situation, "orientation": "Chuẩn bị Tết.", "contents": WRITTEN.contents, "contents_school": "Sơ kết học kỳ I",
    "for_residential": "y", "for_school": "y",
}  # fmt: skip


def test_it_begins_with_the_last_text_and_marks_what_was_not_changed(published_id, as_user, committed, world):
    hanh = as_user("hanh")
    assert f'href="/guidance/new?like={published_id}"' in hanh.get("/guidance/new").text
    page = hanh.get(f"/guidance/new?like={published_id}").text
    assert WRITTEN.orientation in page
    assert 'value="07/12/2026"' not in page
    assert 'value="1/2027"' in page
    sent = hanh.post(f"/guidance/new?like={published_id}", data=SENT | {"organisation_id": world.commune})
    assert sent.status_code == 303
    shown = words(hanh.get(sent.location))
    assert "Như tháng trước: Tình hình Như tháng trước: Nội dung cho mọi chi bộ" in shown
    assert "Như tháng trước: Định hướng" not in shown
    warned = words(hanh.get(f"{sent.location}/steps/publish"))
    assert "Còn như tháng trước, chưa sửa: Tình hình, Nội dung cho mọi chi bộ. Vẫn ban hành được." in warned

    new = SENT | {"situation": "Đã khác.", "contents": "Việc mới", "organisation_id": world.commune, "version": "1"}
    assert hanh.post(f"{sent.location}/edit", data=new).status_code == 303
    assert "Như tháng trước" not in hanh.get(sent.location).text
    with committed() as session:
        assert session.get_one(Guidance, int(sent.location.rpartition("/")[2])).copied_from_id == published_id


def test_the_text_of_another_office_is_not_taken(published_id, as_user):
    assert as_user("vien").get(f"/guidance/new?like={published_id}").status_code == 404
