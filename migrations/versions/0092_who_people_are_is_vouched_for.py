"""people, accounts, offices, memberships and organisations that were there before the history vouched for them

Revision ID: 0092
Revises: 0091
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What a row comes to is the program's affair: the worker vouches for it when it begins."""
    moment = sa.DateTime(timezone=True)
    job = sa.table("job", *(sa.column(name) for name in ("kind", "key", "status", "tries", "error")),
                   sa.column("payload", sa.JSON()), sa.column("created_at", moment), sa.column("run_after", moment))
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM person")):
        now = datetime.now(UTC)
        op.bulk_insert(job, [{"kind": "seal_rows", "key": "seal_rows:0092", "status": "queued", "tries": 0, "error": "",
                              "payload": {}, "created_at": now, "run_after": now}])


def downgrade() -> None:
    """What was vouched for stays so: seals of rows that the program before does not look at do no harm there."""
