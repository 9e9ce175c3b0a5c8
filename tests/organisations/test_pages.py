"""The tree and an organisation's page, seen and corrected."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.members.queries import roll_of
from app.organisations.models import Organisation, OrganisationParent, Term
from app.organisations.queries import superior_of, term_on

NEW = {
    "code": " cb03 ", "name": "Chi bộ  Trạm Y tế", "kind": "cell", "cell_type": "health", "symbol": "CBYT",
    "place": "Mường Lâm", "founded_on": "01/10/2026",
}  # fmt: skip


def form_of(row: Organisation, **changes) -> dict:
    facts = {
        "code": row.code, "name": row.name, "kind": row.kind, "cell_type": row.cell_type or "", "symbol": row.symbol,
        "place": row.place, "founded_on": f"{row.founded_on:%d/%m/%Y}", "version": row.version,
    }  # fmt: skip
    return facts | changes


@pytest.fixture
def cell(world, committed) -> Organisation:
    with committed() as session:
        row = session.get(Organisation, world.cell)
        session.expunge(row)
        return row


@pytest.mark.parametrize(
    ("who", "names"), [("hanh", 3), ("binh", 3), ("thang", 1), ("lan", 1), ("loc", 1), ("vien", 2)]
)
def test_everybody_sees_the_tree_of_their_own_scope(as_user, world, who, names):
    page = as_user(who).get("/organisations")

    assert len(re.findall(r'scope="row"[^>]*><a ', page.text)) == names
    assert ("Nhập danh sách từ Excel" in page.text) == (who in ("hanh", "vien"))


@pytest.mark.parametrize(("who", "status"), [("tra", 403), ("quan", 403)])
def test_inspector_and_administrator_have_no_tree(as_user, world, who, status):
    assert as_user(who).get("/organisations").status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("hanh", 200), ("binh", 200), ("thang", 200), ("lan", 200), ("loc", 200),
        ("tham", 404), ("dua", 404), ("vien", 404), ("tra", 403), ("quan", 403),
    ],
)  # fmt: skip
def test_who_may_open_the_page_of_the_own_cell(as_user, world, who, status):
    page = as_user(who).get(f"/organisations/{world.cell}")

    assert page.status_code == status
    assert ("Văn phòng cập nhật" in page.text) == (who == "hanh")
    if status == 200:
        assert "Nông Văn Thắng" in page.text
        assert "22 đảng viên" in page.text


@pytest.mark.parametrize(("who", "status"), [("thang", 403), ("lan", 403), ("binh", 403), ("tham", 403), ("vien", 404)])
@pytest.mark.parametrize("what", ["edit", "move", "terms/new", "close", "appointments/new"])
def test_nobody_but_the_office_of_the_scope_writes(as_user, cell, who, status, what):
    client = as_user(who)

    assert client.get(f"/organisations/{cell.id}/{what}").status_code == status
    assert client.post(f"/organisations/{cell.id}/{what}", data=form_of(cell, name="Khác")).status_code == status


def test_a_cell_is_added_with_its_superior_and_a_term(as_user, world, committed):
    answer = as_user("hanh").post("/organisations/new", data=NEW | {"parent": world.commune})

    assert answer.status_code == 303
    with committed() as session:
        row = session.scalars(select(Organisation).where(Organisation.code == "CB03")).one()
        assert (row.name, row.symbol, superior_of(row.id, date(2026, 10, 1)).code) == ("Chi bộ Trạm Y tế", "CBYT", "XA")
        assert term_on(row.id, date(2026, 12, 2)) is not None
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "organisation_created")).one()
        assert event.data["after"]["name"] == "Chi bộ Trạm Y tế"
    assert as_user("hanh").get(answer.location).status_code == 200


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "CB02"}, "Mã CB02 đã dùng"),
        ({"cell_type": ""}, "Chi bộ cần có loại hình."),
        ({"name": ""}, "Ghi tên tổ chức đảng."),
        ({"founded_on": "2026"}, "Ngày ghi theo mẫu"),
        ({"parent": "999"}, "Chọn một mục trong danh sách."),
        ({"name": "<script>alert(1)</script>", "code": "CB02"}, "&lt;script&gt;"),
    ],
)
def test_what_is_wrong_with_a_new_one_is_said(as_user, world, committed, changes, said):
    answer = as_user("hanh").post("/organisations/new", data=NEW | {"parent": world.commune} | changes)

    assert answer.status_code == 422
    assert said in answer.text
    assert "<script>alert" not in answer.text
    with committed() as session:
        assert session.scalars(select(Organisation).where(Organisation.code == "CB03")).all() == []


def test_a_superior_of_another_commune_is_not_offered(as_user, world):
    far = world.organisations["XA2"]

    assert as_user("hanh").post("/organisations/new", data=NEW | {"parent": far}).status_code == 422


def test_facts_are_corrected_with_before_and_after(as_user, cell, committed):
    answer = as_user("hanh").post(f"/organisations/{cell.id}/edit", data=form_of(cell, symbol="CBNM"))

    assert answer.status_code == 303
    with committed() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "organisation_changed")).one()
        assert (event.chain, event.data) == (cell.id, {"before": {"symbol": "CB"}, "after": {"symbol": "CBNM"}})


def test_somebody_was_faster(as_user, cell):
    hanh = as_user("hanh")
    hanh.post(f"/organisations/{cell.id}/edit", data=form_of(cell, symbol="A"))

    assert hanh.post(f"/organisations/{cell.id}/edit", data=form_of(cell, symbol="B")).status_code == 409


@pytest.fixture
def base(as_user, world, committed) -> int:
    """A base organisation beside the cells."""
    data = NEW | {"code": "BS", "name": "Đảng bộ Trường", "kind": "base", "cell_type": "", "parent": world.commune}
    return int(as_user("hanh").post("/organisations/new", data=data).location.rsplit("/", 1)[1])


def test_a_cell_is_moved_from_a_day(as_user, cell, base, committed):
    answer = as_user("hanh").post(f"/organisations/{cell.id}/move", data={"parent": base, "on": "01/12/2026"})

    assert answer.status_code == 303
    with committed() as session:
        spans = session.scalars(
            select(OrganisationParent)
            .where(OrganisationParent.organisation_id == cell.id)
            .order_by(OrganisationParent.id)
        )
        assert [(s.from_on, s.to_on) for s in spans] == [
            (date(2025, 7, 1), date(2026, 11, 30)),
            (date(2026, 12, 1), None),
        ]
        assert superior_of(cell.id, date(2026, 12, 1)).id == base
    assert as_user("hanh").get(f"/organisations/{cell.id}").status_code == 200


def test_nothing_is_moved_under_itself_or_twice_on_a_day(as_user, base, world):
    hanh = as_user("hanh")
    below = NEW | {"code": "BP", "name": "Đảng bộ bộ phận", "kind": "intermediate", "cell_type": "", "parent": base}
    child = int(hanh.post("/organisations/new", data=below).location.rsplit("/", 1)[1])
    circle = hanh.post(f"/organisations/{base}/move", data={"parent": child, "on": "02/12/2026"})
    same = hanh.post(f"/organisations/{child}/move", data={"parent": base, "on": "02/12/2026"})

    assert (circle.status_code, same.status_code) == (422, 422)
    assert "đang nằm dưới" in circle.text
    assert "đã trực thuộc" in same.text


def test_an_office_does_not_move_its_own_commune(as_user, world):
    assert as_user("hanh").get(f"/organisations/{world.commune}/move").status_code == 403


def test_a_term_begins_and_ends_the_one_before(as_user, cell, committed):
    hanh = as_user("hanh")
    answer = hanh.post(f"/organisations/{cell.id}/terms/new", data={"name": "2026–2031", "on": "15/11/2026"})
    again = hanh.post(f"/organisations/{cell.id}/terms/new", data={"name": "2026–2031", "on": "15/11/2026"})

    assert (answer.status_code, again.status_code) == (303, 422)
    with committed() as session:
        terms = session.scalars(select(Term).where(Term.organisation_id == cell.id).order_by(Term.from_on)).all()
        assert [(t.name, t.to_on) for t in terms] == [("2025–2030", date(2026, 11, 14)), ("2026–2031", None)]


def test_a_merged_cell_gives_its_roll_to_the_other_and_all_offices_end(as_user, cell, world, committed):
    answer = as_user("hanh").post(
        f"/organisations/{cell.id}/close", data={"on": "01/12/2026", "into": world.other_cell, "version": cell.version}
    )

    assert answer.status_code == 303
    with committed() as session:
        row = session.get(Organisation, cell.id)
        assert (row.dissolved_on, row.merged_into_id) == (date(2026, 12, 1), world.other_cell)
        assert len(roll_of(cell.id, date(2026, 11, 30))) == 22
        assert roll_of(cell.id, date(2026, 12, 1)) == []
        assert len(roll_of(world.other_cell, date(2026, 12, 1))) == 24
        still = select(Appointment).where(Appointment.organisation_id == cell.id, Appointment.to_on.is_(None))
        assert session.scalars(still).all() == []
    page = as_user("hanh").get(f"/organisations/{cell.id}")
    assert "sáp nhập vào Chi bộ Trường Tiểu học Mường Lâm" in page.text
    assert as_user("tham").get(f"/members?cell={world.other_cell}").status_code == 200


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"on": "01/12/2026", "into": 0}, "Còn 22 đảng viên"),
        ({"on": "01/01/2027", "into": "other"}, "từ hôm nay trở về trước"),
        ({"on": "01/07/2025", "into": "other"}, "sau ngày thành lập"),
    ],
)
def test_what_stands_against_closing_is_said(as_user, cell, world, data, said):
    data = data | {"version": cell.version}
    if data["into"] == "other":
        data["into"] = world.other_cell
    answer = as_user("hanh").post(f"/organisations/{cell.id}/close", data=data)

    assert answer.status_code == 422
    assert said in answer.text


def test_a_committee_with_cells_under_it_is_not_closed(as_user, world, committed):
    with committed() as session:
        version = session.get(Organisation, world.commune).version
    answer = as_user("hanh").post(
        f"/organisations/{world.commune}/close", data={"on": "01/12/2026", "into": 0, "version": version}
    )

    assert answer.status_code == 422
    assert "Còn 2 tổ chức trực thuộc" in answer.text


def test_the_tree_asks_few_questions(as_user, world, count_statements):
    client = as_user("hanh")
    with count_statements() as seen:
        client.get("/organisations")

    assert len(seen.besides_the_account()) <= 8
