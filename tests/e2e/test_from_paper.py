"""A meeting held on paper: the scribe keys it in, the secretary vouches for the paper and signs; two real browsers.

The cell met on Tuesday 1 December; everything below happens the morning after.
"""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.extensions import db
from app.meetings.models import MeetingStep
from tests.documents.test_uploads import PNG
from tests.e2e.conftest import DESK, PASSWORD, PHONE
from tests.e2e.hands import choose, download, press, render_papers, score

GENEROUS = 600


class Two:
    """The secretary at a desk, the scribe with a phone."""

    def __init__(self, visit, look):
        self.pages = {"thang": visit("thang", size=DESK), "nhap": visit("nhap", size=PHONE)}
        self.look = look

    def at(self, name: str, path: str) -> Page:
        page = self.pages[name]
        page.goto(path)
        self.look(page)
        return page


@pytest.mark.timeout(GENEROUS)
@pytest.mark.needs("pdftotext")
def test_the_scribe_keys_in_what_was_held_on_paper_and_the_secretary_signs_it(visit, look, app, tmp_path):
    two = Two(visit, look)
    path = _begin(two)
    _call_the_roll(two, path)
    _key_in_the_agenda(two, path)
    _close(two, path)
    _sign(two, path, tmp_path)
    _read_the_papers(two, path, app, tmp_path)
    with app.app_context():
        steps = db.session.scalars(select(MeetingStep).order_by(MeetingStep.id)).all()
        keyed_in = [(step.step, step.acting_as) for step in steps if step.on_paper]
        assert keyed_in == [("create", "scribe"), ("record_past", "scribe"), ("close", "scribe")]


def _begin(two: Two) -> str:
    page = two.at("nhap", "/meetings/new")
    page.get_by_label("Tháng", exact=True).fill("12/2026")
    press(page, "Lập kỳ sinh hoạt")
    path = "/meetings/" + page.url.split("/meetings/")[1].split("/")[0]
    _key_in_the_resolution(two, path)
    page = two.at("nhap", f"{path}/steps/record_past")
    page.get_by_label("Ngày đã tổ chức").fill("1/12/2026")
    page.get_by_label("Giờ khai mạc").fill("1930")
    page.get_by_label("Địa điểm").fill("Nhà văn hóa thôn Nà Mười")
    choose(page, "Chủ trì", "Nông Văn Thắng")
    choose(page, "Thư ký", "Triệu Thị Lan")
    press(page, "Ghi kỳ sinh hoạt đã tổ chức")
    expect(page.get_by_role("status")).to_contain_text("theo sổ giấy")
    return path


def _key_in_the_resolution(two: Two, path: str) -> None:
    page = two.at("nhap", f"{path}/resolution")
    press(page, "Soạn dự thảo nghị quyết")
    page.get_by_label("Về chính trị, tư tưởng").fill("Đảng viên yên tâm, tin tưởng.")
    first = page.get_by_role("group", name="Nhiệm vụ 1", exact=True)
    first.get_by_label("Việc phải làm").fill("Sửa mương dẫn nước về đồng Nà Sản")
    first.get_by_label("Người phụ trách").select_option(label="Ma Đình Khoa")
    first.get_by_label("Thời hạn").fill("20/12/2026")
    two.look(page)
    press(page, "Lưu dự thảo")


def _call_the_roll(two: Two, path: str) -> None:
    page = two.at("nhap", f"{path}/roll-call/start")
    for name, mark, reason in (
        ("Ma Đình Khoa", "Vắng có lý do", "đi khám bệnh"),
        ("Vi Thị Yến", "Vắng không lý do", ""),
    ):
        row = page.locator("details.person", has_text=name)
        row.locator("summary").click()
        row.get_by_label(mark, exact=True).check()
        row.get_by_label("Lý do vắng").fill(reason)
        row.get_by_role("button", name="Lưu đồng chí này").click()
        expect(row.locator("summary .state")).to_contain_text(mark)
    two.look(page)
    press(page, "Công bố, khóa điểm danh")
    page = two.at("nhap", f"{path}/conduct/beginning")
    page.get_by_label("Hội nghị đã nhất trí chương trình").check()
    page.get_by_label("Số đảng viên đã đóng đảng phí").fill("19")
    press(page, "Lưu phần mở đầu")


