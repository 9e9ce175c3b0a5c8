"""a person's own sessions, each with its device, and the device of each try to sign in

Sessions of before are not known and end by themselves within twelve hours.

Revision ID: 0084
Revises: 0077
"""

import sqlalchemy as sa
from alembic import op

revision = "0084"
down_revision = "0077"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "open_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(length=24), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_open_session_account_id_account")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_open_session")),
        sa.UniqueConstraint("session", name=op.f("uq_open_session_session")),
    )
    op.create_index(op.f("ix_open_session_account_id"), "open_session", ["account_id"])
    op.create_index(op.f("ix_open_session_begun_at"), "open_session", ["begun_at"])
    op.add_column("sign_in_attempt", sa.Column("device", sa.String(length=80), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("sign_in_attempt") as batch_op:
        batch_op.drop_column("device")
    op.drop_table("open_session")
