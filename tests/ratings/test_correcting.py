"""A decided yearly rating is corrected by another decision, and the old one stays to be read."""

from datetime import date

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.notifications.models import Notification
from app.ratings.models import YearRating
from tests.at_once import together
from tests.ratings.test_ratings import decided
from tests.reading import words
from tests.world import NOON
from workflows.annual_rating import Rating


@pytest.fixture
def rated(world, committed) -> int:
    """The own cell was decided to be done; another cell stands beside it, excellent. The id of the first."""
    with committed() as session:
        for cell, level in ((world.cell, Rating.DONE), (world.other_cell, Rating.EXCELLENT)):
            session.add(
                YearRating(
                    year=2026, organisation_id=cell, level=level, goods={}, four_goods=False, decided_at=NOON,
                    decision_number="15-QĐ/ĐU", decision_on=date(2026, 12, 1),
                )
            )  # fmt: skip
        session.flush()
        return session.scalars(select(YearRating.id).where(YearRating.organisation_id == world.cell)).one()


CORRECTION = {"level": "well_done", "good": "y", "number": "21-QĐ/ĐU", "on": "02/12/2026", "why": "Nhập nhầm mức", "reason": "", "version": "1"}  # fmt: skip


def test_a_decided_rating_is_corrected_by_another_decision_and_the_old_stays_to_be_read(
    rated, world, as_user, committed
):
    path = f"/ratings/{rated}/correction"
    assert "Hoàn thành nhiệm vụ" in words(as_user("binh").get(path))
    send = lambda who, **more: as_user(who).post(path, data=CORRECTION | more)  # noqa: E731
    assert together(lambda: send("hanh"), lambda: send("binh")) == [303, 409]
    assert send("hanh", level="done").status_code == 409, "it was opened on what was decided before"
    page = words(as_user("thang").get(f"/ratings/cells/{world.cell}?year=2026"))
    assert "Đã quyết định: hoàn thành tốt nhiệm vụ Số 21-QĐ/ĐU, ngày 02/12/2026. Đạt chi bộ bốn tốt." in page
    assert "Trước đó: hoàn thành nhiệm vụ, số 15-QĐ/ĐU, ngày 01/12/2026. Sửa 02/12/2026" in page
    assert "lý do: Nhập nhầm mức" in page
    assert "đã sửa quyết định trước" in words(as_user("hanh").get("/ratings?year=2026"))
    with committed() as session:
        told = session.scalars(select(AuditEvent).where(AuditEvent.event == "year_rating_corrected")).one()
        assert (told.data["before"]["level"], told.data["after"]["level"]) == ("done", "well_done")
        assert session.scalars(select(Notification.text).where(Notification.person_id == world.people["thang"])).one()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [({"number": "15-qđ/đu"}, "khác quyết định trước"), ({"on": "30/11/2026"}, "từ ngày 01/12/2026"),
     ({"on": "03/12/2026"}, "đến hôm nay"), ({"why": " "}, "Nêu lý do sửa"), ({"level": "done", "good": ""}, "không đổi"),
     ({"level": "best"}, "Chọn một mục"), ({"level": "excellent"}, "Xuất sắc: 2/2, quá mức 20% (nhiều nhất 1)"),
     ({"version": ""}, "Mở lại trang"), ({"why": "x" * 2001}, "không quá 2.000 ký tự")],
)  # fmt: skip
def test_a_bad_correction_is_told_and_nothing_is_written(rated, as_user, committed, changed, sentence):
    sent = {key: value for key, value in (CORRECTION | changed).items() if value or key != "good"}
    answer = as_user("hanh").post(f"/ratings/{rated}/correction", data=sent)
    assert answer.status_code == (409 if "version" in changed else 422)
    assert sentence in answer.text
    assert changed.get("why", "Nhập nhầm mức").strip() in answer.text, "what was typed stays"
    with committed() as session:
        assert decided(session, organisation_id=session.get_one(YearRating, rated).organisation_id) == [Rating.DONE]


@pytest.mark.parametrize(
    ("who", "status"), [("thang", 403), ("loc", 403), ("lan", 403), ("tham", 403), ("vien", 404), ("tra", 403)]
)
def test_who_decides_corrects_and_nobody_else(rated, world, as_user, committed, who, status):
    assert as_user(who).post(f"/ratings/{rated}/correction", data=CORRECTION).status_code == status
    assert as_user("hanh").get("/ratings/999/correction").status_code == 404
    with committed() as session:
        row = YearRating(year=2026, organisation_id=world.cell, person_id=world.people["lan"], goods={})
        session.add(row)
        session.flush()
        undecided = row.id
    assert as_user("hanh").get(f"/ratings/{undecided}/correction").status_code == 404


def test_a_members_rating_is_corrected_too(rated, world, as_user, committed):
    lan = world.people["lan"]
    with committed() as session:
        row = YearRating(
            year=2026, organisation_id=world.cell, person_id=lan, level=Rating.NOT_DONE, goods={},
            decision_number="16-QĐ/ĐU", decision_on=date(2026, 12, 1),
        )  # fmt: skip
        session.add(row)
        session.flush()
        rating_id = row.id
    sent = CORRECTION | {"level": "excellent"}
    assert "Đạt chi bộ bốn tốt" not in as_user("hanh").get(f"/ratings/{rating_id}/correction").text
    assert as_user("hanh").post(f"/ratings/{rating_id}/correction", data=sent).status_code == 303
    page = words(as_user("lan").get("/ratings?year=2026"))
    assert "Hoàn thành xuất sắc nhiệm vụ Quyết định số 21-QĐ/ĐU" in page
    assert "Trước đó: không hoàn thành nhiệm vụ, số 16-QĐ/ĐU" in page
