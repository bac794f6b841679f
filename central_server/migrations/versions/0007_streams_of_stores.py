"""A stream is its store's, under whichever desk that store is enrolled."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    for table in ("streams", "contacts"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN store uuid")
        op.execute(f"UPDATE {table} SET store = desks.store FROM desks WHERE desks.id = {table}.desk_id")  # noqa: S608 - our own names


def downgrade() -> None:
    """Databases only go forward; a step back is a restored backup."""
    raise NotImplementedError("restore a backup instead")
