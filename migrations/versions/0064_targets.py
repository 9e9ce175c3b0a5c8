"""targets of organisations

Revision ID: 0064
Revises: 0070
"""

import sqlalchemy as sa
from alembic import op

revision = '0064'
down_revision = '0070'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('target',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('measure', sa.String(length=32), nullable=False),
    sa.Column('comparison', sa.String(length=32), nullable=False),
    sa.Column('value', sa.Numeric(4, 1), nullable=False),
    sa.Column('from_month', sa.Date(), nullable=False),
    sa.Column('to_month', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_target_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target')),
    sa.UniqueConstraint('organisation_id', 'measure', 'from_month', 'to_month', name=op.f('uq_target_organisation_id_measure_from_month_to_month'))
    )


def downgrade() -> None:
    op.drop_table('target')
