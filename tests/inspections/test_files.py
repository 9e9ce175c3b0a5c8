"""The file of a cell: the record of the months for who is on the team, its own report, and nothing for anybody else."""

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app import clock
from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.extensions import db
from app.inspections import services_steps
from app.inspections.models import CellFile, Inspection, TeamMember
from app.inspections.queries_evidence import evidence_of
from app.inspections.services_paper import issue_conclusion
from app.merging.services import end
from app.notifications.models import Notification
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from app.petitions.models import Petition
from app.petitions.queries import knows_raisers
from app.petitions.services import NewPetition, raise_petition
from tests.acts import actor_named
from tests.at_once import together
from tests.inspections import campaign
from tests.inspections.campaign import announced, file_of
from tests.reading import version_on, words
from tests.walk.world import Things, build_house
from tests.world import FOUNDED
from workflows.petition import SentTo
from workflows.roles import Role

AUGUST = date(2026, 8, 1)


@pytest.fixture
def things(prepared) -> Things:
    return prepared("the house that is walked", build_house)


@pytest.fixture
def inspected(things, world, committed) -> tuple[int, int]:
    """A campaign over the own cell from August on, where a meeting stands in every state, and its file."""
    with committed():
        row = announced(world, cells=("CB01",), from_month=AUGUST, quarter=date(2026, 10, 1))
        return row.id, file_of(row, world).id


PAGES = ("", "/minutes", "/score")


def statuses(client, things: Things, state: str, place: str = "own") -> list[int]:
    number = things.of(place, state)["meeting_id"]
    return [client.get(f"/meetings/{number}{page}").status_code for page in PAGES]


def test_the_team_reads_what_is_finished_and_of_all_else_states_and_days(things, inspected, as_user):
    tra = as_user("tra")
    assert statuses(tra, things, "evaluated") == [200, 200, 200]
    assert statuses(tra, things, "scored") == [200, 200, 200]
    for state in ("minutes", "held", "convened"):
        assert statuses(tra, things, state) == [200, 404, 404], state
    for state in ("draft", "approval", "cancelled"):  # of other months
        assert statuses(tra, things, state) == [404, 404, 404], state
    assert statuses(tra, things, "evaluated", "other") == [404, 404, 404]


def test_what_the_cell_has_in_hand_is_read_too_and_never_who_raised_it(things, inspected, as_user, committed):
    tra, own, other = as_user("tra"), things.of("own", "held"), things.of("other", "held")
    assert tra.get(f"/tasks/{own['task_id']}").status_code == 200
    assert tra.get(f"/tasks/{other['task_id']}").status_code == 404
    assert tra.get(f"/petitions/{own['petition_id']}").status_code == 200
    with committed() as session:
        assert not knows_raisers(session.get_one(Petition, own["petition_id"]), actor_named("tra"))
    assert tra.get(f"/petitions/{other['petition_id']}").status_code == 404


@pytest.mark.parametrize(
    "how", [
        "closed", "cancelled", "not on the team", "no inspector any more", "inspector of another commune", "set aside",
    ],
)  # fmt: skip
def test_it_ends_with_the_campaign_with_the_team_and_with_the_office(things, inspected, as_user, committed, world, how):
    with committed() as session:
        row = session.get_one(Inspection, inspected[0])
        if how in ("closed", "cancelled"):
            session.execute(db.update(Inspection).values(state=how))
        elif how == "not on the team":
            session.execute(db.delete(TeamMember).where(TeamMember.inspection_id == row.id))
        elif how == "set aside":
            session.get_one(CellFile, inspected[1]).set_aside = "Đã sáp nhập"
        else:
            mine = Appointment.person_id == world.people["tra"]
            session.execute(db.update(Appointment).where(mine).values(to_on=date(2026, 12, 1)))
            if how == "inspector of another commune":
                there, tra = world.organisations["XA2"], world.people["tra"]
                found = Appointment(person_id=tra, organisation_id=there, role=Role.INSPECTOR, from_on=FOUNDED)
                session.add(found)
    own, tra = things.of("own", "evaluated"), as_user("tra")
    assert tra.get(f"/meetings/{own['meeting_id']}").status_code == 404
    assert tra.get(f"/tasks/{own['task_id']}").status_code == 404


