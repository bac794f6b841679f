"""A desk's token has an age of its own: renewing it does not enrol the desk anew."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.execute("ALTER TABLE desks ADD COLUMN token_since timestamptz")
    op.execute("UPDATE desks SET token_since = enrolled_at")


def downgrade() -> None:
    """Databases only go forward; a step back is a restored backup."""
    raise NotImplementedError("restore a backup instead")
