"""The one place where a value becomes text that may stand in a form's markup; which tags that markup may hold."""

import re
import unicodedata
from functools import cache

from markupsafe import Markup

from desk_app.domain.text import nfc

FORM_TAGS = ("b", "i", "u", "strike", "br")
"""The only markup a form may use, without attributes: no picture, link, font or colour can get in."""

_SPACES = re.compile(r"[^\S\n\u00a0]+")
_BREAKS = re.compile(r"\s*\n\s*")
_TAG = re.compile(r"<[^<>]*>?")
_FORM_TAG = re.compile(rf"</?({'|'.join(FORM_TAGS)})\s*/?>")


@cache
def _printable(char: str) -> str:
    if char in "\n\t" or char.isspace():
        return char
    category = unicodedata.category(char)
    return "" if category in ("Cc", "Cf", "Cs") or "\ufe00" <= char <= "\ufe0f" else char


def clean(text: str) -> str:
    r"""Return text as paper can show it: NFC, no control or direction marks.

    White space is made single; line breaks stay (``\n``).
    """
    drawable = "".join(map(_printable, nfc(text)))
    return _BREAKS.sub("\n", _SPACES.sub(" ", drawable)).strip()


def one_line(text: str) -> str:
    """Return cleaned text with its line breaks turned into spaces, not yet escaped (for direct drawing)."""
    return clean(text).replace("\n", " ")


def escape(value: object) -> Markup:
    """Return a value as markup that prints exactly its text, on one logical line.

    value: text, a whole number, or markup that came from here already. Anything else (None, a date, an amount)
    must be put in words first: raises TypeError, and the paper does not print.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TypeError(f"a {type(value).__name__} is not text for paper")
    return _markup(one_line(str(value)))


def escape_lines(text: str) -> Markup:
    """Return text as markup that keeps its line breaks."""
    return Markup("<br/>").join(_markup(line) for line in clean(text).split("\n"))


def _markup(text: str) -> Markup:
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))  # noqa: S704  escaped here


def foreign_markup(markup: str) -> str:
    """Return the first tag that no form may use, or an empty text. markup: a form's sentence, values escaped."""
    for tag in _TAG.finditer(markup):
        if _FORM_TAG.fullmatch(tag.group()) is None:
            return tag.group()
    return ""


def unpaired_markup(markup: str) -> str:
    """Return the first tag that is not closed, or closes what is not open; an empty text where all are paired.

    markup: what a sentence said, without foreign tags.
    """
    open_tags: list[str] = []
    for tag in _FORM_TAG.finditer(markup):
        written, name = tag.group(), tag.group(1)
        if name == "br":
            if not written.endswith("/>"):
                return written
        elif not written.startswith("</"):
            if written.endswith("/>"):
                return written
            open_tags.append(name)
        elif not open_tags or open_tags.pop() != name:
            return written
    return f"<{open_tags[-1]}>" if open_tags else ""
