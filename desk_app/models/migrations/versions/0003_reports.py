"""Dossiers carry what reports count by; money that came in has rows of its own. Filled by folding all again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Take the step."""
    for column in (
        sa.Column("book", sa.Text(), nullable=False, server_default=""),
        sa.Column("ordinal", sa.Integer(), nullable=True),
        sa.Column("processing_unit", sa.Text(), nullable=False, server_default=""),
        sa.Column("late_from", sa.String(27), nullable=True),
        sa.Column("timeliness", sa.Text(), nullable=False, server_default=""),
        sa.Column("waiting_since", sa.String(27), nullable=True),
        sa.Column("digitised", sa.Boolean(), nullable=False, server_default="0"),
        sa.Column("result_form", sa.Text(), nullable=False, server_default=""),
        sa.Column("satisfaction", sa.Text(), nullable=False, server_default=""),
    ):
        op.add_column("dossiers", column)
    op.create_index("ix_dossiers_book_ordinal", "dossiers", ["book", "ordinal"])
    op.create_index("ix_dossiers_returned_at", "dossiers", ["returned_at"])
    counted = ["finished_at", "received_at", "field", "channel", "processing_unit"]
    op.create_index("ix_dossiers_counted", "dossiers", [*counted, "state", "voided", "timeliness", "late_from"])
    op.create_table(
        "fees_taken",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("dossier", sa.String(36), nullable=False),
        sa.Column("taken_at", sa.String(27), nullable=False),
        sa.Column("taken_by", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("receipt_number", sa.Text(), nullable=False),
        sa.Column("duty", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier"], ["dossiers.id"], name="fk_fees_taken_dossier_dossiers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name="pk_fees_taken"),
    )
    op.create_index("ix_fees_taken_dossier", "fees_taken", ["dossier"])
    op.create_index("ix_fees_taken_taken_at", "fees_taken", ["taken_at"])
    # Opening finds rows made under no known version and folds every dossier again.
    op.execute("UPDATE store SET projections = 0")
