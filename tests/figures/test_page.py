"""The figures of twelve months: each from the records, each mark leading to what is behind it, each reader what is theirs."""

import re
from datetime import UTC, date, datetime
from io import BytesIO

import openpyxl
import pytest

from app import clock
from app.evaluations.models import ScoreSheet
from app.extensions import db
from app.meetings.models import Meeting
from app.organisations.models import Organisation, OrganisationKind, OrganisationParent
from tests.reading import get, words
from tests.reports.test_synthesis import evaluated
from tests.sessions.conftest import make_meeting
from tests.summaries.test_keeping import petition, task
from tests.targets.test_targets import aim
from tests.world import FOUNDED
from workflows.meeting import State
from workflows.petition import State as PetitionState
from workflows.scoring import Level
from workflows.targets import Measure
from workflows.task import State as TaskState

OCTOBER = date(2026, 10, 1)
# 20 December 2026: the day of the month's meetings has passed.
LATER = datetime(2026, 12, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def december(world, prepared) -> int:
    """The own cell met on 3 December and was rated; on 5 October, late, it met and was not; the other never did."""

    def build() -> int:
        earlier = make_meeting(world, state=State.MINUTES, month=OCTOBER)
        earlier.opened_at = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)
        done = task(world, deadline=date(2026, 12, 5), state=TaskState.CONFIRMED, reported_at=earlier.opened_at)
        db.session.add_all([petition(world), done, task(world, deadline=date(2026, 12, 6))])
        return evaluated(world).id

    return prepared("figures: december", build)


@pytest.fixture(autouse=True)
def _later(world):
    with clock.set_to(LATER):
        yield


def squares_of(cell: str, page: str) -> list[str]:
    row = page[page.index(cell, page.index('class="heatmap"')) :]
    return re.findall(r'class="hm ([^"]+)"', row[: row.index("</tr>")])


def test_the_commune_sees_ratings_attendance_tasks_petitions_and_who_needs_care(world, as_user, december):
    page = as_user("hanh").get(f"/figures/{world.commune}")
    said = words(page)

    assert "tháng 12/2026 có 1/1 chi bộ" in said
    assert "Dự sinh hoạt: 2/3 (66,7%)" in said
    assert "Nhiệm vụ xong đúng hạn: 1/2 (50,0%)" in said
    assert "Kiến nghị chưa trả lời: 1" in said
    assert re.search(r"Chi bộ Trường Tiểu học Mường Lâm Chưa sinh hoạt tháng 10 , tháng 11 , tháng 12", said)
    assert "Chi bộ cần quan tâm 2" in said  # the own cell did not meet in November


def test_before_the_first_month_of_which_anything_is_known_nobody_is_missing(world, as_user, december):
    page = as_user("hanh").get(f"/figures/{world.commune}").text

    assert squares_of("Chi bộ Trường Tiểu học", page) == ["hm-empty"] * 9 + ["hm-none"] * 3


def test_a_month_whose_day_has_not_passed_is_waited_for(world, as_user, december):
    with clock.set_to(datetime(2026, 12, 3, 1, 0, tzinfo=UTC)):
        page = as_user("hanh").get(f"/figures/{world.commune}").text

    assert squares_of("Chi bộ Trường Tiểu học", page)[-2:] == ["hm-none", "hm-wait"]


def test_nothing_divided_by_nothing_is_a_dash(world, as_user):
    said = words(as_user("hanh").get(f"/figures/{world.commune}"))

    assert "Chưa có kỳ sinh hoạt nào" in said
    assert "0,0%" not in said
    assert "100,0%" not in said


def test_every_mark_leads_to_the_meetings_behind_it(world, as_user, december):
    hanh = as_user("hanh")
    page = hanh.get(f"/figures/{world.commune}").text
    assert f'class="hm hm-good" href="/meetings/{december}"' in page
    marks = {mark.replace("&amp;", "&") for mark in re.findall(r'href="(/figures/\d+/meetings\?month=[^"]+)"', page)}
    behind = {mark.partition("?")[2]: words(hanh.get(mark)) for mark in marks}

    assert "Chi bộ thôn Nà Mười 03/12 2/3 1/2 Tốt" in behind["month=12/2026&mark=good"]
    assert "Chi bộ thôn Nà Mười 05/10 muộn" in behind["month=10/2026&mark=unrated"]
    assert "Trường Tiểu học" in behind["month=12/2026&mark=missing"]
    assert not any("Không có chi bộ nào" in said for said in behind.values())