def _key_in_the_agenda(two: Two, path: str) -> None:
    page = two.at("nhap", f"{path}/conduct")
    addresses = page.locator(".agenda a.title").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert len(addresses) > 5
    for address in addresses:
        page = two.at("nhap", address)
        if page.get_by_role("link", name="Biểu quyết nghị quyết").count():
            _vote(two, path, "resolution", against="2", other="1")
        elif page.get_by_role("link", name="Biểu quyết điểm").count():
            score(two.at("nhap", f"{path}/score"))
            _vote(two, path, "score", against="0", other="0")
        page.goto(address)
        page.get_by_label("Đã bàn", exact=True).check()
        page.locator(".bar-foot button.push").click()
        page.wait_for_load_state("load")


def _vote(two: Two, path: str, about: str, *, against: str, other: str) -> None:
    page = two.at("nhap", f"{path}/votes/about/{about}")
    page.get_by_label("Không tán thành", exact=True).fill(against)
    page.get_by_label("Ý kiến khác", exact=True).fill(other)
    page.locator("summary", has_text="giờ biểu quyết").click()
    page.get_by_label("Biểu quyết lúc").fill("2055")
    two.look(page)
    press(page, "Ghi kết quả biểu quyết")


def _close(two: Two, path: str) -> None:
    page = two.at("nhap", f"{path}/roll-call/end")
    press(page, "Bắt đầu điểm danh")
    press(page, "Công bố, khóa điểm danh")
    page = two.at("nhap", f"{path}/conduct/wrap-up")
    page.get_by_label("Kết luận chung của chủ trì").fill("Kỳ sinh hoạt đủ nội dung.")
    press(page, "Lưu kết luận")
    press(page, "Đã đọc lại và thông qua")
    page = two.at("nhap", f"{path}/close")
    page.get_by_label("Ngày").fill("01/12/2026")
    page.get_by_label("Giờ kết thúc").fill("2115")
    press(page, "Bế mạc, ghi giờ")
    expect(page.get_by_role("status")).to_contain_text("Đã bế mạc lúc 21:15")
    two.look(page)
    expect(page.get_by_role("button", name="Ký biên bản")).to_have_count(0)  # a scribe decides nothing


def _sign(two: Two, path: str, folder: Path) -> None:
    """The recorder signed the paper, of which there is a photo; the secretary vouches for that and signs for himself."""
    photo = folder / "bien-ban-ky-giay.png"
    photo.write_bytes(PNG)
    page = two.at("thang", f"{path}/minutes/attestation")
    page.get_by_label("Triệu Thị Lan").check()
    page.locator("#scan").set_input_files(photo)
    page.get_by_label("Mật khẩu của đồng chí").fill(PASSWORD)
    press(page, "Xác nhận ký thay")
    page = two.at("thang", f"{path}/minutes/sign")
    page.get_by_label("Tôi đã đọc hết biên bản").check()
    page.get_by_label("Nhập lại mật khẩu để ký").fill(PASSWORD)
    press(page, "Ký biên bản")
    two.look(page)
    page = two.at("thang", f"{path}/resolution")
    press(page, "Ký, ban hành")
    two.look(page)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    press(page, "Ký, ban hành")
    expect(page.get_by_text("01-NQ/CB").first).to_be_visible()


def _read_the_papers(two: Two, path: str, app, folder: Path) -> None:
    """Of 20 official members the exempt one stayed away, so 19 are the base; 17 of them were there, three not in favour."""
    render_papers(app)
    page = two.at("thang", f"{path}/resolution")
    press(page, "Tệp PDF")
    two.look(page)
    resolution = download(page, folder / "resolution.pdf")
    assert "01-NQ/CB" in resolution
    assert "14/19 đảng viên chính thức" in resolution
    assert "Sửa mương dẫn nước về đồng Nà Sản" in resolution
    page = two.at("thang", f"{path}/minutes")
    press(page, "Biên bản số")
    two.look(page)
    minutes = download(page, folder / "minutes.pdf")
    for words in (
        "vào hồi 19 giờ 30 ngày 01 tháng 12 năm 2026",
        "Có mặt: 19/21 đồng chí, đạt 90,5%",
        "Vắng có lý do: 01 đồng chí (Ma Đình Khoa, đi khám bệnh)",
        "14/19, đạt 73,7%",
        "kết thúc vào hồi 21 giờ 15 cùng ngày (thời gian sinh hoạt 105 phút)",
        "đồng chí Đặng Thị Nhung nhập vào hệ thống ngày 02/12/2026",
        "có bản ký trên giấy",
    ):
        assert words in minutes
