"""`verify` over a history and a store, and a backup of a commune of 103 cells over twelve months."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from app import clock
from app.audit.services import record
from app.backups.services import back_up
from app.demo.generate import Size
from app.documents.files import keep_file
from app.documents.models import Document
from app.documents.snapshots import DocumentKind
from app.extensions import db
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
HISTORY, PAPERS, PAPER = 20_000, 500, 100 * 1024
SIGNED, EACH = 100, 10
CHECKS = {Area.FILES: check_files, Area.SIGNATURES: check_signatures}


def measure() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="nennep-bench-") as folder:
        size = Size(cells=103, months=MONTHS, organisations=1)
        with generated({"NENNEP_DATA_DIR": folder}, size) as (app, world), app.app_context():
            _live_on(world.organisations["X0001"])
            yield _rate("verify: audit events in a second", Area.CHAINS, EVENTS)
            yield _rate("verify: documents in a second", Area.FILES, DOCUMENTS)
            yield _rate("verify: signed documents in a second", Area.SIGNATURES, DOCUMENTS)
            began = time.perf_counter()
            clean = verify().clean
            whole = time.perf_counter() - began
            yield Figure(
                name="verify: all of a commune's year", value=whole, bound=SECONDS, unit="s", detail=f"{clean=}"
            )
            began = time.perf_counter()
            kept = back_up(Path(folder) / "one.backup")
            detail = f"{kept.documents} documents, {kept.size / 1024**2:.0f} MB"
            took = time.perf_counter() - began
            yield Figure(name="backup of a commune's year", value=took, bound=SECONDS, unit="s", detail=detail)


def _live_on(organisation_id: int) -> None:
    _sign_papers(organisation_id)
    seal_rows()
    connection = db.session.connection()
    connection.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32))")  # as the migrations leave it
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('bench')")
    for nth in range(HISTORY):
        on = str(clock.today())
        record("holiday_set", actor=None, organisation_id=organisation_id, subject="x", subject_id=nth, on=on, name="x")
        if nth % 500 == 0:
            db.session.commit()
    for nth in range(PAPERS):
        keep_file(nth.to_bytes(8) * (PAPER // 8), "application/pdf")
    db.session.commit()


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
