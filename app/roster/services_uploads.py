"""Workbooks that were previewed and never confirmed: they hold personal data and are not kept."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from app.documents.files import forget_file
from app.extensions import db
from app.roster.models import RosterUpload

KEPT_UNCONFIRMED = timedelta(days=1)


def sweep_uploads(now: datetime) -> int:
    """Remove uploads older than a day that nobody confirmed, with their bytes unless something else names them.

    Answers how many uploads. One that is being confirmed at this moment is skipped.
    """
    rows = db.session.execute(
        select(RosterUpload.id, RosterUpload.file_sha256)
        .where(RosterUpload.imported_at.is_(None), RosterUpload.uploaded_at < now - KEPT_UNCONFIRMED)
        .with_for_update(skip_locked=True)
    ).all()
    db.session.execute(delete(RosterUpload).where(RosterUpload.id.in_([row.id for row in rows])))
    for sha256 in sorted({row.file_sha256 for row in rows}):
        forget_file(sha256)
    return len(rows)
