"""the signed bytes of a paper beside the unsigned, and by whose certificate

Revision ID: 0077
Revises: 0076
"""

import sqlalchemy as sa
from alembic import op

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("document") as batch_op:
        batch_op.add_column(sa.Column("to_be_signed", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("signed_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("signed_by", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(
            "fk_document_signed_sha256_stored_file", "stored_file", ["signed_sha256"], ["sha256"]
        )
        batch_op.create_index("ix_document_signed_sha256", ["signed_sha256"])


def downgrade() -> None:
    # The signed files stay in the store, and nothing names them any more.
    with op.batch_alter_table("document") as batch_op:
        batch_op.drop_index("ix_document_signed_sha256")
        batch_op.drop_constraint("fk_document_signed_sha256_stored_file", type_="foreignkey")
        for name in ("signed_at", "signed_by", "signed_sha256", "to_be_signed"):
            batch_op.drop_column(name)
