"""The looks: contrasts of the table, sharp icons, Vietnamese marks whole, every word with its English."""

import ast
import unicodedata
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontDatabase, QFontInfo, QFontMetrics, QRawFont
from PySide6.QtWidgets import QApplication

from desk_app.resources import resource_root
from desk_app.ui.icons import icon, icon_pixmap
from desk_app.ui.theme import DARK, FONT_STEPS, LIGHT, Role, Scheme, Theme, Tokens, apply_theme, make_theme, palette
from desk_app.ui.tokens import TYPES, contrast
from desk_app.ui.translation import Language, Speaker, tr, words
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.states import STATES

UI = Path(__file__).parents[2] / "desk_app" / "ui"


@pytest.mark.parametrize(
    ("tokens", "front", "ground", "stated"),
    [
        (LIGHT, "text", "surface", 16.6),
        (LIGHT, "second", "surface", 7.8),
        (LIGHT, "edge", "surface", 4.2),
        (LIGHT, "accent", "surface", 7.2),
        (LIGHT, "on_accent", "accent", 7.2),
        (LIGHT, "on_selected", "selected", 13.4),
        (LIGHT, "good", "good_tint", 6.2),
        (LIGHT, "warn", "warn_tint", 7.3),
        (LIGHT, "bad", "bad_tint", 6.6),
        (LIGHT, "wait", "wait_tint", 6.9),
        (DARK, "text", "surface", 13.2),
        (DARK, "second", "surface", 8.2),
        (DARK, "edge", "surface", 4.8),
        (DARK, "accent", "surface", 7.9),
        (DARK, "on_accent", "accent", 8.8),
        (DARK, "on_selected", "selected", 9.0),
        (DARK, "good", "good_tint", 7.7),
        (DARK, "warn", "warn_tint", 8.8),
        (DARK, "bad", "bad_tint", 7.4),
        (DARK, "wait", "wait_tint", 7.6),
    ],
)
def test_the_contrast_is_the_one_stated(tokens: Tokens, front: str, ground: str, stated: float) -> None:
    assert contrast(getattr(tokens, front), getattr(tokens, ground)) == pytest.approx(stated, abs=0.1)


@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_every_text_colour_is_readable_on_every_ground_it_stands_on(tokens: Tokens) -> None:
    pairs = [
        ("text", "page"),
        ("second", "page"),
        ("text", "hover"),
        ("second", "hover"),
        ("accent", "selected"),
        ("second", "selected"),
        ("accent", "page"),
        ("bad", "surface"),
        ("warn", "surface"),
        ("wait", "surface"),
        ("good", "surface"),
        ("on_accent", "accent_hover"),
        ("on_accent", "accent_down"),
    ]
    for front, ground in pairs:
        assert contrast(getattr(tokens, front), getattr(tokens, ground)) >= 4.5, (front, ground)
    assert contrast(tokens.edge, tokens.page) >= 3


def test_nothing_is_smaller_than_thirteen_and_lines_leave_room_for_marks() -> None:
    for kind in TYPES.values():
        assert kind.size >= 13
        assert kind.line / kind.size >= 1.4


@pytest.mark.parametrize("step", FONT_STEPS)
@pytest.mark.parametrize("role", list(Role))
def test_the_tallest_letters_fit_the_line(app: QApplication, role: Role, step: int) -> None:
    theme = make_theme(Scheme.LIGHT, step)
    metrics = QFontMetrics(theme.font(role))
    assert metrics.tightBoundingRect("ẾỖẬỰgọỵ").height() <= theme.type(role).line + 1


def test_the_screen_font_is_the_bundled_one_in_four_weights(app: QApplication) -> None:
    assert QFontInfo(Theme(LIGHT).font()).family() == "Be Vietnam Pro"
    assert {"Regular", "Medium", "SemiBold", "Bold"} <= set(QFontDatabase.styles("Be Vietnam Pro"))
    assert "SIL Open Font License" in (resource_root() / "fonts/be-vietnam-pro/OFL.txt").read_text()


