"""letters to an address outside the house, such as the one that keeps the day's seals

Revision ID: 0090
Revises: 0081
"""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0081"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("letter") as batch_op:
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("subject", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("body", sa.Text(), nullable=True))


def downgrade() -> None:
    # They are nobody's, so below this step there is no place for them; the seals themselves stay.
    op.execute("DELETE FROM letter WHERE person_id IS NULL")
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_column("body")
        batch_op.drop_column("subject")
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
