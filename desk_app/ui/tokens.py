"""The window's looks as values: colours by role, sizes and kinds of text, light and dark."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import cast

from PySide6.QtGui import QColor, QFont

from desk_app.ui.fonts import SCREEN_FAMILY


class Tone(StrEnum):
    """What a state, a message or a word means; each has a colour and a tint."""

    PLAIN = "plain"
    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    WAIT = "wait"


ROLE_OF_TONE = {
    Tone.PLAIN: "second",
    Tone.INFO: "accent",
    Tone.GOOD: "good",
    Tone.WARN: "warn",
    Tone.BAD: "bad",
    Tone.WAIT: "wait",
}
"""The colour role in which each is written; of no meaning, the quiet one."""


@dataclass(frozen=True)
class Tokens:
    """Colours by role (counter.md §7), as ``#RRGGBB``; ``*_tint`` is the ground its role is read on."""

    name: str
    page: str
    surface: str
    text: str
    second: str
    edge: str
    hairline: str
    accent: str
    on_accent: str
    accent_hover: str
    accent_down: str
    selected: str
    on_selected: str
    hover: str
    good: str
    good_tint: str
    warn: str
    warn_tint: str
    bad: str
    bad_tint: str
    wait: str
    wait_tint: str

    def tone(self, tone: Tone) -> tuple[str, str]:
        """Return (colour of the word and icon, ground it stands on) of a tone."""
        match tone:
            case Tone.GOOD:
                return self.good, self.good_tint
            case Tone.WARN:
                return self.warn, self.warn_tint
            case Tone.BAD:
                return self.bad, self.bad_tint
            case Tone.WAIT:
                return self.wait, self.wait_tint
            case Tone.INFO:
                return self.accent, self.selected
            case Tone.PLAIN:
                return self.second, self.page


LIGHT = Tokens(
    name="light",
    page="#F3F5F8",
    surface="#FFFFFF",
    text="#1B1F24",
    second="#4A5361",
    edge="#727C8A",
    hairline="#DDE2E9",
    accent="#0A57A4",
    on_accent="#FFFFFF",
    accent_hover="#084A8C",
    accent_down="#063C72",
    selected="#D9E9FA",
    on_selected="#1B1F24",
    hover="#EAF0F7",
    good="#17663A",
    good_tint="#E6F4EA",
    warn="#7A4300",
    warn_tint="#FFF3DC",
    bad="#A61B1B",
    bad_tint="#FDECEC",
    wait="#5B3E99",
    wait_tint="#EFEAFB",
)

DARK = Tokens(
    name="dark",
    page="#15191E",
    surface="#1F242B",
    text="#E9ECF0",
    second="#B4BCC8",
    edge="#858F9D",
    hairline="#343B45",
    accent="#86BBFF",
    on_accent="#0B1A2B",
    accent_hover="#A2CBFF",
    accent_down="#6FA9F2",
    selected="#23405F",
    on_selected="#E9ECF0",
    hover="#29303A",
    good="#7FD6A0",
    good_tint="#173424",
    warn="#FFC66E",
    warn_tint="#3B2B10",
    bad="#FF9E97",
    bad_tint="#451B1C",
    wait="#C7B2FF",
    wait_tint="#2E2547",
)


@dataclass(frozen=True)
class Type:
    """One kind of text: size and line height in logical px, weight as OpenType writes it."""

    size: int
    line: int
    weight: int = 400


class Role(StrEnum):
    """Kinds of text; the value is the ``role`` property the stylesheet looks at."""

    BODY = "body"
    LABEL = "label"
    HEAD = "head"
    DETAIL = "detail"
    CHOSEN = "chosen"
    TITLE = "title"
    CODE = "code"
    DATE = "date"


TYPES: dict[Role, Type] = {
    Role.BODY: Type(15, 22),
    Role.LABEL: Type(13, 19),
    Role.HEAD: Type(13, 20, 600),
    Role.DETAIL: Type(13, 19),
    Role.CHOSEN: Type(16, 24, 600),
    Role.TITLE: Type(20, 30, 600),
    Role.CODE: Type(20, 30, 600),
    Role.DATE: Type(28, 40, 700),
}
"""counter.md §7. Two line heights are larger than the table's: its own rule (≥ 1.4) wins, or Ế Ỗ Ậ lose their tops."""

FONT_STEPS = (0, 2, 4)
"""The setting “Cỡ chữ”: px added to every size."""


LEAST_WINDOW = (900, 430)
"""Width and height in logical px of the smallest window: what 1366×768 at 150 % leaves beside title and taskbar."""


@dataclass(frozen=True)
class Sizes:
    """Lengths in logical px on the 4 px grid; ``extra`` is the font step and makes rows taller with the text."""

    extra: int = 0
    gap: int = 8
    block_gap: int = 16
    ring: int = 2
    ring_gap: int = 2
    radius: int = 6
    target: int = 32
    top_box: int = 48
    status_bar: int = 28
    rail: int = 160
    rail_narrow: int = 56
    side: int = 376
    bottom_bar: int = 64
    narrow_below: int = 1200

    @property
    def field(self) -> int:
        """Return the height of a field."""
        return 34 + self.extra

    @property
    def row(self) -> int:
        """Return the height of a one-line list row."""
        return 34 + self.extra

    @property
    def row_two(self) -> int:
        """Return the height of a two-line list row."""
        return 52 + 2 * self.extra

    @property
    def main_button(self) -> int:
        """Return the height of the page's main button."""
        return 52


@dataclass(frozen=True)
class Theme:
    """Colours, sizes and type of one moment; everything painted by hand asks it."""

    tokens: Tokens
    sizes: Sizes = field(default_factory=Sizes)

    def type(self, role: Role) -> Type:
        """Return size, line height and weight of a kind of text, with the font step added."""
        base, extra = TYPES[role], self.sizes.extra
        return Type(base.size + extra, base.line + extra + extra // 2, base.weight)

    def font(self, role: Role = Role.BODY, weight: int | None = None) -> QFont:
        """Return the font of a kind of text; weight overrides the role's own (400, 500, 600, 700)."""
        kind = self.type(role)
        font = QFont(SCREEN_FAMILY)
        font.setPixelSize(kind.size)
        font.setWeight(QFont.Weight(kind.weight if weight is None else weight))
        return font

    def colour(self, name: str) -> QColor:
        """Return a token by its field name as a QColor."""
        return QColor(cast("str", getattr(self.tokens, name)))


def contrast(first: str, second: str) -> float:
    """Return the WCAG 2.2 contrast ratio of two ``#RRGGBB`` colours, 1.0 to 21.0."""

    def luminance(colour: str) -> float:
        channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
