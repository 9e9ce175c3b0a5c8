"""Targets: set by the office, measured from the records where one looks, leading to what is behind them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from app import clock
from app.areas.models import ResidentialArea
from app.audit.models import AuditEvent
from app.extensions import db
from app.figures.queries import calendar_of, looked_at
from app.planning.models import CellPlan
from app.ratings.models import YearRating
from app.targets import queries
from app.targets.models import Target
from app.targets.queries_years import facts_of
from tests.at_once import together
from tests.reading import words
from tests.reports.test_synthesis import evaluated
from tests.world import NOON
from workflows.annual_rating import Rating
from workflows.plan import Kind, State
from workflows.targets import Comparison, Measure

SENT = {
    "measure": "attendance", "comparison": "more_than", "value": "90", "from_month": "1/2026", "to_month": "12/2030",
    "source": "Nghị quyết Đại hội Đảng bộ xã",
}  # fmt: skip
LATER = datetime(2026, 12, 20, 3, 0, tzinfo=UTC)


def aim(world, measure: Measure, value: int = 90, *, at: int | None = None) -> Target:
    return Target(
        organisation_id=at or world.commune, measure=measure, comparison=Comparison.AT_LEAST, value=Decimal(value),
        from_month=date(2026, 1, 1), to_month=date(2030, 12, 1), created_at=NOON,
    )  # fmt: skip


@pytest.fixture
def met(world, prepared) -> None:
    """The own cell met on 3 December, two of three came, and was rated good; the other cell has not met."""
    prepared("targets: december", lambda: evaluated(world).id)


def test_the_office_sets_it_corrects_it_and_takes_it_away(world, met, as_user, committed):
    hanh, of = as_user("hanh"), f"organisation={world.commune}"
    assert hanh.post(f"/targets/new?{of}", data=SENT).status_code == 303
    with committed() as session:
        path = f"/targets/{session.scalars(select(Target.id)).one()}"
    with clock.set_to(LATER):
        figures = words(as_user("binh").get(f"/figures/{world.commune}"))
        listed = words(as_user("binh").get(f"/targets?{of}"))
    assert "Mục tiêu: đạt 0/1" in figures
    assert "Đảng viên dự sinh hoạt 2/3 (66,7%)" in figures
    assert "Phấn đấu trên 90%, tháng 12/2026. Chưa đạt." in figures
    assert "1/2026–12/2030. Nghị quyết Đại hội Đảng bộ xã" in listed

    assert hanh.post(f"{path}/edit", data=SENT | {"value": "66,6", "version": "1"}).status_code == 303
    stale = hanh.post(f"{path}/edit", data=SENT | {"value": "77", "version": "1"})
    assert (stale.status_code, "77" in stale.text) == (409, True)
    assert "Đạt." in words(hanh.get(f"/targets?{of}"))
    assert [hanh.post(f"{path}/removal", data={"version": v}).status_code for v in "12"] == [409, 303]
    with committed() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.event.like("target%")).order_by(AuditEvent.id)).all()
        assert [one.event for one in told] == ["target_entered", "target_changed", "target_removed"]
        assert told[1].data["after"] == {"value": "66.6"}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [("value", "mười", "Ghi số phần trăm"), ("value", "", "Ghi mức phấn đấu"), ("value", "100", "thì không đạt được"),
     ("from_month", "1/2031", "không trước tháng đầu"), ("to_month", "", "Ghi tháng cuối"), ("measure", "x", "Chọn một mục"),
     ("source", "x" * 201, "không quá 200"), ("comparison", "", "Chọn một mục"), ("value", "90", "Đã có mục tiêu này")],
)  # fmt: skip
def test_bad_input_is_told_and_what_was_typed_stays(world, as_user, committed, field, value, sentence):
    with committed() as session:
        session.add(aim(world, Measure.ATTENDANCE))
    sent = (SENT if value == "90" else SENT | {"to_month": "11/2030"}) | {field: value}
    answer = as_user("hanh").post(f"/targets/new?organisation={world.commune}", data=sent)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert "Nghị quyết Đại hội" in answer.text or field == "source"
    with committed() as session:
        assert len(session.scalars(select(Target.id)).all()) == 1


def test_of_two_who_enter_the_same_one_the_second_is_told(world, as_user):
    enter = lambda: as_user("hanh").post(f"/targets/new?organisation={world.commune}", data=SENT)  # noqa: E731
    assert sorted(together(enter, enter)) == [303, 422]


def test_what_a_year_tells_is_counted_of_those_of_whom_it_is_known(world, db_session):
    rated = {"organisation_id": world.cell, "decided_at": NOON}
    db_session.add_all([
        ResidentialArea(commune_id=world.commune, name="Nà Mười", cell_id=world.cell),
        ResidentialArea(commune_id=world.commune, name="Nà Pán", cell_id=world.other_cell),
        ResidentialArea(commune_id=world.commune, name="Nà Lạ", cell_id=world.other_cell),
        ResidentialArea(commune_id=world.commune, name="Khau Dề"),
        ResidentialArea(commune_id=world.organisations["XA2"], name="Nậm Lé", cell_id=world.far_cell),
        YearRating(year=2025, level=Rating.WELL_DONE, four_goods=True, **rated),
        YearRating(year=2025, level=Rating.DONE, person_id=world.people["lan"], **rated),
        YearRating(year=2025, level=Rating.EXCELLENT, person_id=world.people["khoa"], **rated),
        YearRating(year=2025, person_id=world.people["thang"], own_level=Rating.EXCELLENT, organisation_id=world.cell),
        YearRating(year=2025, level=Rating.NOT_DONE, four_goods=False, organisation_id=world.other_cell),
        YearRating(year=2025, level=Rating.DONE, organisation_id=world.far_cell),
        *(CellPlan(cell_id=world.cell, year=2026, kind=kind, state=State.SENT, created_at=NOON) for kind in Kind),
        CellPlan(cell_id=world.other_cell, year=2026, kind=Kind.MEETING_PLAN, state=State.SENT, created_at=NOON),
    ])  # fmt: skip
    db_session.flush()
    here, cell = (facts_of(one, 2026, clock.today()) for one in (world.commune, world.cell))

    assert here == {
        (Measure.PLANS, 2025): (0, 2), (Measure.PLANS, 2026): (1, 2),
        (Measure.CELLS_WELL, 2025): (1, 2),
        (Measure.MEMBERS_WELL, 2025): (1, 2), (Measure.FOUR_GOODS, 2025): (1, 2), (Measure.OWN_CELL, 0): (1, 4),
    }  # fmt: skip
    assert cell[Measure.OWN_CELL, 0] == (1, 1)
    assert cell[Measure.PLANS, 2026] == (1, 1)
    (own, goods) = (_standing(world, one) for one in (Measure.OWN_CELL, Measure.FOUR_GOODS))
    assert (own.part, own.whole, own.when, own.reached) == (1, 4, "hiện nay", False)
    assert (goods.whole, goods.when) == (0, "chưa có năm nào")  # the target begins in 2026


def _standing(world, measure: Measure) -> queries.Standing:
    db.session.add(aim(world, measure))
    db.session.flush()
    today = clock.today()
    months, _ = calendar_of(world.commune, today.replace(day=1))
    seen = looked_at(world.commune, _office())
    found = [one for one in queries.aims_of(world.commune) if one.measure == measure]
    return queries.standings(seen, found, months, [queries.Sums()] * 12)[0]


def _office():
    from tests.acts import actor_named

    return actor_named("hanh")


def test_it_is_measured_in_the_cell_too_and_leads_to_the_meetings_and_cells_behind_it(world, met, as_user, committed):
    with committed() as session:
        session.add(aim(world, Measure.MET, 100))
        session.flush()
        path = f"/targets/{session.scalars(select(Target.id)).one()}"
    with clock.set_to(LATER):
        whole, own = as_user("hanh").get(path), as_user("thang").get(f"{path}?organisation={world.cell}")
        book = as_user("hanh").get(f"/targets/workbook?organisation={world.commune}")
        others = [as_user(who).get(path).status_code for who in ("lan", "vien", "dua")]

    with clock.set_to(datetime(2026, 12, 3, 1, 0, tzinfo=UTC)):
        assert "chưa có tháng nào" in words(as_user("hanh").get(path))  # until its day has passed nobody is missing
    assert "Chi bộ sinh hoạt đủ kỳ: 100%" in words(whole)
    assert "1/2 (50,0%), chưa đạt" in words(whole)
    assert f"/figures/{world.commune}/meetings?month=12/2026&amp;mark=missing" in whole.text
    assert whole.text.index("Trường Tiểu học") < whole.text.index("Nà Mười")
    assert "1/1 (100,0%), đạt" in words(own)
    assert list(openpyxl.load_workbook(BytesIO(book.data)).active.values)[1][7:10] == (1, 2, 50)
    assert others == [404, 404, 404]
    assert as_user("binh").get(f"{path}/edit").status_code == 403
    assert as_user("thang").get(f"{path}/edit").status_code == 403  # knows of it: it is measured in the own cell


def test_where_nothing_was_counted_nothing_is_reached_or_missed(world, as_user, committed):
    with committed() as session:
        rows = [aim(world, measure) for measure in (Measure.GOOD, Measure.OWN_CELL, Measure.FOUR_GOODS)]
        session.add_all(rows)
        session.flush()
        ids = [row.id for row in rows]
    page = words(as_user("hanh").get(f"/figures/{world.commune}"))
    alone = [as_user("hanh").get(f"/targets/{number}") for number in ids]
    assert [one.status_code for one in alone] == [200, 200, 200]
    assert ['href="/areas"' in one.text for one in alone] == [False, True, False]

    assert "Chi bộ xếp loại Tốt – Phấn đấu từ 90% trở lên, chưa có tháng nào." in page
    assert "đạt 0/" not in page


def test_what_each_below_adds_is_told_of_every_measure_of_a_month(world, met, as_user, committed):
    with committed() as session:
        rows = [aim(world, measure) for measure in (Measure.ATTENDANCE, Measure.GOOD)]
        session.add_all(rows)
        session.flush()
        ids = [row.id for row in rows]
    with clock.set_to(LATER):
        attendance, good = [words(as_user("hanh").get(f"/targets/{number}")) for number in ids]

    assert "Nà Mười 2/3 (66,7%)" in attendance
    assert "Nà Mười 1/1 (100,0%)" in good
