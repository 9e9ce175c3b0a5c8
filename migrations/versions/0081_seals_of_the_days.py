"""a row a day over the ends of all chains of the history

Revision ID: 0081
Revises: 0085
"""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0085"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_seal")),
        sa.UniqueConstraint("day", name=op.f("uq_day_seal_day")),
    )


def downgrade() -> None:
    op.drop_table("day_seal")
