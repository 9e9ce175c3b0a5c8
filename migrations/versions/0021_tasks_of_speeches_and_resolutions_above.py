"""tasks made of speeches, and tasks that carry out a resolution of a committee above

Revision ID: 0021
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('commune_resolution',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('symbol', sa.String(length=60), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('in_use', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_commune_resolution_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commune_resolution')),
    sa.UniqueConstraint('organisation_id', 'symbol', 'issued_on', name=op.f('uq_commune_resolution_organisation_id_symbol_issued_on'))
    )
    with op.batch_alter_table('commune_resolution', schema=None) as batch_op:
        batch_op.create_index('ix_commune_resolution_issued', ['organisation_id', 'issued_on'], unique=False)

    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.add_column(sa.Column('speech_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('commune_resolution_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_task_commune_resolution_id'), ['commune_resolution_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_task_speech_id'), ['speech_id'])
        batch_op.create_foreign_key(batch_op.f('fk_task_speech_id'), 'speech', ['speech_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_task_commune_resolution_id'), 'commune_resolution', ['commune_resolution_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_task_commune_resolution_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_task_speech_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_task_speech_id'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_task_commune_resolution_id'))
        batch_op.drop_column('commune_resolution_id')
        batch_op.drop_column('speech_id')
    op.drop_table('commune_resolution')
