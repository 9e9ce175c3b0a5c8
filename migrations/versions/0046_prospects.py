"""prospects

Revision ID: 0046
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = '0046'
down_revision = '0033'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('prospect',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('full_name', sa.String(length=120), nullable=False),
    sa.Column('sort_key', sa.String(length=400), nullable=False),
    sa.Column('birth_on', sa.Date(), nullable=True),
    sa.Column('gender', sa.String(length=32), nullable=True),
    sa.Column('ethnicity', sa.String(length=60), nullable=False),
    sa.Column('youth_union', sa.Boolean(), nullable=True),
    sa.Column('occupation', sa.String(length=200), nullable=False),
    sa.Column('first_helper_id', sa.Integer(), nullable=True),
    sa.Column('second_helper_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('definition_version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_prospect_cell_id')),
    sa.ForeignKeyConstraint(['first_helper_id'], ['person.id'], name=op.f('fk_prospect_first_helper_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_prospect_person_id')),
    sa.ForeignKeyConstraint(['second_helper_id'], ['person.id'], name=op.f('fk_prospect_second_helper_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prospect')),
    sa.UniqueConstraint('person_id', name=op.f('uq_prospect_person_id'))
    )
    with op.batch_alter_table('prospect', schema=None) as batch_op:
        batch_op.create_index('ix_prospect_cell', ['cell_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_prospect_first_helper_id'), ['first_helper_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_prospect_second_helper_id'), ['second_helper_id'], unique=False)

    op.create_table('prospect_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('prospect_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('symbol', sa.String(length=120), nullable=False),
    sa.Column('note', sa.String(length=500), nullable=False),
    sa.Column('vote_id', sa.Integer(), nullable=True),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['prospect_id'], ['prospect.id'], name=op.f('fk_prospect_step_prospect_id')),
    sa.ForeignKeyConstraint(['vote_id'], ['vote.id'], name=op.f('fk_prospect_step_vote_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['person.id'], name=op.f('fk_prospect_step_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prospect_step'))
    )
    with op.batch_alter_table('prospect_step', schema=None) as batch_op:
        batch_op.create_index('ix_prospect_step_order', ['prospect_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_prospect_step_vote_id'), ['vote_id'], unique=False)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('youth_union', sa.Boolean(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('youth_union')

    with op.batch_alter_table('prospect_step', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_prospect_step_vote_id'))
        batch_op.drop_index('ix_prospect_step_order')

    op.drop_table('prospect_step')
    with op.batch_alter_table('prospect', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_prospect_second_helper_id'))
        batch_op.drop_index(batch_op.f('ix_prospect_first_helper_id'))
        batch_op.drop_index('ix_prospect_cell')

    op.drop_table('prospect')
