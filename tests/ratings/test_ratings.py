"""Yearly ratings of organisations and members: the record proposes, the cell proposes, people above decide."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.extensions import db
from app.meetings.models import Meeting
from app.members.models import StatusKind, StatusPeriod
from app.notifications.models import Notification
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.ratings import queries, routes, services
from app.ratings.models import YearRating
from app.sessions.models import Attendance, Mention, MentionKind
from app.summaries.models import MonthlySummary
from app.tasks.models import Task
from tests.at_once import together
from tests.meetings.ready import drafted
from tests.reading import words
from tests.world import NOON
from workflows.annual_rating import Rating
from workflows.roles import Role
from workflows.scoring import Level

DECISION = {"number": "15-QĐ/ĐU", "on": "01/12/2026", "reason": ""}


def decided(session, **more) -> list:
    return session.scalars(select(YearRating.level).where(YearRating.level.is_not(None)).filter_by(**more)).all()


@pytest.fixture
def year(world, committed) -> None:
    """Eleven good months of the own cell, and December ahead; a noise row of the year before."""
    with committed() as session:
        for month in range(1, 13):
            session.add(
                MonthlySummary(
                    cell_id=world.cell, month=date(2026, month, 1), met_on=date(2026, month, 3), level=Level.GOOD,
                    due=20, present=19, tasks=2, tasks_in_time=2,
                )
            )  # fmt: skip
        session.add(
            MonthlySummary(cell_id=world.cell, month=date(2025, 12, 1), met_on=date(2025, 12, 3), level=Level.POOR)
        )


def test_the_record_proposes_and_shows_what_is_behind(year, world, as_user):
    page = words(as_user("thang").get(f"/ratings/cells/{world.cell}?year=2026"))
    assert "Hồ sơ gợi ý: hoàn thành xuất sắc nhiệm vụ" in page
    assert "Sinh hoạt thường kỳ: 12/12 (100,0%) tháng" in page
    assert "Đảng viên dự sinh hoạt: 228/240 (95,0%) lượt" in page
    other = words(as_user("hanh").get(f"/ratings/cells/{world.other_cell}?year=2026"))
    assert "Hồ sơ gợi ý: chưa đủ dữ liệu" in other


def test_months_before_the_record_began_are_not_held_against_the_cell(year, world, committed, actor_of):
    with committed() as session:
        drafted(actor_of).month = date(2026, 9, 1)
        session.execute(MonthlySummary.__table__.delete().where(MonthlySummary.month < date(2026, 9, 1)))
        line = queries.line_of(session.get_one(Organisation, world.cell), 2026)
        assert line.behind[0].text == "Sinh hoạt thường kỳ: 4/4 (100,0%) tháng"


def test_what_the_record_proposes_is_chosen_at_a_wish_and_nothing_is_written(year, world, as_user, committed):
    page, chosen = "/ratings/decision?year=2026", '<option value="excellent" selected>'
    hanh = as_user("hanh")
    first = hanh.get(page).text
    assert (chosen in first, "fill=1" in first) == (False, True)
    assert chosen in hanh.get(f"{page}&fill=1").text
    with committed() as session:
        assert not session.scalars(select(YearRating)).all()


def test_what_was_typed_of_a_decision_stays_when_levels_are_filled_in(year, world, as_user, committed):
    page, hanh = "/ratings/decision?year=2026", as_user("hanh")
    typed = {"number": "21-QĐ/ĐU", "on": "02/12/2026", "reason": "", f"level-{world.other_cell}": "done"}
    filled = hanh.post(f"{page}&fill=1", data=typed | {"fill": "1"})

    assert (filled.status_code, "Lỗi:" in filled.text) == (200, False)
    assert 'value="21-QĐ/ĐU"' in filled.text
    for cell, level in ((world.cell, "excellent"), (world.other_cell, "done")):
        assert re.search(rf'name="level-{cell}"[^<]*<(?:(?!</select>).)*value="{level}" selected', filled.text), cell
    refused = hanh.post(f"{page}&fill=1", data=typed | {"number": "", f"level-{world.cell}": ""})
    assert refused.status_code == 422
    assert not re.search(rf'name="level-{world.cell}"[^<]*<(?:(?!</select>).)*value="excellent" selected', refused.text)
    with committed() as session:
        assert not session.scalars(select(YearRating)).all()


def test_one_button_saves_the_cell_and_its_members_and_the_other_loses_nothing(world, as_user, committed):
    path, thang, person = f"/ratings/cells/{world.cell}?year=2026", as_user("thang"), world.people["lan"]
    page = thang.get(path).text
    (stamp,) = re.findall(r'name="members-version" value="(\d+)"', page)
    sent = {
        "level": "well_done", "note": "Đoàn kết", "goods-1": "1", f"level-{person}": "done", "version": "0",
        "members-version": stamp,
    }  # fmt: skip

    filled = thang.post(path, data=sent | {"fill": "1"})
    assert (filled.status_code, page.count("<form")) == (200, filled.text.count("<form"))
    assert "Đoàn kết</textarea>" in filled.text
    assert 'name="goods-1" value="1" checked' in filled.text
    assert re.search(rf'name="level-{person}".*?value="done" selected', filled.text)
    too_long = thang.post(path, data=sent | {"note": "x" * 2001})
    assert too_long.status_code == 422
    assert re.search(rf'name="level-{person}".*?value="done" selected', too_long.text)
    with committed() as session:
        assert not session.scalars(select(YearRating)).all()

    assert thang.post(path, data=sent | {"members-version": str(int(stamp) + 1)}).status_code == 409
    assert thang.post(path, data=sent).status_code == 303
    with committed() as session:
        rows = {row.person_id: row.own_level for row in session.scalars(select(YearRating))}
        assert rows == {None: Rating.WELL_DONE, person: Rating.DONE}


def test_the_cell_proposes_with_its_four_goods_and_may_no_more_once_it_is_decided(world, as_user, committed):
    path = f"/ratings/cells/{world.cell}?year=2026"
    sent = {"level": "well_done", "note": "Đoàn kết", "goods-0": "1", "goods-2": "1", "version": "0"}
    assert as_user("thang").post(path, data=sent).status_code == 303
    with committed() as session:
        row = session.scalars(select(YearRating)).one()
        assert (row.own_level, list(row.goods.values())) == (Rating.WELL_DONE, [True, False, True, False])
        told = session.scalars(select(AuditEvent).where(AuditEvent.event == "year_rating_proposed")).one()
        assert told.data["after"]["note"] == "Đoàn kết"
    decision = DECISION | {f"level-{world.cell}": "well_done", f"good-{world.cell}": "1"}
    assert as_user("binh").post("/ratings/decision?year=2026", data=decision).status_code == 303
    assert as_user("thang").post(path, data=sent).status_code == 409
    page = words(as_user("thang").get(path))
    assert "Đã quyết định: hoàn thành tốt nhiệm vụ" in page
    assert "Đạt chi bộ bốn tốt." in page
    with committed() as session:
        assert (
            "quyết định số 15-QĐ/ĐU"
            in session.scalars(select(Notification.text).where(Notification.person_id == world.people["thang"])).one()
        )


def test_a_decision_is_made_once_and_of_two_at_once_one_wins(world, as_user, committed):
    sent = DECISION | {f"level-{world.cell}": "done"}
    decide = lambda who: lambda: as_user(who).post("/ratings/decision?year=2026", data=sent)  # noqa: E731
    assert together(decide("hanh"), decide("binh")) == [303, 409]
    assert decide("hanh")().status_code == 409
    with committed() as session:
        assert decided(session) == [Rating.DONE]
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "year_rating_decided").order_by(AuditEvent.id)
        ).all()
        assert len(events) == 1


@pytest.mark.each_engine
def test_of_two_who_decide_of_different_cells_at_once_the_second_counts_the_first(world, as_user, committed, slowly):
    """Each alone keeps to one excellent of three; both together would not."""
    slowly(services, "_refuse_bad")
    with committed() as session:
        third = Organisation(code="CB03", name="Chi bộ thôn Ba", kind=OrganisationKind.CELL)
        session.add(third)
        session.flush()
        session.add(OrganisationParent(organisation_id=third.id, parent_id=world.commune, from_on=date(2025, 7, 1)))
        session.add(YearRating(year=2026, organisation_id=third.id, level=Rating.DONE, goods={}))

    def decide(who: str, cell: int) -> Callable:
        data = DECISION | {f"level-{cell}": "excellent"}
        return lambda: as_user(who).post("/ratings/decision?year=2026", data=data)

    assert together(decide("hanh", world.cell), decide("binh", world.other_cell)) == [303, 422]
    with committed() as session:
        assert sorted(decided(session)) == [Rating.DONE, Rating.EXCELLENT]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"number": ""}, "Ghi số quyết định."), ({"on": "03/12/2026"}, "không sau hôm nay"), ({"on": "x"}, "Ngày ghi theo mẫu"),
     ({"level": "x"}, "Chưa chọn mức xếp loại nào.")],
)  # fmt: skip
def test_a_bad_decision_is_told_and_nothing_is_written(world, as_user, committed, changed, sentence):
    level = changed.pop("level", "done")
    answer = as_user("hanh").post(
        "/ratings/decision?year=2026", data=DECISION | {f"level-{world.cell}": level} | changed
    )
    assert (answer.status_code, sentence in answer.text) == (422, True)
    with committed() as session:
        assert decided(session) == []


def test_more_excellent_than_the_rule_says_wants_a_reason_and_what_was_chosen_stays(world, as_user, committed):
    sent = DECISION | {f"level-{world.cell}": "excellent", f"level-{world.other_cell}": "excellent"}
    answer = as_user("hanh").post("/ratings/decision?year=2026", data=sent)
    assert "Xuất sắc: 2/2, quá mức 20% (nhiều nhất 1)." in answer.text
    assert answer.text.count('<option value="excellent" selected>') == 2
    sent["reason"] = "Tập thể có thành tích đột xuất"
    assert as_user("hanh").post("/ratings/decision?year=2026", data=sent).status_code == 303
    page = words(as_user("hanh").get("/ratings?year=2026"))
    assert "đã có 2/2 tổ chức, nhiều nhất 1. Quá tỷ lệ, có lý do" in page
    with committed() as session:
        assert {row.reason for row in session.scalars(select(YearRating))} == {"Tập thể có thành tích đột xuất"}


def test_the_published_share_is_over_the_rated_base_organisations(world, committed, as_user, db_session, actor_of):
    """52 of 53 rated base organisations of 84: 98.1 %, and members by their own number."""
    with committed() as session:
        for number in range(84):
            base = Organisation(code=f"B{number:03}", name=f"Đảng bộ {number}", kind=OrganisationKind.BASE)
            session.add(base)
            session.flush()
            session.execute(
                db.text(
                    "INSERT INTO organisation_parent (organisation_id, parent_id, from_on) VALUES (:o, :p, '2025-07-01')"
                ),
                {"o": base.id, "p": world.commune},
            )
            if number < 53:
                level = Rating.WELL_DONE if number < 52 else Rating.DONE
                session.add(YearRating(year=2026, organisation_id=base.id, level=level, goods={}))
        members = [world.people[name] for name in ("thang", "men", "huong")]
        for person, level in zip(members, (Rating.EXCELLENT, Rating.WELL_DONE, Rating.NOT_DONE), strict=True):
            session.add(YearRating(year=2026, organisation_id=world.cell, person_id=person, level=level, goods={}))
    page = words(as_user("binh").get("/ratings?year=2026"))
    assert "Đảng bộ cơ sở, bộ phận 52/53 (98,1%)" in page
    assert "Chi bộ – Tổ chức đảng 52/53 (98,1%)" in page
    assert "Đảng viên 2/3 (66,7%)" in page
    assert "Trang 1/2" in page
    book = load_workbook(BytesIO(as_user("hanh").get("/ratings/workbook?year=2026").data)).active
    assert book.max_row == 1 + 86


def test_members_are_proposed_by_the_cell_from_their_record_and_decided_above(world, as_user, committed, actor_of):
    lan, khoa = world.people["lan"], world.people["khoa"]
    with committed() as session:
        meeting = drafted(actor_of)
        session.execute(Meeting.__table__.update().values(state="evaluated", month=date(2026, 11, 1)))
        for person, mark in ((lan, "present"), (khoa, "unexcused")):
            session.add(Attendance(meeting_id=meeting.id, person_id=person, standing="official", start_mark=mark))
        session.add(Mention(meeting_id=meeting.id, kind=MentionKind.COMMENDATION, person_id=lan, text="Hiến đất"))
        session.add(
            Task(
                cell_id=world.cell,
                work="Làm đường",
                owner_id=lan,
                state="confirmed",
                deadline=date(2026, 5, 1),
                created_at=NOON,
            )
        )
    path = f"/ratings/cells/{world.cell}"

    def proposing(levels: dict):
        shown = as_user("thang").get(f"{path}?year=2026").text
        version = shown.partition('name="members-version" value="')[2].partition('"')[0]
        return as_user("thang").post(f"{path}/members?year=2026", data=levels | {"version": version})

    page = words(as_user("thang").get(f"{path}?year=2026"))
    assert (
        "Hồ sơ gợi ý: hoàn thành xuất sắc nhiệm vụ Dự sinh hoạt: 1/1 (100,0%) kỳ. Nhiệm vụ đã xong: 1/1 (100,0%). Biểu dương: 1 lần."
        in page
    )
    assert "không hoàn thành nhiệm vụ Dự sinh hoạt: 0/1 (0,0%) kỳ. Vắng không lý do: 1 kỳ." in page
    assert proposing({f"level-{lan}": "well_done"}).status_code == 303
    assert proposing({f"level-{world.people['dua']}": "done"}).status_code == 422
    sent = DECISION | {f"level-{lan}": "well_done", f"level-{khoa}": ""}
    assert as_user("hanh").post(f"{path}/decision?year=2026", data=sent).status_code == 303
    assert as_user("hanh").post(f"{path}/decision?year=2026", data=sent).status_code == 409
    assert proposing({f"level-{lan}": "done"}).status_code == 409
    assert "Hoàn thành tốt nhiệm vụ Quyết định số 15-QĐ/ĐU" in words(as_user("lan").get("/ratings?year=2026"))
    assert "Năm 2026 chưa có quyết định." in words(as_user("khoa").get("/ratings?year=2026"))
    shown = as_user("thang").get(f"{path}?year=2026")
    assert "hoàn thành tốt nhiệm vụ trở lên 1/1 (100,0%)" in words(shown)
    folded = shown.text.partition("<summary>Đã quyết định mức (1)</summary>")[2]
    assert "Lan" in folded.partition("</ul>")[0]
    assert "<select" not in folded, "those still to rate stand before, in the open"


def test_who_is_suspended_is_not_rated(world, db_session, committed):
    with committed() as session:
        session.add(
            StatusPeriod(person_id=world.people["lan"], kind=StatusKind.SUSPENDED, from_on=date(2026, 1, 1), reason="x")
        )
    lines = queries.members_of(db_session.get_one(Organisation, world.cell), 2026)
    assert len(lines) == 21
    assert "Triệu Thị Lan" not in {line.name for line in lines}


@pytest.mark.parametrize(
    ("who", "cell", "proposing", "deciding"),
    [("thang", 200, 303, 403), ("men", 200, 303, 403), ("huong", 200, 403, 403), ("loc", 200, 403, 403), ("lan", 404, 403, 403),
     ("hanh", 200, 403, 200), ("binh", 200, 403, 200), ("tham", 404, 404, 403), ("vien", 404, 404, 404), ("quan", 403, 403, 403)],
)  # fmt: skip
def test_who_reads_proposes_and_decides(world, as_user, who, cell, proposing, deciding):
    path = f"/ratings/cells/{world.cell}"
    assert as_user(who).get(path).status_code == cell
    assert as_user(who).post(path, data={"level": "done", "note": "", "version": "0"}).status_code == proposing
    assert as_user(who).get(f"{path}/decision").status_code == deciding


def test_of_two_who_propose_the_second_is_told_and_keeps_the_text(world, as_user, committed):
    path = f"/ratings/cells/{world.cell}?year=2026"
    sent = {"level": "well_done", "note": "Của bí thư", "version": "0"}
    assert 'name="version" value="0"' in as_user("men").get(path).text
    assert as_user("thang").post(path, data=sent).status_code == 303
    answer = as_user("men").post(path, data=sent | {"note": "Của phó bí thư"})
    assert (answer.status_code, "Của phó bí thư" in answer.text) == (409, True)
    with committed() as session:
        assert session.scalars(select(YearRating.own_note)).all() == ["Của bí thư"]


def test_a_year_to_come_is_neither_proposed_nor_decided(world, as_user, committed):
    one, decision = f"/ratings/cells/{world.cell}", DECISION | {f"level-{world.cell}": "done"}
    of_lan = DECISION | {f"level-{world.people['lan']}": "done"}
    assert as_user("thang").post(f"{one}?year=2027", data={"level": "done", "note": ""}).status_code == 422
    assert as_user("thang").post(f"{one}/members?year=2027", data=of_lan).status_code == 422
    assert as_user("hanh").post("/ratings/decision?year=2027", data=decision).status_code == 422
    assert as_user("hanh").post(f"{one}/decision?year=2027", data=of_lan).status_code == 422
    with committed() as session:
        assert session.scalars(select(YearRating)).all() == []


def test_no_committee_decides_of_itself(world, as_user, committed):
    """Whose office holds above and whose rating is decided there are two organisations."""
    with committed() as session:
        session.execute(db.update(Organisation).where(Organisation.code == "XA").values(kind=OrganisationKind.BASE))
    both = {f"level-{world.commune}": "excellent", f"level-{world.cell}": "done"}
    assert f'name="level-{world.commune}"' not in as_user("hanh").get("/ratings/decision?year=2026").text
    assert as_user("hanh").post("/ratings/decision?year=2026", data=DECISION | both).status_code == 403
    with committed() as session:
        assert session.scalars(select(YearRating)).all() == []


def test_nobody_decides_of_another_commune(world, as_user, committed):
    sent = DECISION | {f"level-{world.far_cell}": "done"}
    assert as_user("hanh").post("/ratings/decision?year=2026", data=sent).status_code == 403
    assert as_user("thang").get("/ratings/workbook").status_code == 404
    sent = DECISION | {f"level-{world.commune}": "done"}
    assert as_user("hanh").post("/ratings/decision?year=2026", data=sent).status_code == 422


def test_the_list_and_the_page_of_a_cell_ask_few_statements(year, world, as_user, count_statements):
    for path, most in (("/ratings?year=2026", 7), (f"/ratings/cells/{world.cell}?year=2026", 14)):
        with count_statements() as seen:
            assert as_user("hanh").get(path).status_code == 200
        assert len(seen.besides_the_account()) <= most, path


def test_a_stale_list_of_members_is_told_and_one_of_no_version_too(world, as_user, committed):
    path, lan = f"/ratings/cells/{world.cell}", world.people["lan"]
    shown = as_user("men").get(f"{path}?year=2026").text
    version = shown.partition('name="members-version" value="')[2].partition('"')[0]
    send = lambda who, **more: as_user(who).post(  # noqa: E731
        f"{path}/members?year=2026", data={f"level-{lan}": "done"} | more
    )
    assert "không cho biết được mở từ bản nào" in words(send("thang"))
    assert send("thang", version=version).status_code == 303
    assert send("men", version=version).status_code == 409
    assert as_user("thang").post(f"{path}?year=2026", data={"level": "done", "note": ""}).status_code == 409


def test_a_committee_with_cells_beneath_has_facts_and_proposes_of_itself(year, world, as_user, committed):
    """No source has a rule for it: the record proposes nothing."""
    with committed() as session:
        base = Organisation(code="DB1", name="Đảng bộ bộ phận Nà Mười", kind=OrganisationKind.BASE)
        session.add(base)
        session.flush()
        own = OrganisationParent.organisation_id == world.cell
        session.execute(db.update(OrganisationParent).where(own).values(parent_id=base.id))
        session.add(OrganisationParent(organisation_id=base.id, parent_id=world.commune, from_on=date(2025, 7, 1)))
        role = Appointment.person_id == world.people["khoa"]
        session.execute(db.delete(Appointment).where(role))
        session.add(
            Appointment(
                person_id=world.people["khoa"], organisation_id=base.id, role=Role.LEADERSHIP, from_on=date(2025, 7, 1)
            )
        )
        session.add(YearRating(year=2026, organisation_id=world.cell, level=Rating.WELL_DONE, goods={}))
        path = f"/ratings/cells/{base.id}?year=2026"
    page = words(as_user("khoa").get(path))
    assert "Hồ sơ gợi ý: –" in page
    assert "Chi bộ trực thuộc: 1; hoàn thành tốt nhiệm vụ trở lên: 1/1 (100,0%) đã xếp loại" in page
    assert "Đảng viên dự sinh hoạt: 228/240 (95,0%) lượt" in page
    sent = {"level": "well_done", "note": "Đoàn kết", "goods-0": "1", "version": "0"}
    for who, status in (("hanh", 403), ("binh", 403), ("thang", 404), ("vien", 404), ("khoa", 303)):
        assert as_user(who).post(path, data=sent).status_code == status, who
    with committed() as session:
        row = session.scalars(select(YearRating).where(YearRating.own_note == "Đoàn kết")).one()
        assert (row.own_level, row.goods) == (Rating.WELL_DONE, {})
    assert "Đảng bộ bộ phận Nà Mười – Hoàn thành tốt nhiệm vụ" in words(as_user("hanh").get("/ratings?year=2026"))


@pytest.fixture
def bases(world, committed) -> list[int]:
    """Two base organisations, the own cell below the first; by code behind the cells."""
    with committed() as session:
        ids = []
        for code in ("DB1", "DB2"):
            base = Organisation(code=code, name=f"Đảng bộ {code}", kind=OrganisationKind.BASE)
            session.add(base)
            session.flush()
            ids.append(base.id)
            session.add(OrganisationParent(organisation_id=base.id, parent_id=world.commune, from_on=date(2025, 7, 1)))
        own = OrganisationParent.organisation_id == world.cell
        session.execute(db.update(OrganisationParent).where(own).values(parent_id=ids[0]))
        return ids


def test_only_the_rows_of_the_page_are_gathered_however_long_the_list(
    year, world, bases, as_user, monkeypatch, count_statements
):
    """And what stands above it is counted over all."""
    made, line = [], queries._line_of
    monkeypatch.setattr(queries, "_line_of", lambda *args: made.append(args[0]) or line(*args))
    monkeypatch.setattr(routes, "PAGE", 1)
    decision = DECISION | {f"level-{world.other_cell}": "excellent", f"good-{world.other_cell}": "1"}
    assert as_user("hanh").post("/ratings/decision?year=2026", data=decision).status_code == 303
    with count_statements() as seen:
        page = words(as_user("hanh").get("/ratings?year=2026&page=3"))
    assert made == bases[:1]
    assert len(seen.besides_the_account()) <= 10, seen.texts
    assert "Trang 3/4" in page
    assert "Chi bộ bốn tốt 1" in page
    assert "đã có 1/1 tổ chức, nhiều nhất 1" in page
    assert "Đảng bộ DB1" in page
    assert "Đảng bộ DB2" not in page


def test_a_long_decision_is_made_page_by_page(world, bases, as_user, committed, monkeypatch):
    monkeypatch.setattr(routes, "AT_ONCE", 3)
    hanh, path = as_user("hanh"), "/ratings/decision?year=2026"
    first, last = hanh.get(path).text, hanh.get(f"{path}&page=2").text
    assert ("Trang 1/2" in first, f'name="level-{bases[1]}"' in first) == (True, False)
    assert f'name="level-{bases[1]}"' in last
    assert 'formaction="/ratings/decision?page=2&amp;year=2026&amp;fill=1"' in last or "fill=1" not in last
    wrong = hanh.post(f"{path}&page=2", data=DECISION | {f"level-{bases[1]}": "done", "number": ""})
    assert (wrong.status_code, '<option value="done" selected>' in wrong.text) == (422, True)
    assert hanh.post(f"{path}&page=2", data=DECISION | {f"level-{bases[1]}": "done"}).status_code == 303
    assert "Trang 1/" not in words(hanh.get(path)), "three are left"
    with committed() as session:
        assert decided(session) == [Rating.DONE]


def test_who_was_not_founded_yet_is_in_no_list_of_the_year(world, as_user):
    """All cells of the little world are of 2025: of the year before nobody is waiting for a decision."""
    page = words(as_user("hanh").get("/ratings?year=2024"))
    assert ("Nà Mười" in page, "Ghi quyết định" in page, "Không có tổ chức nào" in page) == (False, False, True)
    assert "Nà Mười" in words(as_user("hanh").get("/ratings?year=2025"))


def test_no_base_organisation_is_of_four_goods(world, bases, as_user, committed):
    both = {f"level-{one}": "done" for one in (bases[0], world.cell)} | {f"good-{one}": "1" for one in bases}
    assert as_user("hanh").post("/ratings/decision?year=2026", data=DECISION | both).status_code == 303
    with committed() as session:
        found = {row.organisation_id: row.four_goods for row in session.scalars(select(YearRating))}
        assert found == {bases[0]: None, world.cell: False}
    assert "Chi bộ bốn tốt 0" in words(as_user("hanh").get("/ratings?year=2026"))


def test_a_list_reads_nothing_of_the_cells_beneath_which_its_workbook_tells(
    year, world, bases, db_session, actor_of, as_user, monkeypatch
):
    asked, years = [], queries.years_of_cells
    monkeypatch.setattr(queries, "years_of_cells", lambda cells, of: asked.append(sorted(cells)) or years(cells, of))

    listed = queries.organisations_of(actor_of("hanh"), 2026, only=bases)
    told = queries.organisations_of(actor_of("hanh"), 2026, only=bases, behind_bases=True)

    assert asked == [[], [world.cell]]
    assert [(row.name, row.is_base, row.proposed) for row in listed] == [(row.name, True, None) for row in told]
    sheet = load_workbook(BytesIO(as_user("hanh").get("/ratings/workbook?year=2026").data)).active
    assert any("Chi bộ trực thuộc: 1" in str(row) for row in sheet.values)
