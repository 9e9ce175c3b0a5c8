"""Signing: the text that was read, both signers, a number with the last signature; what makes signatures fall."""

import pytest
from sqlalchemy import func, select

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.documents.render import render_html
from app.documents.rendering import snapshot_of
from app.documents.snapshots import DocumentKind
from app.documents.uploads import Upload
from app.extensions import db
from app.minutes import services
from app.minutes.models import Minutes, Signature
from app.minutes.queries import current_minutes
from app.minutes.services.signing import SignedTextChanged
from app.notifications.models import Notification
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from tests.minutes.conftest import AFTER
from workflows.engine import StepRefused
from workflows.roles import Role

PHOTO = Upload(name="Biên bản ký tay.jpg", media_type="image/jpeg", data=b"\xff\xd8\xff invented")


@pytest.fixture(autouse=True)
def the_day_after(noon):
    with clock.set_to(AFTER):
        yield


@pytest.fixture
def minutes(complete) -> Minutes:
    return current_minutes(complete.id)


def seen(minutes: Minutes) -> str:
    return services.text_hash_of(services.paper_of(minutes))


def by_both(meeting, minutes, actor_of) -> Document:
    services.sign(meeting, Role.RECORDER, seen=seen(minutes), actor=actor_of("lan"))
    services.sign(meeting, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))
    return current_minutes(meeting.id)


def test_nobody_signs_while_something_is_open(closed, actor_of):
    minutes = current_minutes(closed.id)
    with pytest.raises(StepRefused) as refused:
        services.sign(closed, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))

    assert "2 chỗ để trống" in refused.value.reasons[0].text


def test_the_last_signature_gives_the_number_in_either_order(complete, minutes, actor_of, db_session):
    services.sign(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))
    assert minutes.document_id is None

    services.sign(complete, Role.RECORDER, seen=seen(minutes), actor=actor_of("lan"))

    document = db_session.get(Document, minutes.document_id)
    assert (document.symbol, document.kind) == ("01-BB/CB", "minutes")
    paper = snapshot_of(document)
    assert paper.text_hash == minutes.text_hash == services.text_hash_of(paper)
    assert paper.chair_signature.signed_at.startswith("2026-12-04T08:00")


@pytest.mark.parametrize("who", ["lan", "men", "huong", "khoa", "tham", "hanh"])
def test_only_the_chair_signs_as_chair(complete, minutes, actor_of, who):
    with pytest.raises(NotAllowed):
        services.sign(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of(who))


def test_nobody_signs_twice(complete, minutes, actor_of):
    services.sign(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))

    with pytest.raises(StepRefused) as refused:
        services.sign(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))

    assert refused.value.reasons[0].text == "Chữ ký này đã có trong biên bản."


def test_one_signs_the_text_that_one_has_read(complete, minutes, actor_of):
    old = seen(minutes)
    key = next(f.key for f, _ in services.text_fields(complete, minutes) if f.key.startswith("conclusion"))
    services.write_texts(complete, {key: "giao mỗi đảng viên 4 hộ"}, version=minutes.version, actor=actor_of("men"))

    with pytest.raises(SomebodyWasFaster):
        services.sign(complete, Role.CHAIR, seen=old, actor=actor_of("thang"))


def test_an_edit_makes_the_signatures_fall_and_tells_the_signer(complete, minutes, actor_of, db_session, world):
    services.sign(complete, Role.RECORDER, seen=seen(minutes), actor=actor_of("lan"))
    db_session.flush()

    services.write_texts(complete, {"synthesis": "nhất trí cao"}, version=minutes.version, actor=actor_of("thang"))

    assert minutes.signatures == []
    assert minutes.text_hash is None
    fell = db_session.scalars(select(AuditEvent).where(AuditEvent.event == "signatures_fell")).one()
    assert fell.data == {"roles": ["recorder"]}
    told = select(Notification).where(Notification.kind == "signatures_fell")
    assert [n.person_id for n in db_session.scalars(told)] == [world.people["lan"]]


