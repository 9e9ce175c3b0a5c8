"""the monthly self-checks of members

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('self_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('work', sa.Text(), nullable=False),
    sa.Column('grade', sa.String(length=32), nullable=False),
    sa.Column('self_criticism', sa.Text(), nullable=False),
    sa.Column('remedy', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_self_check_cell_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_self_check_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_self_check')),
    sa.UniqueConstraint('person_id', 'month', name=op.f('uq_self_check_person_id_month'))
    )
    with op.batch_alter_table('self_check', schema=None) as batch_op:
        batch_op.create_index('ix_self_check_cell_month', ['cell_id', 'month'], unique=False)


def downgrade() -> None:
    op.drop_table('self_check')
