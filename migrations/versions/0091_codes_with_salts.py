"""codes that people type: hashes with random salts, and of a code for one sign-in the part by which it is found

Revision ID: 0091
Revises: 0090
"""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("one_time_sign_in") as batch_op:
        batch_op.alter_column("code_hash", existing_type=sa.String(64), type_=sa.String(120), existing_nullable=False)
        batch_op.add_column(sa.Column("lookup", sa.String(length=8), nullable=True))
        batch_op.create_index(batch_op.f("ix_one_time_sign_in_lookup"), ["lookup"])
    with op.batch_alter_table("recovery_code") as batch_op:
        batch_op.alter_column("code_hash", existing_type=sa.String(64), type_=sa.String(120), existing_nullable=False)


def downgrade() -> None:
    # Below this step nobody could compare them: who is left without codes has new ones made.
    op.execute("DELETE FROM one_time_sign_in WHERE length(code_hash) > 64")
    op.execute("DELETE FROM recovery_code WHERE length(code_hash) > 64")
    with op.batch_alter_table("recovery_code") as batch_op:
        batch_op.alter_column("code_hash", existing_type=sa.String(120), type_=sa.String(64), existing_nullable=False)
    with op.batch_alter_table("one_time_sign_in") as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_sign_in_lookup"))
        batch_op.drop_column("lookup")
        batch_op.alter_column("code_hash", existing_type=sa.String(120), type_=sa.String(64), existing_nullable=False)
