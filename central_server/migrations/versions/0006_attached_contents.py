"""Which contents events attach stands in a table of its own: only those are taken in, and none that was erased."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLE = """
CREATE TABLE attached_contents (
  office uuid NOT NULL,
  content text NOT NULL,
  hash text NOT NULL,
  CONSTRAINT pk_attached_contents PRIMARY KEY (office, content, hash)
)
"""

_FUNCTION = r"""
CREATE FUNCTION contents_attached() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM attached_contents AS held
    USING regexp_matches(OLD.body, '"content":\s*"([0-9a-f]{64})"', 'g') AS named
    WHERE held.office = OLD.office AND held.content = named[1] AND held.hash = OLD.hash;
  ELSE
    INSERT INTO attached_contents
    SELECT NEW.office, named[1], NEW.hash
    FROM regexp_matches(NEW.body, '"content":\s*"([0-9a-f]{64})"', 'g') AS named
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$
"""

_ATTACHES = {"events": "{row}.kind = 'PaperAttached'", "forks": "strpos({row}.text, '\"PaperAttached\"') > 0"}
"""How it is known of a row that it attaches: second versions have no column for their kind."""


def upgrade() -> None:
    """Take the step."""
    op.execute(_TABLE)
    op.execute(_FUNCTION)
    for table, attaches in _ATTACHES.items():
        new, old = attaches.format(row="NEW"), attaches.format(row="OLD")
        op.execute(
            f"CREATE TRIGGER contents_attached AFTER INSERT ON {table} FOR EACH ROW"
            f" WHEN (NEW.body IS NOT NULL AND {new}) EXECUTE FUNCTION contents_attached()"
        )
        op.execute(
            f"CREATE TRIGGER contents_erased AFTER UPDATE OF body ON {table} FOR EACH ROW"
            f" WHEN (OLD.body IS NOT NULL AND NEW.body IS NULL AND {old}) EXECUTE FUNCTION contents_attached()"
        )
        op.execute(
            f"INSERT INTO attached_contents SELECT one.office, named[1], one.hash FROM {table} AS one,"  # noqa: S608 - our own names
            r""" regexp_matches(one.body, '"content":\s*"([0-9a-f]{64})"', 'g') AS named"""
            f" WHERE {attaches.format(row='one')} ON CONFLICT DO NOTHING"
        )


def downgrade() -> None:
    """Databases only go forward; a step back is a restored backup."""
    raise NotImplementedError("restore a backup instead")
