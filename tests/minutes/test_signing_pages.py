"""Signing the minutes on their page: the password, what was read, the deputy's attestation, two at once."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.documents.models import Attachment, Document
from app.minutes.models import Signature
from app.minutes.queries import current_minutes
from tests.at_once import together
from tests.minutes.conftest import PASSWORD, the_sign_form


def test_two_people_sign_with_their_passwords(unsigned, as_user, passwords, committed):
    for who in ("lan", "thang"):
        client = as_user(who)
        answer = client.post(f"/meetings/{unsigned}/minutes/sign", data=the_sign_form(client, unsigned))
        assert answer.status_code == 303

    page = as_user("lan").get(f"/meetings/{unsigned}/minutes").text
    assert "Biên bản số 01-BB/CB" in page
    assert "Đã ký trên hệ thống lúc" in page
    assert "Mã kiểm tra nội dung" in page
    assert re.search(r'Mã kiểm tra văn bản: <span class="nobr">[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}</span>', page)


def test_the_first_to_sign_is_told_for_whom_the_minutes_wait(unsigned, as_user, passwords):
    client = as_user("lan")
    client.post(f"/meetings/{unsigned}/minutes/sign", data=the_sign_form(client, unsigned))

    page = client.get(f"/meetings/{unsigned}/minutes").text
    assert "Đã ghi chữ ký. Biên bản còn chờ chữ ký của đồng chí Nông Văn Thắng (chủ trì)." in page


def test_a_wrong_password_signs_nothing_and_is_counted(unsigned, as_user, passwords, committed):
    client = as_user("thang")
    data = the_sign_form(client, unsigned) | {"password": "sai"}

    answer = client.post(f"/meetings/{unsigned}/minutes/sign", data=data)

    assert answer.status_code == 422
    assert "Mật khẩu không đúng" in answer.text
    assert 'name="read" value="1" required checked' in answer.text  # who did say to have read it is not asked again
    with committed() as session:
        from app.accounts.models import SignInAttempt

        assert session.scalar(select(func.count(Signature.id))) == 0
        assert session.scalar(select(func.count(SignInAttempt.id))) == 1


def test_who_did_not_say_to_have_read_it_does_not_sign(unsigned, as_user, passwords, committed):
    client = as_user("thang")
    data = the_sign_form(client, unsigned)
    del data["read"]

    answer = client.post(f"/meetings/{unsigned}/minutes/sign", data=data)

    assert answer.status_code == 422
    assert "Tôi đã đọc hết biên bản" in answer.text


def test_a_double_click_signs_once(unsigned, as_user, passwords, committed):
    client = as_user("thang")
    data = the_sign_form(client, unsigned) | {"once": "abc.1"}

    answers = [client.post(f"/meetings/{unsigned}/minutes/sign", data=data).status_code for _ in range(2)]

    assert answers == [303, 303]
    with committed() as session:
        assert session.scalar(select(func.count(Signature.id))) == 1


def test_after_a_wrong_password_the_same_form_signs(unsigned, as_user, passwords, committed):
    """Sent without reloading the page: nothing was taken the first time but the count of the failure."""
    client = as_user("thang")
    data = the_sign_form(client, unsigned) | {"once": "abc.1"}

    answers = [
        client.post(f"/meetings/{unsigned}/minutes/sign", data=data | {"password": text}).status_code
        for text in ("không phải", data["password"])
    ]

    assert answers == [422, 303]
    with committed() as session:
        assert session.scalar(select(func.count(Signature.id))) == 1


def test_what_is_kept_of_a_form_that_was_taken_says_nothing_of_its_password(unsigned, as_user, passwords, committed):
    """A hash of it would be a way to guess the password."""
    client = as_user("thang")
    data = the_sign_form(client, unsigned) | {"once": "abc.1"}
    path = f"/meetings/{unsigned}/minutes/sign"

    answers = [client.post(path, data=data | {"password": text}).status_code for text in (data["password"], "khác")]

    assert answers == [303, 303], "with another password it is the same form, sent twice"


def test_a_text_changed_meanwhile_is_read_anew(unsigned, as_user, passwords, committed):
    client = as_user("thang")
    data = the_sign_form(client, unsigned) | {"seen": "0" * 64}

    answer = client.post(f"/meetings/{unsigned}/minutes/sign", data=data)

    assert answer.status_code == 409
    assert "Đọc bản mới rồi ký" in answer.text


@pytest.mark.parametrize("role", ["secretary", "", "owner"])
def test_a_role_that_signs_no_minutes_is_no_role(unsigned, as_user, passwords, role):
    client = as_user("thang")
    answer = client.post(f"/meetings/{unsigned}/minutes/sign", data=the_sign_form(client, unsigned) | {"role": role})

    assert answer.status_code == 422


def test_the_deputy_attests_on_a_page_of_its_own(unsigned, as_user, passwords, committed):
    client = as_user("men")
    page = client.get(f"/meetings/{unsigned}/minutes/sign", follow_redirects=True).text
    assert "Xác nhận ký thay" in page
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    data = {"seen": seen, "role": "recorder", "password": PASSWORD}

    refused = client.post(f"/meetings/{unsigned}/minutes/attestation", data=data)
    assert refused.status_code == 422
    taken = client.post(f"/meetings/{unsigned}/minutes/attestation", data=data | {"reason": "ốm"})
    assert taken.status_code == 303
    with committed() as session:
        assert session.scalars(select(Signature)).one().attested_reason == "ốm"


def test_a_photo_is_kept_and_a_program_is_not(unsigned, as_user, committed):
    from io import BytesIO

    client = as_user("lan")
    path = f"/meetings/{unsigned}/minutes/paper"
    bad = client.post(path, data={"paper": (BytesIO(b"MZ\x90 program"), "bien-ban.jpg")})
    good = client.post(path, data={"paper": (BytesIO(b"\xff\xd8\xff photo"), "Biên bản ký tay.jpg")})
    none = client.post(path, data={})

    assert (bad.status_code, good.status_code, none.status_code) == (422, 303, 422)
    with committed() as session:
        assert [a.name for a in session.scalars(select(Attachment))] == ["Biên bản ký tay.jpg"]


def test_chair_and_recorder_sign_at_the_same_moment_and_both_count(unsigned, as_user, passwords, committed):
    clients = {who: as_user(who) for who in ("lan", "thang")}
    forms = {who: the_sign_form(client, unsigned) for who, client in clients.items()}

    def sign(who: str) -> Callable:
        return lambda: clients[who].post(f"/meetings/{unsigned}/minutes/sign", data=forms[who])

    assert together(sign("lan"), sign("thang")) == [303, 303]
    with committed() as session:
        issued = session.scalars(select(Document).where(Document.kind == "minutes")).one()
        assert (issued.symbol, current_minutes(unsigned).document_id) == ("01-BB/CB", issued.id)


@pytest.mark.each_engine
def test_one_signature_sent_from_two_windows_at_once_counts_once(unsigned, as_user, passwords, committed):
    client, other = as_user("thang"), as_user("thang")
    form = the_sign_form(client, unsigned)

    def sign(window) -> Callable:
        return lambda: window.post(f"/meetings/{unsigned}/minutes/sign", data=form)

    assert together(sign(client), sign(other)) == [303, 422]
    with committed() as session:
        assert session.scalar(select(func.count(Signature.id))) == 1


def test_a_draft_is_printed_to_be_signed_on_paper_and_becomes_the_issued_paper(unsigned, as_user, passwords, committed):
    client = as_user("lan")
    answer = client.post(f"/meetings/{unsigned}/minutes/print")
    assert answer.status_code == 303
    with committed() as session:
        drafted = session.scalars(select(Document).where(Document.kind == "minutes")).one()
        drafted_id = drafted.id
        assert (drafted.number, drafted.snapshot["letterhead"]["draft"]) == (None, 1)

    for who in ("lan", "thang"):
        signer = as_user(who)
        signer.post(f"/meetings/{unsigned}/minutes/sign", data=the_sign_form(signer, unsigned))

    with committed() as session:
        issued = session.scalars(select(Document).where(Document.kind == "minutes")).one()
        assert (issued.id, issued.symbol) == (drafted_id, "01-BB/CB")
