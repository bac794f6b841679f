"""The first database."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EVENT_PARTITIONS = 16
DOSSIER_PARTITIONS = 16

_PLAIN = """
CREATE TABLE server (
  id integer CONSTRAINT pk_server PRIMARY KEY CONSTRAINT ck_server_one_row CHECK (id = 1),
  epoch uuid NOT NULL,
  province_position bigint NOT NULL,
  seal_key text NOT NULL,
  signing_key text NOT NULL,
  began_at timestamptz NOT NULL
);
CREATE TABLE offices (
  office uuid CONSTRAINT pk_offices PRIMARY KEY,
  agency text NOT NULL CONSTRAINT uq_offices_agency UNIQUE,
  name text NOT NULL,
  position bigint NOT NULL DEFAULT 0,
  clock bigint NOT NULL DEFAULT 0,
  stream uuid,
  added_at timestamptz NOT NULL
) WITH (fillfactor = 70);
CREATE TABLE desks (
  id uuid CONSTRAINT pk_desks PRIMARY KEY,
  office uuid NOT NULL CONSTRAINT fk_desks_office REFERENCES offices,
  desk text NOT NULL,
  store uuid,
  stream uuid,
  token_hash text CONSTRAINT uq_desks_token UNIQUE,
  fresh_token_hash text CONSTRAINT uq_desks_fresh_token UNIQUE,
  contact text NOT NULL DEFAULT '',
  contact_before text NOT NULL DEFAULT '',
  signing_key text NOT NULL DEFAULT '',
  added_at timestamptz NOT NULL,
  enrolled_at timestamptz,
  revoked_at timestamptz,
  last_contact timestamptz,
  program text NOT NULL DEFAULT '',
  catalogue date,
  calendar_until date,
  drift_seconds integer,
  queued integer NOT NULL DEFAULT 0,
  oldest timestamptz,
  backup_at timestamptz,
  CONSTRAINT uq_desks_name UNIQUE (office, desk)
) WITH (fillfactor = 70);
CREATE TABLE enrolment_codes (
  code_hash text CONSTRAINT pk_enrolment_codes PRIMARY KEY,
  desk_id uuid NOT NULL CONSTRAINT fk_enrolment_codes_desk REFERENCES desks,
  expires_at timestamptz NOT NULL,
  store uuid,
  used_at timestamptz
);
CREATE TABLE blocks (
  agency text NOT NULL,
  first bigint NOT NULL,
  last bigint NOT NULL,
  digits integer NOT NULL,
  desk_id uuid NOT NULL CONSTRAINT fk_blocks_desk REFERENCES desks,
  CONSTRAINT pk_blocks PRIMARY KEY (agency, first),
  CONSTRAINT ck_blocks_range CHECK (first >= 1 AND last >= first)
);
CREATE TABLE numbers_used (
  desk_id uuid NOT NULL CONSTRAINT fk_numbers_used_desk REFERENCES desks,
  agency text NOT NULL,
  day date NOT NULL,
  highest bigint NOT NULL,
  CONSTRAINT pk_numbers_used PRIMARY KEY (desk_id, agency, day)
);
CREATE TABLE streams (
  office uuid NOT NULL CONSTRAINT fk_streams_office REFERENCES offices,
  stream uuid NOT NULL,
  desk_id uuid CONSTRAINT fk_streams_desk REFERENCES desks,
  subject uuid,
  seq bigint NOT NULL,
  hash text NOT NULL,
  CONSTRAINT pk_streams PRIMARY KEY (office, stream)
) WITH (fillfactor = 70);
CREATE INDEX ix_streams_desk ON streams (desk_id);
CREATE TABLE forks (
  office uuid NOT NULL,
  position bigint NOT NULL,
  event_id uuid NOT NULL,
  beside uuid,
  stream uuid NOT NULL,
  seq bigint NOT NULL,
  subject uuid NOT NULL,
  hash text NOT NULL,
  text text NOT NULL,
  body text,
  found_at timestamptz NOT NULL,
  CONSTRAINT pk_forks PRIMARY KEY (office, position),
  CONSTRAINT uq_forks_hash UNIQUE (office, hash)
);
CREATE INDEX ix_forks_subject ON forks (office, subject);
CREATE TABLE erasures (
  office uuid NOT NULL,
  event_id uuid NOT NULL,
  erased_by uuid NOT NULL,
  CONSTRAINT pk_erasures PRIMARY KEY (office, event_id, erased_by)
);
CREATE TABLE matter (
  office uuid CONSTRAINT fk_matter_office REFERENCES offices,
  position bigint NOT NULL,
  item text NOT NULL,
  key text NOT NULL,
  value text NOT NULL,
  published_at timestamptz NOT NULL,
  published_by text NOT NULL
);
CREATE UNIQUE INDEX uq_matter_office ON matter (office, position) WHERE office IS NOT NULL;
CREATE UNIQUE INDEX uq_matter_province ON matter (position) WHERE office IS NULL;
CREATE INDEX ix_matter_key ON matter (item, key);
CREATE TABLE attachments (
  office uuid NOT NULL,
  content text NOT NULL,
  size bigint NOT NULL,
  here bigint NOT NULL,
  whole boolean NOT NULL,
  touched_at timestamptz NOT NULL,
  CONSTRAINT pk_attachments PRIMARY KEY (office, content)
);
CREATE TABLE attachment_pieces (
  office uuid NOT NULL,
  content text NOT NULL,
  start bigint NOT NULL,
  bytes bytea NOT NULL,
  CONSTRAINT pk_attachment_pieces PRIMARY KEY (office, content, start),
  CONSTRAINT fk_attachment_pieces_attachment FOREIGN KEY (office, content) REFERENCES attachments ON DELETE CASCADE
);
ALTER TABLE attachment_pieces ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE accounts (
  login text CONSTRAINT pk_accounts PRIMARY KEY,
  display_name text NOT NULL,
  role text NOT NULL CONSTRAINT ck_accounts_role CHECK (role IN ('province', 'office', 'back_office')),
  office uuid CONSTRAINT fk_accounts_office REFERENCES offices,
  units text[] NOT NULL DEFAULT '{}',
  password_hash text NOT NULL,
  active boolean NOT NULL DEFAULT true,
  failures integer NOT NULL DEFAULT 0,
  locked_until timestamptz,
  changed_at timestamptz NOT NULL,
  CONSTRAINT ck_accounts_office CHECK ((role = 'province') = (office IS NULL))
);
CREATE TABLE audit (
  id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT pk_audit PRIMARY KEY,
  at timestamptz NOT NULL,
  login text NOT NULL,
  office uuid,
  act text NOT NULL,
  about text NOT NULL DEFAULT ''
);
CREATE INDEX ix_audit_at ON audit (at);
"""

_EVENTS = """
CREATE TABLE events (
  office uuid NOT NULL,
  event_id uuid NOT NULL,
  position bigint NOT NULL,
  stream uuid NOT NULL,
  seq bigint NOT NULL,
  hlc bigint NOT NULL,
  subject uuid NOT NULL,
  kind text NOT NULL,
  v integer NOT NULL,
  occurred_at timestamptz NOT NULL,
  actor text NOT NULL,
  hash text NOT NULL,
  text text NOT NULL,
  body text,
  trouble text NOT NULL DEFAULT '',
  relayed_by uuid,
  CONSTRAINT pk_events PRIMARY KEY (office, event_id),
  CONSTRAINT uq_events_place UNIQUE (office, stream, seq),
  CONSTRAINT uq_events_position UNIQUE (office, position)
) PARTITION BY HASH (office);
CREATE INDEX ix_events_subject ON events (office, subject);
CREATE INDEX ix_events_trouble ON events (office) WHERE trouble <> '';
"""

_DOSSIERS = """
CREATE TABLE dossiers (
  office uuid NOT NULL,
  id uuid NOT NULL,
  code text NOT NULL,
  external_code text NOT NULL,
  state integer NOT NULL,
  open boolean NOT NULL,
  voided boolean NOT NULL,
  procedure_code text NOT NULL,
  procedure_name text NOT NULL,
  field text NOT NULL,
  summary text NOT NULL,
  owner_name text NOT NULL,
  channel text NOT NULL,
  unit text NOT NULL,
  processing_unit text NOT NULL,
  desk text NOT NULL,
  open_flags integer NOT NULL,
  apologised boolean NOT NULL,
  listed_at timestamptz NOT NULL,
  received_at timestamptz,
  due_at timestamptz,
  shown_due_at timestamptz,
  finished_at timestamptz,
  returned_at timestamptz,
  late_from timestamptz,
  waiting_since timestamptz,
  timeliness text NOT NULL,
  words tsvector NOT NULL,
  folded text NOT NULL,
  position bigint NOT NULL,
  CONSTRAINT pk_dossiers PRIMARY KEY (office, id)
) PARTITION BY HASH (office);
"""

_DOSSIER_INDEXES = """
CREATE INDEX ix_dossiers_code ON dossiers (office, code);
CREATE INDEX ix_dossiers_external_code ON dossiers (office, external_code) WHERE external_code <> '';
CREATE INDEX ix_dossiers_listed ON dossiers (office, listed_at DESC, id DESC);
CREATE INDEX ix_dossiers_open_due ON dossiers (office, due_at) WHERE open;
CREATE INDEX ix_dossiers_unit ON dossiers (office, unit, state) WHERE open;
CREATE INDEX ix_dossiers_flags ON dossiers (office) WHERE open_flags > 0;
CREATE INDEX ix_dossiers_received ON dossiers (office, received_at);
CREATE INDEX ix_dossiers_words ON dossiers USING gin (words);
"""

_APPEND_ONLY = """
CREATE FUNCTION events_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'events are never deleted';
  END IF;
  -- Only three things may happen to an event: its body is erased, its trouble is told, and who relayed it is known.
  IF (NEW.office, NEW.event_id, NEW.position, NEW.stream, NEW.seq, NEW.hlc, NEW.subject, NEW.kind, NEW.v,
      NEW.occurred_at, NEW.actor, NEW.hash, NEW.text)
     IS DISTINCT FROM
     (OLD.office, OLD.event_id, OLD.position, OLD.stream, OLD.seq, OLD.hlc, OLD.subject, OLD.kind, OLD.v,
      OLD.occurred_at, OLD.actor, OLD.hash, OLD.text)
     OR (NEW.body IS DISTINCT FROM OLD.body AND NEW.body IS NOT NULL) THEN
    RAISE EXCEPTION 'events are never changed';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER events_stand BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION events_stand();
"""


def upgrade() -> None:
    """Make every table."""
    op.execute(_PLAIN)
    op.execute(_EVENTS)
    for part in range(EVENT_PARTITIONS):
        op.execute(
            f"CREATE TABLE events_{part:02} PARTITION OF events FOR VALUES WITH (MODULUS {EVENT_PARTITIONS},"
            f" REMAINDER {part})"
        )
    op.execute(_DOSSIERS)
    for part in range(DOSSIER_PARTITIONS):
        op.execute(
            f"CREATE TABLE dossiers_{part:02} PARTITION OF dossiers FOR VALUES WITH (MODULUS {DOSSIER_PARTITIONS},"
            f" REMAINDER {part}) WITH (fillfactor = 80)"
        )
    op.execute(_DOSSIER_INDEXES)
    op.execute(_APPEND_ONLY)


def downgrade() -> None:
    """Databases only go forward; a step back is a restored backup."""
    raise NotImplementedError("restore a backup instead")
