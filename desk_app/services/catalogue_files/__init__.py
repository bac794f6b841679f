"""Catalogue files of every kind, read into procedures with a report per row."""

from desk_app.services.catalogue_files.reader import read_catalogue_file
from desk_app.services.catalogue_files.report import CatalogueFile, FileKind, ReportRow, RowOutcome

__all__ = ["CatalogueFile", "FileKind", "ReportRow", "RowOutcome", "read_catalogue_file"]
