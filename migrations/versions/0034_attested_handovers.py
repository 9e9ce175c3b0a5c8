"""the office stands in for a secretary who cannot sign the handover

Revision ID: 0034
Revises: 0056
"""

from datetime import UTC, datetime

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
    _ask_to_fill_the_index()


def _ask_to_fill_the_index() -> None:
    """From here on guidance, files and the owners of tasks are found too: the worker reads them when it begins."""
    moment = sa.DateTime(timezone=True)
    job = sa.table('job', *(sa.column(name) for name in ('kind', 'key', 'status', 'tries', 'error')),
                   sa.column('payload', sa.JSON()), sa.column('created_at', moment), sa.column('run_after', moment))
    if op.get_bind().scalar(sa.text('SELECT count(*) FROM meeting')):
        now = datetime.now(UTC)
        op.bulk_insert(job, [{'kind': 'rebuild_search', 'key': 'rebuild_search:0034', 'status': 'queued', 'tries': 0,
                              'error': '', 'payload': {}, 'created_at': now, 'run_after': now}])


def downgrade() -> None:
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_handover_scan_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_handover_attested_by_id'), type_='foreignkey')
        batch_op.drop_column('scan_id')
        batch_op.drop_column('attested_reason')
        batch_op.drop_column('attested_by_id')
