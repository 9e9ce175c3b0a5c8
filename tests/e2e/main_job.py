"""The main job, step by step as people do it in a browser, wherever the pages come from."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.conftest import PASSWORD
from tests.e2e.hands import choose, download, press, score
from tests.world import NOON

# Thursday 3 December 2026, 19:30 in Vietnam.
EVENING = NOON + timedelta(days=1, hours=10, minutes=30)
MEETING = "Sinh hoạt chi bộ thường kỳ tháng 12/2026"
At = Callable[[datetime], AbstractContextManager[object]]


class People:
    """Everybody's browser, as `open_as` gives it to who has signed in; `look` is taken at every page that somebody
    stops at."""

    def __init__(self, open_as: Callable[[str], Page], look: Callable[[Page], None]) -> None:
        self.open, self.look = open_as, look
        self.come()

    def come(self) -> None:
        """Everybody signs in: hours have passed, and an idle session ends by itself."""
        self.pages = {name: self.open(name) for name in ("thang", "huong", "lan", "loc", "binh")}

    def at(self, name: str, path: str) -> Page:
        page = self.pages[name]
        page.goto(path)
        self.look(page)
        return page


def go_from_draft_to_evaluated(people: People, at: At) -> str:
    """Where the meeting is. `at` is the hour that it is while the steps within are taken."""
    path = _prepare(people)
    _agree_and_convene(people, path)
    with at(EVENING):
        people.come()
        press(people.at("lan", f"{path}/open"), "Khai mạc, ghi giờ")
    with at(EVENING + timedelta(minutes=5)):
        _call_the_roll(people, path)
        _go_through_the_agenda(people, path)
    with at(EVENING + timedelta(minutes=95)):
        people.come()
        _close(people, path)
    return path


def finish(people: People, path: str) -> None:
    """The next morning."""
    people.come()
    _sign_issue_and_hand_in(people, path)
    _verify_and_decide(people, path)


def _prepare(people: People) -> str:
    page = people.at("thang", "/meetings/new")
    page.get_by_label("Tháng", exact=True).fill("12/2026")
    press(page, "Lập kỳ sinh hoạt")
    path = "/meetings/" + page.url.split("/meetings/")[1].split("/")[0]
    page = people.at("thang", f"{path}/plan")
    page.get_by_label("Ngày sinh hoạt").fill("03/12/2026")
    page.get_by_label("Giờ bắt đầu").fill("1930")
    page.get_by_label("Địa điểm").fill("Nhà văn hóa thôn Nà Mười")
    choose(page, "Chủ trì", "Nông Văn Thắng")
    choose(page, "Thư ký", "Triệu Thị Lan")
    press(page, "Lưu")
    _name_presenters(people, path)
    _draft_the_resolution(people, path)
    return path


def _name_presenters(people: People, path: str) -> None:
    page = people.at("thang", f"{path}/agenda")
    addresses = page.locator(".agenda a", has_text="Sửa").evaluate_all(
        "links => links.map(a => a.getAttribute('href'))"
    )
    assert len(addresses) > 5
    for address in addresses:
        page.goto(address)
        if page.get_by_label("Người trình bày", exact=True).input_value() == "":
            choose(page, "Người trình bày", "Ma Đình Khoa")
            press(page, "Lưu mục này")


def _draft_the_resolution(people: People, path: str) -> None:
    page = people.at("thang", f"{path}/resolution")
    press(page, "Soạn dự thảo nghị quyết")
    page.get_by_label("Về chính trị, tư tưởng").fill("Đảng viên yên tâm, tin tưởng.")
    first = page.get_by_role("group", name="Nhiệm vụ 1", exact=True)
    first.get_by_label("Việc phải làm").fill("Dọn rác đoạn đường cụm 2")
    first.get_by_label("Người phụ trách").select_option(label="Ma Đình Khoa")
    first.get_by_label("Thời hạn").fill("25/12/2026")
    people.look(page)
    press(page, "Lưu dự thảo")
    expect(page.get_by_text("Dọn rác đoạn đường cụm 2").first).to_be_visible()


def _agree_and_convene(people: People, path: str) -> None:
    page = people.at("thang", path)
    press(page, "Trình chi ủy duyệt")
    page = people.at("huong", "/")
    press(page, "Xem, cho ý kiến")
    people.look(page)
    press(page, "Đồng ý chương trình")
    page = people.at("thang", path)
    press(page, "Triệu tập")
    expect(page.get_by_role("heading", name=MEETING)).to_be_visible()
    people.look(page)
    expect(people.at("lan", path).get_by_text("Khai mạc, điểm danh").first).to_be_visible()


def _call_the_roll(people: People, path: str) -> None:
    page = people.at("lan", f"{path}/roll-call/start")
    _mark(page, "Ma Đình Khoa", "Vắng có lý do", "Lý do vắng", "đi khám bệnh")
    _mark(page, "Vi Thị Yến", "Có mặt", "Đến muộn lúc", "1931")
    people.look(page)
    press(page, "Công bố, khóa điểm danh")
    expect(people.at("lan", f"{path}/conduct").get_by_text("Có mặt 20/21").first).to_be_visible()


def _mark(page: Page, name: str, mark: str, label: str, text: str) -> None:
    """Open the person's line, then the exception in it: fetched by itself with scripts, behind a link without."""
    row = page.locator("details.person", has_text=name)
    row.locator("summary").click()
    if not page.scripts:
        row.get_by_role("link", name="Ghi vắng, đến muộn, về sớm").click()
    row.get_by_label(mark, exact=True).check()
    row.get_by_label(label).fill(text)
    row.get_by_role("button", name="Lưu đồng chí này").click()
    page.wait_for_load_state("load")
    expect(row.locator("summary .state")).to_contain_text("19:31" if text == "1931" else mark)


