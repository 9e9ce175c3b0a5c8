"""letters, where they go and who wants them; reminders that are written once

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key', sa.String(length=120), nullable=True))
    op.create_index('uq_notification_key_person_id', 'notification', ['key', 'person_id'], unique=True)
    op.create_table(
        'letter',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('person_id', sa.Integer(), nullable=False),
        sa.Column('notification_id', sa.Integer(), nullable=True),
        sa.Column('meeting_id', sa.Integer(), nullable=True),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('message_id', sa.String(length=300), nullable=False),
        sa.Column('status', sa.String(length=32), nullable=False),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('error', sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_letter_meeting_id_meeting')),
        sa.ForeignKeyConstraint(['notification_id'], ['notification.id'], name=op.f('fk_letter_notification_id_notification')),
        sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_letter_person_id_person')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
        sa.UniqueConstraint('message_id', name=op.f('uq_letter_message_id')),
    )
    op.create_index(op.f('ix_letter_person_id'), 'letter', ['person_id'])
    op.create_index(op.f('ix_letter_notification_id'), 'letter', ['notification_id'])
    op.create_index('ix_letter_waiting', 'letter', ['status', 'next_try_at', 'id'])
    op.create_index('ix_letter_sent', 'letter', ['status', 'sent_at'])
    op.create_table(
        'mail_address',
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('pending', sa.String(length=254), nullable=False),
        sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('tries', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_mail_address_account_id_account')),
        sa.PrimaryKeyConstraint('account_id', name=op.f('pk_mail_address')),
    )
    op.create_table(
        'notice_choice',
        sa.Column('account_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('by_mail', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_notice_choice_account_id_account')),
        sa.PrimaryKeyConstraint('account_id', 'kind', name=op.f('pk_notice_choice')),
    )


def downgrade() -> None:
    op.drop_table('notice_choice')
    op.drop_table('mail_address')
    op.drop_table('letter')
    op.drop_index('uq_notification_key_person_id', 'notification')
    with op.batch_alter_table('notification', schema=None) as batch_op:
        batch_op.drop_column('key')
