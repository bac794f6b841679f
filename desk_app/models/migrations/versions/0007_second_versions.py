"""Second versions know their place; two copies of a store may have given one code, and both dossiers stay."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Take the step."""
    op.add_column("second_versions", sa.Column("stream", sa.String(36), nullable=False, server_default=""))
    op.add_column("second_versions", sa.Column("seq", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE second_versions SET stream = text ->> '$.stream', seq = text ->> '$.seq'")
    op.execute("ALTER TABLE second_versions DROP COLUMN counts")
    op.create_index("ix_second_versions_event_id", "second_versions", ["event_id"])
    op.create_index("ix_second_versions_stream_seq", "second_versions", ["stream", "seq"])
    op.drop_index("uq_dossiers_own_code", "dossiers")
    op.create_index("ix_dossiers_own_code", "dossiers", ["code"], sqlite_where=sa.text("code IS NOT NULL AND own"))
