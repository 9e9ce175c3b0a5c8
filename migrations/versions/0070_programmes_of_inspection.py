"""the issued programme of inspections of a year

Revision ID: 0070
Revises: 0049
"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "inspection_programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_inspection_programme_organisation_id")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_inspection_programme_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_programme")),
        sa.UniqueConstraint(
            "organisation_id", "year", "issuer", name=op.f("uq_inspection_programme_organisation_id_year_issuer")
        ),
    )


def downgrade() -> None:
    op.drop_table("inspection_programme")
