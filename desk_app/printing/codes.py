"""Bar codes and QR codes of papers, drawn as vectors in units of one module.

Each code is a PDF form object whose matrix is one module: ``raster.py`` finds these objects again and sets them
on the printer's whole dots, whatever its resolution.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import segno
from barcode.codex import Code128
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from desk_app.domain.forms.paper_data import Codes

REFERENCE_DPI = 203
"""The coarsest printer served; modules are whole dots of it."""

DOT = 72 / REFERENCE_DPI
"""One dot of the reference printer, in points."""

BAR_QUIET = 10
"""Quiet zone on each side of a Code 128, in modules (ISO/IEC 15417)."""

QR_QUIET = 4
"""Quiet zone around a QR code, in modules (ISO/IEC 18004)."""

_LEAST_QR_DOTS = 3
"""A QR module under 0.375 mm is not read reliably off thermal paper."""

LOOK_UP_PATH = "/tra-cuu"


@dataclass(frozen=True)
class Symbol:
    """A code as filled rectangles (x, y, width, height) in modules, from the lower left; quiet zone included."""

    width: int
    height: float
    rectangles: tuple[tuple[float, float, float, float], ...]
    key: str

    @cached_property
    def path(self) -> str:
        """The rectangles, filled, in the language of PDF: one code stands on many papers."""
        return " ".join(f"{x:g} {y:g} {width:g} {height:g} re" for x, y, width, height in self.rectangles) + " f"


@lru_cache(maxsize=256)
def bar_symbol(text: str, height: float) -> Symbol:
    """Return the Code 128 of a text. height: of the bars, in modules. Raises ValueError for text it cannot hold."""
    if not text or not text.isascii() or not text.isprintable():
        raise ValueError("Code 128 holds printable ASCII only")
    pattern = Code128(text).build()[0]
    runs = _runs(pattern)
    rectangles = tuple((BAR_QUIET + start, 0.0, width, height) for start, width in runs)
    return Symbol(len(pattern) + 2 * BAR_QUIET, height, rectangles, _key("bar", text, height))


@lru_cache(maxsize=256)
def qr_symbol(text: str) -> Symbol:
    """Return the QR code of a text, error correction M or better."""
    matrix = segno.make(text, error="m", micro=False, boost_error=True).matrix
    size = len(matrix) + 2 * QR_QUIET
    rectangles = tuple(
        (QR_QUIET + start, size - QR_QUIET - row - 1, width, 1.0)
        for row, line in enumerate(matrix)
        for start, width in _runs("".join("1" if cell else "0" for cell in line))
    )
    return Symbol(size, size, rectangles, _key("qr", text, 0))


def _runs(pattern: str) -> list[tuple[int, int]]:
    """Return (start, length) of each run of dark modules."""
    found = []
    start = None
    for place, cell in enumerate(pattern + "0"):
        if cell == "1" and start is None:
            start = place
        elif cell == "0" and start is not None:
            found.append((start, place - start))
            start = None
    return found


def _key(kind: str, text: str, height: float) -> str:
    return hashlib.sha256(f"{kind}\0{text}\0{height:.3f}".encode()).hexdigest()[:16]


def qr_payload(codes: Codes) -> str:
    """Return what a dossier's QR says: its look-up address with the secret after ``#``, or its bare code."""
    if codes.look_up:
        return f"https://{codes.look_up_address}{LOOK_UP_PATH}#{codes.code}.{codes.secret}"
    return codes.code


class CodeMark(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A symbol on the page. dots: dots of the reference printer in one module (a narrow bar needs 2)."""

    def __init__(self, symbol: Symbol, dots: int, align: str = "LEFT") -> None:
        super().__init__()
        self.symbol = symbol
        self.module = dots * DOT
        self.width = symbol.width * self.module
        self.height = symbol.height * self.module
        self.hAlign = align

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size in points, quiet zone included."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the symbol as one form object in module units."""
        canvas: Any = self.canv
        name = f"code-{self.symbol.key}"
        if not canvas.hasForm(name):
            canvas.beginForm(name, 0, 0, self.symbol.width, self.symbol.height)
            canvas.setFillGray(0)
            canvas.addLiteral(self.symbol.path)
            canvas.endForm()
        canvas.saveState()
        canvas.transform(self.module, 0, 0, self.module, 0, 0)
        canvas.doForm(name)
        canvas.restoreState()


def bar_mark(text: str, available: float, height_mm: float, dots: int = 2, align: str = "LEFT") -> CodeMark | None:
    """Return the bars of a text, or None where they do not fit with their quiet zone. available: points."""
    symbol = bar_symbol(text, height_mm * mm / (dots * DOT))
    mark = CodeMark(symbol, dots, align)
    return mark if mark.width <= available + 0.01 else None


def qr_mark(text: str, size_mm: float, align: str = "LEFT") -> CodeMark:
    """Return the QR code of a text, as large as fits ``size_mm`` with modules of whole dots, at least three."""
    symbol = qr_symbol(text)
    dots = max(_LEAST_QR_DOTS, int(size_mm * mm / (symbol.width * DOT)))
    return CodeMark(symbol, dots, align)
