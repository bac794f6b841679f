"""The desk's side of sync: whose server it belongs to, what that has confirmed, and second versions of events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from desk_app.models.tables.base import Base


class SyncLinkRow(Base):
    """The one row about the server this store is enrolled at; none before.

    address, authority (PEM, "" = the system's), token: how it is spoken to. office: its name of ours. epoch, contact,
    cursor: where the last answered round stood ("" at a beginning). seal_key, signing_key: the server's, base64;
    own_signing_key: private, of this store. confirmed_at: the last round that was confirmed to its end; tried_at: the
    last one begun; failure: why that one ended early, [code, values] as JSON, "" for none.
    """

    __tablename__ = "sync_link"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str]
    authority: Mapped[str]
    token: Mapped[str]
    office: Mapped[UUID]
    office_name: Mapped[str]
    epoch: Mapped[UUID]
    contact: Mapped[str]
    cursor: Mapped[str]
    seal_key: Mapped[str]
    signing_key: Mapped[str]
    own_signing_key: Mapped[str]
    enrolled_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    tried_at: Mapped[datetime | None]
    failure: Mapped[str]
    drift_seconds: Mapped[int]


class SyncMarkRow(Base):
    """How far the server has confirmed one of our own streams."""

    __tablename__ = "sync_marks"

    stream: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


class SecondVersionRow(Base):
    """An event that cannot stand in the log: other bytes under a known id, or another event at a taken place.

    It is folded all the same. beside: the event the log holds at its place, None for none.
    """

    __tablename__ = "second_versions"
    __table_args__ = (Index("ix_second_versions_stream_seq", "stream", "seq"),)

    hash: Mapped[str] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(index=True)
    beside: Mapped[UUID | None]
    subject: Mapped[UUID] = mapped_column(index=True)
    text: Mapped[str]
    body: Mapped[str | None]
    found_at: Mapped[datetime]
    stream: Mapped[UUID] = mapped_column(server_default="")
    seq: Mapped[int] = mapped_column(server_default="0")
