"""overseers of a month, and hours suggested to cells

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('for_month', sa.Date(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_appointment_organisation_id_for_month'), ['organisation_id', 'for_month'])

    op.create_table('hour_suggestion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('was', sa.DateTime(timezone=True), nullable=False),
    sa.Column('proposed', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_hour_suggestion_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_hour_suggestion_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hour_suggestion')),
    sa.UniqueConstraint('meeting_id', 'was', 'proposed', name=op.f('uq_hour_suggestion_meeting_id_was_proposed'))
    )


def downgrade() -> None:
    op.drop_table('hour_suggestion')
    with op.batch_alter_table('appointment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_appointment_organisation_id_for_month'), type_='unique')
        batch_op.drop_column('for_month')
