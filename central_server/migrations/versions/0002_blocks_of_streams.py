"""Every stream of a desk has numbers and contact marks of its own: two copies of a store get on beside each other."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.execute("ALTER TABLE blocks ADD COLUMN stream uuid")
    op.execute("UPDATE blocks SET stream = desks.stream FROM desks WHERE desks.id = blocks.desk_id")
    op.execute(
        """
        CREATE TABLE contacts (
          desk_id uuid NOT NULL CONSTRAINT fk_contacts_desk REFERENCES desks,
          stream uuid NOT NULL,
          mark text NOT NULL,
          mark_before text NOT NULL,
          last_contact timestamptz NOT NULL,
          CONSTRAINT pk_contacts PRIMARY KEY (desk_id, stream)
        ) WITH (fillfactor = 70)
        """
    )
    op.execute(
        "INSERT INTO contacts SELECT id, stream, contact, contact_before, coalesce(last_contact, added_at) FROM desks"
        " WHERE stream IS NOT NULL"
    )
    op.execute("ALTER TABLE desks DROP COLUMN contact, DROP COLUMN contact_before")


def downgrade() -> None:
    """Databases only go forward; a step back is a restored backup."""
    raise NotImplementedError("restore a backup instead")
