"""The seals of the days: what was written before one cannot be rewritten without being seen by who kept it."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.audit.models import AuditEvent, AuditHead
from app.audit.services import hash_of, record
from app.extensions import db
from app.jobs import work
from app.jobs.services import run_due_jobs
from app.proofs.findings import Area
from app.proofs.models import DaySeal
from app.proofs.queries import verify
from app.proofs.queries_seals import hashes_in, seals
from app.proofs.services import seal_day, seal_rows
from tests.proofs.tampering import changed
from tests.world import NOON


def tell(chain: int, name: str) -> None:
    record("holiday_set", actor=None, organisation_id=chain, subject="x", subject_id=None, on="2026-12-01", name=name)
    db.session.commit()


@pytest.fixture
def three_days(world, db_session) -> list[DaySeal]:
    for day in range(3):
        with clock.set_to(NOON + timedelta(days=day)):
            tell(world.cell, f"ngày {day}")
            if day != 1:
                tell(world.commune, f"ngày {day}")
            seal_day()
            seal_day()
            db.session.commit()
    return list(db.session.scalars(select(DaySeal).order_by(DaySeal.day)))


def found(*kept: str) -> str | None:
    db.session.rollback()
    return next(one.found for one in verify(kept) if one.area == Area.SEALS)


def test_one_a_day_over_what_moved_and_over_the_one_before(world, three_days):
    first, second, third = three_days

    assert set(first.ends) == set(third.ends) == {str(world.cell), str(world.commune)}
    assert set(second.ends) == {str(world.cell)}
    assert [second.previous_hash, third.previous_hash] == [first.hash, second.hash]
    assert found(first.hash, third.hash) is None


def test_the_first_seal_of_a_month_names_all_ends_and_the_next_reads_no_older_one(world, three_days, count_statements):
    following = clock.day_of(NOON).replace(day=28) + timedelta(days=7)
    for nth in range(2):
        with clock.set_to(NOON + (following - clock.day_of(NOON)) + timedelta(days=nth)):
            tell(world.cell, f"tháng sau {nth}")
            with count_statements() as seen:
                seal_day()
            db.session.commit()
    *_, whole, after = db.session.scalars(select(DaySeal).order_by(DaySeal.day))

    assert set(whole.ends) == {str(world.cell), str(world.commune)}
    assert set(after.ends) == {str(world.cell)}
    assert whole.day.month == after.day.month != three_days[-1].day.month
    assert [s for s in seen.texts if "day_seal.ends" in s and "WHERE day_seal.id >" in s.replace("\n", "")]
    assert found(three_days[0].hash, after.hash) is None


@pytest.mark.parametrize("column", ["day", "ends", "previous_hash", "hash"])
@pytest.mark.parametrize("nth", [0, 2])
def test_a_seal_that_was_changed(three_days, column, nth):
    with changed("day_seal", column, {"id": three_days[nth].id}):
        assert found()


def test_a_history_that_was_rewritten_from_some_event_on_with_all_its_hashes(world, three_days):
    previous = ""
    for row in db.session.scalars(select(AuditEvent).where(AuditEvent.chain == world.cell).order_by(AuditEvent.seq)):
        row.data, row.previous_hash = {**row.data, "name": "khác"}, previous
        previous = row.hash = hash_of(row)
    db.session.execute(update(AuditHead).where(AuditHead.chain == world.cell).values(hash=previous))
    db.session.commit()

    assert f"Chuỗi {world.cell} không còn sự kiện số 1" in (found() or "")


def test_a_seal_kept_outside_finds_seals_that_were_made_anew(three_days):
    kept = three_days[1].hash
    db.session.delete(three_days[2])
    db.session.delete(three_days[1])
    db.session.commit()

    assert found() is None
    assert "giữ bên ngoài" in (found(kept) or "")


def test_the_clock_asks_for_it_once_a_day(world, db_session):
    tell(world.cell, "x")
    for _ in range(2):
        work.strike()
        run_due_jobs()

    assert len(seals()) == 1


def test_what_the_command_prints_is_understood_when_it_comes_back(app, three_days, tmp_path):
    seal_rows()
    db.session.rollback()
    printed = app.test_cli_runner().invoke(args=["seals"]).output
    (tmp_path / "seals.txt").write_text(printed)

    assert hashes_in(printed) == [one.hash for one in reversed(three_days)]
    assert app.test_cli_runner().invoke(args=["verify", "--seal", str(tmp_path / "seals.txt")]).exit_code == 0
    assert app.test_cli_runner().invoke(args=["verify", "--seal", "a" * 64]).exit_code == 1
    assert "Không có dấu niêm phong" in app.test_cli_runner().invoke(args=["verify", "--seal", "không"]).output
