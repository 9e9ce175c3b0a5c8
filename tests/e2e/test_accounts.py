"""Accounts, slips, codes and text that survives a lost session, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import DESK, PASSWORD, PHONE

NEW_PASSWORD = "bốn con ngựa qua cầu"
TEXT = "Đồng chí Mến: nước về bản yếu từ tháng 10."
# A form as the pages of this house have them; the text of a long evening is in it.
FORM = """([action, extra]) => {
  const form = document.createElement("form");
  form.method = "post"; form.action = action; form.id = "probe";
  form.innerHTML = `<label for="words">Nội dung</label><textarea id="words" name="words"></textarea>
    <p class="meta" data-draft-said></p><button class="btn">Lưu nội dung</button>`;
  const token = document.querySelector("[name=csrf_token]");
  form.append(token.cloneNode());
  for (const [name, value] of Object.entries(extra)) form.setAttribute(name, value);
  document.querySelector("#noi-dung").append(form);
  if (window.htmx) htmx.process(form);
}"""


def sign_in_again(page: Page) -> None:
    page.get_by_label("Tên đăng nhập").fill("thang")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def put_form(page: Page, **extra: str) -> None:
    page.goto("/account")
    page.evaluate(FORM, ["/notifications/read-all", extra])


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    ("who", "path"),
    [
        (None, "/sign-in/once"),
        ("thang", "/account"),
        ("thang", "/account/password"),
        ("thang", "/notifications"),
        ("thang", "/drafts/kept"),
        ("men", "/sign-in-codes"),
        ("hanh", "/accounts"),
        ("hanh", "/accounts?q=trieu"),
        ("hanh", "/accounts/organisations/3"),
        ("hanh", "/accounts/people/4"),
    ],
)
def test_everyone_can_read_and_use_the_pages_around_accounts(visit, look, who, path, size):
    page = visit(who, size=size)

    page.goto(path)

    look(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_slip_to_a_password_of_ones_own(visit, look, scripts):
    office = visit("hanh", size=DESK, scripts=scripts)
    office.goto("/accounts")
    office.get_by_role("link", name="Chi bộ thôn Nà Mười").click()
    office.get_by_role("button", name="Tạo tài khoản và hiện phiếu").click()
    slip = office.get_by_role("region", name="Phiếu của Hoàng Văn Bình")
    user_name, password = (slip.get_by_role("definition").nth(place).inner_text() for place in (1, 2))
    look(office)

    member = visit(scripts=scripts)
    member.goto("/sign-in")
    member.get_by_label("Tên đăng nhập").fill(user_name)
    member.get_by_label("Mật khẩu").fill(password.replace("-", " ").upper())
    member.get_by_role("button", name="Đăng nhập").click()
    member.get_by_label("Mật khẩu mới", exact=True).fill(NEW_PASSWORD)
    member.get_by_label("Nhập lại mật khẩu mới").fill(NEW_PASSWORD)
    member.get_by_role("button", name="Đặt mật khẩu mới").click()

    expect(member.get_by_role("status")).to_contain_text("Đã đặt mật khẩu mới")


def test_reloading_the_slips_makes_no_new_ones(visit):
    office = visit("hanh", size=DESK)
    office.goto("/accounts/organisations/3")
    office.get_by_role("button", name="Tạo tài khoản và hiện phiếu").click()
    expect(office.get_by_role("heading", name="Phiếu đăng nhập")).to_be_visible()

    office.reload()

    expect(office.get_by_text("Phiếu chỉ hiện một lần")).to_be_visible()
    expect(office.get_by_role("button", name="Cấp lại phiếu cho nhóm này")).to_be_visible()


def test_a_deputy_helps_a_member_in_for_once(visit, look):
    deputy = visit("men")
    deputy.goto("/sign-in-codes")
    deputy.get_by_role("button", name="Cấp mã cho Triệu Thị Lan").click()
    code = deputy.locator(".code").inner_text()
    look(deputy)

    member = visit()
    member.goto("/sign-in")
    member.get_by_role("link", name="Đăng nhập bằng mã một lần").click()
    member.get_by_label("Mã đăng nhập một lần").fill(code.lower())
    member.get_by_role("button", name="Đăng nhập").click()
    member.goto("/account")

    expect(member.get_by_role("heading", level=1, name="Triệu Thị Lan")).to_be_visible()


def test_text_sent_by_htmx_after_the_session_was_lost_comes_back(visit, look):
    page = visit("thang")
    put_form(page, **{"hx-post": "/notifications/read-all", "hx-target": "#probe"})
    page.get_by_label("Nội dung").fill(TEXT)
    page.context.clear_cookies()

    page.get_by_role("button", name="Lưu nội dung").click()
    expect(page.get_by_text("Đồng chí đã bị đăng xuất")).to_be_visible()
    look(page)
    sign_in_again(page)

    expect(page.get_by_role("textbox", name="Nội dung")).to_have_value(TEXT)
    look(page)


def test_text_sent_by_a_plain_form_after_the_session_was_lost_comes_back(visit):
    page = visit("thang")
    put_form(page)
    page.get_by_label("Nội dung").fill(TEXT)
    page.context.clear_cookies()

    page.get_by_role("button", name="Lưu nội dung").click()
    sign_in_again(page)

    expect(page.get_by_role("textbox", name="Nội dung")).to_have_value(TEXT)
    expect(page.get_by_role("link", name="Mở lại trang đang viết")).to_have_attribute("href", "/account")


def test_what_is_typed_is_kept_within_ten_seconds_and_a_lost_session_is_said(visit):
    page = visit("thang")
    put_form(page, **{"data-draft": "probe:1"})

    page.get_by_label("Nội dung").press_sequentially("một")
    expect(page.locator("[data-draft-said]")).to_contain_text("đã lưu lúc")

    page.context.clear_cookies()
    page.get_by_label("Nội dung").press_sequentially(" hai")
    expect(page.locator("[data-draft-said]")).to_contain_text("đã bị đăng xuất")
