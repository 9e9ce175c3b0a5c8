"""petitions, plans, guidance, inspections, handovers, rules and criteria from before the history vouched for them

Revision ID: 0093
Revises: 0092
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What a row comes to is the program's affair: the worker vouches for it when it begins."""
    moment = sa.DateTime(timezone=True)
    job = sa.table("job", *(sa.column(name) for name in ("kind", "key", "status", "tries", "error")),
                   sa.column("payload", sa.JSON()), sa.column("created_at", moment), sa.column("run_after", moment))
    # Who has a rule set has begun; whoever has anything of the rest has one.
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM rule_set")):
        now = datetime.now(UTC)
        op.bulk_insert(job, [{"kind": "seal_rows", "key": "seal_rows:0093", "status": "queued", "tries": 0, "error": "",
                              "payload": {}, "created_at": now, "run_after": now}])


def downgrade() -> None:
    """What was vouched for stays so: seals of rows that the program before does not look at do no harm there."""