def test_every_link_of_the_evidence_opens_for_who_reads_it(things, inspected, as_user):
    for who in ("tra", "thang"):
        page = as_user(who).get(f"/inspections/files/{inspected[1]}")
        assert kinds_that_open(page, as_user(who)) == {"meetings", "documents", "tasks", "petitions"}, who


def kinds_that_open(page, client) -> set[str]:
    """The kinds of records that the page leads to; each of them opens."""
    links = set(re.findall(r'href="(/(?:meetings|documents|tasks|petitions)/[^"]+)"', page.text.partition("<main")[2]))
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    return {link.split("/")[1] for link in links}


def test_what_was_sent_past_the_cell_is_read_by_the_team_and_not_by_the_cell(inspected, world, as_user, committed):
    """Before its answer a petition sent straight to the overseer is not for those whom it may be about."""
    text, khoa = "Bí thư chi tiêu quỹ không công khai", world.people["khoa"]
    new = NewPetition(text=text, raised_by_id=khoa, sent_to=SentTo.OVERSEER)
    with committed() as session:
        row = raise_petition(new, cell_id=world.cell, actor=actor_named("khoa"))
        session.execute(db.update(Petition).where(Petition.id == row.id).values(state="in_hand"))
        at = f"/petitions/{row.id}"
    file = f"/inspections/files/{inspected[1]}"

    for who, status in (("tra", 200), ("thang", 404), ("huong", 404)):
        client = as_user(who)
        assert client.get(at).status_code == status, who
        assert (text in client.get(file).text) == (status == 200), who
    assert text not in as_user("thang").get(f"{file}/report").text


def test_the_evidence_counts_what_was_recorded(things, inspected, db_session, world):
    found = evidence_of(db_session.get_one(CellFile, inspected[1]))

    assert [one.month.month for one in found.sittings] == [8, 9, 10, 11, 12]
    assert (found.met, found.missing) == (4, [])
    first = found.sittings[0]
    assert (first.present, first.due) != (None, None)
    assert first.rating is not None
    assert [paper.kind for paper in first.papers] == ["minutes", "resolution"]
    assert found.sittings[3].due is None
    assert found.tasks
    assert len(found.petitions) == 1


def test_a_cell_without_members_or_meetings_shows_a_dash(world, as_user, committed):
    with committed() as session:
        empty = Organisation(
            code="CB03", name="Chi bộ mới", kind=OrganisationKind.CELL, symbol="CB", founded_on=FOUNDED
        )
        session.add(empty)
        session.flush()
        session.add(OrganisationParent(organisation_id=empty.id, parent_id=world.commune, from_on=FOUNDED))
        session.flush()
        world.organisations["CB03"] = empty.id
        number = file_of(announced(world, cells=("CB03",)), world, "CB03").id
        del world.organisations["CB03"]
    page = words(as_user("tra").get(f"/inspections/files/{number}"))

    assert "Sinh hoạt thường kỳ 0/2 tháng; chưa sinh hoạt tháng 10/2026, 11/2026" in page
    assert "Đảng viên dự – Nhiệm vụ đã xác nhận – Kiến nghị đã trả lời, kết thúc –" in page


def test_who_opens_a_file(world, as_user, at_state, committed):
    _, own, _ = at_state("announced")
    with committed():
        campaign.appoint_inspector(world, "loc")  # an inspector who is not on this team
    for who, status in (
        ("tra", 200), ("binh", 200), ("thang", 200), ("men", 200), ("huong", 200), ("loc", 200),
        ("lan", 404), ("tham", 404), ("hanh", 404), ("vien", 404), ("dua", 404),
    ):  # fmt: skip
        assert as_user(who).get(f"/inspections/files/{own}").status_code == status, who
    told = words(as_user("loc").get(f"/inspections/files/{own}"))
    assert "Căn cứ từ hồ sơ" not in told
    assert "Báo cáo tự kiểm tra của chi bộ" not in told
    assert "Căn cứ từ hồ sơ" not in words(as_user("binh").get(f"/inspections/files/{own}"))


REPORT = {
    "point-0": "Họp đúng ngày 3 hằng tháng.",
    "point-1": "Vắng một đồng chí.",
    "point-proposals": "Mở lớp tập huấn.",
}


