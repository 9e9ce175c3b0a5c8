"""A practice meeting leaves nothing behind: what is done there is in no table, list, number or letter of the house."""

import os
import shutil
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, func, select

from app import clock
from app.accounts.models import Account
from app.agendas.queries import items_of
from app.approvals.services import agree
from app.audit.models import AuditEvent
from app.documents.files import keep_file, read_file
from app.documents.models import Document
from app.documents.store import FileMissing
from app.extensions import Base, db
from app.forms.models import TypingDraft
from app.jobs import work
from app.meetings.models import Meeting
from app.members.models import Person
from app.members.queries import roll_of
from app.notifications.models import Letter, Notification
from app.organisations.models import Organisation
from app.practice.models import Practice
from app.practice.services_place import folder_of
from app.resolutions.models import Resolution
from app.sessions import services
from app.sessions.models import VoteAbout, Which
from app.sessions.services import Ballots
from app.web import login
from tests.at_once import together
from tests.meetings.ready import convened, drafted, planned, submitted
from tests.onward import move_on
from tests.reading import version_on, words
from tests.world import _account as new_account
from tests.world import _person as new_person
from workflows.meeting import State
from workflows.roles import Role

# A practice is a file of SQLite under either engine: what happens in it is the same beside both.
pytestmark = pytest.mark.any_engine

# The history tells that somebody practised, and nothing of what.
TELLING = {"practice", "audit_event", "audit_head", "used_form"}


def rows_of_the_house(committed) -> dict[str, list]:
    with committed() as session:
        return {
            name: sorted(map(repr, session.execute(select(table)).all()))
            for name, table in Base.metadata.tables.items()
            if name not in TELLING
        }


@pytest.fixture
def practised(practising, there, actor_of) -> int:
    """The id of a meeting of the practice: convened with numbered papers, opened, called, voted."""
    with there():
        meeting = convened(actor_of)
        with clock.set_to(meeting.starts_at + timedelta(minutes=30)):
            services.open_meeting(meeting, at=meeting.starts_at, actor=actor_of("thang"))
            services.announce_roll_call(meeting, Which.START, actor=actor_of("lan"))
            services.record_vote(meeting, VoteAbout.AGENDA, Ballots(), actor=actor_of("lan"))
        return meeting.id


def test_nothing_of_it_is_in_any_table_of_the_house(as_user, committed, world, there, practised):
    as_user("thang").post(f"/practice/{world.cell}/end")
    before = rows_of_the_house(committed)
    as_user("thang").post(f"/practice/{world.cell}/begin")
    with there():
        assert db.session.scalars(select(Meeting.state)).all() == [State.DRAFT], "it knows nothing of the last one"
    assert rows_of_the_house(committed) == before


def test_there_it_has_papers_numbers_and_notices_and_here_it_has_none(committed, there, practised):
    with there():
        symbols = set(db.session.scalars(select(Document.symbol).where(Document.issued_at.is_not(None))))
        told = db.session.scalar(select(func.count(Notification.id)))
    assert "01-TB/CB" in symbols
    assert told
    with committed() as session:
        for model in (Meeting, Document, Notification, Letter, Resolution):
            assert session.scalar(select(func.count()).select_from(model)) == 0, model.__tablename__


LISTS = ("thang", "khoa", "loc", "hanh", "binh")


@pytest.mark.long
def test_no_list_or_report_of_anybody_is_another_one(app, as_user, committed, world, there, actor_of, practising):
    """All pages without an id in their address, before there is a meeting in the practice and after."""
    pages = sorted(
        str(rule) for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())
    )  # fmt: skip

    def seen() -> dict[tuple[str, str], str]:
        clients = {who: as_user(who) for who in LISTS}
        answers = {(who, path): clients[who].get(path) for who in LISTS for path in pages}
        return {at: words(answer) for at, answer in answers.items() if answer.mimetype == "text/html"}

    before = seen()
    with there():
        convened(actor_of)
    assert len(before) > 100
    assert seen() == before


def test_every_member_practises_and_nobody_else(as_user, practising):
    answers = {who: as_user(who).get(f"{practising}/meetings").status_code for who in ("thang", "khoa", "nhap")}
    assert set(answers.values()) == {200}
    for who in ("tham", "hanh", "loc", "dua", "quan"):
        assert as_user(who).get(f"{practising}/meetings").location == "/practice", who
    assert as_user("khoa").get(f"{practising}/meetings").status_code == 200


