"""inspections: campaigns, their teams and files, what they find and what is to be mended

Revision ID: 0040
Revises: 0050
"""

import sqlalchemy as sa
from alembic import op

revision = '0040'
down_revision = '0050'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('inspection',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('issuer', sa.String(length=32), nullable=False),
    sa.Column('quarter', sa.Date(), nullable=False),
    sa.Column('from_month', sa.Date(), nullable=False),
    sa.Column('to_month', sa.Date(), nullable=False),
    sa.Column('subject', sa.String(length=300), nullable=False),
    sa.Column('outline', sa.Text(), nullable=False),
    sa.Column('checklist', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('report_due', sa.Date(), nullable=True),
    sa.Column('comment_due', sa.Date(), nullable=True),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('causes', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('definition_version', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('announced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('concluded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decision_id', sa.Integer(), nullable=True),
    sa.Column('announcement_id', sa.Integer(), nullable=True),
    sa.Column('conclusion_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['announcement_id'], ['document.id'], name=op.f('fk_inspection_announcement_id')),
    sa.ForeignKeyConstraint(['conclusion_id'], ['document.id'], name=op.f('fk_inspection_conclusion_id')),
    sa.ForeignKeyConstraint(['decision_id'], ['document.id'], name=op.f('fk_inspection_decision_id')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_inspection_organisation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection'))
    )
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.create_index('ix_inspection_quarter', ['organisation_id', 'quarter'], unique=False)

    op.create_table('inspection_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('why', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('set_aside', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('report', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('report_sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('report_sent_by_id', sa.Integer(), nullable=True),
    sa.Column('session_on', sa.Date(), nullable=True),
    sa.Column('session_place', sa.String(length=200), nullable=False),
    sa.Column('session_present', sa.Text(), nullable=False),
    sa.Column('session_text', sa.Text(), nullable=False),
    sa.Column('session_document_id', sa.Integer(), nullable=True),
    sa.Column('drafted', sa.JSON(none_as_null=True), nullable=True),
    sa.Column('agrees', sa.Boolean(), nullable=True),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('commented_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('commented_by_id', sa.Integer(), nullable=True),
    sa.Column('binder_sha256', sa.String(length=64), nullable=True),
    sa.Column('binder_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['binder_sha256'], ['stored_file.sha256'], name=op.f('fk_inspection_file_binder_sha256')),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_inspection_file_cell_id')),
    sa.ForeignKeyConstraint(['commented_by_id'], ['person.id'], name=op.f('fk_inspection_file_commented_by_id')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_inspection_file_inspection_id')),
    sa.ForeignKeyConstraint(['report_sent_by_id'], ['person.id'], name=op.f('fk_inspection_file_report_sent_by_id')),
    sa.ForeignKeyConstraint(['session_document_id'], ['document.id'], name=op.f('fk_inspection_file_session_document_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_file')),
    sa.UniqueConstraint('inspection_id', 'cell_id', name=op.f('uq_inspection_file_inspection_id_cell_id'))
    )
    with op.batch_alter_table('inspection_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_file_cell_id'), ['cell_id'], unique=False)

    op.create_table('inspection_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('from_state', sa.String(length=32), nullable=False),
    sa.Column('to_state', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_inspection_step_account_id')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_inspection_step_inspection_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_inspection_step_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_step'))
    )
    with op.batch_alter_table('inspection_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_step_inspection_id'), ['inspection_id'], unique=False)

    op.create_table('inspection_team_member',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('inspection_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('part', sa.String(length=32), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], name=op.f('fk_inspection_team_member_inspection_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_inspection_team_member_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_team_member'))
    )
    with op.batch_alter_table('inspection_team_member', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_team_member_inspection_id'), ['inspection_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_team_member_person_id'), ['person_id'], unique=False)

    op.create_table('inspection_remedy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('work', sa.Text(), nullable=False),
    sa.Column('owner_name', sa.String(length=200), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('definition_version', sa.Integer(), nullable=False),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['inspection_file.id'], name=op.f('fk_inspection_remedy_file_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_remedy'))
    )
    with op.batch_alter_table('inspection_remedy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_remedy_file_id'), ['file_id'], unique=False)
        batch_op.create_index('ix_inspection_remedy_open', ['state', 'deadline'], unique=False)

    op.create_table('inspection_finding',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('point', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('petition_id', sa.Integer(), nullable=True),
    sa.Column('referred', sa.Boolean(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['inspection_file.id'], name=op.f('fk_inspection_finding_file_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_inspection_finding_meeting_id')),
    sa.ForeignKeyConstraint(['petition_id'], ['petition.id'], name=op.f('fk_inspection_finding_petition_id')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_inspection_finding_task_id')),
    sa.ForeignKeyConstraint(['written_by_id'], ['person.id'], name=op.f('fk_inspection_finding_written_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_finding'))
    )
    with op.batch_alter_table('inspection_finding', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_finding_file_id'), ['file_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_finding_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_finding_petition_id'), ['petition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_inspection_finding_task_id'), ['task_id'], unique=False)

    op.create_table('inspection_remedy_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('remedy_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('from_state', sa.String(length=32), nullable=False),
    sa.Column('to_state', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_inspection_remedy_step_account_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_inspection_remedy_step_person_id')),
    sa.ForeignKeyConstraint(['remedy_id'], ['inspection_remedy.id'], name=op.f('fk_inspection_remedy_step_remedy_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_remedy_step'))
    )
    with op.batch_alter_table('inspection_remedy_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inspection_remedy_step_remedy_id'), ['remedy_id'], unique=False)



def downgrade() -> None:
    for table in ('remedy_step', 'remedy', 'finding', 'team_member', 'step', 'file'):
        op.drop_table(f'inspection_{table}')
    op.drop_table('inspection')
