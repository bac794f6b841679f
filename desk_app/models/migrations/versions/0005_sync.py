"""The desk's side of sync: its server, what that has confirmed, second versions of events."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "sync_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("office", sa.String(36), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.String(36), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("cursor", sa.Text(), nullable=False),
        sa.Column("seal_key", sa.Text(), nullable=False),
        sa.Column("signing_key", sa.Text(), nullable=False),
        sa.Column("own_signing_key", sa.Text(), nullable=False),
        sa.Column("enrolled_at", sa.String(27), nullable=False),
        sa.Column("confirmed_at", sa.String(27), nullable=True),
        sa.Column("tried_at", sa.String(27), nullable=True),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.Column("drift_seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_sync_link_one_row")),
        sa.PrimaryKeyConstraint("id", name="pk_sync_link"),
    )
    op.create_table(
        "sync_marks",
        sa.Column("stream", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name="pk_sync_marks"),
    )
    op.create_table(
        "second_versions",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("beside", sa.String(36), nullable=True),
        sa.Column("subject", sa.String(36), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_second_versions"),
    )
    op.create_index("ix_second_versions_subject", "second_versions", ["subject"])
