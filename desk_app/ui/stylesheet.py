"""The one stylesheet of the window, written from the tokens."""

from string import Template

from desk_app.resources import resource_root
from desk_app.ui.tokens import Role, Theme

_SHEET = Template("""
* { outline: none; }
QWidget { color: $text; }
QMainWindow, #page, #shell { background: $page; }
QDialog { background: $surface; }
QToolTip { background: $surface; color: $text; border: 1px solid $edge; padding: 4px 8px; }
QScrollArea, #clear { background: transparent; border: none; }

QLabel { background: transparent; qproperty-indent: 0; padding-top: 2px; min-height: ${body_line}px; }
QLabel[role="label"], QLabel[role="detail"] {
    font-size: ${small}px; color: $second; min-height: ${small_line}px;
}
QLabel[role="detail"][strong="true"] { color: $text; }
QLabel[role="head"] { font-size: ${head}px; font-weight: 600; min-height: ${head_line}px; letter-spacing: 0.3px; }
QLabel[role="chosen"] { font-size: ${chosen}px; font-weight: 600; min-height: ${chosen_line}px; }
QLabel[role="title"] { font-size: ${title}px; font-weight: 600; min-height: ${title_line}px; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }
QLabel[tone="wait"] { color: $wait; }
QLabel[tone="info"] { color: $accent; }
QLabel:disabled { color: $second; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit {
    background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius}px;
    padding: 0 8px; selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $second;
}
QLineEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit {
    min-height: ${field_inner}px; max-height: ${field_inner}px;
}
QPlainTextEdit, QTextEdit { padding: 4px 4px; }
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover { border-color: $text; }
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDateEdit:focus {
    border-color: $accent;
}
QLineEdit:read-only, QPlainTextEdit:read-only { background: $page; border-color: $hairline; }
QLineEdit:disabled, QComboBox:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDateEdit:disabled {
    background: $page; color: $second; border-color: $hairline;
}
*[state="missing"] { border: 2px solid $bad; padding: 0 7px; }
QLineEdit[state="missing"], QComboBox[state="missing"], QSpinBox[state="missing"], QDateEdit[state="missing"] {
    min-height: ${missing_inner}px; max-height: ${missing_inner}px;
}
*[state="reread"] { background: $warn_tint; border: 1px solid $warn; }
QLineEdit[cell="true"] { padding: 0 2px; }
QLineEdit[top="true"] { border-radius: ${radius}px; padding: 0 8px 0 4px; }
QAbstractItemView QLineEdit { border-radius: 3px; padding: 0 6px; min-height: 0; max-height: 1000px; }

QComboBox { padding-right: 4px; }
QComboBox::drop-down { border: none; width: 26px; subcontrol-position: center right; }
QComboBox::down-arrow { image: url("$art/arrow_down.svg"); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $edge; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: ${row}px; padding: 0 8px; border-radius: 4px; }
QDateEdit::drop-down { border: none; width: 26px; }
QDateEdit::down-arrow { image: url("$art/arrow_down.svg"); width: 16px; height: 16px; }
QSpinBox::up-button, QSpinBox::down-button { width: 0; border: none; }

QCheckBox, QRadioButton { spacing: 8px; min-height: ${target}px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 16px; height: 16px; border: 1px solid $edge; background: $surface;
}
QCheckBox::indicator { border-radius: 4px; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $text; background: $hover; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$art/check.svg"); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url("$art/dash.svg"); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent; image: url("$art/dot.svg"); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: $hairline; background: $page; }
QCheckBox:disabled, QRadioButton:disabled { color: $second; }

QPushButton {
    background: $surface; color: $text; border: 1px solid $edge; border-radius: ${radius}px;
    padding: 0 12px; min-height: ${button_inner}px;
}
QPushButton:hover { background: $hover; border-color: $text; }
QPushButton:pressed { background: $selected; }
QPushButton:disabled { color: $second; border-color: $hairline; background: $page; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; color: $accent; padding: 0 8px; }
QPushButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:disabled { color: $second; }
QPushButton[kind="accent"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton[kind="accent"]:hover { background: $accent_hover; }
QPushButton[kind="accent"]:pressed { background: $accent_down; }
QPushButton[kind="accent"]:disabled { background: $page; border-color: $hairline; color: $second; }
QPushButton[main="true"] { min-height: ${main_inner}px; max-height: ${main_inner}px; border-radius: 8px; }
QPushButton[kind="danger"] { color: $bad; border-color: $bad; }
QToolButton {
    background: transparent; border: none; border-radius: ${radius}px; padding: 0 6px; min-height: ${target}px;
}
QLineEdit QToolButton { min-height: 0; padding: 0; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selected; }
QToolButton[fold="true"] { background: transparent; padding: 0 8px 0 2px; }
QToolButton[fold="true"]:hover { background: $hover; }

#card { background: $surface; border: 1px solid $hairline; border-radius: 8px; }
#line { background: $hairline; max-height: 1px; min-height: 1px; border: none; }
#topBox { background: $surface; border: none; border-bottom: 1px solid $hairline; }
#statusBar { background: $surface; border: none; border-top: 1px solid $hairline; }
#statusBar QLabel { font-size: ${small}px; min-height: ${small_line}px; }
#rail { background: $surface; border: none; border-right: 1px solid $hairline; }
#overlay { background: $page; }
#dropList { background: $surface; border: 1px solid $edge; border-radius: ${radius}px; }

QAbstractItemView {
    background: $surface; border: 1px solid $hairline; border-radius: ${radius}px; color: $text;
    selection-background-color: $selected; selection-color: $on_selected; alternate-background-color: $surface;
}
QAbstractItemView[bare="true"] { border: none; background: transparent; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section {
    background: $surface; color: $second; border: none; border-bottom: 1px solid $edge;
    padding: 0 12px; font-size: ${small}px; font-weight: 600; min-height: ${target}px;
}
QTableCornerButton::section { background: $surface; border: none; }
QTabBar::tab {
    background: transparent; color: $second; padding: 0 16px; min-height: ${button_inner}px;
    border: none; border-bottom: 3px solid transparent;
}
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; font-weight: 600; border-bottom-color: $accent; }
QTabWidget::pane { border: none; border-top: 1px solid $hairline; }
QProgressBar {
    border: none; border-radius: 4px; background: $hairline; min-height: 8px; max-height: 8px; text-align: center;
}
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QMenu { background: $surface; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selected; color: $on_selected; }
QMenu::item:disabled { color: $second; }
QMenu::separator { height: 1px; background: $hairline; margin: 4px 8px; }

QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: $edge; border: 3px solid $surface; border-radius: 6px; }
QScrollBar::handle:vertical { min-height: 40px; }
QScrollBar::handle:horizontal { min-width: 40px; }
QScrollBar::handle:hover { background: $second; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $hairline; }
""")


def stylesheet(theme: Theme) -> str:
    """Return the application's stylesheet for a theme."""
    sizes, tokens = theme.sizes, theme.tokens
    art = (resource_root() / "icons" / "controls" / tokens.name).as_posix()
    body, small, head = theme.type(Role.BODY), theme.type(Role.LABEL), theme.type(Role.HEAD)
    chosen, title = theme.type(Role.CHOSEN), theme.type(Role.TITLE)
    return _SHEET.substitute(
        vars(tokens),
        art=art,
        body_line=body.line - 2,
        small=small.size,
        small_line=small.line - 2,
        head=head.size,
        head_line=head.line - 2,
        chosen=chosen.size,
        chosen_line=chosen.line - 2,
        title=title.size,
        title_line=title.line - 2,
        radius=sizes.radius,
        field_inner=sizes.field - 2,
        missing_inner=sizes.field - 4,
        button_inner=sizes.field - 2,
        main_inner=sizes.main_button - 2,
        row=sizes.row,
        target=sizes.target,
    )
