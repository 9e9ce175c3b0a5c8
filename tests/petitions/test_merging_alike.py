"""The same thing said twice: found by likeness, merged, and the answer reaches every cell that raised it."""

import pytest
from sqlalchemy import select

from app import clock
from app.documents.models import Attachment
from app.documents.uploads import Upload
from app.notifications.models import Notification
from app.petitions import queries, queries_list, services
from app.petitions.models import PetitionReply
from app.petitions.queries_alike import LIKELY, alike, likeness
from app.petitions.services_said import Said
from app.refusals import NotKnown
from tests.petitions.conftest import DUE, ROAD
from workflows.engine import StepRefused
from workflows.names import fold
from workflows.petition import SentTo

SAME = "Đề nghị xã đổ bê tông đoạn đường cụm 2, mưa là lầy lội, xe không vào chở nông sản được"
OTHER = "Loa truyền thanh thôn hỏng ba tháng nay chưa sửa"


@pytest.mark.parametrize(("text", "likely"), [(SAME, True), (SAME.upper(), True), (OTHER, False), ("", False)])
def test_likeness_forgives_case_tones_and_order(text, likely):
    assert (likeness(fold(ROAD), fold(text)) >= LIKELY) is likely


@pytest.fixture
def at_the_commune(say, take):
    """Of three cells' petitions at the commune: ours, the same from the school, and another matter of ours."""
    made = [
        say("lan", sent_to=SentTo.COMMITTEE, people=5),
        say("tham", sent_to=SentTo.COMMITTEE, text=SAME, people=3),
        say("khoa", sent_to=SentTo.COMMITTEE, text=OTHER),
    ]
    return [take(petition, "accept", "hanh", deadline=DUE) for petition in made]


def test_duplicates_are_suggested_the_likest_first(at_the_commune, actor_of, as_user):
    ours, same, other = at_the_commune
    found = alike(ours, actor_of("hanh"), clock.today())

    assert [(one.petition.id, one.is_likely) for one in found] == [(same.id, True), (other.id, False)]
    page = as_user("hanh").get(f"/petitions/{ours.id}/steps/merge").text
    assert page.index(f'value="{same.id}"') < page.index(f'value="{other.id}"')


@pytest.fixture
def merged(at_the_commune, take):
    ours, same, _ = at_the_commune
    take(same, "merge", "hanh", stays_id=ours.id)
    return ours, same


def test_every_raiser_of_a_merged_one_counts_in_the_one_that_stays(merged, actor_of, as_user):
    ours, same = merged
    assert queries.people_of(ours) == 8
    assert (same.state, same.stays.id) == ("merged", ours.id)
    line = next(one for one in queries_list.listed(actor_of("hanh"), queries_list.Filter(), clock.today())[0] if one.petition.id == ours.id)  # fmt: skip
    assert line.people == 8
    assert "8" in as_user("hanh").get(f"/petitions/{ours.id}").text


def test_what_was_merged_before_goes_along(merged, at_the_commune, take):
    ours, same = merged
    other = at_the_commune[2]
    take(ours, "merge", "hanh", stays_id=other.id)

    assert (ours.stays.id, same.stays.id) == (other.id, other.id)
    assert queries.people_of(other) == 9


def test_a_hot_issue_that_is_merged_makes_the_other_hot(at_the_commune, take, db_session):
    ours, same, _ = at_the_commune
    same.hot = True
    db_session.commit()
    take(same, "merge", "hanh", stays_id=ours.id)

    assert ours.hot


@pytest.mark.parametrize("into", ["itself", "nothing", "another cell's", "closed"])
def test_it_is_merged_only_into_an_open_one_in_the_same_hands(say, take, accepted, actor_of, into):
    ended = take(say(text="Đã xong"), "accept", "thang")
    take(ended, "answer", "thang", note="Xong")
    stays = {"itself": accepted.id, "nothing": None, "another cell's": say("tham").id, "closed": ended.id}[into]
    with pytest.raises(StepRefused) as refused:
        services.take_step(accepted, "merge", Said(stays_id=stays), actor=actor_of("thang"))

    assert "Chưa chọn ý kiến giữ lại" in str(refused.value)


def test_the_answer_reaches_every_cell_and_each_notes_it(merged, take, as_user, world, db_session, actor_of):
    ours, same = merged
    take(ours, "answer", "hanh", note="Xã đổ bê tông trong quý I.")
    owed = db_session.scalars(select(PetitionReply.cell_id).order_by(PetitionReply.cell_id)).all()
    assert owed == [world.cell, world.other_cell]
    paths = dict(db_session.execute(select(Notification.person_id, Notification.path).where(Notification.text.like("Có trả lời%"))).all())  # fmt: skip
    assert paths[world.people["thang"]] == f"/petitions/{ours.id}"
    assert paths[world.people["son"]] == f"/petitions/{same.id}"

    page = as_user("tham").get(f"/petitions/{same.id}").text
    assert "Xã đổ bê tông trong quý I." in page
    assert "8" in page
    with pytest.raises(NotKnown):
        queries.get_visible_or_404(ours.id, actor_of("tham"))
    take(same, "note", "son")
    assert ours.state == "answered"
    with pytest.raises(StepRefused) as refused:
        services.take_step(same, "note", Said(), actor=actor_of("son"))
    assert "đã ghi nhận" in str(refused.value)
    take(ours, "note", "thang")
    assert ours.state == "closed"


def test_a_cell_is_never_told_who_raised_the_same_elsewhere(merged, take, as_user):
    ours, same = merged
    take(ours, "answer", "hanh", note="Xã đổ bê tông.")

    assert "Phạm Thị Thắm" not in as_user("thang").get(f"/petitions/{ours.id}").text
    assert "Triệu Thị Lan" not in as_user("son").get(f"/petitions/{same.id}").text
    assert "Phạm Thị Thắm" in as_user("hanh").get(f"/petitions/{same.id}").text


def test_an_overseer_merges_only_what_waits_for_the_overseer(say, take, actor_of):
    first, second = say(sent_to=SentTo.OVERSEER), say("khoa", sent_to=SentTo.OVERSEER, text=SAME)
    say(sent_to=SentTo.COMMITTEE)
    assert [one.petition.id for one in alike(second, actor_of("loc"), clock.today())] == [first.id]
    take(second, "merge", "loc", stays_id=first.id)

    assert second.state == "merged"


def test_before_the_answer_a_merged_one_waits_and_asks_for_nothing(merged, as_user):
    page = as_user("hanh").get(f"/petitions/{merged[1].id}").text

    assert "Đã gộp với ý kiến cùng nội dung" in page
    assert "/steps/" not in page


def test_the_paper_of_the_answer_is_read_by_every_cell_that_asked_and_by_no_other(merged, take, as_user, db_session):
    paper = Upload(name="cv.pdf", media_type="application/pdf", data=b"%PDF-1.4\n%%EOF")
    take(merged[0], "answer_outside", "hanh", note="Xã làm.", papers=(paper,))
    path = f"/documents/attachments/{db_session.scalars(select(Attachment.id)).one()}"
    answers = {
        who: as_user(who).get(path).status_code for who in ("thang", "khoa", "son", "hanh", "vien", "dua", "tra")
    }

    assert answers == {"thang": 200, "khoa": 200, "son": 200, "hanh": 200, "vien": 404, "dua": 404, "tra": 404}