def test_who_is_not_signed_in_is_sent_to_the_door(client, practising):
    assert client.get(f"{practising}/meetings").location == "/practice"
    assert client.get("/practice").location.startswith("/sign-in")
    typed = client.post(f"{practising}/meetings/1/agenda", data={"place": "Sân đình Nà Mười"})
    assert typed.status_code == 401
    assert "Sân đình Nà Mười" in typed.text
    assert client.post(f"{practising}/drafts/item-1", data={"title": "x"}).status_code == 401


def test_what_was_typed_into_one_that_was_ended_meanwhile_is_shown(as_user, world, practising):
    as_user("men").post(f"/practice/{world.cell}/end")
    typed = as_user("thang").post(f"{practising}/meetings/1/agenda", data={"place": "Sân đình Nà Mười"})
    assert typed.status_code == 409
    assert "Buổi tập thử này đã kết thúc" in typed.text
    assert "Sân đình Nà Mười" in typed.text


def test_a_page_that_refreshes_itself_is_told_beside_what_is_being_typed(as_user, client, world, practising):
    """A part of it asks every few seconds; a whole other page in its place would take the form away."""
    as_user("men").post(f"/practice/{world.cell}/end")
    for who, status in ((as_user("khoa"), 409), (client, 401)):
        told = who.get(f"{practising}/meetings/1/conduct/pulse", headers={"HX-Request": "true"})
        assert (told.status_code, told.headers["HX-Retarget"]) == (status, "#notice")
        assert "vẫn còn trên trang" in told.text
        assert "<html" not in told.text


def test_the_same_form_sent_twice_has_one_effect_there_too(as_user, world, practising, there):
    form = {"cell_id": world.cell, "kind": "extraordinary", "month": "12/2026", "once": "một-lần"}
    first, again = (as_user("thang").post(f"{practising}/meetings/new", data=form) for _ in range(2))
    assert again.location == first.location
    assert again.location.startswith(practising)
    with there():
        assert db.session.scalar(select(func.count(Meeting.id))) == 1


def test_every_page_and_paper_bears_the_mark(as_user, practising, there, actor_of):
    with there():
        meeting_id = convened(actor_of).id
        paper_id = db.session.scalars(select(Document.id).where(Document.symbol == "01-TB/CB")).one()
    secretary = as_user("thang")
    for path in (f"/meetings/{meeting_id}", f"/documents/{paper_id}", f"/meetings/{meeting_id}/screen"):
        page = secretary.get(practising + path)
        assert page.status_code == 200
        assert '<body class="practice">' in page.text
        assert "TẬP THỬ" in page.text
        assert f'href="{practising}/' in page.text or "screen" in path
    assert "Số 01-TB/CB" in secretary.get(f"{practising}/documents/{paper_id}").text
    assert "không tạo tệp PDF" in secretary.get(f"{practising}/documents/{paper_id}").text
    assert "TẬP THỬ" not in secretary.get("/meetings").text


def test_a_meeting_is_made_there_by_the_same_pages(as_user, practising, there, world, committed):
    secretary = as_user("thang")
    sent = secretary.post(
        f"{practising}/meetings/new", data={"cell_id": world.cell, "kind": "regular", "month": "12/2026"}
    )
    assert sent.status_code == 303
    assert sent.location.startswith(f"{practising}/meetings/")
    assert secretary.get(sent.location).status_code == 200
    secretary.post(f"{practising}/drafts/item-1", data={"title": "Đang viết"})
    with there():
        assert db.session.scalar(select(func.count(Meeting.id))) == 1
    with committed() as session:
        assert session.scalar(select(func.count(Meeting.id))) == 0
    assert rows_of_the_house(committed)["typing_draft"] == []


def test_what_is_uploaded_there_lies_there_and_papers_say_that_they_make_no_file(
    app, as_user, practising, there, actor_of, committed
):
    with there():
        meeting_id = convened(actor_of).id
    secretary = as_user("thang")
    page = secretary.get(f"{practising}/meetings/{meeting_id}")
    assert "xem trên trang" in page.text
    assert "đang tạo PDF" not in page.text
    assert "Tạo bộ giấy in sẵn" not in page.text
    with there():
        sha256 = keep_file(b"%PDF-1.7 practised", "application/pdf")
        assert read_file(sha256)
    with app.app_context(), pytest.raises(FileMissing):
        read_file(sha256)
    with committed() as session:
        name = session.scalars(select(Practice.name)).one()
        assert list((folder_of(name) / "documents").rglob(sha256))


