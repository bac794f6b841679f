"""Every stream of a desk has numbers of its own: a copy or a restored store never gives those of the other."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.execute("ALTER TABLE blocks ADD COLUMN stream uuid")
    op.execute("UPDATE blocks SET stream = desks.stream FROM desks WHERE desks.id = blocks.desk_id")


def downgrade() -> None:
    """Databases only go forward; a step back is a restored backup."""
    raise NotImplementedError("restore a backup instead")