def test_every_vietnamese_letter_is_in_the_font(app: QApplication) -> None:
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
    marked = [letter + mark for letter in "aăâeêioôơuưy" for mark in "\u0300\u0301\u0303\u0309\u0323"]
    font = QRawFont.fromFont(Theme(LIGHT).font())
    for letter in [*letters, *(unicodedata.normalize("NFC", pair) for pair in marked), "₫", "…", "•", "·", "–"]:
        for case in {letter, letter.upper()}:
            assert font.supportsCharacter(ord(case)), case


def test_the_palette_follows_the_tokens() -> None:
    for tokens in (LIGHT, DARK):
        assert palette(tokens).window().color() == QColor(tokens.page)
        assert palette(tokens).highlight().color() == QColor(tokens.selected)


def test_icons_take_the_colour_of_their_role_and_stay_sharp(app: QApplication) -> None:
    for scheme in (Scheme.LIGHT, Scheme.DARK):
        theme = make_theme(scheme)
        apply_theme(app, theme)
        pixmap = icon_pixmap("inbox", "accent", 20, 2.0)
        assert pixmap.width() == 40
        image = pixmap.toImage()
        inks = {
            image.pixelColor(x, y).name().upper()
            for x in range(40)
            for y in range(40)
            if image.pixelColor(x, y).alpha() == 255
        }
        assert inks == {theme.tokens.accent.upper()}
    assert not icon("print").isNull()


def test_every_icon_named_in_the_source_is_bundled() -> None:
    for _word, name, _tone in STATES.values():
        assert (resource_root() / "icons" / f"{name}.svg").is_file(), name
    assert "Apache License" in (resource_root() / "icons/LICENSE").read_text()


@pytest.mark.parametrize(("tokens", "art"), [(LIGHT, "light"), (DARK, "dark")])
def test_the_drawn_parts_of_controls_have_the_colours_of_the_tokens(tokens: Tokens, art: str) -> None:
    folder = resource_root() / "icons" / "controls" / art
    for name in ("check", "dash", "dot"):
        assert f'fill="{tokens.on_accent}"' in (folder / f"{name}.svg").read_text()
    assert f'fill="{tokens.second}"' in (folder / "arrow_down.svg").read_text()


def _sources() -> set[str]:
    found = set()
    for file in UI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("tr", "mark"):
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add(first.value)
    return found


def test_every_word_of_the_window_has_its_english() -> None:
    english = words("en")
    assert sorted(source for source in _sources() if source not in english) == []


def test_english_fills_in_the_same_values() -> None:
    import string

    for source, text in words("en").items():
        wanted = {name for _, name, _, _ in string.Formatter().parse(source) if name}
        assert {name for _, name, _, _ in string.Formatter().parse(text) if name} == wanted, source


def test_the_language_changes_while_the_window_runs(app: QApplication) -> None:
    speaker = Speaker(app)
    assert tr("Trễ {n} ngày", n=4) == "Trễ 4 ngày"
    speaker.speak(Language.ENGLISH)
    try:
        assert tr("Trễ {n} ngày", n=4) == "4 days late"
    finally:
        speaker.speak(Language.VIETNAMESE)
    assert QApplication.translate("QLineEdit", "&Copy") == "&Sao chép"
    assert tr("Khóa") == "Khóa"


def test_a_paragraph_breaks_lines_and_ends_a_cut_one_in_dots(app: QApplication) -> None:
    text = "Đăng ký khai sinh có yếu tố nước ngoài " * 10
    whole, cut = Paragraph(text), Paragraph(text, max_lines=2)
    line = Theme(LIGHT).type(Role.BODY).line
    assert whole.heightForWidth(300) > 5 * line
    assert cut.heightForWidth(300) == 2 * line
    assert cut.plain_text() == text
