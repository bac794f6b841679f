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


class _Widths(dict[str, float]):
    """The width of every character met so far, in thousandths of the type size."""

    def __init__(self, font: TTFont) -> None:
        self._face = font.face

    def __missing__(self, char: str) -> float:
        self[char] = width = float(self._face.charWidths.get(ord(char), self._face.defaultWidth))
        return width


class _PaperFont(TTFont):  # type: ignore[misc]
    """A face that measures as ReportLab's own does, several times as fast.

    Breaking lines measures letter by letter, millions of times for a long book; ReportLab's measure in Python goes
    through a generator each time, and its accelerator is a package of its own.
    """

    def __init__(self, name: str, file: str) -> None:
        super().__init__(name, file, asciiReadable=0)  # only letters a paper uses travel in it
        self._widths = _Widths(self)

    def stringWidth(self, text: str | bytes, size: float, encoding: str = "utf8") -> float:  # noqa: N802
        """Return the width of text set in this face, in points."""
        said = text if isinstance(text, str) else text.decode(encoding or "utf8")
        widths = self._widths
        return 0.001 * size * (widths[said] if len(said) == 1 else sum([widths[char] for char in said]))


@cache
def _faces() -> dict[str, TTFont]:
    folder = resource_root() / "fonts" / "tinos"
    faces = {name: _PaperFont(name, str(folder / file)) for name, file in _FILES.items()}
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
