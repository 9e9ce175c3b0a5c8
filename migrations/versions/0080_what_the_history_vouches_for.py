"""with each event the seals of the rows that its transaction wrote; a row a day over the heads of all chains

Revision ID: 0080
Revises: 0084
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0084"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.add_column(sa.Column("seals", sa.JSON(), nullable=True))
    _ask_to_seal_what_is_there()


def _ask_to_seal_what_is_there() -> None:
    """What a row comes to is the program's affair: the worker vouches for it when it begins."""
    moment = sa.DateTime(timezone=True)
    job = sa.table("job", *(sa.column(name) for name in ("kind", "key", "status", "tries", "error")),
                   sa.column("payload", sa.JSON()), sa.column("created_at", moment), sa.column("run_after", moment))
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM meeting")):
        now = datetime.now(UTC)
        op.bulk_insert(job, [{"kind": "seal_rows", "key": "seal_rows:0080", "status": "queued", "tries": 0, "error": "",
                              "payload": {}, "created_at": now, "run_after": now}])


def downgrade() -> None:
    # Events whose hash covers seals cannot be checked without them: going back would break every chain in silence.
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM audit_event WHERE seals IS NOT NULL")):
        raise RuntimeError("the history vouches for rows since 0080; go back by restoring a backup of before")
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.drop_column("seals")
