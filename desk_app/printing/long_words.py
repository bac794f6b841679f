"""Words wider than their line: an address breaks behind a dot or a slash, else a hyphen, not inside a name."""

import re
from collections.abc import Iterator, Sequence

from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus.paraparser import ParaFrag

_MARK = re.compile(r"[./-]")
_NAME = re.compile(r"[^./]*[./]+|[^./]+")
_HALF_NAME = re.compile(r"[^-]*-+|[^-]+")
"""Only of a name that is too wide itself: a hyphen at a line's end may be read as the printer's, not the address's."""


def with_breaks(pieces: Sequence[ParaFrag], room: float) -> list[ParaFrag]:
    """Return a paragraph's pieces, a space put in wherever a word must break. room: points, the width of its lines.

    Each part is as long as its line allows, so the space always falls on a line's end, where nobody sees it.
    """
    # What a page has parted has no text of its own any more, but words that are broken already.
    texts = ["", *(str(getattr(piece, "text", "") or "") for piece in pieces), ""]
    return [
        _broken(piece, text, before.rsplit(" ", 1)[-1], after.split(" ", 1)[0], room) if _MARK.search(text) else piece
        for piece, before, text, after in zip(pieces, texts, texts[1:], texts[2:], strict=False)
    ]


def _broken(piece: ParaFrag, text: str, begun: str, ended: str, room: float) -> ParaFrag:
    """Return one piece. begun, ended: what stands in other type and without a space before its text and behind it."""
    words = text.split(" ")
    # No letter is wider than it is high: most words need no measuring.
    if (max(map(len, words)) + len(begun) + len(ended)) * piece.fontSize <= room:
        return piece
    begins = [begun, *[""] * (len(words) - 1)]
    ends = [*[""] * (len(words) - 1), ended]
    return piece.clone(
        text=" ".join(
            " ".join(_lines(word, begin, end, piece, room))
            for word, begin, end in zip(words, begins, ends, strict=True)
        )
    )


def _lines(word: str, begun: str, ended: str, piece: ParaFrag, room: float) -> Iterator[str]:
    """Yield a word in parts that each fit a line; one with a part that fits none stays for the paragraph to break."""

    def is_too_wide(part: str) -> bool:
        return bool(stringWidth(part, piece.fontName, piece.fontSize) > room)

    names = _NAME.findall(word)
    parts = [part for name in names for part in (_HALF_NAME.findall(name) if is_too_wide(name) else (name,))]
    if not parts or not is_too_wide(begun + word + ended) or any(map(is_too_wide, parts)):
        yield word
        return
    line, last = "", len(parts) - 1
    for at, part in enumerate(parts):
        if line and is_too_wide(begun + line + part + (ended if at == last else "")):
            yield line
            line, begun = "", ""
        line += part
    yield line
