"""How the looks reach Qt: palette, font and stylesheet of the application, changed at run time."""

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from desk_app.ui.fonts import load_fonts
from desk_app.ui.stylesheet import stylesheet
from desk_app.ui.tokens import DARK, FONT_STEPS, LIGHT, Role, Sizes, Theme, Tokens, Tone

__all__ = [
    "DARK",
    "FONT_STEPS",
    "LIGHT",
    "Role",
    "Scheme",
    "Sizes",
    "Theme",
    "Tokens",
    "Tone",
    "apply_theme",
    "current_theme",
    "make_theme",
    "palette",
    "set_look",
    "system_is_dark",
]

_PROPERTY = "desk_theme"


class Scheme(StrEnum):
    """Which colours the user wants."""

    LIGHT = "light"
    DARK = "dark"
    SYSTEM = "system"


def palette(tokens: Tokens) -> QPalette:
    """Return the Qt palette of the tokens, so that what no stylesheet rule reaches has the same colours."""
    roles = QPalette.ColorRole
    by_role = {
        roles.Window: tokens.page,
        roles.WindowText: tokens.text,
        roles.Base: tokens.surface,
        roles.AlternateBase: tokens.page,
        roles.Text: tokens.text,
        roles.PlaceholderText: tokens.second,
        roles.Button: tokens.surface,
        roles.ButtonText: tokens.text,
        roles.BrightText: tokens.bad,
        roles.Highlight: tokens.selected,
        roles.HighlightedText: tokens.on_selected,
        roles.Link: tokens.accent,
        roles.LinkVisited: tokens.accent,
        roles.ToolTipBase: tokens.surface,
        roles.ToolTipText: tokens.text,
        roles.Light: tokens.surface,
        roles.Midlight: tokens.hairline,
        roles.Mid: tokens.hairline,
        roles.Dark: tokens.edge,
        roles.Shadow: tokens.edge,
        roles.Accent: tokens.accent,
    }
    result = QPalette()
    for role, colour in by_role.items():
        result.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.second))
    return result


def make_theme(scheme: Scheme, font_step: int = 0, *, system_dark: bool = False) -> Theme:
    """Return the theme of the user's settings. font_step: one of ``FONT_STEPS`` (px)."""
    if font_step not in FONT_STEPS:
        raise ValueError(f"font step {font_step} is none of {FONT_STEPS}")
    dark = scheme is Scheme.DARK or (scheme is Scheme.SYSTEM and system_dark)
    return Theme(DARK if dark else LIGHT, Sizes(extra=font_step, side=Sizes.side + 4 * font_step))


def system_is_dark(app: QApplication) -> bool:
    """Return whether the operating system asks for dark windows."""
    return bool(app.styleHints().colorScheme() == Qt.ColorScheme.Dark)


def apply_theme(app: QApplication, theme: Theme) -> None:
    """Dress the whole application; may be called again at run time to change colours or font size."""
    if app.styleSheet() and app.property(_PROPERTY) == theme:
        return  # to dress every widget anew takes long
    load_fonts()
    app.setProperty(_PROPERTY, theme)
    if app.style().objectName().lower() != "fusion" and not app.styleSheet():
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setPalette(palette(theme.tokens))
    app.setFont(theme.font(Role.BODY))
    app.setStyleSheet(stylesheet(theme))


def current_theme() -> Theme:
    """Return the theme in force; the light one before any was applied."""
    app = QApplication.instance()
    found = app.property(_PROPERTY) if app is not None else None
    return found if isinstance(found, Theme) else Theme(LIGHT)


def set_look(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties the stylesheet looks at (role, tone, error…) and repaint if any changed."""
    changed = False
    for name, value in properties.items():
        if widget.property(name) != value:
            widget.setProperty(name, value)
            changed = True
    if changed:
        style = widget.style()
        style.unpolish(widget)
        style.polish(widget)
        widget.update()
