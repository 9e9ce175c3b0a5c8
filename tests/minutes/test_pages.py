"""The pages of the minutes: who sees them when, what is sent, what a refusal keeps."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.documents.files import keep_file
from app.documents.models import Attachment, Document
from app.extensions import db
from app.meetings.models import Meeting
from app.minutes.models import Minutes, Signature
from app.minutes.queries import current_minutes
from app.sessions.models import Speech
from tests.at_once import together
from tests.minutes.conftest import AFTER, signed_by_both

PASSWORD = "mười con trâu đực"


@pytest.fixture
def passwords(monkeypatch):
    """Argon2 is slow on purpose; here only whether it was asked matters. The real one is tried in tests/accounts."""
    monkeypatch.setattr("app.accounts.passwords.matches", lambda _kept, typed: typed == PASSWORD)


@pytest.fixture
def unsigned(complete, db_session) -> int:
    db_session.commit()
    return complete.id


@pytest.fixture
def read_out(held, db_session) -> int:
    db_session.commit()
    return held.id


@pytest.fixture
def with_gaps(closed, db_session) -> int:
    db_session.commit()
    return closed.id


def the_sign_form(client, meeting_id: int) -> dict[str, str]:
    page = client.get(f"/meetings/{meeting_id}/minutes").text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    role = re.search(r'name="role" value="(\w+)"', page)[1]
    return {"seen": seen, "role": role, "read": "1", "password": PASSWORD}


# ---------------------------------------------------------------- who sees what, when
WRITERS = {"thang", "men", "lan"}
INSIDERS = WRITERS | {"huong", "loc"}
EVERYBODY_OF_THE_CELL = INSIDERS | {"khoa", "nhap"}
OTHERS = {"hanh", "binh", "tra", "tham", "vien"}


def who_sees(as_user, meeting_id: int) -> set[str]:
    people = EVERYBODY_OF_THE_CELL | OTHERS
    return {who for who in people if as_user(who).get(f"/meetings/{meeting_id}/minutes").status_code == 200}


def test_while_it_is_read_out_only_those_who_work_in_it_see_it(read_out, as_user):
    assert who_sees(as_user, read_out) == INSIDERS


def test_a_member_does_not_see_unsigned_minutes(unsigned, as_user):
    assert who_sees(as_user, unsigned) == INSIDERS


def test_signed_and_handed_in_all_of_the_cell_see_it_and_neither_office_nor_leadership(handed_in, as_user):
    assert who_sees(as_user, handed_in) == EVERYBODY_OF_THE_CELL


def test_the_administrator_has_no_door_to_it(unsigned, as_user):
    assert as_user("quan").get(f"/meetings/{unsigned}/minutes").status_code == 404


def test_an_item_kept_on_paper_leaks_nothing_to_the_chair(with_gaps, as_user):
    client = as_user("thang")
    for page in ("minutes", "minutes/edit"):
        text = client.get(f"/meetings/{with_gaps}/{page}").text
        assert "lời nói mật" not in text
        assert "bí mật của sổ giấy" not in text


def test_a_committee_member_reads_and_does_not_write(unsigned, as_user):
    client = as_user("huong")
    page = client.get(f"/meetings/{unsigned}/minutes").text

    assert "Sửa lời văn" not in page
    assert client.get(f"/meetings/{unsigned}/minutes/edit").status_code == 403
    assert client.post(f"/meetings/{unsigned}/minutes/edit", data={"text-synthesis": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["minutes/edit", "minutes/sign", "minutes/paper", "minutes/signatures/withdrawal"])
def test_a_stranger_finds_no_form_either(unsigned, as_user, path):
    assert as_user("tham").post(f"/meetings/{unsigned}/{path}", data={"role": "chair"}).status_code == 404


# ---------------------------------------------------------------- gaps and texts
def test_gaps_are_marked_and_filled_beside_the_sheet(with_gaps, as_user, committed):
    client = as_user("lan")
    page = client.get(f"/meetings/{with_gaps}/minutes").text
    assert '<mark id="cho-trong-1">(chưa ghi lý do)</mark>' in page
    assert "Chưa ký được vì" in page
    version = re.search(r'name="version" value="(\d+)"', page)[1]
    names = re.findall(r'name="(text-[\w-]+)"', page)

    answer = client.post(
        f"/meetings/{with_gaps}/minutes/edit", data={"version": version, **dict.fromkeys(names, "đi viện")}
    )

    assert answer.status_code == 303
    with committed():
        assert current_minutes(with_gaps).composed["open_marks"] == []
    assert "<mark" not in client.get(f"/meetings/{with_gaps}/minutes").text


def test_a_gap_being_filled_shows_again_what_was_typed(with_gaps, as_user):
    client = as_user("lan")
    name = re.search(r'name="(text-[\w-]+)"', client.get(f"/meetings/{with_gaps}/minutes").text)[1]
    client.post(f"/drafts/minutes-{with_gaps}", data={name: "Còn đang viết"})

    assert "Còn đang viết" in client.get(f"/meetings/{with_gaps}/minutes").text
    assert "Còn đang viết" not in as_user("thang").get(f"/meetings/{with_gaps}/minutes").text


def test_hostile_words_stand_there_as_words(unsigned, as_user, committed):
    client = as_user("thang")
    with committed():
        version = current_minutes(unsigned).version
    client.post(
        f"/meetings/{unsigned}/minutes/edit",
        data={"version": version, "text-synthesis": "<script>alert(1)</script>"},
    )

    for page in ("minutes", "minutes/edit"):
        text = client.get(f"/meetings/{unsigned}/{page}").text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_text_without_end_is_refused_and_stays_on_the_page(unsigned, as_user, committed):
    long = "dài " * 50_000
    with committed():
        version = current_minutes(unsigned).version

    answer = as_user("thang").post(
        f"/meetings/{unsigned}/minutes/edit", data={"version": version, "text-synthesis": long}
    )

    assert answer.status_code == 422
    assert "dài quá 20.000 ký tự" in answer.text
    assert long.strip() in answer.text
    with committed():
        assert current_minutes(unsigned).free_text.get("synthesis") is None


def test_the_slower_of_two_keeps_what_was_typed(unsigned, as_user, committed):
    with committed():
        version = current_minutes(unsigned).version
    path = f"/meetings/{unsigned}/minutes/edit"
    assert as_user("men").post(path, data={"version": version, "text-synthesis": "của chị Mến"}).status_code == 303

    answer = as_user("thang").post(path, data={"version": version, "text-synthesis": "của anh Thắng"})

    assert answer.status_code == 409
    assert "của anh Thắng" in answer.text
    assert "Bản mới nhất đang ghi: của chị Mến" in answer.text
    again = re.search(r'name="version" value="(\d+)"', answer.text)[1]
    saved = as_user("thang").post(path, data={"version": again, "text-synthesis": "của anh Thắng"})
    assert saved.status_code == 303


def test_a_text_that_is_not_in_the_minutes_cannot_be_slipped_in(with_gaps, as_user, committed):
    with committed() as session:
        secret = session.scalars(select(Speech.id).where(Speech.text == "lời nói mật")).one()
        version = current_minutes(with_gaps).version

    answer = as_user("thang").post(
        f"/meetings/{with_gaps}/minutes/edit", data={"version": version, f"text-speech-{secret}": "x"}
    )

    assert answer.status_code == 409
    assert "lời nói mật" not in answer.text


def test_what_is_typed_is_found_again_after_signing_in(unsigned, as_user):
    client = as_user("lan")
    client.post(f"/drafts/minutes-{unsigned}", data={"text-synthesis": "gõ dở"})

    page = client.get(f"/meetings/{unsigned}/minutes/edit").text

    assert "gõ dở" in page
    assert "Bản đang viết dở" in page


# ---------------------------------------------------------------- signing
def test_two_people_sign_with_their_passwords(unsigned, as_user, passwords, committed):
    for who in ("lan", "thang"):
        client = as_user(who)
        answer = client.post(f"/meetings/{unsigned}/minutes/sign", data=the_sign_form(client, unsigned))
        assert answer.status_code == 303

    page = as_user("lan").get(f"/meetings/{unsigned}/minutes").text
    assert "Biên bản số 01-BB/CB" in page
    assert "Đã ký trên hệ thống lúc" in page
    assert "Mã kiểm tra nội dung" in page


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


# ---------------------------------------------------------------- handing in, back and open again
def test_the_secretary_hands_in_what_is_signed(complete, db_session, actor_of, as_user, the_day_after, committed):
    signed_by_both(complete, actor_of)
    db_session.commit()
    client, meeting_id = as_user("thang"), complete.id
    assert "Nộp lên Đảng ủy" in client.get(f"/meetings/{meeting_id}/minutes").text

    answer = client.post(f"/meetings/{meeting_id}/minutes/handing-in")

    assert answer.status_code == 303
    with committed() as session:
        assert session.get_one(Meeting, meeting_id).state == "scored"


@pytest.mark.parametrize(("who", "status"), [("lan", 403), ("loc", 403), ("hanh", 403), ("tham", 404)])
def test_nobody_else_hands_it_in(unsigned, as_user, who, status):
    assert as_user(who).post(f"/meetings/{unsigned}/minutes/handing-in").status_code == status


def test_sending_back_wants_a_reason_and_begins_the_next_version(handed_in, as_user, committed):
    client, path = as_user("loc"), f"/meetings/{handed_in}/minutes/sending-back"
    assert client.post(path, data={"reason": " "}).status_code == 422

    assert client.post(path, data={"reason": "thiếu ý kiến"}).status_code == 303

    with committed() as session:
        assert session.scalar(select(func.count(Minutes.id))) == 2
    assert as_user("khoa").get(f"/meetings/{handed_in}/minutes").status_code == 404


def test_an_extraordinary_meeting_is_finished_and_opened_again_at_its_minutes(
    complete, db_session, actor_of, as_user, the_day_after, committed
):
    complete.kind = "extraordinary"
    signed_by_both(complete, actor_of)
    db_session.commit()
    meeting_id = complete.id
    path = f"/meetings/{meeting_id}/minutes"

    assert as_user("thang").post(f"{path}/finishing").status_code == 303
    assert as_user("hanh").post(f"{path}/reopening", data={"reason": "sai tên"}).status_code == 303

    with committed() as session:
        meeting = session.get_one(Meeting, meeting_id)
        assert (meeting.state, current_minutes(meeting.id).number_of_version) == ("minutes", 2)
        numbers = session.scalars(select(Document.symbol).where(Document.kind == "minutes")).all()
        assert numbers == ["01-BB/CB"]


# ---------------------------------------------------------------- the office in somebody's place
def test_the_office_reads_after_it_said_so_and_the_history_knows(handed_in, as_user, committed, db_session):
    client, path = as_user("hanh"), f"/meetings/{handed_in}/minutes"
    assert client.get(path).status_code == 404

    assert client.post(f"{path}/standing-in").status_code == 303

    assert client.get(path).status_code == 200
    with committed() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "personal_record_read")).one()
        assert (event.acting_as, event.data) == ("office", {"reason": "xem xét trả lại, thẩm định"})
    assert as_user("binh").get(path).status_code == 404


def test_the_office_that_stands_in_reads_the_papers_as_the_overseer_would(handed_in, as_user, committed):
    with committed():
        paper = current_minutes(handed_in).document_id
        photo = _photo_of_the_minutes(handed_in)
    addresses = (f"/documents/{paper}", f"/documents/{paper}/pdf", f"/documents/attachments/{photo}")
    asked = lambda who: [as_user(who).get(path, follow_redirects=True).status_code for path in addresses]  # noqa: E731

    assert asked("hanh") == [404, 404, 404]
    as_user("hanh").post(f"/meetings/{handed_in}/minutes/standing-in")
    assert asked("hanh") == asked("loc") == [200, 200, 200]
    assert asked("binh") == asked("tra") == asked("tham") == [404, 404, 404]
    with committed() as session:
        decided = session.get(Meeting, handed_in)
        session.execute(Meeting.__table__.update().where(Meeting.id == decided.id).values(state="evaluated"))
    assert asked("hanh") == [404, 404, 404]


def _photo_of_the_minutes(meeting_id: int) -> int:
    photo = Attachment(
        meeting_id=meeting_id, purpose="paper_minutes", file_sha256=keep_file(b"%PDF-1.4 anh", "application/pdf"),
        name="bien-ban.pdf", uploaded_by_id=1, uploaded_at=AFTER,
    )  # fmt: skip
    db.session.add(photo)
    db.session.flush()
    return photo.id


# Who may do it is told what the empty form lacks (422); the others are told that it is not theirs, whatever they send.
@pytest.mark.parametrize(
    ("path", "theirs", "known"),
    [
        ("minutes/sign",        {"lan", "thang"},        {"huong", "men", "loc"}),
        ("minutes/attestation", {"thang", "men"},        {"huong", "loc", "lan"}),
        ("minutes/paper",       {"thang", "men", "lan"}, {"huong", "loc", "hanh", "binh"}),
    ],
)  # fmt: skip
def test_an_empty_form_is_refused_for_its_sender_before_its_fields(unsigned, as_user, passwords, path, theirs, known):
    everybody = ("thang", "men", "huong", "lan", "khoa", "nhap", "loc", "hanh", "binh", "tra", "quan", "tham", "vien")
    expected = {who: 422 if who in theirs else 403 if who in known else 404 for who in everybody}

    assert {who: as_user(who).post(f"/meetings/{unsigned}/{path}").status_code for who in everybody} == expected


def test_the_office_has_nothing_to_stand_in_for_while_the_cell_can_sign(unsigned, as_user):
    client, path = as_user("hanh"), f"/meetings/{unsigned}/minutes/standing-in"

    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_the_office_attests_for_a_cell_without_leaders(
    complete, leaderless, unsigned, as_user, passwords, the_day_after
):
    client, path = as_user("hanh"), f"/meetings/{unsigned}/minutes"
    page = client.get(f"{path}/sign", follow_redirects=True).text
    assert "Mở biên bản để làm thay" in page
    client.post(f"{path}/standing-in")
    page = client.get(f"{path}/sign", follow_redirects=True).text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]

    answer = client.post(
        f"{path}/attestation", data={"seen": seen, "role": "chair", "password": PASSWORD, "reason": "đã chuyển đi"}
    )

    assert answer.status_code == 303


def test_the_page_of_the_minutes_asks_the_database_a_bounded_number_of_times(with_gaps, as_user, count_statements):
    client = as_user("thang")
    client.get(f"/meetings/{with_gaps}/minutes")

    with count_statements() as seen:
        client.get(f"/meetings/{with_gaps}/minutes")

    assert len(seen.besides_the_account()) <= 25, "\n".join(seen.besides_the_account())


def test_the_page_of_the_meeting_leads_the_office_to_it(handed_in, as_user):
    assert f"/meetings/{handed_in}/minutes/standing-in" in as_user("hanh").get(f"/meetings/{handed_in}").text
    assert "standing-in" not in as_user("binh").get(f"/meetings/{handed_in}").text


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
