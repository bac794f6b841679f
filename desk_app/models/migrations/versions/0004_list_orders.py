"""Lists by clerk, field, channel, state, and of what is struck out or flagged, are read in their order."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Take the step."""
    for first in ("received_actor", "field", "channel"):
        op.create_index(f"ix_dossiers_{first}_listed_at_row", "dossiers", [first, "listed_at", "row"])
    op.create_index("ix_dossiers_state_due_key_row", "dossiers", ["state", "due_key", "row"])
    op.create_index("ix_dossiers_voided", "dossiers", ["listed_at", "row"], sqlite_where=sa.text("voided"))
    op.drop_index("ix_dossiers_open_flags", "dossiers")
    op.create_index("ix_dossiers_flagged", "dossiers", ["listed_at", "row"], sqlite_where=sa.text("open_flags > 0"))
