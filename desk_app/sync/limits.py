"""The limits of the sync protocol, as the table of ``docs/protocol.md`` §10 states them."""

PROTOCOL_VERSION = 1
"""The one version both sides speak; it stands in the header ``Desk-Protocol`` and in every address (``/v1``)."""

MAX_BATCH_EVENTS = 500
MAX_BATCH_BYTES = 8 * 1024 * 1024
"""Of an unpacked batch."""
MAX_LINE_BYTES = 4 * 1024 * 1024
MAX_UNFOLD = 100
"""A packed body that unfolds by more than this is no body of ours."""
MAX_FEED_ITEMS = 1000
MAX_PAGE_BYTES = 4 * 1024 * 1024
"""Of a page of the feed, unless one event alone is larger."""
MAX_ATTACHMENT_BYTES = 200 * 1024 * 1024
MAX_PIECE_BYTES = 1024 * 1024
ATTACHMENT_SHARE_BYTES = 20 * 1024 * 1024 * 1024
"""Of one office, unless the server was started with another."""
STALE_UPLOAD_DAYS = 30
MAX_STICK_BYTES = 64 * 1024 * 1024
MAX_STICK_UNPACKED_BYTES = 256 * 1024 * 1024
CODE_HOURS = 72
ENROL_PER_MINUTE = 10
REQUESTS_PER_MINUTE = 600
WRONG_TOKENS_PER_MINUTE = 30
STREAMS_PER_DAY = 50
BLOCKS_PER_DESK = 6
RELAY_DAYS = 30
RELAY_QUIET_HOURS = 48
MAX_AHEAD_HOURS = 24
DRIFT_MINUTES = 5
FIRST_PAUSE_SECONDS = 5
LONGEST_PAUSE_SECONDS = 900
IDLE_SECONDS = 60

PACK_FROM_BYTES = 4096
"""A body larger than this goes packed."""