def test_an_edit_that_changes_nothing_leaves_the_signature(complete, minutes, actor_of, db_session):
    services.sign(complete, Role.RECORDER, seen=seen(minutes), actor=actor_of("lan"))
    db_session.flush()

    services.write_texts(complete, {"synthesis": "  "}, version=minutes.version, actor=actor_of("thang"))

    assert [s.role for s in minutes.signatures] == [Role.RECORDER]


def test_issued_minutes_that_are_edited_become_a_new_version_with_a_number_of_its_own(
    complete, minutes, actor_of, db_session
):
    first = by_both(complete, minutes, actor_of)
    db_session.flush()
    services.write_texts(complete, {"synthesis": "bổ sung"}, version=first.version, actor=actor_of("thang"))
    second = by_both(complete, current_minutes(complete.id), actor_of)

    assert (first.superseded_at is not None, second.number_of_version) == (True, 2)
    old, new = (db_session.get(Document, m.document_id) for m in (first, second))
    assert (old.symbol, new.symbol, old.replaced_by_id) == ("01-BB/CB", "02-BB/CB", new.id)
    assert snapshot_of(new).corrects.symbol == "01-BB/CB"
    assert snapshot_of(old).items[-1].title != "Tổng hợp của chủ trì"


def test_withdrawing_signatures_wants_a_reason(complete, minutes, actor_of, db_session):
    services.sign(complete, Role.RECORDER, seen=seen(minutes), actor=actor_of("lan"))
    db_session.flush()
    with pytest.raises(BadInput):
        services.withdraw_signatures(complete, reason=" ", version=minutes.version, actor=actor_of("thang"))

    services.withdraw_signatures(complete, reason="ghi sai giờ", version=minutes.version, actor=actor_of("thang"))

    assert minutes.signatures == []


# ---------------------------------------------------------------- attested
def test_a_signature_is_attested_with_a_reason_and_the_paper_says_so(complete, minutes, actor_of, db_session):
    services.attest(complete, Role.RECORDER, seen=seen(minutes), reason="ốm, nằm viện", actor=actor_of("men"))
    services.sign(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))

    paper = snapshot_of(db_session.get(Document, minutes.document_id))
    assert paper.recorder_signature.name == "Triệu Thị Lan"
    assert paper.recorder_signature.attested == (
        "Đồng chí Hoàng Thị Mến, phó bí thư, xác nhận ký thay; lý do: ốm, nằm viện"
    )


def test_attesting_needs_a_scan_or_a_reason(complete, minutes, actor_of):
    with pytest.raises(StepRefused) as refused:
        services.attest(complete, Role.RECORDER, seen=seen(minutes), actor=actor_of("men"))
    assert "ảnh bản đã ký" in refused.value.reasons[0].text

    services.attest(complete, Role.RECORDER, seen=seen(minutes), scan=PHOTO, actor=actor_of("men"))
    assert minutes.signatures[0].scan_id is not None


def test_a_photo_of_the_signed_paper_stands_as_the_scan(complete, minutes, actor_of):
    kept = services.attach_paper_minutes(complete, PHOTO, actor=actor_of("lan"))

    services.attest(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of("men"))

    assert minutes.signatures[0].scan_id == kept.id


def test_nobody_attests_a_signature_of_their_own(complete, minutes, actor_of):
    with pytest.raises(NotAllowed):
        services.attest(complete, Role.CHAIR, seen=seen(minutes), reason="bận", actor=actor_of("thang"))


@pytest.mark.parametrize("who", ["huong", "khoa", "lan", "loc", "hanh", "tham"])
def test_who_has_no_part_in_it_attests_nothing(complete, minutes, actor_of, who):
    with pytest.raises(StepRefused) as refused:
        services.attest(complete, Role.CHAIR, seen=seen(minutes), reason="bận", actor=actor_of(who))

    assert refused.value.kind == "not_yours"


