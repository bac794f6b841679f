"""Catalogue files of every kind, read into procedures with a report per row; desk and server read them alike."""

from desk_app.catalogue_files.reader import read_catalogue, read_catalogue_file
from desk_app.catalogue_files.report import CatalogueFile, FileKind, ReportRow, RowOutcome

__all__ = ["CatalogueFile", "FileKind", "ReportRow", "RowOutcome", "read_catalogue", "read_catalogue_file"]
