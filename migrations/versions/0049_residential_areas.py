"""residential areas

Revision ID: 0049
Revises: 0048
"""

import sqlalchemy as sa
from alembic import op

revision = '0049'
down_revision = '0048'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('residential_area',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('commune_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('households', sa.Integer(), nullable=True),
    sa.Column('cell_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_residential_area_cell_id')),
    sa.ForeignKeyConstraint(['commune_id'], ['organisation.id'], name=op.f('fk_residential_area_commune_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_residential_area')),
    sa.UniqueConstraint('commune_id', 'name', name=op.f('uq_residential_area_commune_id_name'))
    )
    with op.batch_alter_table('residential_area', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_residential_area_cell_id'), ['cell_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('residential_area', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_residential_area_cell_id'))

    op.drop_table('residential_area')
