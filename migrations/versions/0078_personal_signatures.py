"""the signatures of members with their own certificates on an issued paper, one after the other

Revision ID: 0078
Revises: 0080
"""

import sqlalchemy as sa
from alembic import op

revision = "0078"
down_revision = "0080"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before_sha256", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["before_sha256"], ["stored_file.sha256"], name=op.f("fk_document_signature_before_sha256_stored_file")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_document_signature_document_id_document")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_document_signature_person_id_person")),
        sa.ForeignKeyConstraint(["sha256"], ["stored_file.sha256"], name=op.f("fk_document_signature_sha256_stored_file")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_signature")),
        sa.UniqueConstraint("document_id", "person_id", name=op.f("uq_document_signature_document_id_person_id")),
    )
    op.create_index("ix_document_signature_sha256", "document_signature", ["sha256"])


def downgrade() -> None:
    # The signed files stay in the store; the last of each paper is still named by its row.
    op.drop_table("document_signature")