def test_the_cell_writes_its_report_and_sends_it(world, as_user, at_state, committed):
    _, own, _ = at_state("announced")
    path = f"/inspections/files/{own}/report"
    assert f'href="{path}">Viết báo cáo' in as_user("thang").get(f"/inspections/files/{own}").text
    stamp = stamp_in(as_user("thang").get(path))
    assert as_user("thang").post(path, data=REPORT | {"version": stamp}).status_code == 303
    assert "Vắng một đồng chí." not in as_user("tra").get(f"/inspections/files/{own}").text
    with committed() as session:
        session.query(Notification).delete()
    stamp = stamp_in(as_user("men").get(path))
    assert as_user("men").post(path, data=REPORT | {"version": stamp, "send": "1"}).status_code == 303
    page = words(as_user("tra").get(f"/inspections/files/{own}"))
    assert "Đ/c Hoàng Thị Mến gửi" in page
    assert "2. Đảng viên dự sinh hoạt Vắng một đồng chí." in page
    assert "Mở lớp tập huấn." in page
    with committed() as session:
        file = session.get_one(CellFile, own)
        assert file.report == {"0": REPORT["point-0"], "1": REPORT["point-1"], "proposals": REPORT["point-proposals"]}
        assert session.scalars(select(Notification.person_id)).all() == [world.people["tra"]]
        events = session.execute(
            select(AuditEvent.event, AuditEvent.acting_as)
            .where(AuditEvent.event.startswith("inspection_report"))
            .order_by(AuditEvent.id)
        ).all()
        assert events == [("inspection_report_saved", "secretary"), ("inspection_report_sent", "deputy_secretary")]
    stamp = stamp_in(as_user("thang").get(path))
    changed = REPORT | {"version": stamp, "point-0": "Đã sửa lại."}
    assert as_user("thang").post(path, data=changed).status_code == 303
    with committed() as session:  # what the team has read does not change unseen
        sent = select(AuditEvent.acting_as).where(AuditEvent.event == "inspection_report_sent").order_by(AuditEvent.id)
        assert session.scalars(sent).all() == ["deputy_secretary", "secretary"]


def stamp_in(answer) -> str:
    found = re.search(r'name="version" value="(\w+)"', answer.text)
    assert found
    return found[1]


def test_an_empty_or_endless_report_is_not_sent(world, as_user, at_state):
    _, own, _ = at_state("announced")
    path = f"/inspections/files/{own}/report"
    stamp = stamp_in(as_user("thang").get(path))
    for data, said in (
        ({"point-proposals": "Chỉ kiến nghị"}, "Báo cáo chưa có nội dung nào."),
        ({"point-0": "x" * 8001}, "dài quá 8.000 chữ"),
    ):
        answer = as_user("thang").post(path, data=data | {"version": stamp, "send": "1"})
        assert (answer.status_code, said in answer.text) == (422, True)


def test_of_two_who_write_one_report_the_second_is_told_and_keeps_the_text(world, as_user, at_state):
    _, own, _ = at_state("announced")
    path = f"/inspections/files/{own}/report"
    stamp = stamp_in(as_user("thang").get(path))
    tries = [
        lambda who=who: as_user(who).post(path, data={"point-0": who, "version": stamp, "send": "1"})
        for who in ("thang", "men")
    ]
    assert together(*tries) == [303, 409]


def test_what_was_being_typed_is_there_again(world, as_user, at_state):
    _, own, _ = at_state("announced")
    as_user("thang").post(f"/drafts/inspection-report-{own}", data={"point-1": "Đang viết dở"})

    assert "Đang viết dở" in as_user("thang").get(f"/inspections/files/{own}/report").text


def test_only_the_cells_secretaries_report_and_only_in_time(world, as_user, at_state, committed):
    number, own, other = at_state("announced")
    path, form = f"/inspections/files/{own}/report", REPORT | {"send": "1"}
    for who, status in (("huong", 403), ("tra", 403), ("lan", 404), ("tham", 404), ("hanh", 404), ("quan", 404)):
        assert as_user(who).post(path, data=form).status_code == status, who
    assert as_user("tham").get(f"/inspections/files/{other}/report").status_code == 200
    with committed() as session:
        services_steps.cancel(
            session.get_one(Inspection, number), reason="Trùng đợt", version=None, actor=actor_named("tra")
        )
    assert as_user("thang").post(path, data=form).status_code == 409


