"""Whoever signed in a while ago takes no signature away with an open session: the password is asked for first."""

import pytest

from app.minutes.queries import current_minutes
from tests.minutes.conftest import signed_by_both


@pytest.fixture
def long_ago(as_user, the_day_after):
    """`long_ago("thang")`: signed in, and the password not given since yesterday."""

    def client(user_name):
        found = as_user(user_name)
        with found.session_transaction() as session:
            session["proved"] = 0
        return found

    return client


@pytest.fixture
def signed(complete, actor_of, the_day_after, db_session) -> int:
    signed_by_both(complete, actor_of)
    db_session.commit()
    return complete.id


@pytest.fixture
def signatures(committed, signed):
    def count():
        with committed():
            return len(current_minutes(signed).signatures)

    return count


@pytest.mark.parametrize("path", ["signatures/withdrawal", "edit", "handing-in"])
def test_signed_minutes_stay_signed_until_the_password_is_given(long_ago, signed, signatures, path):
    sent = {"reason": "Ghi thiếu ý kiến", "text-synthesis": "Lời khác"}
    answer = long_ago("thang").post(f"/meetings/{signed}/minutes/{path}", data=sent)

    assert (answer.status_code, "Nhập lại mật khẩu" in answer.text, signatures()) == (401, True, 2)


def test_while_nobody_has_signed_the_texts_are_saved_as_they_come(long_ago, unsigned, committed):
    with committed():
        version = current_minutes(unsigned).version
    sent = {"version": version, "text-synthesis": "Lời khác"}

    assert long_ago("thang").post(f"/meetings/{unsigned}/minutes/edit", data=sent).status_code == 303


@pytest.mark.parametrize(("who", "told"), [("huong", 403), ("tham", 404)])
def test_who_may_not_write_them_is_told_so_or_nothing_before_any_question(long_ago, signed, who, told):
    sent = {"text-synthesis": "Lời khác"}

    assert long_ago(who).post(f"/meetings/{signed}/minutes/edit", data=sent).status_code == told


def test_handed_in_papers_go_back_only_with_the_password(long_ago, handed_in):
    answer = long_ago("hanh").post(f"/meetings/{handed_in}/minutes/sending-back", data={"reason": "Thiếu"})

    assert answer.status_code == 401
