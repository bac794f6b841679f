"""What is written once: streams, events, bodies, erasures; and the series every printed number comes from."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk_app.models.tables.base import Base


class StoreRow(Base):
    """The one row about the store itself.

    clock: highest hybrid stamp seen. projections: version of the rows folded from
    events. unsure_from, unsure_to: days whose numbers a restored store cannot know.
    """

    __tablename__ = "store"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    store_id: Mapped[UUID]
    office_id: Mapped[UUID]
    desk_id: Mapped[str]
    stream: Mapped[UUID] = mapped_column(ForeignKey("streams.stream"))
    clock: Mapped[int]
    created_at: Mapped[datetime]
    projections: Mapped[int]
    unsure_from: Mapped[date | None]
    unsure_to: Mapped[date | None]


class StreamRow(Base):
    """One life of a store, ours or another desk's, and where it stands."""

    __tablename__ = "streams"

    stream: Mapped[UUID] = mapped_column(primary_key=True)
    parent: Mapped[UUID | None]
    desk_id: Mapped[str]
    own: Mapped[bool]
    began_at: Mapped[datetime]
    last_seq: Mapped[int]
    last_hash: Mapped[str]


class EventRow(Base):
    """An envelope: its exact text, and what is looked up by, taken from it."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("stream", "seq"),
        Index(None, "subject", "hlc", "stream", "seq"),
        Index(None, "kind", "occurred_at"),
    )

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    stream: Mapped[UUID] = mapped_column(ForeignKey("streams.stream"))
    seq: Mapped[int]
    hlc: Mapped[int]
    subject: Mapped[UUID]
    kind: Mapped[str]
    v: Mapped[int]
    occurred_at: Mapped[datetime]
    actor: Mapped[str]
    hash: Mapped[str]
    text: Mapped[str]


class BodyRow(Base):
    """What an event says; may be erased by law, without a gap in the chain."""

    __tablename__ = "event_bodies"

    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.event_id"), primary_key=True)
    body: Mapped[str]


class ErasureRow(Base):
    """Names a body that was erased, before or after it arrived, and the ``Erased`` event that ordered it."""

    __tablename__ = "erasures"

    event_id: Mapped[UUID] = mapped_column(primary_key=True)
    erased_by: Mapped[UUID] = mapped_column(ForeignKey("events.event_id"), primary_key=True)


class SeriesRow(Base):
    """A series of printed numbers and the highest one used. period: the day or the year, as text.

    stream: the stream that last knew for certain where the series stood.
    """

    __tablename__ = "series"
    __table_args__ = (CheckConstraint("highest_used >= 0", name="not_negative"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    highest_used: Mapped[int]
    stream: Mapped[UUID] = mapped_column(ForeignKey("streams.stream"))


class BlockRow(Base):
    """The numbers this desk may give out for an agency (codes.NumberBlock); no row = the whole range."""

    __tablename__ = "number_blocks"

    agency: Mapped[str] = mapped_column(primary_key=True)
    first: Mapped[int]
    last: Mapped[int]
    digits: Mapped[int]


class ReservedNumberRow(Base):
    """A number printed beforehand on an emergency slip (phiếu dự phòng). used_by: the dossier entered under it."""

    __tablename__ = "reserved_numbers"

    agency: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    used_by: Mapped[UUID | None]


class RequestRow(Base):
    """A caller's own id of a registration, kept for ever: asked again, it answers with the same dossier."""

    __tablename__ = "request_ids"

    request_id: Mapped[str] = mapped_column(primary_key=True)
    dossier: Mapped[UUID]
