"""practice meetings

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('practice',
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('shape', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('begun_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['begun_by_id'], ['person.id'], name=op.f('fk_practice_begun_by_id')),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_practice_cell_id')),
    sa.PrimaryKeyConstraint('cell_id', name=op.f('pk_practice'))
    )


def downgrade() -> None:
    op.drop_table('practice')
