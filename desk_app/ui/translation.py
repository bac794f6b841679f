"""Words in the user's language: Vietnamese is the source, English is looked up, Qt's own words become Vietnamese."""

import tomllib
from enum import StrEnum
from functools import cache

from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator

from desk_app.domain.errors import DeskError
from desk_app.resources import resource_root
from desk_app.services.said import Said, filled

CONTEXT = "desk"
_LANGUAGE = "deskLanguage"
"""The application's property that holds the language of the running window."""


class Language(StrEnum):
    """Languages of the window."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


@cache
def words(folder: str) -> dict[str, str]:
    """Return source → translation from every TOML file of ``resources/translations/<folder>``.

    Raises ValueError when two files translate one source differently.
    """
    found: dict[str, str] = {}
    for file in sorted((resource_root() / "translations" / folder).glob("*.toml")):
        for source, text in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if found.setdefault(source, text) != text:
                raise ValueError(f"{file.name}: {source!r} is translated twice")
    return found


def tr(source: str, **values: object) -> str:
    """Return a source string in the user's language, its ``{names}`` filled in.

    source: a Vietnamese literal, so that a test can find every one and ask for its English.
    """
    text = QCoreApplication.translate(CONTEXT, source)
    return filled(text, values) if values else text


def mark(source: str) -> str:
    """Return source unchanged: marks a literal that ``tr`` gets later, through a variable."""
    return source


def say(words: Said) -> str:
    """Return what a service says in the user's language, the sentences inside it too."""
    inside = {name: say(value) if isinstance(value, Said) else value for name, value in words.values.items()}
    return tr(words.template, **inside)


def sentence(error: DeskError) -> str:
    """Return the sentence of an error in the user's language, words of ours inside it too."""
    text = QCoreApplication.translate(CONTEXT, error.sentence_template())
    return filled(text, {name: _of_ours(value) for name, value in error.values.items()})


def language() -> Language:
    """Return the language the window speaks now."""
    app = QCoreApplication.instance()
    return Language(app.property(_LANGUAGE) or Language.VIETNAMESE) if app is not None else Language.VIETNAMESE


def _of_ours(value: object) -> object:
    """Return the translation of a role, a state, a kind of number; any other value as it is."""
    if isinstance(value, Said):
        return say(value)
    return QCoreApplication.translate(CONTEXT, value) if isinstance(value, str) and value else value


class Words(QTranslator):
    """Looks words up in plain dictionaries; our own under one context, Qt's under any other."""

    def __init__(self, ours: dict[str, str], qts: dict[str, str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ours = ours
        self._qts = qts

    def isEmpty(self) -> bool:
        """Tell Qt that there is something to look up."""
        return False

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str | None:  # noqa: N803 - Qt's names
        """Return the translation, or None to keep the source."""
        return (self._ours if context == CONTEXT else self._qts).get(sourceText)


class Speaker:
    """Holds the language of the running window and changes it (design.md §9)."""

    def __init__(self, app: QCoreApplication, language: Language = Language.VIETNAMESE) -> None:
        self._app = app
        self._translator: Words | None = None
        self.language = language
        self.speak(language)

    def speak(self, language: Language) -> None:
        """Switch to a language; every window then gets Qt's LanguageChange event."""
        if self._translator is not None:
            self._app.removeTranslator(self._translator)
        english = language is Language.ENGLISH
        self.language = language
        self._app.setProperty(_LANGUAGE, language.value)
        self._translator = Words(words("en") if english else {}, {} if english else words("qt_vi"), self._app)
        QLocale.setDefault(QLocale(QLocale.Language.Vietnamese, QLocale.Country.Vietnam))
        self._app.installTranslator(self._translator)
