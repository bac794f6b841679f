"""The snapshot of a dossier in words, for the pages of the desk: ``domain.dossier_fields``."""

from desk_app.domain.dossier_fields import (
    CHANNELS,
    FIELDS,
    GENDERS,
    GROUNDS,
    RETURNS,
    Fact,
    authorisation_line,
    correction_words,
    fact,
    joined,
)

__all__ = [
    "CHANNELS",
    "FIELDS",
    "GENDERS",
    "GROUNDS",
    "RETURNS",
    "Fact",
    "authorisation_line",
    "correction_words",
    "fact",
    "joined",
]
