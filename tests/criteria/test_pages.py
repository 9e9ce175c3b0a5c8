"""Criteria sets: what an office drafts, edits and puts in force, and which set a meeting is made under."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.criteria.models import CriteriaSet
from app.criteria.queries import criteria_set_for, read
from app.criteria.services import FRAME, WARD, ensure_default_criteria, remove_criterion, set_criterion
from app.meetings.models import Meeting
from app.meetings.services import create_meeting
from app.organisations.models import Organisation
from app.refusals import BadInput, SomebodyWasFaster
from tests.at_once import together
from workflows.criteria import CRITERIA_WARD, FRAME_HD42, GROUPS_HD42
from workflows.criteria_check import MOST_CRITERIA, problems_of
from workflows.meeting_facts import Kind

NEW_YEAR = date(2027, 1, 1)


def ids_by_code(session) -> dict[str, int]:
    return {row.code: row.id for row in session.scalars(select(CriteriaSet))}


@pytest.fixture
def draft(as_user, world, committed):
    """A draft of the office, made on its page; its address."""

    def make(who="hanh", **changes) -> str:
        with committed() as session:
            pattern = ids_by_code(session)[WARD]
        form = {
            "title": "Bộ tiêu chí xã Mường Lâm", "basis": "Hướng dẫn 05-HD/ĐU", "kind": "all", "from_on": "01/01/2027",
            "organisation": world.commune, "pattern": pattern,
        }  # fmt: skip
        answer = as_user(who).post("/criteria/new", data=form | changes)
        assert answer.status_code == 303, answer.text
        return answer.location

    return make


def version_on(client, address: str) -> dict[str, str]:
    return {"version": re.search(r'name="version" value="(\d+)"', client.get(address).text)[1]}


def row_form(**changes) -> dict:
    return {
        "group": "4", "group_title": "Tổ chức sinh hoạt", "code": "4g", "title": "Có sơ kết chuyên đề", "maximum": "2",
        "applies_when": "always", "evidence": "none", "scale": "", "parts": "", "after": "-1",
    } | changes  # fmt: skip


def put_in_force(client, address: str):
    return client.post(f"{address}/issue", data=version_on(client, f"{address}/issue"))


def of(session, address: str) -> CriteriaSet:
    return session.get(CriteriaSet, int(address.rsplit("/", 1)[1]))


def test_two_sets_are_shipped_once_and_one_of_them_holds(db_session, world):
    ensure_default_criteria()

    rows = {row.code: row for row in db_session.scalars(select(CriteriaSet))}
    assert set(rows) == {WARD, FRAME}
    assert (read(rows[WARD]), read(rows[FRAME])) == (CRITERIA_WARD, FRAME_HD42)
    assert rows[FRAME].groups == GROUPS_HD42
    for month in (date(2015, 1, 1), date(2026, 12, 1)):
        assert criteria_set_for(world.cell, month, Kind.REGULAR).code == WARD


def test_a_draft_is_a_copy_that_holds_nowhere(draft, world, committed):
    made = draft()

    with committed() as session:
        row = of(session, made)
        assert (row.organisation_id, row.issued_at, read(row)) == (world.commune, None, CRITERIA_WARD)
        assert (row.title, row.basis, row.code) == ("Bộ tiêu chí xã Mường Lâm", "Hướng dẫn 05-HD/ĐU", "XA-20270101")
        assert criteria_set_for(world.cell, NEW_YEAR, Kind.REGULAR).code == WARD


def test_put_in_force_it_takes_over_from_its_day_and_is_never_changed_again(draft, as_user, world, committed):
    made, hanh = draft(), as_user("hanh")
    opened = version_on(hanh, f"{made}/edit")

    assert put_in_force(hanh, made).status_code == 303
    late = hanh.post(f"{made}/rows/0/edit", data=row_form() | version_on(hanh, f"{made}/rows/0/edit"))
    stale = hanh.post(f"{made}/issue", data=opened)

    assert (late.status_code, stale.status_code) == (422, 409)
    assert "đã áp dụng thì không sửa được nữa" in late.text
    assert "Đưa vào áp dụng" not in hanh.get(made).text
    with committed() as session:
        assert criteria_set_for(world.cell, date(2026, 12, 31), Kind.REGULAR).code == WARD
        assert criteria_set_for(world.cell, NEW_YEAR, Kind.REGULAR).code == "XA-20270101"
        assert criteria_set_for(world.far_cell, NEW_YEAR, Kind.REGULAR).code == WARD
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "criteria_set_issued")).one()
        assert (event.chain, event.data["code"]) == (world.commune, "XA-20270101")


def test_a_second_set_ends_the_first_the_day_before(draft, as_user, world, committed):
    hanh = as_user("hanh")
    for day in ("01/01/2027", "01/07/2027"):
        put_in_force(hanh, draft(from_on=day))
    again = put_in_force(hanh, draft(from_on="01/06/2027"))

    assert again.status_code == 422
    assert "Đã có bộ XA-20270701 áp dụng từ 01/07/2027" in again.text
    with committed():
        first, second = (
            criteria_set_for(world.cell, day, Kind.REGULAR) for day in (date(2027, 6, 30), date(2027, 7, 1))
        )
        assert (first.effective_to, second.effective_to) == (date(2027, 6, 30), None)


def test_a_set_for_one_kind_stands_beside_the_one_for_all(draft, as_user, world, committed):
    hanh = as_user("hanh")
    put_in_force(hanh, draft())
    put_in_force(hanh, draft(kind="thematic", title="Chấm kỳ chuyên đề"))

    with committed():
        found = {kind: criteria_set_for(world.cell, NEW_YEAR, kind).title for kind in (Kind.REGULAR, Kind.THEMATIC)}
    assert found == {Kind.REGULAR: "Bộ tiêu chí xã Mường Lâm", Kind.THEMATIC: "Chấm kỳ chuyên đề"}


def test_the_nearest_organisation_s_set_holds(draft, as_user, world, committed):
    hanh = as_user("hanh")
    put_in_force(hanh, draft(organisation=world.other_cell, title="Của chi bộ"))
    put_in_force(hanh, draft())

    with committed():
        assert criteria_set_for(world.other_cell, NEW_YEAR, Kind.REGULAR).title == "Của chi bộ"
        assert criteria_set_for(world.cell, NEW_YEAR, Kind.REGULAR).title == "Bộ tiêu chí xã Mường Lâm"


def test_a_meeting_keeps_the_set_that_it_was_made_under(draft, as_user, world, committed, actor_of):
    with committed() as session:
        cell = session.get(Organisation, world.cell)
        before = create_meeting(cell, Kind.REGULAR, date(2026, 12, 1), actor=actor_of("thang")).id
    put_in_force(as_user("hanh"), draft(from_on="02/12/2026"))

    with committed() as session:
        cell = session.get(Organisation, world.cell)
        after = create_meeting(cell, Kind.REGULAR, NEW_YEAR, actor=actor_of("thang")).id
        codes = {row.id: row.code for row in session.scalars(select(CriteriaSet))}
        assert [codes[session.get(Meeting, each).criteria_set_id] for each in (before, after)] == [WARD, "XA-20261202"]


def test_a_criterion_is_changed_moved_added_and_removed(draft, as_user, committed):
    made, hanh = draft(), as_user("hanh")
    changed = row_form(
        code="2a", group="2", group_title="Dự sinh hoạt", title="Tỷ lệ dự", maximum="4", evidence="attendance",
        scale="từ 95%: 4\nTrên 80: 2\ncòn lại: 0", gate="y", after="4",
    )  # fmt: skip
    steps = [("rows/1/edit", changed), ("rows/new", row_form()), ("rows/3/removal", {})]

    for path, form in steps:
        version = version_on(hanh, made)
        answer = hanh.post(f"{made}/{path}", data=form | version)
        assert answer.status_code == 303, (path, answer.text)

    with committed() as session:
        row = of(session, made)
        codes = [c.code for c in read(row)]
        assert codes[:6] == ["4g", "1", "2b", "3b", "2a", "3c"]
        (moved,) = [c for c in read(row) if c.code == "2a"]
        assert [(b.border, b.points, b.strict) for b in moved.bands] == [(95, 4, False), (80, 2, True)]
        assert (moved.otherwise, moved.gate, moved.judging, row.groups["2"]) == ((0,), True, "scale", "Dự sinh hoạt")


@pytest.mark.parametrize(
    ("changes", "said_there"),
    [
        ({"code": "2b"}, "Đã có tiêu chí mã 2b."),
        ({"code": "4 g"}, "Mã ghi bằng chữ không dấu và số"),
        ({"title": ""}, "Ghi nội dung tiêu chí."),
        ({"maximum": "101"}, "ghi một số từ 1 đến 100"),
        ({"maximum": ""}, "Ghi điểm tối đa."),
        ({"evidence": "x"}, "Chọn một mục trong danh sách."),
        ({"evidence": "tasks", "scale": "nhiều: 2"}, "Dòng “nhiều: 2” ghi chưa đúng"),
        ({"evidence": "tasks", "scale": "90: 3\ncòn lại: 0"}, "Thang điểm có mức 3, vượt điểm tối đa 2."),
        ({"evidence": "tasks", "scale": "70: 2\n90: 1\ncòn lại: 0"}, "đi từ mức tốt nhất xuống"),
        ({"parts": "một: 1"}, "Các ý cộng lại 1 điểm"),
        ({"parts": "một"}, "Dòng “một” ghi chưa đúng"),
        ({"after": "99"}, "Chọn một mục trong danh sách."),
        ({"group_title": ""}, "Ghi tên nhóm."),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_said_at_its_field(draft, as_user, committed, changes, said_there):
    made, hanh = draft(), as_user("hanh")

    answer = hanh.post(f"{made}/rows/new", data=row_form(**changes) | version_on(hanh, made))

    assert answer.status_code == 422
    assert said_there in answer.text
    with committed() as session:
        assert read(of(session, made)) == CRITERIA_WARD


def test_a_set_has_its_end_and_of_two_versions_the_older_changes_nothing(draft, committed, actor_of):
    address = draft()
    with committed() as session:
        row, one = of(session, address), CRITERIA_WARD[0]
        with pytest.raises(SomebodyWasFaster):
            remove_criterion(row, 0, version=row.version + 1, actor=actor_of("hanh"))
        row.criteria = [replace(one, code=f"x{n}").to_json() for n in range(MOST_CRITERIA)]
        session.flush()
        with pytest.raises(BadInput, match=f"nhiều nhất {MOST_CRITERIA} tiêu chí"):
            set_criterion(row, None, replace(one, code="y"), "Nhóm", after=None, actor=actor_of("hanh"))
        session.rollback()


def test_what_does_not_add_up_is_named_on_the_draft_and_not_put_in_force(draft, as_user, committed):
    made, hanh = draft(), as_user("hanh")
    hanh.post(f"{made}/rows/0/removal", data=version_on(hanh, made))
    page = hanh.get(made).text

    assert "Tổng điểm tối đa là 95; khi mọi tiêu chí đều tính phải đúng 100." in page
    assert "Đưa vào áp dụng" not in page
    assert put_in_force(hanh, made).status_code == 422
    with committed() as session:
        row = of(session, made)
        assert row.issued_at is None
        assert [fault.place for fault in problems_of(read(row))] == [None]


def test_a_day_gone_by_is_refused_also_for_a_draft_that_waited(draft, as_user):
    made, hanh = draft(), as_user("hanh")
    with clock.set_to(datetime(2027, 1, 2, tzinfo=UTC)):
        answer = put_in_force(hanh, made)
        edited = hanh.post(
            f"{made}/edit", data={"title": "X", "kind": "all", "from_on": "01/01/2027"} | version_on(hanh, made)
        )

    assert "Ngày áp dụng đã qua" in answer.text
    assert "chỉ áp dụng từ hôm nay hoặc sau đó" in edited.text


def test_the_head_is_changed_and_a_stale_page_changes_nothing(draft, as_user, committed):
    made, hanh = draft(), as_user("hanh")
    form = {"title": "Tên khác", "basis": "", "kind": "regular", "from_on": "01/02/2027"} | version_on(hanh, made)

    assert hanh.post(f"{made}/edit", data=form).status_code == 303
    stale = hanh.post(f"{made}/edit", data=form | {"title": "Tên nữa"})
    removal = hanh.post(f"{made}/rows/0/removal", data=form)

    assert (stale.status_code, removal.status_code) == (409, 409)
    with committed() as session:
        row = of(session, made)
        assert (row.title, row.kind, row.effective_from) == ("Tên khác", Kind.REGULAR, date(2027, 2, 1))
        assert len(row.criteria) == len(CRITERIA_WARD)


def test_a_draft_and_a_set_to_come_are_taken_back_and_the_one_before_goes_on(draft, as_user, world, committed):
    hanh = as_user("hanh")
    put_in_force(hanh, draft())
    second, third = draft(from_on="01/07/2027"), draft(from_on="01/08/2027")
    put_in_force(hanh, second)

    for made in (second, third):
        assert hanh.post(f"{made}/removal", data=version_on(hanh, f"{made}/removal")).status_code == 303

    with committed() as session:
        rows = session.scalars(select(CriteriaSet).where(CriteriaSet.organisation_id == world.commune)).all()
        assert [(row.code, row.effective_to) for row in rows] == [("XA-20270101", None)]
        removed = session.scalars(
            select(AuditEvent).where(AuditEvent.event == "criteria_set_removed").order_by(AuditEvent.id)
        ).all()
        assert [event.data["code"] for event in removed] == ["XA-20270701", "XA-20270801"]


def test_a_set_in_force_or_in_use_stays(draft, as_user, world, committed, actor_of):
    hanh = as_user("hanh")
    made = draft()
    put_in_force(hanh, made)
    with committed() as session:
        create_meeting(session.get(Organisation, world.cell), Kind.REGULAR, NEW_YEAR, actor=actor_of("thang"))
    used = hanh.post(f"{made}/removal", data=version_on(hanh, f"{made}/removal"))
    with clock.set_to(datetime(2027, 1, 1, tzinfo=UTC)):
        running = hanh.post(f"{made}/removal", data=version_on(hanh, f"{made}/removal"))

    assert "Đã có 1 kỳ sinh hoạt lập theo bộ tiêu chí này" in used.text
    assert "đã áp dụng" in running.text
    with committed() as session:
        assert of(session, made) is not None


def test_of_two_who_take_one_draft_away_the_second_is_told(draft, as_user, committed):
    made = draft()
    form = version_on(as_user("hanh"), f"{made}/removal")
    ends = [lambda: as_user("hanh").post(f"{made}/removal", data=form)] * 2
    assert together(*ends) in ([303, 404], [303, 409])


def test_of_two_drafts_put_in_force_at_once_one_ends_the_other_or_waits(draft, as_user, world, committed):
    """Two sets of one organisation never hold on one day."""
    made = [draft(), draft()]
    forms = [version_on(as_user("hanh"), f"{one}/issue") for one in made]
    begin = [lambda n=n: as_user("hanh").post(f"{made[n]}/issue", data=forms[n]) for n in range(2)]
    assert together(*begin) == [303, 422]


def test_another_office_neither_sees_nor_writes(draft, as_user, world):
    made, vien = draft(), as_user("vien")

    assert vien.get(made).status_code == 404
    assert vien.get(f"{made}/rows/0/edit").status_code == 404
    assert "Bộ tiêu chí xã Mường Lâm" not in vien.get("/criteria").text
    assert vien.post("/criteria/new", data={"organisation": world.commune}).status_code == 422


def test_the_shipped_sets_are_nobody_s_to_change(as_user, committed):
    with committed() as session:
        ids = ids_by_code(session).values()

    for each in ids:
        for path in ("edit", "rows/new", "rows/0/edit", "issue", "removal"):
            assert as_user("hanh").get(f"/criteria/{each}/{path}").status_code == 403


def test_a_row_that_is_not_there_is_not_found(draft, as_user):
    assert as_user("hanh").get(f"{draft()}/rows/99/edit").status_code == 404


def test_the_list_says_what_holds_what_is_a_draft_and_what_a_pattern(draft, as_user):
    draft()
    page = as_user("hanh").get("/criteria").text

    assert page.count("Bản thảo</span>") == 1
    assert page.count("Mẫu để lập bộ mới") == 1
    assert "Đảng bộ xã Mường Lâm, kỳ thường kỳ" in page
