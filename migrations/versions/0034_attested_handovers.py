"""the office stands in for a secretary who cannot sign the handover

Revision ID: 0034
Revises: 0056
"""

import sqlalchemy as sa
from alembic import op

revision = '0034'
down_revision = '0056'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.add_column(sa.Column('attested_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('attested_reason', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('scan_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_handover_attested_by_id'), 'person', ['attested_by_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_handover_scan_id'), 'attachment', ['scan_id'], ['id'])
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.alter_column('attested_reason', server_default=None)


def downgrade() -> None:
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_handover_scan_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_handover_attested_by_id'), type_='foreignkey')
        batch_op.drop_column('scan_id')
        batch_op.drop_column('attested_reason')
        batch_op.drop_column('attested_by_id')
