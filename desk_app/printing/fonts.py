"""The paper font: Tinos (metric-compatible with Times New Roman), registered once, and what it can draw."""

from functools import cache
from threading import RLock

from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily, stringWidth
from reportlab.pdfbase.ttfonts import TTFont

from desk_app.resources import resource_root

REGULAR = "Tinos"
BOLD = "Tinos-Bold"
ITALIC = "Tinos-Italic"
BOLD_ITALIC = "Tinos-BoldItalic"

_FILES = {
    REGULAR: "Tinos-Regular.ttf",
    BOLD: "Tinos-Bold.ttf",
    ITALIC: "Tinos-Italic.ttf",
    BOLD_ITALIC: "Tinos-BoldItalic.ttf",
}

LAYING_OUT = RLock()
"""ReportLab's markup parser and font tables are global: one paper is laid out at a time, on any thread."""


@cache
def _faces() -> dict[str, TTFont]:
    folder = resource_root() / "fonts" / "tinos"
    faces = {name: TTFont(name, str(folder / file)) for name, file in _FILES.items()}
    for face in faces.values():
        registerFont(face)
    registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=ITALIC, boldItalic=BOLD_ITALIC)
    return faces


@cache
def _drawable() -> frozenset[int]:
    with LAYING_OUT:
        faces = _faces()
    return frozenset.intersection(*(frozenset(face.face.charToGlyph) for face in faces.values()))


def register_fonts() -> None:
    """Make the four faces known to ReportLab; does nothing when they are. Safe from any thread."""
    _drawable()


def lacks(text: str) -> set[str]:
    """Return the characters, white space aside, that not all four faces can draw."""
    known = _drawable()
    return {char for char in set(text) if ord(char) not in known and not char.isspace()}


def text_width(text: str, font: str, size: float) -> float:
    """Return the width of a line of plain text, in points."""
    register_fonts()
    return float(stringWidth(text, font, size))
