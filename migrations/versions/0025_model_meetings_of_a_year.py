"""the year's plan of rotating model meetings

Revision ID: 0025
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('model_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('host_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('topic', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['host_id'], ['organisation.id'], name=op.f('fk_model_plan_host_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_plan')),
    sa.UniqueConstraint('host_id', 'month', name=op.f('uq_model_plan_host_id_month'))
    )
    op.create_table('model_plan_guest',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_model_plan_guest_cell_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['model_plan.id'], name=op.f('fk_model_plan_guest_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_plan_guest')),
    sa.UniqueConstraint('plan_id', 'cell_id', name=op.f('uq_model_plan_guest_plan_id_cell_id'))
    )
    with op.batch_alter_table('model_plan_guest', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_model_plan_guest_cell_id'), ['cell_id'], unique=False)


def downgrade() -> None:
    op.drop_table('model_plan_guest')
    op.drop_table('model_plan')
