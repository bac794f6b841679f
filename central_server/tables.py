"""The server's tables, as the statements see them; ``migrations`` makes them.

Tables that grow are hash-partitioned by office, so every key of theirs begins with it.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

metadata = MetaData()
_moment = DateTime(timezone=True)

server = Table(
    "server",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("epoch", Uuid, nullable=False),
    Column("province_position", BigInteger, nullable=False),
    Column("seal_key", Text, nullable=False),
    Column("signing_key", Text, nullable=False),
    Column("began_at", _moment, nullable=False),
)
"""One row: the life of this database. Keys: private, base64; they seal and sign batches on a stick."""

offices = Table(
    "offices",
    metadata,
    Column("office", Uuid, primary_key=True),
    Column("agency", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("clock", BigInteger, nullable=False),
    Column("stream", Uuid),
    Column("added_at", _moment, nullable=False),
)
"""position: of what was committed last; taking this row is the lock of everything written for the office.

clock: highest hybrid stamp seen. stream: the back office's own, None before its first step.
"""

desks = Table(
    "desks",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("office", Uuid, nullable=False),
    Column("desk", Text, nullable=False),
    Column("store", Uuid),
    Column("stream", Uuid),
    Column("token_hash", Text, unique=True),
    Column("fresh_token_hash", Text, unique=True),
    Column("signing_key", Text, nullable=False),
    Column("added_at", _moment, nullable=False),
    Column("enrolled_at", _moment),
    Column("token_since", _moment),
    Column("revoked_at", _moment),
    Column("last_contact", _moment),
    Column("program", Text, nullable=False),
    Column("catalogue", Date),
    Column("calendar_until", Date),
    Column("drift_seconds", Integer),
    Column("queued", Integer, nullable=False),
    Column("oldest", _moment),
    Column("backup_at", _moment),
)

contacts = Table(
    "contacts",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("stream", Uuid, primary_key=True),
    Column("store", Uuid),
    Column("mark", Text, nullable=False),
    Column("mark_before", Text, nullable=False),
    Column("last_contact", _moment, nullable=False),
)
"""The last two marks given to each stream a desk has said hello from: two that speak at one time are two copies."""

enrolment_codes = Table(
    "enrolment_codes",
    metadata,
    Column("code_hash", Text, primary_key=True),
    Column("desk_id", Uuid, nullable=False),
    Column("expires_at", _moment, nullable=False),
    Column("store", Uuid),
    Column("used_at", _moment),
)

blocks = Table(
    "blocks",
    metadata,
    Column("agency", Text, primary_key=True),
    Column("first", BigInteger, primary_key=True),
    Column("last", BigInteger, nullable=False),
    Column("digits", Integer, nullable=False),
    Column("desk_id", Uuid, nullable=False),
    Column("stream", Uuid),
)
"""stream: the one of the desk's streams that gives these numbers."""

