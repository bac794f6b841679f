"""Wrong passwords are counted by login and address; a password somebody else gave is changed at the first sign-in."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the step."""
    op.execute(
        """CREATE TABLE sign_in_tries (
            login_mark text NOT NULL,
            address_mark text NOT NULL,
            failures integer NOT NULL,
            failed_at timestamptz,
            locked_until timestamptz,
            known_at timestamptz,
            forget_at timestamptz NOT NULL,
            CONSTRAINT pk_sign_in_tries PRIMARY KEY (login_mark, address_mark)
        )"""
    )
    op.execute("CREATE INDEX ix_sign_in_tries_forget_at ON sign_in_tries (forget_at)")
    op.execute("ALTER TABLE accounts ADD COLUMN must_change boolean NOT NULL DEFAULT false")
    # What the version before counted by: it still reads and writes them while both run.
    op.execute("ALTER TABLE accounts ALTER COLUMN failures SET DEFAULT 0")


def downgrade() -> None:
    """Databases only go forward; a step back is a restored backup."""
    raise NotImplementedError("restore a backup instead")
