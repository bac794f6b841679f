"""How this PC's window looks and sounds: the settings put on, at the start and at each change."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from desk_app.services.desk_settings import DeskSettings
from desk_app.ui.theme import Scheme, apply_theme, make_theme, system_is_dark
from desk_app.ui.translation import Language, Speaker


class Look(QObject):
    """Wears a DeskSettings: colours, text size, language."""

    language_changed = Signal()

    def __init__(self, app: QApplication, settings: DeskSettings) -> None:
        super().__init__(app)
        self._app = app
        self._settings = settings
        self._speaker = Speaker(app, Language(settings.language))
        self._dress()
        app.styleHints().colorSchemeChanged.connect(lambda _scheme: self._dress())

    def wear(self, settings: DeskSettings) -> None:
        """Change to other settings; only what differs is done again."""
        before, self._settings = self._settings, settings
        if (settings.theme, settings.font_step) != (before.theme, before.font_step):
            self._dress()
        if settings.language != before.language:
            self._speaker.speak(Language(settings.language))
            self.language_changed.emit()

    def _dress(self) -> None:
        scheme, dark = Scheme(self._settings.theme), system_is_dark(self._app)
        apply_theme(self._app, make_theme(scheme, self._settings.font_step, system_dark=dark))
