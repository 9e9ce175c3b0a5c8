"""what was copied from last month and not changed since

Revision ID: 0023
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('as_copied', sa.Integer(), nullable=True))

    with op.batch_alter_table('guidance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('copied_from_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_guidance_copied_from_id'), 'guidance', ['copied_from_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('guidance', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_guidance_copied_from_id'), type_='foreignkey')
        batch_op.drop_column('copied_from_id')
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.drop_column('as_copied')
