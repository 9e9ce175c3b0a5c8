"""handing over when the secretary changes

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('handover',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=False),
    sa.Column('taker_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('decision', sa.String(length=120), nullable=False),
    sa.Column('listed', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('giver_signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('giver_note', sa.Text(), nullable=False),
    sa.Column('taker_signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taker_note', sa.Text(), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_handover_cell_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_handover_document_id')),
    sa.ForeignKeyConstraint(['giver_id'], ['person.id'], name=op.f('fk_handover_giver_id')),
    sa.ForeignKeyConstraint(['taker_id'], ['person.id'], name=op.f('fk_handover_taker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_handover'))
    )
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_handover_cell_id'), ['cell_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_handover_giver_id'), ['giver_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_handover_taker_id'), ['taker_id'], unique=False)


def downgrade() -> None:
    op.drop_table('handover')
