"""The bytes of papers of no one dossier that have not left the printer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "waiting_sheets",
        sa.Column("job", sa.String(36), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["job"], ["print_queue.id"], name="fk_waiting_sheets_job_print_queue", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("job", name="pk_waiting_sheets"),
    )
