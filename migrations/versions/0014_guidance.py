"""guidance

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('guidance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('organisation_id', sa.Integer(), nullable=False),
    sa.Column('month', sa.Date(), nullable=False),
    sa.Column('theme', sa.String(length=300), nullable=False),
    sa.Column('situation', sa.Text(), nullable=False),
    sa.Column('orientation', sa.Text(), nullable=False),
    sa.Column('contents', sa.Text(), nullable=False),
    sa.Column('contents_by_type', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('cell_types', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('deadline', sa.Date(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('definition_version', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('signer_id', sa.Integer(), nullable=True),
    sa.Column('signer_position', sa.String(length=60), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_guidance_account_id_account')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_guidance_document_id_document')),
    sa.ForeignKeyConstraint(['organisation_id'], ['organisation.id'], name=op.f('fk_guidance_organisation_id_organisation')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_guidance_person_id_person')),
    sa.ForeignKeyConstraint(['signer_id'], ['person.id'], name=op.f('fk_guidance_signer_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guidance'))
    )
    with op.batch_alter_table('guidance', schema=None) as batch_op:
        batch_op.create_index('ix_guidance_month', ['organisation_id', 'month'], unique=False)

    op.create_table('guidance_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('guidance_id', sa.Integer(), nullable=False),
    sa.Column('step', sa.String(length=40), nullable=False),
    sa.Column('from_state', sa.String(length=32), nullable=False),
    sa.Column('to_state', sa.String(length=32), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('changes', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_guidance_step_account_id_account')),
    sa.ForeignKeyConstraint(['guidance_id'], ['guidance.id'], name=op.f('fk_guidance_step_guidance_id_guidance')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_guidance_step_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guidance_step'))
    )
    with op.batch_alter_table('guidance_step', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guidance_step_guidance_id'), ['guidance_id'], unique=False)

    op.create_table('guidance_cell',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('guidance_id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=True),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('items', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('as_left', sa.JSON(none_as_null=True), nullable=False),
    sa.Column('theme_set', sa.Boolean(), nullable=False),
    sa.Column('brought_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_guidance_cell_cell_id_organisation')),
    sa.ForeignKeyConstraint(['guidance_id'], ['guidance.id'], name=op.f('fk_guidance_cell_guidance_id_guidance')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_guidance_cell_meeting_id_meeting')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guidance_cell')),
    sa.UniqueConstraint('guidance_id', 'cell_id', name=op.f('uq_guidance_cell_guidance_id_cell_id'))
    )
    with op.batch_alter_table('guidance_cell', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guidance_cell_cell_id'), ['cell_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guidance_cell_meeting_id'), ['meeting_id'], unique=False)

    op.create_table('guidance_reading',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('guidance_id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_guidance_reading_cell_id_organisation')),
    sa.ForeignKeyConstraint(['guidance_id'], ['guidance.id'], name=op.f('fk_guidance_reading_guidance_id_guidance')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_guidance_reading_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guidance_reading')),
    sa.UniqueConstraint('guidance_id', 'cell_id', 'person_id', name=op.f('uq_guidance_reading_guidance_id_cell_id_person_id'))
    )
    with op.batch_alter_table('guidance_reading', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guidance_reading_person_id'), ['person_id'], unique=False)

    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('guidance_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_attachment_guidance_id'), ['guidance_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_attachment_guidance_id_guidance'), 'guidance', ['guidance_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_attachment_guidance_id_guidance'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_attachment_guidance_id'))
        batch_op.drop_column('guidance_id')
    op.drop_table('guidance_reading')
    op.drop_table('guidance_cell')
    op.drop_table('guidance_step')
    op.drop_table('guidance')
