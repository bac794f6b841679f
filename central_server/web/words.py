"""Words of the pages: Vietnamese is the source, English is looked up."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from central_server.web.languages import Language
from central_server.web.local_writing import written_number, written_value
from desk_app.domain.errors import DeskError
from desk_app.domain.said import Said, filled
from desk_app.resources import resource_root

TRANSLATIONS = Path(__file__).parent / "translations"
_COUNTED = ("n", "amount")
"""Names of values in sentences that are counted or paid: written in groups of three, which a year is not."""


@cache
def english() -> Mapping[str, str]:
    """Return source → English: the desk's own words (histories, states), then those of the pages."""
    found: dict[str, str] = {}
    for file in (*sorted((resource_root() / "translations" / "en").glob("*.toml")), TRANSLATIONS / "en.toml"):
        found |= tomllib.loads(file.read_text(encoding="utf-8"))
    return found


def tr(language: Language, source: str, **values: object) -> str:
    """Return a source string in a language, its ``{names}`` filled in as its readers write dates and amounts."""
    text = english().get(source, source) if language is Language.ENGLISH else source
    written = {name: _written(language, name, value) for name, value in values.items()}
    return filled(text, written) if written else text


def _written(language: Language, name: str, value: object) -> object:
    if name in _COUNTED and isinstance(value, int):
        return written_number(language, value)
    return written_value(language, value)


def say(language: Language, words: Said) -> str:
    """Return what the rules say in a language, the sentences inside it too."""
    inside = {name: say(language, value) if isinstance(value, Said) else value for name, value in words.values.items()}
    return tr(language, words.template, **inside)


def spoken(language: Language, value: str) -> str:
    """Return a value the rules have put into words (a state, a date, an amount); what a person wrote stays as it is."""
    return tr(language, str(written_value(language, value)))


def sentence(language: Language, error: DeskError) -> str:
    """Return the sentence of an error in a language."""
    return tr(language, error.sentence_template(), **error.values)
