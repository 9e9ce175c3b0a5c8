"""who of the absent was told

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('absentee_told',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_by_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_absentee_told_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_absentee_told_person_id')),
    sa.ForeignKeyConstraint(['told_by_id'], ['person.id'], name=op.f('fk_absentee_told_told_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absentee_told')),
    sa.UniqueConstraint('meeting_id', 'person_id', name=op.f('uq_absentee_told_meeting_id_person_id'))
    )
    with op.batch_alter_table('absentee_told', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absentee_told_person_id'), ['person_id'], unique=False)


def downgrade() -> None:
    op.drop_table('absentee_told')
