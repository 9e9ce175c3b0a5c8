"""a code on each issued document, under which anybody may ask whether it is genuine

Those issued before have none: their bytes stay as they are, and are recognised by their hash.

Revision ID: 0076
Revises: 0075
"""

import sqlalchemy as sa
from alembic import op

revision = "0076"
down_revision = "0075"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("document", sa.Column("check_code", sa.String(length=16), nullable=True))
    op.create_index("ix_document_check_code", "document", ["check_code"], unique=True)
    op.create_index("ix_document_file_sha256", "document", ["file_sha256"])


def downgrade() -> None:
    op.drop_index("ix_document_file_sha256", "document")
    op.drop_index("ix_document_check_code", "document")
    op.drop_column("document", "check_code")
