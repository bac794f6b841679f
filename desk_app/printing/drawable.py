"""What the paper font can draw of a text."""

from desk_app.domain.forms.markup import clean
from desk_app.printing.fonts import lacks

MISSING_GLYPH = "\N{WHITE SQUARE}"
"""What stands for a character the paper font cannot draw (an emoji, a foreign script)."""


def drawable(text: str) -> str:
    """Return text, or a form's markup, with a white square for every character the font lacks."""
    missing = lacks(text)
    return text.translate(dict.fromkeys(map(ord, missing), MISSING_GLYPH)) if missing else text


def one_line(text: str) -> str:
    """Return cleaned text with its line breaks turned into spaces, not escaped (for direct drawing)."""
    return drawable(clean(text).replace("\n", " "))