def test_a_cell_is_taken_out_of_the_campaign_with_a_reason(world, as_user, at_state, committed):
    number, own, _ = at_state("announced")
    path = f"/inspections/files/{own}/setting-aside"
    assert as_user("thang").post(path, data={"reason": "Không muốn"}).status_code == 403
    assert as_user("tra").post(path, data={"reason": ""}).status_code == 422
    assert as_user("tra").post(path, data={"reason": "Đã sáp nhập từ 01/12"}).status_code == 303
    assert as_user("tra").post(path, data={"reason": "Lần nữa"}).status_code == 403
    assert "Đã sáp nhập từ 01/12" in words(as_user("thang").get(f"/inspections/files/{own}"))
    assert "Không kiểm tra nữa: Đã sáp nhập từ 01/12" in words(as_user("tra").get(f"/inspections/{number}"))
    assert as_user("thang").post(f"/inspections/files/{own}/report", data=REPORT | {"send": "1"}).status_code == 409


def test_the_file_of_a_merged_cell_is_read_on_and_the_other_cell_answers(world, as_user, inspected, committed):
    number, own = inspected
    with clock.set_to(datetime(2026, 12, 4, 2, 0, tzinfo=UTC)):
        with committed() as session:
            cell, into = (session.get_one(Organisation, id) for id in (world.cell, world.other_cell))
            end(cell, on=date(2026, 12, 4), into=into, actor=actor_named("hanh"))
        for who in ("tra", "tham"):
            page = as_user(who).get(f"/inspections/files/{own}")
            assert "sáp nhập vào Chi bộ Trường Tiểu học Mường Lâm từ ngày 04/12/2026" in words(page), who
            assert kinds_that_open(page, as_user(who)) >= {"meetings", "documents"}, who
        report = f"/inspections/files/{own}/report"
        seen = version_on(as_user("tham"), report)
        assert as_user("tham").post(report, data=REPORT | seen | {"send": "1"}).status_code == 303
        assert as_user("tra").get(f"/inspections/{number}").status_code == 200


def test_pages_of_a_campaign_ask_as_much_for_many_cells_as_for_few(world, as_user, committed, count_statements):
    with committed():
        few = announced(world, cells=("CB01",)).id
    asked = []
    for number in (few, None):
        if number is None:
            with committed() as session:
                codes = _more_cells(session, world, 12)
                number = announced(world, cells=("CB01", "CB02", *codes)).id
                plan = campaign.planned(world).id
                for code in codes:
                    del world.organisations[code]
        else:
            with committed():
                plan = campaign.planned(world).id
        for path in (f"/inspections/{number}", f"/inspections/{plan}/cells", "/inspections?year=2026"):
            with count_statements() as seen:
                assert as_user("tra").get(path).status_code == 200
            asked.append(len(seen))
    assert asked[:3] == asked[3:]
    assert max(asked) <= 24


@pytest.mark.parametrize("many", [1, 13])
def test_a_conclusion_reads_the_record_of_many_cells_as_of_one(world, db_session, count_statements, many):
    codes = ["CB01", *_more_cells(db_session, world, 12)][:many]
    row = announced(world, cells=tuple(codes))
    by = services_steps.Signed(name="Lê Văn Bình", position="Bí thư", on=date(2026, 12, 2))
    with count_statements() as seen:
        document = issue_conclusion(row, by, {}, {}, actor=actor_named("tra"))
    for code in codes[1:]:
        del world.organisations[code]

    assert sum(section["heading"][0].isdigit() for section in document.snapshot["sections"]) == many
    assert len(seen) <= 28


def _more_cells(session, world, count: int) -> list[str]:
    codes = [f"CX{number:02}" for number in range(count)]
    for code in codes:
        cell = Organisation(
            code=code, name=f"Chi bộ {code}", kind=OrganisationKind.CELL, symbol="CB", founded_on=FOUNDED
        )
        session.add(cell)
        session.flush()
        session.add(OrganisationParent(organisation_id=cell.id, parent_id=world.commune, from_on=FOUNDED))
        world.organisations[code] = cell.id
    session.flush()
    return codes


def test_the_first_page_of_an_inspector_is_no_heavier_for_a_campaign(things, inspected, as_user, count_statements):
    with count_statements() as seen:
        assert as_user("tra").get("/").status_code == 200
    assert len(seen) <= 10


def test_a_file_that_is_not_there_is_not_there(as_user):
    assert as_user("tra").get("/inspections/files/99999").status_code == 404
