"""yearly ratings that are corrected keep what was decided before

Revision ID: 0068
Revises: 0067
"""

import sqlalchemy as sa
from alembic import op

revision = '0068'
down_revision = '0067'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('earlier_decision',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rating_id', sa.Integer(), nullable=False),
    sa.Column('level', sa.String(length=32), nullable=False),
    sa.Column('four_goods', sa.Boolean(), nullable=True),
    sa.Column('decision_number', sa.String(length=60), nullable=False),
    sa.Column('decision_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('corrected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('corrected_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['corrected_by_id'], ['person.id'], name=op.f('fk_earlier_decision_corrected_by_id')),
    sa.ForeignKeyConstraint(['rating_id'], ['year_rating.id'], name=op.f('fk_earlier_decision_rating_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_earlier_decision'))
    )
    op.create_index(op.f('ix_earlier_decision_rating_id'), 'earlier_decision', ['rating_id'], unique=False)


def downgrade() -> None:
    op.drop_table('earlier_decision')
