"""What stays in the browser of a shared computer after signing out: nothing that the next one can look at."""

from urllib.parse import urlsplit

# Something that no page of the house loads, so that nothing brings it back once it is gone.
TRACE = "/static/nennep.css?v=dau-vet"
LEAVE = f"() => fetch('{TRACE}').then(answer => answer.text()).then(text => text.length > 0)"
# Whether it is still in the browser's store; the network is not asked.
IS_KEPT = f"""() => fetch('{TRACE}', {{cache: 'only-if-cached', mode: 'same-origin'}})
    .then(answer => answer.ok, () => false)"""


def test_signing_out_empties_what_the_browser_keeps_and_the_way_back_leads_to_the_door(visit):
    page = visit("thang")
    page.goto("/account")
    assert page.evaluate(LEAVE)
    page.wait_for_function(IS_KEPT)  # else what follows would hold of any browser

    cookies = page.context.cookies()
    page.get_by_role("button", name="Đăng xuất", exact=True).first.click()
    page.wait_for_url("**/sign-in**")
    page.context.add_cookies(cookies)  # what was loaded with them is found again only by who sends the same
    assert not page.evaluate(IS_KEPT)

    page.go_back()
    page.wait_for_load_state()
    assert "Tài khoản của tôi" not in page.content()
    assert urlsplit(page.url).path == "/sign-in"
