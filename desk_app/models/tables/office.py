"""The office's own matter: settings, accounts, drafts, slips to print, kept papers, forms, calendars, sessions."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desk_app.models.tables.base import Base


class SettingRow(Base):
    """A setting by name; value: JSON."""

    __tablename__ = "settings"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class AccountRow(Base):
    """Somebody who may sign in. password: Argon2 hash."""

    __tablename__ = "accounts"

    login: Mapped[str] = mapped_column(primary_key=True)
    display_name: Mapped[str]
    role: Mapped[str]
    password: Mapped[str]
    counter: Mapped[str]
    active: Mapped[bool]
    failed_attempts: Mapped[int]
    locked_until: Mapped[datetime | None]


class DraftRow(Base):
    """A parked or half-typed page of a clerk (để chờ); content: JSON. parked: False = the page itself, autosaved."""

    __tablename__ = "drafts"
    __table_args__ = (
        Index("uq_drafts_page", "clerk", "page", unique=True, sqlite_where=text("NOT parked")),
        Index(None, "clerk", "page"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    clerk: Mapped[str]
    page: Mapped[str]
    parked: Mapped[bool]
    label: Mapped[str]
    content: Mapped[str]
    saved_at: Mapped[datetime]


class PrintJobRow(Base):
    """A slip that has not left the printer yet; status ``waiting`` or ``failed``."""

    __tablename__ = "print_queue"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    dossier: Mapped[UUID | None] = mapped_column(index=True)
    title: Mapped[str]
    form: Mapped[str]
    form_hash: Mapped[str]
    size: Mapped[str]
    copies: Mapped[int]
    pdf_digest: Mapped[str]
    printer: Mapped[str]
    status: Mapped[str]
    error: Mapped[str]
    queued_by: Mapped[str]
    queued_at: Mapped[datetime]


class WaitingSheetRow(Base):
    """The bytes of a queued paper of no one dossier, until it has left the printer: nothing else can make it again."""

    __tablename__ = "waiting_sheets"

    job: Mapped[UUID] = mapped_column(ForeignKey("print_queue.id", ondelete="CASCADE"), primary_key=True)
    pdf: Mapped[bytes]


class KeptPaperRow(Base):
    """The PDF bytes of a paper that must come out the same for ever. digest: SHA-256 of the bytes."""

    __tablename__ = "kept_papers"
    __table_args__ = (UniqueConstraint("kind", "period", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    period: Mapped[str]
    number: Mapped[int] = mapped_column(server_default="0")
    title: Mapped[str]
    subject: Mapped[UUID | None] = mapped_column(index=True)
    digest: Mapped[str]
    pdf: Mapped[bytes]
    kept_at: Mapped[datetime]


class FormVersionRow(Base):
    """An immutable version of a form file, known by the SHA-256 of its text."""

    __tablename__ = "form_versions"

    hash: Mapped[str] = mapped_column(primary_key=True)
    form_set: Mapped[str]
    form: Mapped[str]
    text: Mapped[str]
    added_at: Mapped[datetime]


class CurrentFormRow(Base):
    """The office's own version of a form, which is printed on days for which the province has published none."""

    __tablename__ = "current_forms"

    form_set: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str]


class PublishedFormRow(Base):
    """A form the province published, in force from a day until another, a later one or its own last day.

    edition: hash of the same with the office's margins, sizes and signers, "" where it has none of its own. fault: why
    this program cannot print it, "" where it can.
    """

    __tablename__ = "published_forms"

    form_set: Mapped[str] = mapped_column(primary_key=True)
    form: Mapped[str] = mapped_column(primary_key=True)
    effective_from: Mapped[date] = mapped_column(primary_key=True)
    effective_to: Mapped[date | None]
    hash: Mapped[str]
    edition: Mapped[str]
    fault: Mapped[str]
    taken_at: Mapped[datetime]


class CalendarRow(Base):
    """A version of a year's calendar as text; the highest version is in force."""

    __tablename__ = "calendars"

    year: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str]
    text: Mapped[str]
    added_at: Mapped[datetime]


class BackEntryRow(Base):
    """A back-entry session (đợt nhập bù) a supervisor opened; closed_at None = still open."""

    __tablename__ = "back_entries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    from_time: Mapped[datetime]
    to_time: Mapped[datetime]
    reason: Mapped[str]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
