"""which overseers were at the committee's meeting

Revision ID: 0033
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = '0033'
down_revision = '0040'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('approval_round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('overseers_came', sa.JSON(none_as_null=True), nullable=False, server_default='[]'))
    with op.batch_alter_table('approval_round', schema=None) as batch_op:
        batch_op.alter_column('overseers_came', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('approval_round', schema=None) as batch_op:
        batch_op.drop_column('overseers_came')
