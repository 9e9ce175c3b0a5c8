"""the books of a cell's year

Revision ID: 0067
Revises: 0065
"""

import sqlalchemy as sa
from alembic import op

revision = '0067'
down_revision = '0065'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('year_book',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('asked', sa.Integer(), nullable=False),
    sa.Column('contents_hash', sa.String(length=64), nullable=False),
    sa.Column('file_sha256', sa.String(length=64), nullable=True),
    sa.Column('pages', sa.Integer(), nullable=True),
    sa.Column('bound_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_year_book_cell_id')),
    sa.ForeignKeyConstraint(['file_sha256'], ['stored_file.sha256'], name=op.f('fk_year_book_file_sha256')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_year_book')),
    sa.UniqueConstraint('cell_id', 'year', 'kind', name=op.f('uq_year_book_cell_id_year_kind'))
    )


def downgrade() -> None:
    op.drop_table('year_book')
