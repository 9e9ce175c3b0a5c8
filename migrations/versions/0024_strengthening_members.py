"""members sent to strengthen small cells

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('temporary_transfer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('strengthening', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('strengthening', sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.drop_column('strengthening')
    with op.batch_alter_table('temporary_transfer', schema=None) as batch_op:
        batch_op.drop_column('strengthening')
