"""reports of periods

Revision ID: 0065
Revises: 0064
"""

import sqlalchemy as sa
from alembic import op

revision = '0065'
down_revision = '0064'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('period_report',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('first_month', sa.Date(), nullable=False),
    sa.Column('last_month', sa.Date(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.Column('proposals', sa.Text(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('issued_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_period_report_document_id')),
    sa.ForeignKeyConstraint(['issued_by_id'], ['person.id'], name=op.f('fk_period_report_issued_by_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_period_report_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_period_report')),
    sa.UniqueConstraint('organisation_id', 'first_month', 'last_month', 'edition', name=op.f('uq_period_report_organisation_id_first_month_last_month_edition'))
    )


def downgrade() -> None:
    op.drop_table('period_report')