def test_petitions_and_tasks_lead_to_just_those_that_were_counted(world, as_user, december, committed):
    with committed() as session:
        session.add_all([
            petition(world, raised_at=datetime(2026, 8, 31, 18, 0, tzinfo=UTC), text="Đường thôn hỏng"),  # 1 September
            petition(world, raised_at=datetime(2026, 8, 31, 16, 0, tzinfo=UTC), text="Thiếu nước sạch"),
            petition(world, raised_at=datetime(2026, 9, 9, 16, 0, tzinfo=UTC), state=PetitionState.CLOSED),
            task(world, deadline=date(2026, 11, 30), work="Việc tháng 11"),
        ])  # fmt: skip
    hanh, here = as_user("hanh"), f"/figures/{world.commune}"
    page = hanh.get(here)
    marks = sorted(set(re.findall(r'href="(/figures/\d+/(?:petitions|tasks)\?[^"]+)"', page.text)))
    behind = {
        mark.partition("?")[2].replace("&amp;", "&"): words(hanh.get(mark.replace("&amp;", "&"))) for mark in marks
    }

    assert set(behind) == {
        "age=0", "age=2", "month=11/2026", "month=11/2026&mark=late", "month=12/2026", "month=12/2026&mark=in_time",
        "month=12/2026&mark=late",
    }  # fmt: skip
    assert "Từ 3 đến 5 tháng: 2." in behind["age=2"]
    assert behind["age=2"].index("Thiếu nước sạch") < behind["age=2"].index("Đường thôn hỏng")
    assert ["hạn 05/12/2026" in behind[f"month=12/2026{mark}"] for mark in ("", "&mark=in_time", "&mark=late")] == [
        True, True, False
    ]  # fmt: skip
    assert "Việc tháng 11" in behind["month=11/2026&mark=late"]
    lines = [hanh.get(f"{here}/{at}").data for at in ("petitions/workbook?age=2", "tasks/workbook?month=12/2026")]
    assert [len(list(openpyxl.load_workbook(BytesIO(data)).active.rows)) for data in lines] == [3, 3]


def test_of_petitions_that_one_may_not_read_only_the_number_is_told(world, as_user, december):
    tra = as_user("tra").get(f"/figures/{world.commune}/petitions?age=0")  # an inspector, without a campaign
    assert "Nêu trong tháng này: 1, trong đó 0 kiến nghị đồng chí được xem." in words(tra)


def test_the_pages_of_the_heat_map_are_counted(world, as_user, december, monkeypatch):
    monkeypatch.setattr("app.figures.queries.PAGE", 1)
    monkeypatch.setattr("app.figures.queries_map.PAGE", 1)
    last = words(as_user("hanh").get(f"/figures/{world.commune}?page=2"))

    assert "Trang trước Trang 2/2" in last
    assert "Trang sau" not in last


def test_the_list_behind_a_mark_can_be_taken_along_and_passes_over_words_without_sense(world, as_user, december):
    hanh, at = as_user("hanh"), f"/figures/{world.commune}/meetings"
    book = openpyxl.load_workbook(BytesIO(hanh.get(f"{at}/workbook?month=12/2026&mark=good").data))

    rows = list(book.active.iter_rows(values_only=True))
    assert [row[1:] for row in rows[1:]] == [
        ("Chi bộ thôn Nà Mười", datetime(2026, 12, 3), None, 2, 3, 1, "Tốt")  # noqa: DTZ001
    ]
    for odd in (
        "month=99/0000&mark=x'--&type=nothing&page=-3",
        "month=1/2199",
        "type=school&mark=late",
        "page=99999999",
    ):
        assert hanh.get(f"{at}?{odd}").status_code == 200
        assert hanh.get(f"/figures/{world.commune}?to=x&{odd}").status_code == 200


