"""what was sent with a form's token, so that a text changed since is no second click

Revision ID: 0072
Revises: 0068
"""

import sqlalchemy as sa
from alembic import op

revision = "0072"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("used_form") as batch_op:
        batch_op.add_column(sa.Column("content", sa.String(length=64), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("used_form") as batch_op:
        batch_op.drop_column("content")
