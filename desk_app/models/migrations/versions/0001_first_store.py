"""The first store: events, projections, catalogue, office; and the search indexes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Take the step."""
    op.create_table(
        "accounts",
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("display_name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("login", name="pk_accounts"),
    )
    op.create_table(
        "back_entries",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("from_time", sa.String(27), nullable=False),
        sa.Column("to_time", sa.String(27), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_by", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.String(27), nullable=False),
        sa.Column("closed_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_back_entries"),
    )
    op.create_table(
        "calendars",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("year", "version", name="pk_calendars"),
    )
    op.create_table(
        "catalogue_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("national_code", sa.Text(), nullable=False),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("from_ordinal", sa.Integer(), nullable=True),
        sa.Column("to_ordinal", sa.Integer(), nullable=True),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.String(10), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("noted_at", sa.String(27), nullable=False),
        sa.Column("read_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_catalogue_changes"),
    )
    op.create_index("ix_catalogue_changes_national_code", "catalogue_changes", ["national_code"], unique=False)
    op.create_index(
        "ix_catalogue_changes_unread",
        "catalogue_changes",
        ["id"],
        unique=False,
        sqlite_where=sa.text("read_at IS NULL"),
    )
    op.create_table(
        "current_forms",
        sa.Column("form_set", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("form_set", "form", name="pk_current_forms"),
    )
    op.create_table(
        "dossiers",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("procedure_code", sa.Text(), nullable=False),
        sa.Column("procedure_name", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("owner_id_number", sa.Text(), nullable=False),
        sa.Column("owner_phone", sa.Text(), nullable=False),
        sa.Column("submitter_name", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("received_actor", sa.Text(), nullable=False),
        sa.Column("received_by", sa.Text(), nullable=False),
        sa.Column("priority", sa.Boolean(), nullable=False),
        sa.Column("apologised", sa.Boolean(), nullable=False),
        sa.Column("open_flags", sa.Integer(), nullable=False),
        sa.Column("session", sa.String(36), nullable=True),
        sa.Column("began_at", sa.String(27), nullable=False),
        sa.Column("listed_at", sa.String(27), nullable=False),
        sa.Column("due_key", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.String(27), nullable=True),
        sa.Column("received_at", sa.String(27), nullable=True),
        sa.Column("due_at", sa.String(27), nullable=True),
        sa.Column("original_due_at", sa.String(27), nullable=True),
        sa.Column("finished_at", sa.String(27), nullable=True),
        sa.Column("returned_at", sa.String(27), nullable=True),
        sa.PrimaryKeyConstraint("row", name="pk_dossiers"),
        sa.UniqueConstraint("id", name="uq_dossiers_id"),
    )
    op.create_index("ix_dossiers_code", "dossiers", ["code"], unique=False)
    op.create_index("ix_dossiers_due_at", "dossiers", ["due_at"], unique=False)
    op.create_index("ix_dossiers_due_key_row", "dossiers", ["due_key", "row"], unique=False)
    op.create_index("ix_dossiers_listed_at_row", "dossiers", ["listed_at", "row"], unique=False)
    op.create_index("ix_dossiers_open_due", "dossiers", ["due_key", "row"], unique=False, sqlite_where=sa.text("open"))
    op.create_index("ix_dossiers_open_flags", "dossiers", ["row"], unique=False, sqlite_where=sa.text("open_flags > 0"))
    op.create_index(
        "ix_dossiers_received_actor_recorded_at", "dossiers", ["received_actor", "recorded_at"], unique=False
    )
    op.create_index("ix_dossiers_received_at", "dossiers", ["received_at"], unique=False)
    op.create_index(
        "ix_dossiers_session", "dossiers", ["session"], unique=False, sqlite_where=sa.text("session IS NOT NULL")
    )
    op.create_index("ix_dossiers_state_listed_at_row", "dossiers", ["state", "listed_at", "row"], unique=False)
    op.create_index(
        "uq_dossiers_own_code", "dossiers", ["code"], unique=True, sqlite_where=sa.text("code IS NOT NULL AND own")
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("clerk", sa.Text(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("parked", sa.Boolean(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_drafts"),
    )
    op.create_index("ix_drafts_clerk_page", "drafts", ["clerk", "page"], unique=False)
    op.create_index("uq_drafts_page", "drafts", ["clerk", "page"], unique=True, sqlite_where=sa.text("NOT parked"))
    op.create_table(
        "form_versions",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("form_set", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_form_versions"),
    )
    op.create_table(
        "kept_papers",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(36), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_papers"),
        sa.UniqueConstraint("kind", "period", name="uq_kept_papers_kind_period"),
    )
    op.create_index("ix_kept_papers_subject", "kept_papers", ["subject"], unique=False)
    op.create_table(
        "number_blocks",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("digits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("agency", name="pk_number_blocks"),
    )
    op.create_table(
        "office_layers",
        sa.Column("national_code", sa.Text(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("source_ordinal", sa.Integer(), nullable=True),
        sa.Column("stale", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("national_code", name="pk_office_layers"),
    )
    op.create_table(
        "print_queue",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("dossier", sa.String(36), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("form_hash", sa.Text(), nullable=False),
        sa.Column("size", sa.Text(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("pdf_digest", sa.Text(), nullable=False),
        sa.Column("printer", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("queued_by", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_print_queue"),
    )
    op.create_index("ix_print_queue_dossier", "print_queue", ["dossier"], unique=False)
    op.create_table(
        "procedure_versions",
        sa.Column("national_code", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("effective_from", sa.String(10), nullable=True),
        sa.Column("effective_to", sa.String(10), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("national_code", "ordinal", name="pk_procedure_versions"),
    )
    op.create_table(
        "request_ids",
        sa.Column("request_id", sa.Text(), nullable=False),
        sa.Column("dossier", sa.String(36), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name="pk_request_ids"),
    )
    op.create_table(
        "reserved_numbers",
        sa.Column("agency", sa.Text(), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("used_by", sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint("agency", "day", "number", name="pk_reserved_numbers"),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_settings"),
    )
    op.create_table(
        "streams",
        sa.Column("stream", sa.String(36), nullable=False),
        sa.Column("parent", sa.String(36), nullable=True),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("began_at", sa.String(27), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("stream", name="pk_streams"),
    )
    op.create_table(
        "catalogue",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("national_code", sa.Text(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("favourite", sa.Integer(), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["national_code", "ordinal"],
            ["procedure_versions.national_code", "procedure_versions.ordinal"],
            name="fk_catalogue_national_code_procedure_versions",
        ),
        sa.PrimaryKeyConstraint("row", name="pk_catalogue"),
        sa.UniqueConstraint("national_code", name="uq_catalogue_national_code"),
    )
    op.create_index(
        "ix_catalogue_favourite",
        "catalogue",
        ["favourite"],
        unique=False,
        sqlite_where=sa.text("favourite IS NOT NULL"),
    )
    op.create_index("ix_catalogue_listed", "catalogue", ["listed", "row"], unique=False, sqlite_where=sa.text("listed"))
    op.create_index("ix_catalogue_name_key", "catalogue", ["name_key"], unique=False)
    op.create_table(
        "events",
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("stream", sa.String(36), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("hlc", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(36), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("occurred_at", sa.String(27), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name="fk_events_stream_streams"),
        sa.PrimaryKeyConstraint("event_id", name="pk_events"),
        sa.UniqueConstraint("stream", "seq", name="uq_events_stream_seq"),
    )
    op.create_index("ix_events_kind_occurred_at", "events", ["kind", "occurred_at"], unique=False)
    op.create_index("ix_events_subject_hlc_stream_seq", "events", ["subject", "hlc", "stream", "seq"], unique=False)
    op.create_table(
        "folded_dossiers",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["row"], ["dossiers.row"], name="fk_folded_dossiers_row_dossiers", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("row", name="pk_folded_dossiers"),
    )
    op.create_table(
        "people_seen",
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("dossier", sa.String(36), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id_reversed", sa.Text(), nullable=False),
        sa.Column("phone_reversed", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.String(27), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier"], ["dossiers.id"], name="fk_people_seen_dossier_dossiers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("row", name="pk_people_seen"),
    )
    op.create_index("ix_people_seen_dossier", "people_seen", ["dossier"], unique=False)
    op.create_index(
        "ix_people_seen_id_reversed",
        "people_seen",
        ["id_reversed"],
        unique=False,
        sqlite_where=sa.text("id_reversed <> ''"),
    )
    op.create_index("ix_people_seen_person_key_seen_at", "people_seen", ["person_key", "seen_at"], unique=False)
    op.create_index(
        "ix_people_seen_phone_reversed",
        "people_seen",
        ["phone_reversed"],
        unique=False,
        sqlite_where=sa.text("phone_reversed <> ''"),
    )
    op.create_table(
        "series",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("highest_used", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(36), nullable=False),
        sa.CheckConstraint("highest_used >= 0", name="ck_series_not_negative"),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name="fk_series_stream_streams"),
        sa.PrimaryKeyConstraint("kind", "name", "period", name="pk_series"),
    )
    op.create_table(
        "store",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.String(36), nullable=False),
        sa.Column("office_id", sa.String(36), nullable=False),
        sa.Column("desk_id", sa.Text(), nullable=False),
        sa.Column("stream", sa.String(36), nullable=False),
        sa.Column("clock", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.String(27), nullable=False),
        sa.Column("projections", sa.Integer(), nullable=False),
        sa.Column("unsure_from", sa.String(10), nullable=True),
        sa.Column("unsure_to", sa.String(10), nullable=True),
        sa.CheckConstraint("id = 1", name="ck_store_one_row"),
        sa.ForeignKeyConstraint(["stream"], ["streams.stream"], name="fk_store_stream_streams"),
        sa.PrimaryKeyConstraint("id", name="pk_store"),
    )
    op.create_table(
        "erasures",
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("erased_by", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(["erased_by"], ["events.event_id"], name="fk_erasures_erased_by_events"),
        sa.PrimaryKeyConstraint("event_id", "erased_by", name="pk_erasures"),
    )
    op.create_table(
        "event_bodies",
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.event_id"], name="fk_event_bodies_event_id_events"),
        sa.PrimaryKeyConstraint("event_id", name="pk_event_bodies"),
    )
    op.execute(
        "CREATE VIRTUAL TABLE dossier_search USING fts5("
        "marked, folded, content='', contentless_delete=1, prefix='2 3 4', tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(
        "CREATE VIRTUAL TABLE people_search USING fts5("
        "marked, folded, content='', contentless_delete=1, prefix='2 3 4', tokenize='unicode61 remove_diacritics 0')"
    )
    op.execute(
        "CREATE VIRTUAL TABLE procedure_search USING fts5("
        "marked, daily, name, other,"
        " content='', contentless_delete=1, prefix='2 3 4', tokenize='unicode61 remove_diacritics 0')"
    )
