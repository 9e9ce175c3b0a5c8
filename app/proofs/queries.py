"""`verify`: all that proves the record, looked at as of one moment."""

import time
from collections.abc import Callable, Iterable
from contextlib import closing

from sqlalchemy import func, select

from app.extensions import connection, db, one_moment
from app.organisations.models import Organisation, OrganisationKind
from app.organisations.queries import names_of
from app.proofs.findings import AREA_LABELS, Area, Checked, Verdict
from app.proofs.kept_seals import KeptSeals
from app.proofs.queries_chains import check_chains
from app.proofs.queries_papers import check_files, check_numbers, check_signatures
from app.proofs.queries_rows import check_rows
from app.proofs.queries_seals import check_seals
from app.proofs.reading import SPOILT
from app.summaries.services import differences


def verify(kept_outside: Iterable[str] = ()) -> Verdict:
    """What was looked at, area by area, and the first thing in each that does not match. Writes nothing, and nobody
    who works meanwhile waits; what they do after it has begun is not looked at.

    `kept_outside`: hashes of seals that somebody kept.
    """
    began, verdict = time.monotonic(), Verdict()
    with one_moment(), closing(KeptSeals()) as kept:
        # The chains first: they tell what the rows are compared with.
        verdict.areas = [
            _tried(Area.CHAINS, lambda: check_chains(kept)),
            _tried(Area.ROWS, lambda: check_rows(kept)),
            _tried(Area.FILES, check_files),
            _tried(Area.NUMBERS, check_numbers),
            _tried(Area.SIGNATURES, check_signatures),
            _tried(Area.SUMMARIES, check_summaries),
            _tried(Area.SEALS, lambda: check_seals(kept_outside)),
        ]
    verdict.seconds = time.monotonic() - began
    return verdict


def _tried(area: Area, check: Callable[[], Checked]) -> Checked:
    """A value so spoilt that nothing can be asked any more is a finding, too."""
    try:
        return check()
    except SPOILT as error:
        db.session.rollback()  # else PostgreSQL answers nothing more
        reason = str(error).partition("\n")[0][:200]
        return Checked(area, found=f"{AREA_LABELS[area]} có dữ liệu hỏng, không đọc hết được: {reason}")


def check_summaries() -> Checked:
    """The figures of the months beside the records, up to the first that differs."""
    cells = select(func.count()).select_from(Organisation).where(Organisation.kind == OrganisationKind.CELL)
    checked = Checked(Area.SUMMARIES, count=connection().scalar(cells) or 0)
    if (one := next(differences(), None)) is not None:
        cell = names_of({one.cell_id}).get(one.cell_id, one.cell_id)
        checked.note(
            f"{cell}, tháng {one.month:%m/%Y}: {one.name} ghi {one.kept}, theo ghi chép phải là {one.found}. "
            "Chạy recompute-summaries để ghi lại."
        )
    return checked