def test_the_office_attests_where_the_cell_has_neither_secretary_nor_deputy(complete, minutes, actor_of, leaderless):
    services.attest(complete, Role.CHAIR, seen=seen(minutes), reason="chuyển công tác", actor=actor_of("hanh"))

    assert minutes.signatures[0].attested_as == "Văn phòng Đảng ủy"


# ---------------------------------------------------------------- on and back
def test_minutes_are_not_handed_in_without_both_signatures(complete, minutes, actor_of):
    services.sign(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))

    with pytest.raises(StepRefused) as refused:
        services.score_meeting(complete, actor=actor_of("thang"))

    assert "đ/c Triệu Thị Lan" in refused.value.reasons[0].text


def test_handing_in_publishes_to_the_members_and_tells_the_overseer(complete, minutes, actor_of, db_session, world):
    by_both(complete, minutes, actor_of)

    services.score_meeting(complete, actor=actor_of("thang"))

    assert (complete.state, complete.published_at) == ("scored", AFTER)
    kinds = dict(
        db_session.execute(
            select(Notification.kind, func.count())
            .where(Notification.kind.in_(("published", "to_verify")))
            .group_by(Notification.kind)
        ).all()
    )
    assert kinds == {"published": 22, "to_verify": 1}


def test_what_is_sent_back_is_signed_anew_and_the_self_score_stays(complete, minutes, actor_of, db_session):
    from app.evaluations.queries import sheet_of

    by_both(complete, minutes, actor_of)
    services.score_meeting(complete, actor=actor_of("thang"))
    services.send_back(complete, reason="thiếu ý kiến của đồng chí Hương", actor=actor_of("loc"))

    again = current_minutes(complete.id)
    assert (complete.state, again.number_of_version, again.signatures) == ("minutes", 2, [])
    assert sheet_of(complete.id).voted is True
    by_both(complete, again, actor_of)
    services.score_meeting(complete, actor=actor_of("thang"))
    assert db_session.get(Document, current_minutes(complete.id).document_id).symbol == "02-BB/CB"


def test_numbers_have_no_holes_when_a_signature_is_refused(complete, minutes, actor_of, db_session):
    services.sign(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))
    db_session.commit()
    with pytest.raises(NotAllowed):
        services.sign(complete, Role.RECORDER, seen=seen(minutes), actor=actor_of("khoa"))
    db_session.rollback()

    services.sign(complete, Role.RECORDER, seen=seen(minutes), actor=actor_of("lan"))

    assert db_session.scalars(select(Document.number).where(Document.kind == "minutes")).all() == [1]


@pytest.mark.parametrize("issued", [False, True])
def test_signed_text_is_held_whatever_the_program_does(complete, minutes, actor_of, db_session, issued):
    services.sign(complete, Role.RECORDER, seen=seen(minutes), actor=actor_of("lan"))
    if issued:
        services.sign(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))
    db_session.flush()
    minutes.free_text = {"synthesis": {"text": "lén sửa", "over": ""}}

    with pytest.raises(SignedTextChanged):
        db_session.flush()


def test_the_second_signature_is_to_the_text_of_the_first(complete, minutes, actor_of, db_session):
    services.sign(complete, Role.RECORDER, seen=seen(minutes), actor=actor_of("lan"))
    db_session.execute(db.update(Signature).values(text_hash="0" * 64))
    db_session.expire_all()

    with pytest.raises(SomebodyWasFaster, match="không còn khớp"):
        services.sign(complete, Role.CHAIR, seen=seen(minutes), actor=actor_of("thang"))
    assert minutes.document_id is None


def test_the_pdf_bears_the_hash_that_both_signed(complete, minutes, actor_of, db_session):
    signed = by_both(complete, minutes, actor_of)
    document = db_session.get(Document, signed.document_id)

    assert {one.text_hash for one in signed.signatures} == {signed.text_hash}
    shown = render_html(DocumentKind.MINUTES, snapshot_of(document))
    assert signed.text_hash[:32] in shown
    assert signed.text_hash[32:] in shown