def test_a_member_reads_the_own_cell_without_what_is_not_signed_and_a_stranger_nothing(
    world, as_user, december, committed
):
    with committed() as session:
        session.get_one(Meeting, december).state = State.MINUTES
    status, mine = get(as_user("lan"), f"/figures/{world.cell}")

    assert status == 200
    assert "Dự sinh hoạt: –" in mine
    assert "quan tâm" not in mine
    assert "2/3" not in get(as_user("lan"), f"/figures/{world.cell}/meetings?month=12/2026")[1]
    assert "2/3" in get(as_user("thang"), f"/figures/{world.cell}")[1]
    others = [as_user("lan"), as_user("tham"), as_user("vien"), as_user("dua")]
    answers = [who.get(f"/figures/{at}").status_code for who in others for at in (world.commune, world.cell)]
    assert answers == [404, 200, 404, 404, 404, 404, 404, 404]


def test_an_inspector_sees_figures_of_the_scope_and_no_way_into_a_meeting(world, as_user, december):
    page = as_user("tra").get(f"/figures/{world.commune}").text

    assert "Dự sinh hoạt: 2/3 (66,7%)" in page
    assert "/meetings/" not in page.replace("/figures/", "")
    assert f"/figures/{world.cell}/meetings?month=12/2026" in page


def test_above_the_communes_each_organisation_has_a_row(world, as_user, december, committed):
    with committed() as session:
        from app.accounts.models import Appointment
        from workflows.roles import Role

        session.add(
            Appointment(
                person_id=world.people["binh"], organisation_id=world.organisations["TINH"], role=Role.LEADERSHIP,
                from_on=FOUNDED,
            )
        )  # fmt: skip
    page = as_user("binh").get(f"/figures/{world.organisations['TINH']}").text
    rows = page[page.index("<tbody", page.index("heatmap")) :]

    assert [name for name in ("Đảng bộ xã Mường Lâm", "Đảng bộ xã Nậm Pung") if name in rows] == [
        "Đảng bộ xã Mường Lâm", "Đảng bộ xã Nậm Pung"
    ]  # fmt: skip
    assert re.search(r'class="hm hm-good hm-late" href="/figures/2/meetings\?month=12/2026"><span>1/1', rows)


def test_a_cell_that_moved_counts_in_each_month_where_it_then_stood(world, as_user, december, committed):
    with committed() as session:
        old = session.query(OrganisationParent).filter_by(organisation_id=world.cell).one()
        old.to_on = date(2026, 11, 30)
        session.add(
            OrganisationParent(
                organisation_id=world.cell, parent_id=world.organisations["XA2"], from_on=date(2026, 12, 1)
            )
        )  # fmt: skip
    here, there = (words(as_user(who).get(at)) for who, at in (
        ("hanh", f"/figures/{world.commune}"), ("vien", f"/figures/{world.organisations['XA2']}")
    ))  # fmt: skip

    assert "Dự sinh hoạt: –" in here
    assert "Dự sinh hoạt: 2/3 (66,7%)" in there


def test_the_page_takes_as_many_statements_for_many_cells_as_for_few(
    world, as_user, december, committed, count_statements
):
    def asked() -> int:
        with count_statements() as seen:
            assert as_user("hanh").get(f"/figures/{world.commune}").status_code == 200
        return len(seen)

    with committed() as session:
        session.add_all(aim(world, measure) for measure in (Measure.GOOD, Measure.FOUR_GOODS, Measure.OWN_CELL))
    few = asked()
    with committed() as session:
        for number in range(30):
            cell = Organisation(name=f"Chi bộ số {number}", code=f"N{number}", kind=OrganisationKind.CELL, symbol="CB")
            session.add(cell)
            session.flush()
            session.add(OrganisationParent(organisation_id=cell.id, parent_id=world.commune, from_on=FOUNDED))

    assert asked() == few <= 12


def test_a_level_decided_anew_is_on_the_page_at_once(world, as_user, december, committed):
    with committed() as session:
        session.query(ScoreSheet).one().official_rating = Level.POOR
    assert f'class="hm hm-poor" href="/meetings/{december}"' in as_user("thang").get(f"/figures/{world.cell}").text