def test_nothing_leads_from_there_to_real_things(as_user, practising, committed):
    secretary = as_user("thang")
    for path in ("/", "/account", "/members", "/khong-co", "/in-practice/1/meetings"):
        page = secretary.get(practising + path)
        assert page.status_code == 404, path
        assert "Không có trong buổi tập thử" in page.text
    before = rows_of_the_house(committed)
    assert secretary.post(f"{practising}/sign-out").status_code == 404
    assert rows_of_the_house(committed) == before
    assert secretary.get("/meetings").status_code == 200


def test_begun_twice_it_is_begun_once_and_ended_it_is_gone(as_user, committed, world, app):
    ends = f"/practice/{world.cell}/end"
    secretary, deputy = as_user("thang"), as_user("men")
    begins = f"/practice/{world.cell}/begin"
    assert together(lambda: secretary.post(begins), lambda: deputy.post(begins)) == [303, 303]
    with committed() as session:
        name = session.scalars(select(Practice.name)).one()
        assert [p.name for p in folder_of(name).parent.iterdir()].count(name) == 1
    for _ in range(2):
        assert as_user("men").post(ends).status_code == 303
    with committed() as session:
        assert not folder_of(name).exists()
        events = session.scalars(
            select(AuditEvent.event).where(AuditEvent.event.like("practice%")).order_by(AuditEvent.id)
        ).all()
    assert sorted(events) == ["practice_begun", "practice_ended"]
    assert as_user("khoa").get(f"/in-practice/{world.cell}/meetings").location == "/practice"
    assert "chưa mở buổi tập thử" in as_user("khoa").get("/practice").text


def test_only_who_leads_the_cell_begins_and_ends_it(as_user, world, practising):
    answers = {
        who: [as_user(who).post(f"/practice/{world.cell}/{what}").status_code for what in ("begin", "end")]
        for who in ("khoa", "nhap", "hanh", "tham")
    }
    assert answers == {"khoa": [403, 403], "nhap": [403, 403], "hanh": [403, 403], "tham": [404, 404]}
    assert as_user("khoa").get(f"{practising}/meetings").status_code == 200


def test_what_nobody_ended_is_deleted_after_the_days_of_the_setting(app, as_user, committed, practising):
    with committed() as session:
        name = session.scalars(select(Practice.name)).one()
        begun = clock.now()
    for days, is_left in ((6, True), (8, False)):
        with app.app_context(), clock.set_to(begun + timedelta(days=days)):
            work.tidy()
            assert folder_of(name).exists() is is_left
    assert "Mở buổi tập thử" in as_user("thang").get("/practice").text


def test_who_comes_to_the_cell_or_is_given_an_account_later_practises_too(
    as_user, practising, committed, there, world, monkeypatch
):
    with committed() as session:
        cell = session.get_one(Organisation, world.cell)
        for key, person in (
            ("moi", new_person(session, "Lò Văn Mới", cell)),
            ("binh2", session.scalars(select(Person).where(Person.full_name == "Hoàng Văn Bình")).one()),
        ):
            account = new_account(key, person)
            session.add(account)
            session.flush()
            monkeypatch.setitem(world.accounts, key, account.id)
    for key in ("moi", "binh2"):
        kept = as_user(key).post(f"{practising}/drafts/petition-new", data={"text": "Xin sửa cầu"})
        assert kept.status_code == 204, key
    with there():
        assert db.session.scalar(select(func.count(TypingDraft.account_id))) == 2
        assert len(roll_of(world.cell, clock.today())) == 23


def test_what_no_practice_is_in_any_more_is_deleted_too(app, practising, committed):
    """Left where a beginning was rolled back, with the roll of a cell in it; not one that is just being begun."""
    with committed() as session:
        known = folder_of(session.scalars(select(Practice.name)).one())
    left, just_begun = known.with_name("left"), known.with_name("just-begun")
    for folder, days in ((left, 30), (just_begun, 0), (known, 30)):
        folder.mkdir(exist_ok=True)
        at = (clock.now() - timedelta(days=days)).timestamp()
        os.utime(folder, (at, at))
    with app.app_context():
        work.tidy()
    assert (left.exists(), just_begun.exists(), known.exists()) == (False, True, True)


