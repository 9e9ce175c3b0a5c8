"""working rules, meeting plan and thematic plan of a cell for a year

Revision ID: 0055
Revises: 0046
"""

import sqlalchemy as sa
from alembic import op

revision = '0055'
down_revision = '0046'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cell_plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('content', sa.Text(), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=True),
    sa.Column('file_name', sa.String(length=200), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('definition_version', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_cell_plan_cell_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_cell_plan_document_id')),
    sa.ForeignKeyConstraint(['file_sha256'], ['stored_file.sha256'], name=op.f('fk_cell_plan_file_sha256')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cell_plan')),
    sa.UniqueConstraint('cell_id', 'year', 'kind', name=op.f('uq_cell_plan_cell_id_year_kind'))
    )
    with op.batch_alter_table('cell_plan', schema=None) as batch_op:
        batch_op.create_index('ix_cell_plan_year', ['year', 'state'], unique=False)
    op.create_table('plan_topic',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_plan_topic_meeting_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_plan_topic_person_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['cell_plan.id'], name=op.f('fk_plan_topic_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_topic'))
    )
    with op.batch_alter_table('plan_topic', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_topic_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_plan_topic_plan_id'), ['plan_id'], unique=False)
    op.create_table('plan_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('from_state', sa.String(length=32), nullable=False),
    sa.Column('to_state', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('acting_as', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_plan_step_person_id')),
    sa.ForeignKeyConstraint(['plan_id'], ['cell_plan.id'], name=op.f('fk_plan_step_plan_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_step'))
    )
    with op.batch_alter_table('plan_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_plan_step_plan_id'), ['plan_id'], unique=False)


def downgrade() -> None:
    op.drop_table('plan_step')
    op.drop_table('plan_topic')
    op.drop_table('cell_plan')