def _go_through_the_agenda(people: People, path: str) -> None:
    page = people.at("lan", f"{path}/conduct/beginning")
    page.get_by_label("Hội nghị đã nhất trí chương trình").check()
    page.get_by_label("Số đảng viên đã đóng đảng phí").fill("21")
    press(page, "Lưu phần mở đầu")
    page = people.at("lan", f"{path}/conduct")
    addresses = page.locator(".agenda a.title").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    for address in addresses:
        page = people.at("lan", address)
        if "Thảo luận" in page.get_by_role("heading", level=1).inner_text():
            _let_speak(page, "Hoàng Thị Mến", "Đề nghị làm trước ngày 20.")
        _vote_where_it_is_due(people, page, path)
        page.goto(address)
        page.get_by_label("Đã bàn", exact=True).check()
        page.locator(".bar-foot button.push").click()
        page.wait_for_load_state("load")


def _let_speak(page: Page, name: str, text: str) -> None:
    page.get_by_role("button", name=name).first.click()
    link = page.locator("li", has_text=name).get_by_role("link").first
    expect(link).to_be_visible()
    page.goto(link.get_attribute("href") or "")
    page.get_by_label("Nội dung ý kiến").fill(text)
    page.get_by_role("button", name="Lưu").first.click()
    page.wait_for_load_state("load")


def _vote_where_it_is_due(people: People, page: Page, path: str) -> None:
    if page.get_by_role("link", name="Biểu quyết nghị quyết").count():
        press(page, "Biểu quyết nghị quyết")
        page.get_by_label("Ý kiến khác").fill("1")
        people.look(page)
        press(page, "Ghi kết quả biểu quyết")
    elif page.get_by_role("link", name="Biểu quyết điểm").count():
        score(people.at("lan", f"{path}/score"))
        page.goto(f"{path}/votes/about/score")
        people.look(page)
        press(page, "Ghi kết quả biểu quyết")


def _close(people: People, path: str) -> None:
    page = people.at("lan", f"{path}/roll-call/end")
    press(page, "Bắt đầu điểm danh")
    press(page, "Công bố, khóa điểm danh")
    page = people.at("lan", f"{path}/conduct/wrap-up")
    page.get_by_label("Kết luận chung của chủ trì").fill("Kỳ sinh hoạt đủ nội dung.")
    press(page, "Lưu kết luận")
    assert "Biên bản" in people.at("lan", f"{path}/minutes").title()
    page = people.at("lan", f"{path}/conduct/wrap-up")
    page.locator("form[action$='minutes-read'] button").click()
    page.wait_for_load_state("load")
    page = people.at("lan", f"{path}/close")
    expect(page.get_by_text("Đã đủ để bế mạc")).to_be_visible()
    press(page, "Bế mạc, ghi giờ")


def _sign_issue_and_hand_in(people: People, path: str) -> None:
    for name in ("lan", "thang"):
        page = people.at(name, f"{path}/minutes/sign")
        page.get_by_label("Tôi đã đọc hết biên bản").check()
        page.get_by_label("Nhập lại mật khẩu để ký").fill(PASSWORD)
        page.get_by_role("button", name="Ký biên bản").click()
        page.wait_for_load_state("load")
    page = people.at("thang", f"{path}/resolution")
    press(page, "Ký, ban hành")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    people.look(page)
    page.get_by_role("button", name="Ký, ban hành").click()
    page.wait_for_load_state("load")
    expect(page.get_by_text("01-NQ/CB").first).to_be_visible()
    page = people.at("thang", path)
    press(page, "Nộp lên đảng ủy")


def _verify_and_decide(people: People, path: str) -> None:
    page = people.at("loc", f"{path}/score")
    press(page, "Thẩm định điểm")
    people.look(page)
    page.locator(".bar-foot button.btn").last.click()
    page.wait_for_load_state("load")
    page = people.at("binh", f"{path}/score")
    press(page, "Xếp loại")
    page.locator("input[name='level']").first.check()
    people.look(page)
    press(page, "Quyết định mức xếp loại")
    expect(people.at("lan", path).get_by_text("Kết quả chấm điểm")).to_be_visible()


def read_the_pdf(people: People, path: str, tmp_path: Path) -> None:
    page = people.at("lan", f"{path}/resolution")
    press(page, "Tệp PDF")
    people.look(page)
    text = download(page, tmp_path / "resolution.pdf")
    assert "01-NQ/CB" in text
    assert "Dọn rác đoạn đường cụm 2" in text
    assert "17/19 đảng viên chính thức" in text
