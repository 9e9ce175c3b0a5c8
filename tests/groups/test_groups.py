"""Party groups of a large cell, and the pages of a meeting that are ordered by them."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from app import clock
from app.audit.models import AuditEvent
from app.extensions import db
from app.groups import queries, services
from app.groups.models import PartyGroup, PartyGroupMember
from app.groups.services import Wanted
from app.members.models import Membership, Person
from app.refusals import BadInput
from app.sessions.models import Attendance, Which
from app.sessions.services import begin_check_in, open_meeting
from tests.acts import actor_named
from tests.at_once import together
from tests.reading import words
from tests.sessions.conftest import EVENING, LATER, make_meeting
from workflows.attendance import Mark
from workflows.names import fold, sort_key


def made(world, name: str, *who: str, leader: str | None = None) -> PartyGroup:
    wanted = Wanted(
        name=name, leader_id=world.people[leader] if leader else None,
        person_ids=frozenset(world.people[one] for one in who),
    )  # fmt: skip
    return services.make(world.cell, wanted, actor=actor_named("thang"))


def people_of(session, group_id: int) -> set[int]:
    return set(session.scalars(select(PartyGroupMember.person_id).where(PartyGroupMember.group_id == group_id)))


def test_a_secretary_makes_a_group_and_the_cell_reads_it(world, as_user, committed):
    path, people = f"/groups/cells/{world.cell}/new", [world.people["lan"], world.people["khoa"]]
    data = {"name": "Tổ đảng 1", "leader": world.people["lan"], "people": people}
    assert as_user("thang").post(path, data=data).status_code == 303
    page = words(as_user("khoa").get("/groups"))
    assert "Tổ đảng 1 2 Tổ trưởng: đ/c Triệu Thị Lan. Ma Đình Khoa, Triệu Thị Lan" in page
    assert "Chưa vào tổ nào 20" in page
    for who, status in (("khoa", 403), ("loc", 403), ("tham", 404), ("vien", 404)):
        assert as_user(who).post(path, data=data).status_code == status, who
    assert "Tổ đảng 1" not in as_user("tham").get("/groups").text
    assert "Tổ đảng 1" in as_user("hanh").get(f"/groups?cell={world.cell}").text
    book = load_workbook(BytesIO(as_user("hanh").get(f"/groups/workbook?cell={world.cell}").data)).active
    assert [cell.value for cell in book[3]][1:] == ["Tổ đảng 1", "Triệu Thị Lan", "tổ trưởng"]
    assert book.max_row == 23
    with committed() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "group_made")).one()
        assert (event.chain, event.acting_as, event.data["after"]["people"]) == (
            world.cell,
            "secretary",
            sorted(people),
        )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": " "}, "Ghi tên tổ"),
        ({"name": "Tổ đảng 1"}, "đã có tổ đảng mang tên này"),
        ({"leader": "huong"}, "đánh dấu cả tên tổ trưởng"),
        ({"people": "tham"}, "Chọn một mục trong danh sách"),
    ],
)
def test_what_is_no_group_is_said_and_not_kept(world, as_user, committed, data, said):
    with committed():
        made(world, "Tổ đảng 1", "lan")
    sent = {"name": "Tổ đảng 2", "leader": "", "people": world.people["khoa"]}
    sent |= {key: world.people.get(value, value) for key, value in data.items()}
    answer = as_user("thang").post(f"/groups/cells/{world.cell}/new", data=sent)

    assert (answer.status_code, said in answer.text) == (422, True)
    with committed() as session:
        assert len(session.scalars(select(PartyGroup)).all()) == 1


def test_nobody_of_another_cell_is_in_a_group_and_who_left_the_roll_is_read_over(world, db_session):
    with pytest.raises(BadInput, match="Chỉ chọn đảng viên của chi bộ"):
        made(world, "Tổ đảng 1", "lan", "tham")
    made(world, "Tổ đảng 1", "lan", "khoa")
    roll = select(Membership).where(Membership.person_id == world.people["khoa"])
    db_session.scalars(roll).one().to_on = date(2026, 12, 1)
    db_session.flush()
    (group,) = queries.cell_in_groups(world.cell).groups

    assert [one.name for one in group.people] == ["Triệu Thị Lan"]


def test_who_is_put_into_another_group_leaves_the_one_before_and_its_lead(world, as_user, committed):
    with committed():
        first = made(world, "Tổ đảng 1", "lan", "khoa", leader="lan").id
        second = made(world, "Tổ đảng 2", "huong").id
    sent = {"name": "Tổ đảng 2", "leader": "", "people": [world.people["lan"], world.people["huong"]], "version": 1}
    path, thang = f"/groups/{second}", as_user("thang")
    assert thang.post(f"{path}/edit", data=sent).status_code == 303
    assert thang.post(f"{path}/edit", data=sent).status_code == 409
    with committed() as session:
        assert people_of(session, first) == {world.people["khoa"]}
        assert people_of(session, second) == {world.people["lan"], world.people["huong"]}
        assert session.get(PartyGroup, first).leader_id is None
    assert as_user("tham").post(f"{path}/dissolve", data={"version": 2}).status_code == 404
    assert as_user("lan").post(f"{path}/dissolve", data={"version": 2}).status_code == 403
    assert thang.post(f"{path}/dissolve", data={"version": 1}).status_code == 409
    assert thang.post(f"{path}/dissolve", data={"version": 2}).status_code == 303
    with committed() as session:
        assert [one.id for one in session.scalars(select(PartyGroup))] == [first]


def test_a_group_that_lost_somebody_to_another_one_is_changed_too(world, as_user, committed):
    """Whoever has its form open would otherwise take them back unseen, and its history would not say that they left."""
    with committed():
        first = made(world, "Tổ đảng 1", "lan", "khoa", leader="lan").id
    lan, khoa, huong = (world.people[one] for one in ("lan", "khoa", "huong"))
    form, open_page = {"leader": lan, "people": [lan, khoa]}, as_user("men").get(f"/groups/{first}/edit").text
    assert 'name="version" value="1"' in open_page
    sent = {"name": "Tổ đảng 2", "leader": "", "people": [lan, huong]}
    assert as_user("thang").post(f"/groups/cells/{world.cell}/new", data=sent).status_code == 303
    stale = {"name": "Tổ một", "version": 1} | form
    assert as_user("men").post(f"/groups/{first}/edit", data=stale).status_code == 409
    with committed() as session:
        assert people_of(session, first) == {khoa}
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "group_changed")).one()
        assert (event.data["group_id"], event.data["before"]["people"]) == (first, sorted([lan, khoa]))
        assert event.data["after"] == {"name": "Tổ đảng 1", "leader_id": None, "people": [khoa]}


@pytest.mark.each_engine
def test_of_two_who_want_one_person_in_two_groups_at_once_nobody_fails(world, as_user, committed):
    with committed():
        first, second = made(world, "Tổ đảng 1", "huong").id, made(world, "Tổ đảng 2", "khoa").id
    lan, huong, khoa = (world.people[one] for one in ("lan", "huong", "khoa"))
    one = {"name": "Tổ đảng 1", "leader": "", "people": [lan, huong], "version": 1}
    other = {"name": "Tổ đảng 2", "leader": "", "people": [lan, khoa], "version": 1}
    acts = [lambda: as_user("thang").post(f"/groups/{first}/edit", data=one),
            lambda: as_user("men").post(f"/groups/{second}/edit", data=other)]  # fmt: skip
    assert together(*acts) in ([303, 303], [303, 409])
    with committed() as session:
        assert len(session.scalars(select(PartyGroupMember).where(PartyGroupMember.person_id == lan)).all()) == 1


@pytest.fixture
def held(committed, prepared, world) -> int:
    """A meeting that is open, of a cell with two groups."""

    def build() -> int:
        made(world, "Tổ đảng 1", "lan", "khoa")
        made(world, "Tổ đảng 2", "huong", "men")
        meeting = make_meeting(world)
        with clock.set_to(LATER):
            open_meeting(meeting, at=EVENING, actor=actor_named("thang"))
        return meeting.id

    found: int = prepared("a meeting of groups", build)
    return found


def test_the_roll_call_is_filtered_by_group_without_scripts(world, as_user, committed, held):
    lan, path = as_user("lan"), f"/meetings/{held}/roll-call/start"
    with committed():
        group_id = queries.who_is_where(world.cell)[1].id
    assert "Lý Thị Hương" in lan.get(path).text
    page = words(lan.get(f"{path}?to={group_id}"))

    assert ("Lý Thị Hương" in page, "Hoàng Thị Mến" in page, "Ma Đình Khoa" in page) == (True, True, False)
    assert "Đang hiện 2 trong 21" in page
    assert "Có mặt 21/21" in page  # the figures are the cell's
    both = words(lan.get(f"{path}?to={group_id}&ten=huong"))
    assert ("Lý Thị Hương" in both, "Hoàng Thị Mến" in both) == (True, False)
    assert lan.get(f"{path}?to=999999").status_code == 200


def test_a_whole_group_is_ticked_with_one_button(world, as_user, committed, held):
    with committed() as session, clock.set_to(LATER):
        from app.meetings.models import Meeting

        begin_check_in(session.get(Meeting, held), Which.START, actor=actor_named("lan"))
    lan, path = as_user("lan"), f"/meetings/{held}/roll-call/start/ticks"
    page = words(lan.get(path))
    assert "Ghi có mặt cả Tổ đảng 1 (2)" in page
    with committed() as session:
        rows = {row.person_id: row.id for row in session.scalars(select(Attendance))}
    ours = [rows[world.people[who]] for who in ("lan", "khoa")]
    other = rows[world.people["huong"]]
    sent = {"of-1": ours, "of-2": [other], "whole": "1"}
    assert lan.post(path, data=sent).status_code == 303
    with committed() as session:
        marks = {row.person_id: row.start_mark for row in session.scalars(select(Attendance))}
    assert [marks[world.people[who]] for who in ("lan", "khoa", "huong")] == [Mark.PRESENT, Mark.PRESENT, Mark.AWAITED]
    assert lan.post(path, data={"whole": "nobody"}).status_code == 303  # ticks nobody


def test_the_buttons_of_speakers_stand_by_group(as_user, committed, held):
    from app.agendas.queries import items_of

    with committed():
        item_id = items_of(held)[0].id
    page = as_user("lan").get(f"/meetings/{held}/conduct/items/{item_id}").text
    first, second, rest = page.split('<details class="tap-part"')[1:]

    assert "Tổ đảng 1 (2)" in first
    assert ("Ma Đình Khoa" in first, "Lý Thị Hương" in first, "Lý Thị Hương" in second) == (True, False, True)
    assert "Chưa vào tổ nào (17)" in rest
    assert page.count('id="ten-p') == 21


def test_a_cell_of_120_asks_one_statement_more(world, as_user, committed, count_statements, held):
    names = [f"Hoàng Văn {n:03}" for n in range(98)]
    with committed() as session:
        people = [Person(full_name=n, sort_key=sort_key(n), folded_name=fold(n)) for n in names]
        session.add_all(people)
        session.flush()
        session.add_all(Membership(person_id=p.id, organisation_id=world.cell, from_on=clock.today()) for p in people)
        session.flush()
        wanted = Wanted(name="Tổ đảng 3", leader_id=None, person_ids=frozenset(p.id for p in people))
        services.make(world.cell, wanted, actor=actor_named("thang"))
    with count_statements() as seen:
        assert as_user("lan").get(f"/meetings/{held}/roll-call/start").status_code == 200
        assert "Tổ đảng 3" in as_user("thang").get("/groups").text
    assert sum("FROM party_group JOIN party_group_member" in " ".join(text.split()) for text in seen.texts) == 1
    assert len(seen.besides_the_account()) <= 16, len(seen.besides_the_account())
    with committed():
        assert db.session.query(PartyGroupMember).count() == 102
