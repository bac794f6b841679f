"""Projections of the dossiers: the row lists show, and the people seen on them. Replaced whole, never patched."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from desk_app.models.tables.base import Base


class DossierRow(Base):
    """A folded dossier. row: its place in the search index and the order of first registration.

    own: received at this desk. listed_at: received, or begun where nothing was; due_key: due_at as text, last without.
    open: the agency still owes a result. processing_unit: the unit that has it or had it last, else the competent one.
    late_from: after this moment it is late while unfinished; timeliness: "" while unfinished; waiting_since: the clock
    stands still (``domain.lateness``).
    """

    __tablename__ = "dossiers"
    __table_args__ = (
        # A code of ours is never given twice; what another desk printed is kept as it came, even when it collides.
        # Not unique: a copied store may have given a code twice, and then both dossiers are to be seen.
        Index("ix_dossiers_own_code", "code", sqlite_where=text("code IS NOT NULL AND own")),
        Index(None, "code"),
        Index(None, "listed_at", "row"),
        Index(None, "state", "listed_at", "row"),
        Index(None, "due_key", "row"),
        Index("ix_dossiers_open_due", "due_key", "row", sqlite_where=text("open")),
        Index(None, "received_at"),
        Index(None, "due_at"),
        Index(None, "received_actor", "recorded_at"),
        # Every filter of a list that leaves many has its own order, so that a page is read and not sorted.
        Index(None, "received_actor", "listed_at", "row"),
        Index(None, "field", "listed_at", "row"),
        Index(None, "channel", "listed_at", "row"),
        Index(None, "state", "due_key", "row"),
        Index("ix_dossiers_voided", "listed_at", "row", sqlite_where=text("voided")),
        Index("ix_dossiers_flagged", "listed_at", "row", sqlite_where=text("open_flags > 0")),
        Index("ix_dossiers_external_code", "external_code", sqlite_where=text("external_code IS NOT NULL")),
        Index("ix_dossiers_session", "session", sqlite_where=text("session IS NOT NULL")),
        Index(None, "book", "ordinal"),
        Index(None, "returned_at"),
        # Everything the counts of a report ask for, so that they never read the rows themselves.
        Index(
            "ix_dossiers_counted",
            "finished_at",
            "received_at",
            "field",
            "channel",
            "processing_unit",
            "state",
            "voided",
            "timeliness",
            "late_from",
        ),
    )

    row: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    code: Mapped[str | None]
    own: Mapped[bool]
    state: Mapped[int]
    open: Mapped[bool]
    voided: Mapped[bool]
    procedure_code: Mapped[str]
    procedure_name: Mapped[str]
    field: Mapped[str]
    summary: Mapped[str]
    owner_name: Mapped[str]
    owner_id_number: Mapped[str]
    owner_phone: Mapped[str]
    submitter_name: Mapped[str]
    channel: Mapped[str]
    unit: Mapped[str]
    received_actor: Mapped[str]
    received_by: Mapped[str]
    priority: Mapped[bool]
    apologised: Mapped[bool]
    open_flags: Mapped[int]
    session: Mapped[UUID | None]
    external_code: Mapped[str | None]
    began_at: Mapped[datetime]
    listed_at: Mapped[datetime]
    due_key: Mapped[str]
    recorded_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    original_due_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    book: Mapped[str] = mapped_column(server_default="")
    ordinal: Mapped[int | None]
    processing_unit: Mapped[str] = mapped_column(server_default="")
    late_from: Mapped[datetime | None]
    timeliness: Mapped[str] = mapped_column(server_default="")
    waiting_since: Mapped[datetime | None]
    digitised: Mapped[bool] = mapped_column(server_default="0")
    result_form: Mapped[str] = mapped_column(server_default="")
    satisfaction: Mapped[str] = mapped_column(server_default="")


class FeeTakenRow(Base):
    """Money of a dossier that came into the drawer or went out of it (``domain.money_taken``). amount: whole units.

    duty: it met a financial duty (tax) the dossier waited for, on proof of payment. taken_by: as the paper names them.
    """

    __tablename__ = "fees_taken"
    __table_args__ = (Index(None, "taken_at"),)

    row: Mapped[int] = mapped_column(primary_key=True)
    dossier: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), index=True)
    taken_at: Mapped[datetime]
    taken_by: Mapped[str]
    name: Mapped[str]
    amount: Mapped[str]
    currency: Mapped[str]
    method: Mapped[str]
    receipt_number: Mapped[str]
    duty: Mapped[bool]


class FoldedRow(Base):
    """The whole ``Dossier`` as JSON, apart from the row lists read: counting and filtering must not page through it."""

    __tablename__ = "folded_dossiers"

    row: Mapped[int] = mapped_column(ForeignKey("dossiers.row", ondelete="CASCADE"), primary_key=True)
    folded: Mapped[str]


class PersonSeenRow(Base):
    """A person on a dossier. key: who this is taken to be; reversed digits make "ends with" an index look-up."""

    __tablename__ = "people_seen"
    __table_args__ = (
        Index(None, "person_key", "seen_at"),
        Index("ix_people_seen_id_reversed", "id_reversed", sqlite_where=text("id_reversed <> ''")),
        Index("ix_people_seen_phone_reversed", "phone_reversed", sqlite_where=text("phone_reversed <> ''")),
    )

    row: Mapped[int] = mapped_column(primary_key=True)
    dossier: Mapped[UUID] = mapped_column(ForeignKey("dossiers.id", ondelete="CASCADE"), index=True)
    role: Mapped[str]
    person_key: Mapped[str]
    name: Mapped[str]
    id_reversed: Mapped[str]
    phone_reversed: Mapped[str]
    seen_at: Mapped[datetime]
    person: Mapped[str]
