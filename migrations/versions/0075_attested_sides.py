"""which side of a handover the office has signed for: until now always the giver's

Revision ID: 0075
Revises: 0072
"""

import sqlalchemy as sa
from alembic import op

revision = "0075"
down_revision = "0072"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("handover") as batch_op:
        batch_op.add_column(sa.Column("attested_side", sa.String(length=32), nullable=True))
    op.execute("UPDATE handover SET attested_side = 'giver' WHERE attested_by_id IS NOT NULL")


def downgrade() -> None:
    # What was attested for the taker cannot be told from the giver's any more.
    with op.batch_alter_table("handover") as batch_op:
        batch_op.drop_column("attested_side")
