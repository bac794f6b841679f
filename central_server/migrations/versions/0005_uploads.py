"""A file somebody sent is kept between being looked at and being published."""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.execute(
        """CREATE TABLE uploads (
            login text NOT NULL,
            purpose text NOT NULL,
            name text NOT NULL,
            content bytea NOT NULL,
            sent_at timestamptz NOT NULL,
            CONSTRAINT pk_uploads PRIMARY KEY (login, purpose)
        )"""
    )


def downgrade() -> None:
    """Databases only go forward; a step back is a restored backup."""
    raise NotImplementedError("restore a backup instead")