def test_what_opens_the_door_of_the_house_is_in_no_file_of_a_practice(as_user, committed, there, world):
    with committed() as session:
        session.execute(db.update(Account).values(password_hash="$argon2id$khóa"))
    as_user("thang").post(f"/practice/{world.cell}/begin")
    with there():
        assert set(db.session.scalars(select(Account.password_hash))) == {"!"}


def test_who_is_on_the_way_there_while_it_is_ended_is_told(app, as_user, practising, committed):
    """It is deleted after the request has looked whether it is there: when it is done asking the house."""
    with committed() as session:
        folder = folder_of(session.scalars(select(Practice.name)).one())
    member = as_user("khoa")
    with app.app_context():
        house = db.engine
    event.listen(house, "checkin", lambda *_: shutil.rmtree(folder, ignore_errors=True), once=True)
    typed = member.post(f"{practising}/petitions/new", data={"text": "Xin sửa cầu Nà Mười"})
    assert not folder.exists()
    assert typed.status_code == 409
    assert "Xin sửa cầu Nà Mười" in typed.text


def test_one_that_other_software_made_counts_as_ended(as_user, committed, practising):
    with committed() as session:
        session.execute(db.update(Practice).values(shape=1))
    assert as_user("khoa").get(f"{practising}/meetings").location == "/practice"
    assert as_user("thang").post(f"/practice/{practising.rpartition('/')[2]}/begin").status_code == 303
    assert as_user("khoa").get(f"{practising}/meetings").status_code == 200


def test_it_begins_with_a_meeting_of_the_month_that_can_be_held_at_once(as_user, begun, there, world, actor_of):
    as_user("men").post(f"/practice/{world.cell}/begin")  # begun twice it is begun once
    with there():
        (meeting,) = db.session.scalars(select(Meeting)).all()
        assert (meeting.state, f"{meeting.month:%m/%Y}", meeting.place) == (State.DRAFT, "12/2026", "Nơi tập thử")
        assert clock.day_of(meeting.starts_at) == clock.today(), "nobody waits for a day to practise"
        assert meeting.chair_id == world.people["thang"]
        titles = [item.title for item in items_of(meeting.id)]
        assert titles[0] == "Khai mạc, điểm danh, thông qua chương trình"
        assert len(titles) == 9


def test_a_cell_whose_meeting_of_the_month_is_over_practises_the_next(committed, as_user, there, actor_of, world):
    with committed():
        meeting = planned(actor_of)
        while meeting.state != State.HELD:
            move_on(meeting)
    as_user("thang").post(f"/practice/{world.cell}/begin")
    with there():
        (meeting,) = db.session.scalars(select(Meeting)).all()
        assert f"{meeting.month:%m/%Y}" == "01/2027"
        assert meeting.place == "Nhà văn hóa thôn", "as the cell is used to"


def test_it_says_that_nobody_is_told(as_user, practising, there, actor_of):
    with there():
        meeting = submitted(actor_of)
        for name in ("men", "huong"):
            agree(meeting, actor=actor_of(name))
        address = f"{practising}/meetings/{meeting.id}"
    secretary = as_user("thang")
    secretary.post(f"{address}/steps/convene", data=version_on(secretary, address))
    page = secretary.get(address).text
    assert "Đã triệu tập. Tập thử: không báo cho ai." in page
    assert "báo cho đảng viên" not in page
    assert "được báo ngay" not in secretary.get(f"{address}/steps/postpone").text


def test_the_roll_is_that_of_the_cell(there, practising, actor_of):
    with there():
        meeting = drafted(actor_of)
        assert meeting.cell.name == "Chi bộ thôn Nà Mười"
        assert len(roll_of(meeting.cell_id, clock.today())) == 22
        # Nobody else enters, so of nobody else there is anything to sign in with.
        assert not db.session.scalars(select(Account.id).where(Account.user_name.in_(("tham", "hanh", "loc")))).all()


def test_who_has_to_take_up_a_second_factor_first_does_not_get_in_past_it(app, begun, as_user, monkeypatch):
    monkeypatch.setattr(login, "WITH_SECOND_FACTOR", frozenset({Role.SECRETARY}))
    client = as_user("thang")
    assert client.get(f"{begun}/meetings").status_code == 200

    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], second_factor="required"))

    assert client.get(f"{begun}/meetings").location == "/practice"
    assert client.get("/practice").location == "/account/second-factor"
    assert client.post(f"{begun}/meetings").status_code == 409
