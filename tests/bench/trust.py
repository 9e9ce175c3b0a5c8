"""`verify` over a history and a store, and a backup of a commune of 103 cells over twelve months."""

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from app import clock
from app.audit.services import record
from app.backups.services import back_up
from app.demo.generate import Size
from app.documents.files import keep_file
from app.documents.models import Document
from app.documents.snapshots import DocumentKind
from app.extensions import db
from app.meetings.models import Meeting
from app.proofs.findings import Area
from app.proofs.kept_seals import KeptSeals
from app.proofs.queries import verify
from app.proofs.queries_chains import check_chains
from app.proofs.queries_papers import check_files, check_signatures
from app.proofs.services import seal_rows
from tests.bench.figures import Figure
from tests.bench.papers import signing
from tests.bench.seeing import MONTHS, generated

EVENTS, DOCUMENTS, SECONDS = 5_000, 50, 30
# Of each meeting, as the demo has it (docs/scale.md): events with what they say and vouch for, files of papers.
TOLD, SAYS, PAPERS, PAPER = 150, 1_200, 7, 36 * 1024
SIGNED, EACH = 100, 10
CHECKS = {Area.FILES: check_files, Area.SIGNATURES: check_signatures}


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="nennep-bench-") as folder:
        size = Size(cells=103, months=MONTHS, organisations=1)
        with generated({"NENNEP_DATA_DIR": folder}, size) as (app, world), app.app_context():
            meetings = _live_on(world.organisations["X0001"])
            yield _rate("verify: audit events in a second", Area.CHAINS, EVENTS)
            yield _rate("verify: documents in a second", Area.FILES, DOCUMENTS)
            yield _rate("verify: signed documents in a second", Area.SIGNATURES, DOCUMENTS)
            began = time.perf_counter()
            if found := [one.found for one in verify() if one.found]:
                raise RuntimeError(f"there is something to find: {found}")
            whole = time.perf_counter() - began
            yield Figure(
                name="verify: all of a commune's year", value=whole, bound=SECONDS, unit="s",
                detail=f"{meetings} meetings, {meetings * TOLD} events, {meetings * PAPERS} papers",
            )  # fmt: skip
            began = time.perf_counter()
            kept = back_up(Path(folder) / "one.backup")
            detail = f"{kept.documents} documents, {kept.size / 1024**2:.0f} MB"
            took = time.perf_counter() - began
            yield Figure(name="backup of a commune's year", value=took, bound=SECONDS, unit="s", detail=detail)


def _live_on(organisation_id: int) -> int:
    """What a year leaves behind beside the rows that are there: history and papers. The number of meetings."""
    _sign_papers(organisation_id)
    seal_rows()
    connection = db.session.connection()
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")  # as the migrations leave it
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('bench')")
    meetings = db.session.execute(select(Meeting.id, Meeting.cell_id).order_by(Meeting.id)).all()
    db.session.commit()
    for meeting in meetings:
        for _ in range(TOLD):
            record(
                "holiday_set", actor=None, organisation_id=meeting.cell_id, subject="x", subject_id=meeting.id,
                on=str(clock.today()), name="x" * SAYS,
            )  # fmt: skip
        for _ in range(PAPERS):
            keep_file(os.urandom(PAPER), "application/pdf")
        db.session.commit()
        db.session.expunge_all()
    return len(meetings)


def _sign_papers(organisation_id: int) -> None:
    """Some files with the signature of a committee, each borne by several papers: `verify` judges it for every paper."""
    sign = signing()
    files = [keep_file(sign(), "application/pdf") for _ in range(SIGNED // EACH)]
    db.session.flush()
    db.session.add_all(
        Document(
            organisation_id=organisation_id, kind=DocumentKind.GUIDANCE, title="Định hướng", snapshot={},
            template_version=1, created_at=clock.now(), file_sha256=file, signed_sha256=file,
        )
        for file in files for _ in range(EACH)
    )  # fmt: skip
    db.session.commit()


def _rate(name: str, area: Area, least: int) -> Figure:
    """As the time for so many as have to be done in a second, because all bounds are upper ones."""
    began, kept = time.perf_counter(), KeptSeals()
    checked = check_chains(kept) if area == Area.CHAINS else CHECKS[area]()
    each = (time.perf_counter() - began) / checked.count
    detail = f"{1 / each:,.0f} a second, {checked.count:,} looked at"
    return Figure(name=name, value=each * least, bound=1, unit="s", detail=detail)
