"""assignments and examples

Revision ID: 0048
Revises: 0057
"""

import sqlalchemy as sa
from alembic import op

revision = '0048'
down_revision = '0057'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('assignment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_assignment_cell_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assignment_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment'))
    )
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.create_index('ix_assignment_cell', ['cell_id', 'to_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_assignment_person_id'), ['person_id'], unique=False)

    op.create_table('example',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('period', sa.String(length=80), nullable=False),
    sa.Column('recognised', sa.String(length=200), nullable=False),
    sa.Column('folded', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_example_cell_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_example_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_example'))
    )
    with op.batch_alter_table('example', schema=None) as batch_op:
        batch_op.create_index('ix_example_cell', ['cell_id', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_example_person_id'), ['person_id'], unique=False)

    op.create_table('assignment_note',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('assignment_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['assignment_id'], ['assignment.id'], name=op.f('fk_assignment_note_assignment_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['person.id'], name=op.f('fk_assignment_note_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment_note')),
    sa.UniqueConstraint('assignment_id', 'month', name=op.f('uq_assignment_note_assignment_id_month'))
    )


def downgrade() -> None:
    op.drop_table('assignment_note')
    with op.batch_alter_table('example', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_example_person_id'))
        batch_op.drop_index('ix_example_cell')

    op.drop_table('example')
    with op.batch_alter_table('assignment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_assignment_person_id'))
        batch_op.drop_index('ix_assignment_cell')

    op.drop_table('assignment')
