"""the yearly rating of organisations and members

Revision ID: 0056
Revises: 0055
"""

import sqlalchemy as sa
from alembic import op

revision = '0056'
down_revision = '0055'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('year_rating',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('own_level', sa.String(length=32), nullable=True),
    sa.Column('own_note', sa.Text(), nullable=False),
    sa.Column('goods', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('level', sa.String(length=32), nullable=True),
    sa.Column('four_goods', sa.Boolean(), nullable=True),
    sa.Column('decision_number', sa.String(length=60), nullable=False),
    sa.Column('decision_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_year_rating_organisation_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_year_rating_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_rating'))
    )
    with op.batch_alter_table('year_rating', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_year_rating_organisation_id'), ['organisation_id'], unique=False)
        batch_op.create_index('uq_year_rating_organisation', ['year', 'organisation_id'], unique=True,
            sqlite_where=sa.text('person_id IS NULL'), postgresql_where=sa.text('person_id IS NULL'))
        batch_op.create_index('uq_year_rating_person', ['year', 'person_id'], unique=True,
            sqlite_where=sa.text('person_id IS NOT NULL'), postgresql_where=sa.text('person_id IS NOT NULL'))


def downgrade() -> None:
    op.drop_table('year_rating')
