"""The first page: everybody's own work, nobody else's, in few statements."""

import re
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.agendas.models import AgendaItem
from app.evaluations.models import ScoreSheet
from app.guidance.models import Guidance, GuidanceCell
from app.guidance.services_reading import note_reading
from app.home import queries
from app.home.awaiting import awaiting
from app.home.routes import links_of
from app.meetings.models import Meeting
from app.meetings.services import create_meeting
from app.minutes.models import Minutes, Signature
from app.organisations.models import Organisation
from app.rules.models import Holiday
from app.tasks.models import Task
from tests.commune import grow
from tests.evaluations.lists import handed_in_by
from tests.meetings.ready import convened, planned, submitted
from tests.reading import words
from tests.sessions.conftest import make_meeting
from tests.walk.world import build_house
from workflows.guidance import State as GuidanceState
from workflows.meeting import Kind, State
from workflows.roles import Role

EVERYBODY = ("thang", "men", "huong", "lan", "khoa", "nhap", "tham", "loc", "hanh", "binh", "tra", "quan", "vien")


def titles(found) -> dict[str, list[str]]:
    groups = {"today": found.today, "agree": found.agree, "prepare": found.prepare, "tasks": found.tasks}
    return {name: [row.label for row in group.rows] for name, group in groups.items() if group.rows}


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_has_a_first_page_and_a_way_to_the_rest(as_user, who):
    client = as_user(who)

    assert "Việc đang chờ tôi" in client.get("/").text
    assert "Đăng xuất" in client.get("/more").text


def test_a_draft_waits_for_those_who_prepare_it(world, db_session, actor_of):
    cell = db_session.get_one(Organisation, world.cell)
    create_meeting(cell, Kind.REGULAR, date(2026, 12, 1), actor=actor_of("thang"))

    for who in ("thang", "men", "nhap"):
        assert titles(awaiting(actor_of(who), clock.today())) == {"prepare": ["Soạn tiếp"]}
    for who in ("huong", "lan", "tham", "loc", "hanh", "tra", "quan", "vien"):
        assert titles(awaiting(actor_of(who), clock.today())) == {}


def test_whatever_waits_for_somebody_opens_to_them(prepared, as_user):
    """In a house with meetings in every state: no row leads to a closed door."""
    prepared("the house that is walked", build_house)
    closed, opened = {}, 0
    for who in EVERYBODY:
        client = as_user(who)
        main = client.get("/").text.partition("<main")[2]
        for path in set(re.findall(r'<a class="btn[^"]*" href="([^"#]+)', main)):
            opened += 1
            if (status := client.get(path).status_code) >= 400:
                closed[who, path] = status

    assert closed == {}
    assert opened > 30


