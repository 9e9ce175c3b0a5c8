"""schedules of a month

Revision ID: 0029
Revises: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('monthly_schedule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_monthly_schedule_document_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['person.id'], name=op.f('fk_monthly_schedule_issued_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_monthly_schedule_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_monthly_schedule')),
    sa.UniqueConstraint('organisation_id', 'month', 'edition', name=op.f('uq_monthly_schedule_organisation_id_month_edition'))
    )


def downgrade() -> None:
    op.drop_table('monthly_schedule')
