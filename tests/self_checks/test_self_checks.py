"""Each member's own month: written by its owner, read by the cell's secretaries, by nobody else."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.refusals import BadInput, NotAllowed, SomebodyWasFaster
from app.self_checks import queries, services
from app.self_checks.models import SelfCheck
from app.tasks.services import NewTask, assign_task
from tests.at_once import together

DECEMBER, NOVEMBER = date(2026, 12, 1), date(2026, 11, 1)
SAID = {"work": "Thu gom rác cụm 2", "grade": "well_done", "self_criticism": "Họp muộn", "remedy": "Đến sớm"}


def written(actor, month=DECEMBER, version=0, **more):
    return services.save(month, **SAID | more, actor=actor, version=version)


def test_it_is_written_and_written_again_and_the_history_keeps_no_words(world, db_session, actor_of):
    khoa = actor_of("khoa")
    written(khoa)
    written(khoa, version=1, remedy="Đến trước 15 phút")
    written(khoa, version=2, remedy="Đến trước 15 phút")
    db_session.flush()
    events = db_session.scalars(
        select(AuditEvent).where(AuditEvent.event == "self_check_saved").order_by(AuditEvent.id)
    ).all()

    assert queries.own(khoa.person_id, DECEMBER).remedy == "Đến trước 15 phút"
    assert [one.data["changed"] for one in events] == [list(services.FIELDS), ["remedy"]]
    assert "rác" not in str([one.data for one in events])


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"work": " "}, "work"),
        ({"grade": ""}, "grade"),
        ({"grade": "best"}, "grade"),
        ({"remedy": "x" * 5001}, "remedy"),
        ({"month": date(2026, 10, 1)}, "month"),
        ({"month": date(2027, 1, 1)}, "month"),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_field(world, db_session, actor_of, more, field):
    with pytest.raises(BadInput) as refused:
        written(actor_of("khoa"), **more)

    assert set(refused.value.errors) == {field}


def test_the_month_before_is_still_open(world, db_session, actor_of):
    assert written(actor_of("khoa"), NOVEMBER).month == NOVEMBER


def test_an_old_page_overwrites_nothing(world, db_session, actor_of):
    written(actor_of("khoa"))
    db_session.flush()

    with pytest.raises(SomebodyWasFaster):
        written(actor_of("khoa"), work="khác")


def test_who_belongs_to_no_cell_writes_none(world, db_session, actor_of):
    with pytest.raises(NotAllowed):
        written(actor_of("hanh"))


@pytest.mark.parametrize(
    ("who", "own", "of_the_cell"),
    [("khoa", 200, 403), ("huong", 200, 403), ("thang", 200, 200), ("men", 200, 200), ("hanh", 403, 403)],
)
def test_who_opens_which_page(world, as_user, who, own, of_the_cell):
    assert as_user(who).get("/self-checks").status_code == own
    assert as_user(who).get("/self-checks/cell").status_code == of_the_cell


def test_the_secretary_reads_the_cell_and_no_other(world, as_user, db_session, actor_of):
    written(actor_of("khoa"))
    db_session.commit()
    seen = as_user("thang").get("/self-checks/cell").text

    assert "Thu gom rác cụm 2" in seen
    assert "đồng chí đã ghi" in seen
    assert "Thu gom rác cụm 2" not in as_user("tham").get("/self-checks/cell").text
    assert as_user("tham").get(f"/self-checks/cell?cell={world.cell}").status_code == 404


def test_the_secretary_takes_it_along_with_who_has_not_written(world, as_user, db_session, actor_of):
    written(actor_of("khoa"))
    db_session.commit()
    sheet = openpyxl.load_workbook(BytesIO(as_user("thang").get("/self-checks/cell/workbook").data)).active

    rows = {row[1]: row[2:] for row in sheet.iter_rows(values_only=True)}
    assert rows["Ma Đình Khoa"] == ("Hoàn thành tốt", "Thu gom rác cụm 2", "Họp muộn", "Đến sớm")
    assert rows["Triệu Thị Lan"][0] == "Chưa ghi"
    assert as_user("tham").get(f"/self-checks/cell/workbook?cell={world.cell}").status_code == 404


def test_what_was_typed_is_shown_again_and_one_of_two_clicks_counts(world, as_user, committed, slowly):
    khoa = as_user("khoa")
    refused = khoa.post("/self-checks", data=SAID | {"grade": "", "month": "12/2026", "version": "0"})
    data = SAID | {"month": "12/2026", "version": "0"}

    assert refused.status_code == 422
    assert "Thu gom rác cụm 2" in refused.text
    slowly(queries, "own")
    devices = [lambda: as_user("khoa").post("/self-checks", data=data) for _ in range(2)]
    assert together(*devices) == [303, 409]
    with committed() as session:
        assert len(session.scalars(select(SelfCheck.id)).all()) == 1


def test_the_tasks_of_the_month_stand_beside_it(world, db_session, actor_of):
    thang, khoa = actor_of("thang"), world.people["khoa"]
    for work, person in (("Dọn rác", khoa), ("Của người khác", world.people["lan"])):
        new = NewTask(work=work, owner_id=person, deadline=date(2026, 12, 25))
        assign_task(new, cell_id=world.cell, actor=thang, roles=thang.roles_in(world.cell))
    db_session.flush()

    assert [task.work for task in queries.tasks_in(khoa, DECEMBER)] == ["Dọn rác"]
    assert queries.tasks_in(khoa, date(2026, 10, 1)) == []


@pytest.mark.parametrize("month", ["13/2026", "", "x"])
def test_a_month_that_is_none_is_not_taken_for_this_one(world, as_user, committed, month):
    sent = as_user("khoa").post("/self-checks", data=SAID | {"month": month, "version": "0"})

    assert sent.status_code == 422
    with committed() as session:
        assert session.scalars(select(SelfCheck.id)).all() == []
