"""Residential areas with and without a cell of their own: the register and its figure."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from app.accounts.models import Appointment
from app.areas import queries, services
from app.areas.models import ResidentialArea
from app.audit.models import AuditEvent
from app.organisations.models import Organisation
from tests.acts import actor_named
from tests.reading import words


def entered(world, name: str, cell_id: int | None = None) -> ResidentialArea:
    said = services.Said(name=name, households=120, cell_id=cell_id)
    return services.enter(world.commune, said, actor=actor_named("hanh"))


def test_a_cell_that_leads_one_alone_is_its_own_and_one_that_leads_two_is_shared(world, db_session):
    entered(world, "Thôn Một", world.cell)
    entered(world, "Thôn Hai", world.other_cell)
    entered(world, "Thôn Ba", world.other_cell)
    entered(world, "Thôn Bốn")
    hanh = actor_named("hanh")

    assert queries.counts_of(hanh) == {queries.Led.OWN: 1, queries.Led.SHARED: 2, queries.Led.NONE: 1}
    assert [one.name for one in queries.areas_of(hanh, queries.Led.SHARED)] == ["Thôn Ba", "Thôn Hai"]
    db_session.get_one(Organisation, world.cell).dissolved_on = date(2026, 12, 1)
    assert queries.counts_of(hanh)[queries.Led.NONE] == 2


def test_the_office_keeps_it_and_the_leadership_reads_it(world, as_user, committed):
    data = {"commune": world.commune, "name": "Thôn Nà Mười", "households": "95", "cell": world.cell}
    assert as_user("hanh").post("/areas/new", data=data).status_code == 303
    for who in ("hanh", "binh"):
        page = words(as_user(who).get("/areas"))
        assert "Có chi bộ riêng 1/1 (100,0%) khu dân cư" in page, who
        assert "Đảng bộ xã Mường Lâm. 95 hộ. Chi bộ thôn Nà Mười." in page
    assert "Nà Mười" not in as_user("vien").get("/areas").text
    assert "Có chi bộ riêng – khu dân cư" in words(as_user("vien").get("/areas"))
    for who in ("thang", "lan", "loc"):
        assert as_user(who).get("/areas").status_code == 403
    assert as_user("binh").get("/areas/new").status_code == 403
    foreign = as_user("vien").post("/areas/new", data=data)
    assert (foreign.status_code, "Chọn một mục trong danh sách" in foreign.text) == (422, True)
    book = load_workbook(BytesIO(as_user("binh").get("/areas/workbook").data)).active
    assert [cell.value for cell in book[2]][1:] == [
        "Thôn Nà Mười", "Đảng bộ xã Mường Lâm", 95, "Chi bộ thôn Nà Mười", "có chi bộ riêng"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"name": " "}, "Ghi tên khu dân cư"),
        ({"name": "Thôn Một"}, "đã có trong danh sách"),
        ({"households": "nhiều"}, "ghi một số từ 0"),
        ({"cell": "999999"}, "Chọn một mục trong danh sách"),
    ],
)
def test_what_is_no_area_is_said_and_not_kept(world, as_user, committed, data, said):
    with committed():
        entered(world, "Thôn Một")
    sent = {"commune": world.commune, "name": "Thôn Hai", "households": "", "cell": ""} | data
    answer = as_user("hanh").post("/areas/new", data=sent)

    assert (answer.status_code, said in answer.text) == (422, True)
    with committed() as session:
        assert len(session.scalars(select(ResidentialArea)).all()) == 1


def test_it_is_corrected_and_taken_out_once(world, as_user, committed):
    with committed():
        area_id = entered(world, "Thôn Một").id
    path, hanh, sent = f"/areas/{area_id}", as_user("hanh"), {"name": "Thôn Một", "households": "7", "cell": world.cell}
    for who, status in (("binh", 403), ("vien", 404)):
        assert as_user(who).post(f"{path}/edit", data=sent | {"version": 1}).status_code == status, who
    assert hanh.post(f"{path}/edit", data=sent | {"version": 1}).status_code == 303
    assert hanh.post(f"{path}/edit", data=sent | {"version": 1}).status_code == 409
    assert hanh.post(f"{path}/remove", data={"version": 1}).status_code == 409
    assert hanh.post(f"{path}/remove", data={"version": 2}).status_code == 303
    with committed() as session:
        assert session.scalars(select(ResidentialArea)).all() == []
        events = session.scalars(
            select(AuditEvent).where(AuditEvent.event.startswith("area_")).order_by(AuditEvent.id)
        ).all()
        assert {one.chain for one in events} == {world.commune}


def test_the_list_is_paged_in_few_statements(world, as_user, committed, count_statements, monkeypatch):
    with committed():
        for name in ("Một", "Hai", "Ba"):
            entered(world, f"Thôn {name}")
    monkeypatch.setattr(queries, "PAGE", 2)
    with count_statements() as seen:
        page = as_user("hanh").get("/areas?page=2&led=none")
    assert "Trang 2/2" in page.text
    assert len(seen.besides_the_account()) <= 4, seen.texts


def test_no_cell_of_another_commune_leads_an_area_although_one_office_is_over_both(world, as_user, committed):
    """Nor does a committee: the share of areas with a cell of their own would count it."""
    with committed() as session:
        session.execute(
            update(Appointment)
            .where(Appointment.person_id == world.people["hanh"])
            .values(organisation_id=world.organisations["TINH"])
        )
        area_id = entered(world, "Thôn Một", world.cell).id
    hanh, sent = as_user("hanh"), {"commune": world.commune, "name": "Thôn Hai", "households": ""}
    assert "Nậm Lé" not in hanh.get(f"/areas/{area_id}/edit").text
    for wrong in (world.far_cell, world.commune):
        assert hanh.post("/areas/new", data=sent | {"cell": wrong}).status_code == 422
        form = {"name": "Thôn Một", "households": "", "cell": wrong, "version": 1}
        assert hanh.post(f"/areas/{area_id}/edit", data=form).status_code == 422
    assert "Chọn một chi bộ của đảng bộ xã ấy." in hanh.post("/areas/new", data=sent | {"cell": world.far_cell}).text
    assert hanh.post("/areas/new", data=sent | {"cell": world.other_cell}).status_code == 303
