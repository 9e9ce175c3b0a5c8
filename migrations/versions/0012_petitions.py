"""petitions

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('petition',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('level_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('sent_to', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('field', sa.String(length=200), nullable=False),
    sa.Column('competence', sa.String(length=32), nullable=True),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('hot', sa.Boolean(), nullable=False),
    sa.Column('raised_by_id', sa.Integer(), nullable=True),
    sa.Column('raiser_name', sa.String(length=200), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('speech_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('definition_version', sa.Integer(), nullable=False),
    sa.Column('handler', sa.String(length=200), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('merged_into_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_petition_cell_id')),
    sa.ForeignKeyConstraint(['level_id'], ['organisation.id'], name=op.f('fk_petition_level_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_petition_meeting_id')),
    sa.ForeignKeyConstraint(['merged_into_id'], ['petition.id'], name=op.f('fk_petition_merged_into_id')),
    sa.ForeignKeyConstraint(['raised_by_id'], ['person.id'], name=op.f('fk_petition_raised_by_id')),
    sa.ForeignKeyConstraint(['speech_id'], ['speech.id'], name=op.f('fk_petition_speech_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition')),
    sa.UniqueConstraint('speech_id', name=op.f('uq_petition_speech_id'))
    )
    with op.batch_alter_table('petition', schema=None) as batch_op:
        batch_op.create_index('ix_petition_cell', ['cell_id', 'state', 'deadline'], unique=False)
        batch_op.create_index('ix_petition_level', ['level_id', 'state', 'deadline'], unique=False)
        batch_op.create_index(batch_op.f('ix_petition_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_petition_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_petition_raised_by_id'), ['raised_by_id'], unique=False)

    op.create_table('petition_reply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('item_id', sa.Integer(), nullable=True),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_petition_reply_cell_id')),
    sa.ForeignKeyConstraint(['item_id'], ['agenda_item.id'], name=op.f('fk_petition_reply_item_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_petition_reply_petition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition_reply')),
    sa.UniqueConstraint('petition_id', 'cell_id', name=op.f('uq_petition_reply_petition_id_cell_id'))
    )
    with op.batch_alter_table('petition_reply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_petition_reply_cell_id'), ['cell_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_petition_reply_item_id'), ['item_id'], unique=False)

    op.create_table('petition_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('petition_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('from_state', sa.String(length=32), nullable=False),
    sa.Column('to_state', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('level_id', sa.Integer(), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_petition_step_account_id')),
    sa.ForeignKeyConstraint(['level_id'], ['organisation.id'], name=op.f('fk_petition_step_level_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_petition_step_person_id')),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_petition_step_petition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_petition_step'))
    )
    with op.batch_alter_table('petition_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_petition_step_level_id'), ['level_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_petition_step_petition_id'), ['petition_id'], unique=False)

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('petition_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_attachment_petition_id'), ['petition_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_attachment_petition_id'), 'petition', ['petition_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_attachment_petition_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_attachment_petition_id'))
        batch_op.drop_column('petition_id')

    with op.batch_alter_table('petition_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_petition_step_petition_id'))
        batch_op.drop_index(batch_op.f('ix_petition_step_level_id'))

    op.drop_table('petition_step')
    with op.batch_alter_table('petition_reply', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_petition_reply_item_id'))
        batch_op.drop_index(batch_op.f('ix_petition_reply_cell_id'))

    op.drop_table('petition_reply')
    with op.batch_alter_table('petition', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_petition_raised_by_id'))
        batch_op.drop_index(batch_op.f('ix_petition_merged_into_id'))
        batch_op.drop_index(batch_op.f('ix_petition_meeting_id'))
        batch_op.drop_index('ix_petition_level')
        batch_op.drop_index('ix_petition_cell')

    op.drop_table('petition')
