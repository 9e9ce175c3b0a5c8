"""a last day for slips printed before slips had one

Revision ID: 0006
Revises: 0005
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

account = sa.table(
    'account',
    sa.column('password_hash', sa.String),
    sa.column('must_change_password', sa.Boolean),
    sa.column('slip_until', sa.Date),
)


def upgrade() -> None:
    # When a slip was printed nobody knows any more, so each has the usual thirty days from now on, none fewer.
    # Whoever never had one ('!') has nothing that could lapse.
    until = (datetime.now(UTC) + timedelta(days=30)).date()
    on_a_slip = (account.c.must_change_password == sa.true()) & (account.c.password_hash != '!')
    op.execute(account.update().where(on_a_slip, account.c.slip_until.is_(None)).values(slip_until=until))


def downgrade() -> None:
    # The last day of an old slip looks like any other: it stays.
    pass
