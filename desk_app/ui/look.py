"""How this PC's window looks: the settings put on, at the start and at each change."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desk_app.ui.theme import FONT_STEPS, Scheme, apply_theme, make_theme, system_is_dark
from desk_app.ui.translation import Language, Speaker

_FILE = "look.json"


class LookSettings(Protocol):
    """The part of a PC's settings that is seen; ``DeskSettings`` has it."""

    @property
    def theme(self) -> str:
        """Name of a Scheme."""

    @property
    def font_step(self) -> int:
        """One of ``FONT_STEPS``."""

    @property
    def language(self) -> str:
        """Code of a Language."""


@dataclass(frozen=True)
class Clothes:
    """What was last worn, kept outside the store so that the window has its colours before the store is open."""

    theme: str = Scheme.LIGHT.value
    font_step: int = 0
    language: str = Language.VIETNAMESE.value


def last_worn(folder: Path) -> Clothes:
    """Return what was last worn on this PC; the plain ones where that is not known or not readable."""
    try:
        found = Clothes(**json.loads((folder / _FILE).read_text(encoding="utf-8")))
        Scheme(found.theme), Language(found.language), FONT_STEPS.index(found.font_step)
    except (OSError, ValueError, TypeError):
        return Clothes()
    return found


class Look(QObject):
    """Wears settings: colours, text size, language. folder: where what is worn is remembered, None = nowhere."""

    language_changed = Signal()

    def __init__(self, app: QApplication, settings: LookSettings, folder: Path | None = None) -> None:
        super().__init__(app)
        self._app = app
        self._folder = folder
        self._worn = _clothes(settings)
        self._speaker = Speaker(app, Language(settings.language))
        self._dress()
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: self._dress())

    def wear(self, settings: LookSettings) -> None:
        """Change to other settings; only what differs is done again."""
        before, self._worn = self._worn, _clothes(settings)
        if self._worn == before:
            return
        if (self._worn.theme, self._worn.font_step) != (before.theme, before.font_step):
            self._dress()
        if self._worn.language != before.language:
            self._speaker.speak(Language(self._worn.language))
            self.language_changed.emit()
        self._remember()

    def _dress(self) -> None:
        scheme, dark = Scheme(self._worn.theme), system_is_dark(self._app)
        apply_theme(self._app, make_theme(scheme, self._worn.font_step, system_dark=dark))

    def _remember(self) -> None:
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / _FILE).write_text(json.dumps(asdict(self._worn)), encoding="utf-8")
        except OSError:
            # The store has it all the same: only the first second of the next start has other colours.
            return


def _clothes(settings: LookSettings) -> Clothes:
    return Clothes(settings.theme, settings.font_step, settings.language)
