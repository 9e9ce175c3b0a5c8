"""a row for each cell and month, from which pages over many cells read their figures

Revision ID: 0050
Revises: 0045
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0050'
down_revision = '0045'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('monthly_summary',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=True),
    sa.Column('met_on', sa.Date(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('minutes_norm', sa.Integer(), nullable=True),
    sa.Column('due', sa.Integer(), nullable=True),
    sa.Column('present', sa.Integer(), nullable=True),
    sa.Column('spoke', sa.Integer(), nullable=True),
    sa.Column('self_points', sa.Numeric(precision=4, scale=1), nullable=True),
    sa.Column('points', sa.Numeric(precision=4, scale=1), nullable=True),
    sa.Column('level', sa.String(length=32), nullable=True),
    sa.Column('topics', sa.Integer(), nullable=False),
    sa.Column('repeats', sa.Integer(), nullable=False),
    sa.Column('petitions', sa.Integer(), nullable=False),
    sa.Column('petitions_open', sa.Integer(), nullable=False),
    sa.Column('tasks', sa.Integer(), nullable=False),
    sa.Column('tasks_in_time', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_monthly_summary_cell_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_monthly_summary_meeting_id'),
    ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_monthly_summary')),
    sa.UniqueConstraint('cell_id', 'month', name=op.f('uq_monthly_summary_cell_id_month'))
    )
    with op.batch_alter_table('monthly_summary', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_monthly_summary_month'), ['month'], unique=False)
    _ask_to_fill_it()


def _ask_to_fill_it() -> None:
    """What a month comes to is the program's affair: the worker writes it when it begins."""
    moment = sa.DateTime(timezone=True)
    job = sa.table('job', *(sa.column(name) for name in ('kind', 'key', 'status', 'tries', 'error')),
                   sa.column('payload', sa.JSON()), sa.column('created_at', moment), sa.column('run_after', moment))
    if op.get_bind().scalar(sa.text('SELECT count(*) FROM meeting')):
        now = datetime.now(UTC)
        op.bulk_insert(job, [{'kind': 'rebuild_summaries', 'key': 'rebuild_summaries:0050', 'status': 'queued',
                              'tries': 0, 'error': '', 'payload': {}, 'created_at': now, 'run_after': now}])


def downgrade() -> None:
    op.drop_table('monthly_summary')
