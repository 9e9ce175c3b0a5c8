"""One PDF of a cell's file, bound by the worker: cover, contents, and the papers behind each other."""

import hashlib
import subprocess
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select, update

from app import clock
from app.audit.models import AuditEvent
from app.documents.models import Document
from app.extensions import db
from app.inspections import services_binder, services_steps
from app.inspections.models import CellFile, Inspection
from app.inspections.services_conclusion import conclude
from app.inspections.services_files import set_aside
from app.jobs.models import Job
from app.jobs.services import run_due_jobs
from tests.acts import actor_named
from tests.inspections import campaign
from tests.world import NOON


@pytest.mark.any_engine
@pytest.mark.needs("pdftotext")
def test_the_binder_holds_cover_contents_and_every_paper(world, as_user, at_state, committed, tmp_path):
    _, own, _ = at_state("concluded")
    path = f"/inspections/files/{own}/binder"
    with committed():
        run_due_jobs()  # the papers of the campaign
    assert as_user("tra").get(path).status_code == 404
    assert as_user("thang").post(path).status_code == 303
    with committed():
        run_due_jobs()
    answer = as_user("tra").get(path)
    with committed() as session:
        pages = sum(session.scalars(select(Document.pages).where(Document.kind == "inspection")))
        assert session.scalars(
            select(AuditEvent.event).where(AuditEvent.event == "inspection_bound").order_by(AuditEvent.id)
        ).all()
    with pikepdf.open(BytesIO(answer.data)) as bound:
        front = len(bound.pages) - pages
        with bound.open_outline() as outline:
            titles = [item.title for item in outline.root]
    assert front >= 1
    assert [title.rpartition("(")[2] for title in titles[1:]] == ["01-QĐ/ĐU)", "01-TB/ĐU)", "02-TB/ĐU)"]
    (tmp_path / "bound.pdf").write_bytes(answer.data)
    read = subprocess.run(["pdftotext", tmp_path / "bound.pdf", "-"], check=True, capture_output=True, text=True)
    text = " ".join(read.stdout.split())
    assert f"(01-QĐ/ĐU): trang {front + 1}." in text
    assert "Sinh hoạt thường kỳ 0/2 tháng; đảng viên dự chưa có số liệu" in text
    assert "Hạn chế, khuyết điểm: Tháng 10, tháng 11 chưa sinh hoạt" in text
    assert as_user("thang").get(path).status_code == 200


def test_before_the_conclusion_only_the_team_binds(world, as_user, at_state, committed):
    _, own, _ = at_state("drafted")
    path = f"/inspections/files/{own}/binder"
    for who, status in (("thang", 403), ("binh", 403), ("tham", 404), ("lan", 404), ("hanh", 404)):
        assert as_user(who).post(path).status_code == status, who
        assert as_user(who).get(path).status_code == 404, who
    assert as_user("tra").post(path).status_code == 303
    with committed() as session:
        assert session.get_one(CellFile, own).binder_asked_at is not None
        assert len(session.scalars(select(Job).where(Job.kind == "bind_inspection")).all()) == 1


def test_what_the_team_bound_before_the_conclusion_is_not_read_by_the_cell_after_it(
    world, as_user, at_state, committed
):
    """A finding that was taken back before the conclusion would still stand in it."""
    inspection_id, own, _ = at_state("commented")
    path, tra = f"/inspections/files/{own}/binder", as_user("tra")
    assert tra.post(path).status_code == 303
    with committed():
        run_due_jobs()
    assert tra.get(path).status_code == 200
    with committed() as session:
        row = session.get_one(Inspection, inspection_id)
        words = ("Nền nếp khá.", "Chưa sát sao.", campaign.signed(world))
        conclude(row, *words, version=row.version, actor=actor_named("tra"))
    assert as_user("thang").get(path).status_code == 404
    with clock.set_to(NOON + timedelta(minutes=1)):
        assert as_user("thang").post(path).status_code == 303
        with committed():
            run_due_jobs()
        assert as_user("thang").get(path).status_code == 200


def test_a_binder_that_was_begun_before_the_conclusion_is_made_again(world, at_state, committed, monkeypatch):
    inspection_id, own, _ = at_state("commented")
    bound: list[str] = []

    def concluded_meanwhile(front, *_args) -> bytes:
        bound.append(front.subject)
        if len(bound) == 1:
            row = db.session.get_one(Inspection, inspection_id)
            words = ("Nền nếp khá.", "Chưa sát sao.", campaign.signed(world))
            conclude(row, *words, version=row.version, actor=actor_named("tra"))
            db.session.commit()
        return b"%PDF-1.7 invented " + str(len(bound)).encode()

    monkeypatch.setattr(services_binder, "_bound", concluded_meanwhile)
    with committed() as session:
        services_binder.bind_inspection(file_id=own)
        session.commit()
        kept = session.get_one(CellFile, own).binder_sha256
    assert len(bound) == 2
    assert kept == hashlib.sha256(b"%PDF-1.7 invented 2").hexdigest()


def test_the_team_binds_no_record_that_it_may_read_no_more(world, as_user, at_state, committed):
    """The campaign was cancelled, or the cell is looked at no more."""
    inspection_id, own, other = at_state("under_way")
    tra = as_user("tra")
    assert tra.post(f"/inspections/files/{other}/binder").status_code == 303
    with committed() as session:
        run_due_jobs()
        file = session.get_one(CellFile, own)
        set_aside(campaign.seen(file), "Đã sáp nhập", actor=actor_named("tra"))
    page = tra.get(f"/inspections/files/{own}").text
    assert ("/binder" in page, "Căn cứ từ hồ sơ" in page) == (False, False)
    assert tra.post(f"/inspections/files/{own}/binder").status_code == 403
    assert tra.get(f"/inspections/files/{other}/binder").status_code == 200
    with committed() as session:
        row = session.get_one(Inspection, inspection_id)
        services_steps.cancel(row, reason="Hoãn", version=row.version, actor=actor_named("tra"))
    assert tra.post(f"/inspections/files/{other}/binder").status_code == 403
    assert tra.get(f"/inspections/files/{other}/binder").status_code == 404
    assert "/binder" not in tra.get(f"/inspections/files/{other}").text


def test_of_a_closed_campaign_the_team_keeps_the_binder_and_makes_no_other(world, as_user, at_state, committed):
    _, own, other = at_state("concluded")
    tra, path = as_user("tra"), f"/inspections/files/{own}"
    assert tra.post(f"{path}/binder").status_code == 303
    with committed() as session:
        run_due_jobs()
        session.execute(update(Inspection).values(state="closed"))
    page = tra.get(path).text
    assert ("Tải tập hồ sơ" in page, "Lập lại" in page) == (True, False)
    assert tra.get(f"{path}/binder").status_code == 200
    assert tra.post(f"{path}/binder").status_code == 403
    assert "/binder" not in tra.get(f"/inspections/files/{other}").text, "there is none to be had"
    assert "Lập lại" in as_user("thang").get(path).text