def guided(session, world, meeting: Meeting, state: GuidanceState = GuidanceState.PUBLISHED) -> Guidance:
    """For the meeting's cell and month, of its commune."""
    row = Guidance(
        organisation_id=world.commune, month=meeting.month, state=state, edition=1, created_at=clock.now(),
        contents="Chăm sóc lúa xuân", contents_by_type={}, cell_types=[],
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.add(GuidanceCell(guidance_id=row.id, cell_id=meeting.cell_id))
    session.flush()
    return row


def to_read(actor) -> list[str]:
    return [row.title for row in awaiting(actor, clock.today()).guidance.rows if row.label == "Đọc"]


def test_guidance_that_a_secretary_has_not_read_stands_on_the_first_page(world, db_session, actor_of):
    thang, meeting = actor_of("thang"), planned(actor_of)
    guidance = guided(db_session, world, meeting)

    assert to_read(thang) == to_read(actor_of("men")) == ["Đọc văn bản định hướng tháng 12/2026"]
    assert {who: to_read(actor_of(who)) for who in ("huong", "lan", "hanh", "loc", "tham")} == {
        who: [] for who in ("huong", "lan", "hanh", "loc", "tham")
    }
    note_reading(guidance, actor=thang)
    assert (to_read(thang), len(to_read(actor_of("men")))) == ([], 1)


@pytest.mark.parametrize("state", [GuidanceState.DRAFT, GuidanceState.WITHDRAWN])
def test_guidance_that_is_not_in_force_is_not_to_be_read(world, db_session, actor_of, state):
    guided(db_session, world, planned(actor_of), state)

    assert to_read(actor_of("thang")) == []


def test_once_the_meeting_was_held_its_guidance_need_not_be_read(world, db_session, actor_of):
    meeting = make_meeting(world)
    guided(db_session, world, meeting)
    assert len(to_read(actor_of("thang"))) == 1
    meeting.state = State.HELD

    assert to_read(actor_of("thang")) == []


def test_a_submitted_agenda_waits_for_the_others_of_the_committee(db_session, actor_of):
    submitted(actor_of, by="thang")

    for who in ("men", "huong"):
        assert titles(awaiting(actor_of(who), clock.today()))["agree"] == ["Xem, cho ý kiến"]
    assert titles(awaiting(actor_of("thang"), clock.today())) == {"prepare": ["Xem ai chưa trả lời"]}
    assert titles(awaiting(actor_of("lan"), clock.today())) == {}


def test_papers_to_send_are_one_tap_away(as_user, committed, actor_of):
    with committed():
        address = f"/meetings/{convened(actor_of).id}"
    assert f'href="{address}#gui"' in as_user("thang").get("/").text
    assert 'id="gui"' in as_user("thang").get(address).text


def test_on_the_day_the_meeting_waits_to_be_opened(db_session, actor_of):
    meeting = convened(actor_of)
    day = clock.day_of(meeting.starts_at)

    assert titles(awaiting(actor_of("lan"), day))["today"] == ["Khai mạc"]  # the recorder
    assert "today" not in titles(awaiting(actor_of("khoa"), day))


def test_tasks_are_shown_to_the_owner_and_to_who_leads_the_cell(world, db_session, actor_of):
    db_session.add(
        Task(cell_id=world.cell, work="Việc", owner_id=world.people["khoa"], deadline=date(2026, 12, 4),
             created_at=clock.now(), state="assigned")
    )  # fmt: skip
    db_session.flush()

    for who in ("khoa", "thang", "men"):
        assert len(awaiting(actor_of(who), clock.today()).tasks.rows) == 1
    for who in ("lan", "tham", "hanh", "vien"):
        assert awaiting(actor_of(who), clock.today()).tasks.rows == []


@pytest.mark.parametrize("who", ["thang", "lan", "hanh", "loc", "tra", "quan", "binh", "khoa", "everything"])
def test_the_first_page_takes_at_most_ten_statements_however_much_there_is(
    committed, as_user, actor_of, count_statements, world, who
):
    with committed() as session:
        meeting = submitted(actor_of)
        for number in range(12):
            month = date(2026, 12 - number % 4, 1)
            session.add(
                Meeting(cell_id=meeting.cell_id, kind=Kind.EXTRAORDINARY, month=month, state="minutes",
                        rule_set_id=meeting.rule_set_id, criteria_set_id=meeting.criteria_set_id,
                        chair_id=meeting.chair_id, recorder_id=meeting.recorder_id, created_at=clock.now(),
                        convened_at=clock.now())
            )  # fmt: skip
        session.add(AgendaItem(meeting_id=meeting.id, position=99, title="Khác"))
        guided(session, world, meeting)
        if who == "everything":
            # A member, in the committee of the cell, over another one, and inspecting the commune.
            for organisation_id, role in ((world.far_cell, Role.OVERSEER), (world.commune, Role.INSPECTOR)):
                session.add(
                    Appointment(person_id=world.people["thang"], organisation_id=organisation_id, role=role,
                                from_on=date(2026, 1, 1))
                )  # fmt: skip
    client = as_user("thang" if who == "everything" else who)
    with count_statements() as seen:
        page = client.get("/")

    assert ("Đọc văn bản định hướng" in page.text) is (who in ("thang", "everything"))
    assert len(seen) <= 10


def test_the_rest_stands_under_headings_that_have_something_below_them(as_user):
    told = {who: re.findall(r"<h2[^>]*>([^<]+)</h2>", as_user(who).get("/more").text) for who in ("hanh", "quan")}
    assert told["hanh"] == ["Sinh hoạt chi bộ", "Ý kiến, văn bản", "Tổ chức, đảng viên", "Hệ thống, trợ giúp"]
    assert "Sinh hoạt chi bộ" not in told["quan"]


def test_links_follow_the_permissions(db_session, actor_of):
    assert "rules.index" in [link.endpoint for link in links_of(actor_of("hanh"))]
    assert "rules.index" not in [link.endpoint for link in links_of(actor_of("quan"))]
    assert "handovers.index" in [link.endpoint for link in links_of(actor_of("hanh"))]
    assert "handovers.index" not in [link.endpoint for link in links_of(actor_of("lan"))]
    assert "access.index" not in [link.endpoint for link in links_of(actor_of("lan"))]


def test_the_month_of_the_cell_moves_off_a_holiday(world, as_user, committed):
    with committed() as session:
        session.add(Holiday(organisation_id=world.commune, on=date(2026, 12, 3), name="Ngày nghỉ bù"))

    page = as_user("thang").get("/").text
    assert re.search(r'class="day">04/12</span><div><p class="what">Sinh hoạt chi bộ thường kỳ', page)


def test_who_has_nothing_to_do_reads_one_sentence_and_no_empty_heading(as_user):
    page = as_user("khoa").get("/").text

    assert "Hiện không có việc nào chờ đồng chí." in page
    assert '<span class="count' not in page.partition("<main")[2]


def test_an_office_of_many_cells_reads_how_many_stand_at_each_step(as_user, monkeypatch):
    names = as_user("hanh").get("/").text
    monkeypatch.setattr("app.home.routes.MOST_CELLS", 0)
    monkeypatch.setattr("app.home.routes.MOST_LATE", 0)
    steps = as_user("hanh").get("/").text

    count = names.count("<li><span>Chi bộ")
    assert count > 1
    assert f'href="/meetings?state=none">Chưa lập</a><span class="meta">{count} chi bộ</span>' in steps
    assert "<li><span>Chi bộ" not in steps


@pytest.mark.parametrize(("is_overseen", "waits_for"), [(True, ["loc"]), (False, ["hanh"])])
def test_a_score_waits_for_the_overseer_and_where_there_is_none_for_the_office(
    world, db_session, actor_of, is_overseen, waits_for
):
    meeting = create_meeting(
        db_session.get_one(Organisation, world.cell), Kind.REGULAR, date(2026, 12, 1), actor=actor_of("thang")
    )
    meeting.state = "scored"
    overseer = db_session.scalars(select(Appointment).where(Appointment.person_id == world.people["loc"])).one()
    overseer.to_on = None if is_overseen else date(2026, 12, 1)
    db_session.flush()
    asked = {who: awaiting(actor_of(who), clock.today()).scores.rows for who in ("loc", "hanh", "binh", "thang")}

    assert [who for who, rows in asked.items() if [row.label for row in rows] == ["Thẩm định"]] == waits_for


@pytest.mark.parametrize(("cells", "rows"), [(3, 3), (4, 1)])
def test_a_whole_evaluation_day_is_one_row_that_leads_to_its_list(world, db_session, actor_of, cells, rows):
    for cell in grow(world, cells, 1):
        handed_in_by(cell.id)

    asked = {who: awaiting(actor_of(who), clock.today()).scores.rows for who in ("hanh", "binh")}

    assert {who: len(found) for who, found in asked.items()} == {"hanh": rows, "binh": rows}
    if rows == 1:
        assert (asked["binh"][0].endpoint, asked["binh"][0].arguments) == ("evaluations.day.show", {"month": "12/2026"})
        assert asked["binh"][0].title == "4 chi bộ chờ xếp loại tháng 12/2026"


@pytest.mark.parametrize("who", ["lan", "thang", "loc", "hanh", "binh"])
def test_whoever_may_read_the_ratings_is_led_to_them(db_session, actor_of, who):
    assert "evaluations.index" in [link.endpoint for link in links_of(actor_of(who))]


def test_a_meeting_that_ended_without_points_is_no_row_of_the_small_table(world, committed, as_user):
    with committed():
        make_meeting(world, state=State.EVALUATED, month=date(2026, 11, 1))

    assert as_user("thang").get("/").status_code == 200


def test_the_small_table_holds_the_last_evaluated_regular_meetings_and_nothing_pushes_them_out(world, db_session):
    rows = [
        (Kind.EXTRAORDINARY, State.EVALUATED, 12), (Kind.REGULAR, State.DRAFT, 12), (Kind.REGULAR, State.SCORED, 11),
        (Kind.REGULAR, State.MINUTES, 10), (Kind.REGULAR, State.SCORED, 9), (Kind.EXTRAORDINARY, State.EVALUATED, 8),
        (Kind.REGULAR, State.EVALUATED, 7), (Kind.REGULAR, State.EVALUATED, 6), (Kind.REGULAR, State.EVALUATED, 5),
        (Kind.REGULAR, State.EVALUATED, 4),
    ]  # fmt: skip
    for kind, state, month in rows:
        meeting = make_meeting(world, state=state, month=date(2026, month, 1))
        meeting.kind = kind
        db_session.add(ScoreSheet(meeting_id=meeting.id))
        db_session.flush()
    found = queries.months_of(world.cell, date(2026, 12, 1))

    assert (found.this.kind, found.this.state) == (Kind.REGULAR, State.DRAFT)
    assert [row.month.month for row in found.past] == [7, 6, 5]


def test_a_signature_under_minutes_that_were_replaced_is_none(world, db_session, actor_of):
    meeting = make_meeting(world, state=State.MINUTES)
    old = Minutes(meeting_id=meeting.id, composed={}, composed_at=clock.now(), superseded_at=clock.now())
    new = Minutes(meeting_id=meeting.id, number_of_version=2, composed={}, composed_at=clock.now())
    db_session.add_all([old, new])
    db_session.flush()
    for minutes, role in ((old, Role.CHAIR), (old, Role.RECORDER), (new, Role.RECORDER)):
        db_session.add(
            Signature(minutes_id=minutes.id, role=role, person_id=meeting.chair_id, signed_at=clock.now(), text_hash="")
        )
    db_session.flush()
    found = queries.unfinished(actor_of("thang"), date(2026, 9, 1), clock.today())

    assert [one.signed for one in found if one.meeting.id == meeting.id] == [{Role.RECORDER}]


def test_what_the_server_lacks_waits_for_the_administrator_alone(as_user, app, monkeypatch, tmp_path):
    told = words(as_user("quan").get("/"))
    assert "Chưa sao lưu tự động" in told
    assert "Chưa đặt địa chỉ của hệ thống" in told
    assert "Chưa sao lưu" not in words(as_user("hanh").get("/"))

    both = replace(app.config["SETTINGS"], backup_dir=tmp_path, public_url="https://nennep.muonglam.vn")
    monkeypatch.setitem(app.config, "SETTINGS", both)
    told = words(as_user("quan").get("/"))
    assert "Chưa có bản sao lưu nào" in told
    assert "Chưa đặt địa chỉ" not in told

    (tmp_path / f"nennep-{clock.today()}.backup").write_bytes(b"x")
    assert "Hiện không có việc nào" in words(as_user("quan").get("/"))
