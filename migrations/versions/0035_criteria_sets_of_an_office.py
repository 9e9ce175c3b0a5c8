"""criteria sets of an office: drafts, kinds, groups; the frame of seven groups

Revision ID: 0035
Revises: 0030
"""

import json
from datetime import UTC, date, datetime

import sqlalchemy as sa
from alembic import op

revision = '0035'
down_revision = '0030'
branch_labels = None
depends_on = None

WARD = {
    "1": "Thời gian, thời lượng sinh hoạt", "2": "Tỷ lệ đảng viên dự sinh hoạt", "3": "Công tác chuẩn bị",
    "4": "Tổ chức sinh hoạt", "5": "Điều hành của người chủ trì", "6": "Nguyên tắc sinh hoạt",
    "7": "Kết quả thực hiện nghị quyết kỳ trước", "8": "Kết thúc sinh hoạt",
}
FRAME = (
    ("1", "Thời gian, thời lượng sinh hoạt", 5, "scale", "duration", ((0, 5), (15, 4), (30, 3)), (2, 1), ()),
    ("2", "Tỷ lệ đảng viên dự sinh hoạt", 5, "scale", "attendance", ((90, 5), (75, 4), (65, 3)), (1,), ()),
    ("3", "Công tác chuẩn bị", 10, "judged", "contents", (), (), ()),
    ("4", "Tổ chức, điều hành sinh hoạt", 40, "judged", "process", (), (), ()),
    ("5", "Thực hiện nguyên tắc tổ chức, sinh hoạt", 5, "judged", "", (), (), ()),
    ("6", "Kết quả thực hiện nghị quyết kỳ trước", 30, "scale", "tasks",
     ((90, 30), (80, 27), (70, 24), (60, 20), (50, 15)), (10,), ()),
    ("7", "Kết thúc sinh hoạt", 5, "yes_no", "closing", (), (),
     (("thông qua nghị quyết", 2), ("thông qua biên bản, phân công nhiệm vụ", 2), ("ban hành, cập nhật trong thời hạn", 1))),
)


def upgrade() -> None:
    with op.batch_alter_table('criteria_set', schema=None) as batch_op:
        batch_op.add_column(sa.Column('basis', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('kind', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('groups', sa.JSON(none_as_null=True), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
        batch_op.create_index('ix_criteria_set_scope', ['organisation_id', 'effective_from'], unique=False)
    table = sa.table(
        'criteria_set', sa.column('id'), sa.column('code'), sa.column('title'), sa.column('basis'),
        sa.column('effective_from', sa.Date()), sa.column('issued_at', sa.DateTime(timezone=True)),
        sa.column('groups', sa.JSON()), sa.column('criteria', sa.JSON()),
    )
    op.execute(table.update().values(issued_at=datetime(2018, 1, 1, tzinfo=UTC)))
    op.execute(table.update().where(table.c.code == 'HD42-phuong').values(groups=WARD))
    if op.get_bind().scalar(sa.select(sa.func.count()).select_from(table).where(table.c.code == 'HD42-phuong')):
        op.execute(table.insert().values(
            code='HD42-khung', title='Khung tiêu chí bảy nhóm', basis='Hướng dẫn 42-HD/BTCTW (28/10/2025)',
            effective_from=date(2025, 10, 28), groups={row[0]: row[1] for row in FRAME},
            criteria=json.loads(json.dumps([_criterion(*row) for row in FRAME])),
        ))


def _criterion(code, title, maximum, judging, evidence, bands, otherwise, parts):  # type: ignore[no-untyped-def]
    return {
        "code": code, "group": code, "title": title, "maximum": maximum, "judging": judging, "evidence": evidence,
        "applies_when": "always", "bands": [{"border": b, "points": p, "strict": False} for b, p in bands],
        "otherwise": list(otherwise), "parts": [{"title": t, "maximum": m} for t, m in parts],
        "gate": evidence in ("duration", "attendance"),
    }


def downgrade() -> None:
    table = sa.table('criteria_set', sa.column('code'))
    op.execute(table.delete().where(table.c.code == 'HD42-khung'))
    with op.batch_alter_table('criteria_set', schema=None) as batch_op:
        batch_op.drop_index('ix_criteria_set_scope')
        for name in ('version', 'groups', 'issued_at', 'kind', 'basis'):
            batch_op.drop_column(name)
