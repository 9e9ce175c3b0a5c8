"""Dates that the office entered wrong are put right, with before and after; nothing overlaps, no old page wins."""

from datetime import date

import pytest
from sqlalchemy import select

from app.accounts.models import Appointment
from app.audit.models import AuditEvent
from app.documents.snapshots import DocumentKind
from app.members.models import Membership, StatusKind, StatusPeriod, TemporaryTransfer
from app.organisations.models import Term
from tests.documents.papers import a_meeting, issue
from tests.world import FOUNDED


@pytest.fixture
def written(world, committed):
    """Rows of Khoa, who came from the school's cell in September; the ids by name."""
    khoa = world.people["khoa"]
    with committed() as session:
        home = session.scalars(select(Membership).where(Membership.person_id == khoa)).one()
        home.from_on = date(2026, 9, 1)
        rows = {
            "first": Membership(
                person_id=khoa, organisation_id=world.other_cell, from_on=FOUNDED, to_on=date(2026, 8, 31)
            ),
            "past": StatusPeriod(
                person_id=khoa, kind=StatusKind.EXEMPT, from_on=date(2026, 1, 1), to_on=date(2026, 3, 31), reason="ốm"
            ),
            "now": StatusPeriod(person_id=khoa, kind=StatusKind.EXEMPT, from_on=date(2026, 11, 1), reason="ốm"),
            "away": TemporaryTransfer(person_id=khoa, home_id=world.cell, host_name="xa", from_on=date(2026, 12, 1)),
        }
        session.add_all(rows.values())
        session.flush()
        return {"home": home.id} | {name: row.id for name, row in rows.items()}


def last_event(session) -> AuditEvent:
    return session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def test_a_status_of_the_past_is_put_right_and_an_old_page_is_told(world, as_user, committed, written):
    path = f"/members/{world.people['khoa']}/statuses/{written['past']}/edit"
    sent = {"version": "2026-01-01/2026-03-31", "from_on": "15/01/2026", "to_on": "31/3/2026", "reason": "ốm"}
    hanh = as_user("hanh")

    assert 'value="01/01/2026"' in hanh.get(path).text
    assert hanh.post(path, data=sent).status_code == 303
    assert hanh.post(path, data=sent).status_code == 409
    with committed() as session:
        event = last_event(session)
        assert session.get(StatusPeriod, written["past"]).from_on == date(2026, 1, 15)
        assert (event.event, event.data["before"], event.data["after"]) == (
            "status_changed", {"from_on": "2026-01-01"}, {"from_on": "2026-01-15"},
        )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "path", "version", "dates", "said"),
    [
        ("past", "statuses", "2026-01-01/2026-03-31", ("01/02/2026", "05/11/2026"), "Trùng với miễn công tác"),
        ("now", "statuses", "2026-11-01/None", ("01/11/2026", "31/10/2026"), "đứng trước ngày bắt đầu"),
        ("away", "temporary-transfers", "2026-12-01/None", ("01/12/2026", "30/11/2026"), "đứng trước ngày bắt đầu"),
        ("home", "memberships", "2026-09-01/None", ("01/07/2025", ""), "còn ở Chi bộ Trường Tiểu học"),
        ("home", "memberships", "2026-09-01/None", ("03/12/2026", ""), "từ hôm nay trở về trước"),
        ("home", "memberships", "2026-09-01/None", ("32/12/2026", ""), "Không có ngày 32/12/2026"),
    ],
)
def test_dates_that_cannot_be_are_refused(world, as_user, written, name, path, version, dates, said):
    data = {"version": version, "from_on": dates[0], "to_on": dates[1]}
    answer = as_user("hanh").post(f"/members/{world.people['khoa']}/{path}/{written[name]}/edit", data=data)

    assert answer.status_code == 422
    assert said in answer.text


def test_the_day_of_a_transfer_moves_the_last_day_in_the_cell_before(world, as_user, committed, written):
    path = f"/members/{world.people['khoa']}/memberships/{written['home']}/edit"
    sent = {"version": "2026-09-01/None", "from_on": "15/8/2026", "note": "GT 12"}

    assert as_user("hanh").post(path, data=sent).status_code == 303
    with committed() as session:
        assert session.get(Membership, written["first"]).to_on == date(2026, 8, 14)
        assert session.get(Membership, written["home"]).from_on == date(2026, 8, 15)
        assert last_event(session).data["after"] == {"from_on": "2026-08-15", "note": "GT 12"}


@pytest.mark.parametrize(("dates", "status"), [(("01/09/2025", ""), 303), (("02/12/2026", "01/12/2026"), 422)])
def test_an_office_has_other_dates(world, as_user, committed, dates, status):
    with committed() as session:
        row_id = session.scalars(select(Appointment.id).where(Appointment.person_id == world.people["men"])).one()
    sent = {"version": f"{FOUNDED}/None", "from_on": dates[0], "to_on": dates[1], "decision": "12-QĐ"}

    assert as_user("hanh").post(f"/appointments/{row_id}/edit", data=sent).status_code == status
    with committed() as session:
        assert (session.get(Appointment, row_id).decision == "12-QĐ") == (status == 303)


def test_nobody_locks_oneself_out_of_the_office(world, as_user, committed):
    with committed() as session:
        row_id = session.scalars(select(Appointment.id).where(Appointment.person_id == world.people["hanh"])).one()
    sent = {"version": f"{FOUNDED}/None", "from_on": "03/12/2026", "to_on": "", "decision": ""}
    answer = as_user("hanh").post(f"/appointments/{row_id}/edit", data=sent)

    assert answer.status_code == 422
    assert "không tự kết thúc phân công văn phòng của mình" in answer.text


@pytest.mark.parametrize(
    ("name", "on", "status"),
    [("2025–2028", "01/07/2025", 303), ("2025–2030", "01/12/2025", 303), ("2025–2030", "03/12/2026", 422)],
)
def test_a_term_is_put_right_but_numbered_papers_stay_in_theirs(world, as_user, committed, name, on, status):
    with committed() as session:
        term_id = session.scalars(select(Term.id).where(Term.organisation_id == world.cell)).one()
        issue(a_meeting(world.cell), DocumentKind.NOTICE)  # numbered on 2 December 2026
    sent = {"version": f"2025–2030/{FOUNDED}", "name": name, "on": on}
    answer = as_user("hanh").post(f"/organisations/{world.cell}/terms/{term_id}/edit", data=sent)

    assert answer.status_code == status
    with committed() as session:
        kept = session.get(Term, term_id)
        assert (kept.name, f"{kept.from_on:%d/%m/%Y}") == ((name, on) if status == 303 else ("2025–2030", "01/07/2025"))
