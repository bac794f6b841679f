"""The languages of the pages."""

from enum import StrEnum


class Language(StrEnum):
    """Languages of the pages."""

    VIETNAMESE = "vi"
    ENGLISH = "en"
