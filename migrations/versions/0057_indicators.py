"""indicators of organisations, with plan and actual

Revision ID: 0057
Revises: 0047
"""

import sqlalchemy as sa
from alembic import op

revision = '0057'
down_revision = '0047'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('indicator',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('period', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('unit', sa.String(length=40), nullable=False),
    sa.Column('plan', sa.Numeric(15, 3), nullable=True),
    sa.Column('actual', sa.Numeric(15, 3), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_indicator_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator')),
    sa.UniqueConstraint('organisation_id', 'year', 'period', 'name', name=op.f('uq_indicator_organisation_id_year_period_name'))
    )


def downgrade() -> None:
    op.drop_table('indicator')