numbers_used = Table(
    "numbers_used",
    metadata,
    Column("desk_id", Uuid, primary_key=True),
    Column("agency", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("highest", BigInteger, nullable=False),
)

streams = Table(
    "streams",
    metadata,
    Column("office", Uuid, primary_key=True),
    Column("stream", Uuid, primary_key=True),
    Column("store", Uuid),
    Column("desk_id", Uuid),
    Column("subject", Uuid),
    Column("seq", BigInteger, nullable=False),
    Column("hash", Text, nullable=False),
)
"""store: whose it is; desk_id: the desk it was last sent as. Both None for the back office's own streams and for what
was only relayed so far.

subject: what the store calls its office in events, as the stream's first event says.
"""

events = Table(
    "events",
    metadata,
    Column("office", Uuid, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("stream", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hlc", BigInteger, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("kind", Text, nullable=False),
    Column("v", Integer, nullable=False),
    Column("occurred_at", _moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("body", Text),
    Column("trouble", Text, nullable=False),
    Column("relayed_by", Uuid),
)
"""trouble: why it is quarantined, "" for none."""

forks = Table(
    "forks",
    metadata,
    Column("office", Uuid, primary_key=True),
    Column("position", BigInteger, primary_key=True),
    Column("event_id", Uuid, nullable=False),
    Column("beside", Uuid),
    Column("stream", Uuid, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("subject", Uuid, nullable=False),
    Column("hash", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("body", Text),
    Column("found_at", _moment, nullable=False),
)
"""Second versions: other bytes under a known id, or another event at a place already taken. beside: the first one."""

erasures = Table(
    "erasures",
    metadata,
    Column("office", Uuid, primary_key=True),
    Column("event_id", Uuid, primary_key=True),
    Column("erased_by", Uuid, primary_key=True),
)

dossiers = Table(
    "dossiers",
    metadata,
    Column("office", Uuid, primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("code", Text, nullable=False),
    Column("external_code", Text, nullable=False),
    Column("state", Integer, nullable=False),
    Column("open", Boolean, nullable=False),
    Column("voided", Boolean, nullable=False),
    Column("procedure_code", Text, nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("owner_name", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("processing_unit", Text, nullable=False),
    Column("desk", Text, nullable=False),
    Column("open_flags", Integer, nullable=False),
    Column("apologised", Boolean, nullable=False),
    Column("listed_at", _moment, nullable=False),
    Column("received_at", _moment),
    Column("due_at", _moment),
    Column("shown_due_at", _moment),
    Column("finished_at", _moment),
    Column("returned_at", _moment),
    Column("late_from", _moment),
    Column("waiting_since", _moment),
    Column("timeliness", Text, nullable=False),
    Column("words", TSVECTOR, nullable=False),
    Column("folded", Text, nullable=False),
    Column("position", BigInteger, nullable=False),
)

matter = Table(
    "matter",
    metadata,
    Column("office", Uuid),
    Column("position", BigInteger, nullable=False),
    Column("item", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("published_at", _moment, nullable=False),
    Column("published_by", Text, nullable=False),
)
"""What goes down beside events. office: None = the whole province, counted by the server's own positions."""

attachments = Table(
    "attachments",
    metadata,
    Column("office", Uuid, primary_key=True),
    Column("content", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("here", BigInteger, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("touched_at", _moment, nullable=False),
)
attached_contents = Table(
    "attached_contents",
    metadata,
    Column("office", Uuid, primary_key=True),
    Column("content", Text, primary_key=True),
    Column("hash", Text, primary_key=True),
)
"""Contents that events and second versions attach, by the event's hash; kept by triggers, gone with the body."""

attachment_pieces = Table(
    "attachment_pieces",
    metadata,
    Column("office", Uuid, primary_key=True),
    Column("content", Text, primary_key=True),
    Column("start", BigInteger, primary_key=True),
    Column("bytes", LargeBinary, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("login", Text, primary_key=True),
    Column("display_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("office", Uuid),
    Column("units", ARRAY(Text), nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False),
    Column("must_change", Boolean, nullable=False),
    Column("changed_at", _moment, nullable=False),
)
"""Who may sign in to the web pages. units: of the back office, whose dossiers they see; empty = all of the office.

must_change: the password was given by somebody else, and serves for nothing but choosing another.
"""

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("login_mark", Text, primary_key=True),
    Column("address_mark", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("failed_at", _moment),
    Column("locked_until", _moment),
    Column("known_at", _moment),
    Column("forget_at", _moment, nullable=False),
)
"""Wrong passwords of a login, by address; address_mark "": from all of them. known_at: when one was right there.

Marks are keyed digests: what is typed for a login may be a password, and an address is a person's.
"""

audit = Table(
    "audit",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("at", _moment, nullable=False),
    Column("login", Text, nullable=False),
    Column("office", Uuid),
    Column("act", Text, nullable=False),
    Column("about", Text, nullable=False),
)
"""Who did what on the web pages and the command line. about: ids and codes, never a citizen's data."""

uploads = Table(
    "uploads",
    metadata,
    Column("login", Text, primary_key=True),
    Column("purpose", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("sent_at", _moment, nullable=False),
)
"""The file each account sent last to be published, until it is or a day has passed."""
