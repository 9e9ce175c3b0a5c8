"""What an inspector reads of a cell's year: its plans and its rating, as long as a campaign looks at it; no person's."""

from sqlalchemy import select

from app.inspections.models import CellFile
from app.planning.models import CellPlan
from app.ratings.models import YearRating
from tests.reading import words
from tests.world import NOON
from workflows.annual_rating import Rating


def test_an_inspector_reads_plans_and_rating_of_the_year_that_is_looked_at_and_nothing_of_persons(
    world, at_state, as_user, committed
):
    _, own, _ = at_state("announced")
    with committed() as session:
        rows = [
            CellPlan(cell_id=cell, year=year, kind="working_rules", content="Một", state=state, sent_at=sent, created_at=NOON)
            for cell, year, state, sent in (
                (world.cell, 2026, "sent", NOON), (world.cell, 2025, "sent", NOON), (world.other_cell, 2026, "draft", None),
            )
        ]  # fmt: skip
        session.add_all(rows)
        lan = world.people["lan"]
        session.add(YearRating(year=2026, organisation_id=world.cell, person_id=lan, level=Rating.DONE, goods={}))
        session.flush()
        read, earlier, draft = (row.id for row in rows)
    tra = as_user("tra")
    page = tra.get(f"/plans/{read}")
    assert (page.status_code, "Một" in page.text) == (200, True)
    assert [tra.get(f"/plans/{one}").status_code for one in (earlier, draft)] == [404, 404]
    assert tra.post(f"/plans/{read}/steps/finish", data={"version": "1"}).status_code == 403
    compliance = tra.get("/plans/compliance?year=2026").text
    assert f'href="/plans?year=2026&amp;cell={world.cell}"' in compliance
    path = f"/ratings/cells/{world.cell}"
    rating = words(tra.get(f"{path}?year=2026"))
    assert "Căn cứ trong hồ sơ" in rating
    assert "Triệu Thị Lan" not in rating
    assert tra.get(f"{path}?year=2025").status_code == 404
    assert tra.get(f"{path}/workbook?year=2026").status_code == 404
    assert "Chi bộ thôn Nà Mười" in words(tra.get("/ratings?year=2026"))
    with committed() as session:
        session.scalars(select(CellFile).where(CellFile.id == own)).one().set_aside = "Hoãn"
    assert tra.get(f"/plans/{read}").status_code == 404
    assert tra.get(f"{path}?year=2026").status_code == 404
