"""the events that tell of files made anew, found without reading the whole history

Revision ID: 0095
Revises: 0093
"""

import sqlalchemy as sa
from alembic import op

revision = "0095"
down_revision = "0093"
branch_labels = None
depends_on = None

NAME = "ix_audit_event_rendered_anew"
OWN = sa.text("event = 'document_rendered_anew'")


def upgrade() -> None:
    op.create_index(NAME, "audit_event", ["at"], unique=False, sqlite_where=OWN, postgresql_where=OWN)


def downgrade() -> None:
    op.drop_index(NAME, table_name="audit_event", sqlite_where=OWN, postgresql_where=OWN)
