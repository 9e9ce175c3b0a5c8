"""the words of what can be found

Revision ID: 0020
Revises: 0024
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0024'
branch_labels = None
depends_on = None

# Full text is each engine's own affair: FTS5 over the words on SQLite, kept by triggers; an index on PostgreSQL.
SQLITE = (
    "CREATE VIRTUAL TABLE search_text_fts USING fts5(words, content='search_text', content_rowid='id', "
    "tokenize='unicode61 remove_diacritics 0', prefix='2 3')",
    "CREATE TRIGGER search_text_ai AFTER INSERT ON search_text BEGIN "
    "INSERT INTO search_text_fts(rowid, words) VALUES (new.id, new.words); END",
    "CREATE TRIGGER search_text_ad AFTER DELETE ON search_text BEGIN "
    "INSERT INTO search_text_fts(search_text_fts, rowid, words) VALUES ('delete', old.id, old.words); END",
    "CREATE TRIGGER search_text_au AFTER UPDATE OF words ON search_text BEGIN "
    "INSERT INTO search_text_fts(search_text_fts, rowid, words) VALUES ('delete', old.id, old.words); "
    "INSERT INTO search_text_fts(rowid, words) VALUES (new.id, new.words); END",
)
POSTGRESQL = "CREATE INDEX search_text_fts ON search_text USING gin (array_to_tsvector(string_to_array(words, ' ')))"


def upgrade() -> None:
    op.create_table('search_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=False),
    sa.Column('cell_id', sa.Integer(), nullable=False),
    sa.Column('meeting_id', sa.Integer(), nullable=True),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('issued', sa.Boolean(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['cell_id'], ['organisation.id'], name=op.f('fk_search_text_cell_id')),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], name=op.f('fk_search_text_meeting_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_text')),
    sa.UniqueConstraint('kind', 'subject_id', name=op.f('uq_search_text_kind_subject_id'))
    )
    op.create_index('ix_search_text_meeting_id', 'search_text', ['meeting_id'], unique=False)
    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else (POSTGRESQL,):
        op.execute(statement)
    _ask_to_fill_it()


def _ask_to_fill_it() -> None:
    """Folding the words is the program's affair: the worker does it when it begins."""
    moment = sa.DateTime(timezone=True)
    job = sa.table('job', *(sa.column(name) for name in ('kind', 'key', 'status', 'tries', 'error')),
                   sa.column('payload', sa.JSON()), sa.column('created_at', moment), sa.column('run_after', moment))
    if op.get_bind().scalar(sa.text('SELECT count(*) FROM meeting')):
        now = datetime.now(UTC)
        op.bulk_insert(job, [{'kind': 'rebuild_search', 'key': 'rebuild_search:0020', 'status': 'queued', 'tries': 0,
                              'error': '', 'payload': {}, 'created_at': now, 'run_after': now}])


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute('DROP TABLE search_text_fts')
    op.drop_table('search_text')
