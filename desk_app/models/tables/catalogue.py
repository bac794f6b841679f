"""The catalogue: immutable published versions, what the office says of them, and changes not yet read."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from desk_app.models.tables.base import Base


class ProcedureVersionRow(Base):
    """One published version. digest: SHA-256 of the payload, which is the whole ``Procedure`` as JSON."""

    __tablename__ = "procedure_versions"

    national_code: Mapped[str] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str]
    payload: Mapped[str]
    digest: Mapped[str]
    decision: Mapped[str]
    status: Mapped[str]
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    source: Mapped[str]
    imported_at: Mapped[datetime]


class CatalogueRow(Base):
    """A procedure's current version and what lists of procedures show. row: its place in the search index."""

    __tablename__ = "catalogue"
    __table_args__ = (
        ForeignKeyConstraint(
            ["national_code", "ordinal"], ["procedure_versions.national_code", "procedure_versions.ordinal"]
        ),
        Index("ix_catalogue_listed", "listed", "row", sqlite_where=text("listed")),
        Index("ix_catalogue_favourite", "favourite", sqlite_where=text("favourite IS NOT NULL")),
    )

    row: Mapped[int] = mapped_column(primary_key=True)
    national_code: Mapped[str] = mapped_column(unique=True)
    ordinal: Mapped[int]
    code: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    field: Mapped[str]
    status: Mapped[str]
    listed: Mapped[bool]
    favourite: Mapped[int | None]
    name_key: Mapped[str] = mapped_column(index=True)


class OfficeLayerRow(Base):
    """What the office says of a procedure. stale: what changed in its source since, JSON list of words."""

    __tablename__ = "office_layers"

    national_code: Mapped[str] = mapped_column(primary_key=True)
    layer: Mapped[str]
    source_ordinal: Mapped[int | None]
    stale: Mapped[str]
    changed_at: Mapped[datetime]


class CatalogueChangeRow(Base):
    """What an import changed in a procedure. fields: JSON list of the fields that differ."""

    __tablename__ = "catalogue_changes"
    __table_args__ = (Index("ix_catalogue_changes_unread", "id", sqlite_where=text("read_at IS NULL")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    national_code: Mapped[str] = mapped_column(index=True)
    change: Mapped[str]
    from_ordinal: Mapped[int | None]
    to_ordinal: Mapped[int | None]
    fields: Mapped[str]
    effective_from: Mapped[date | None]
    source: Mapped[str]
    noted_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
