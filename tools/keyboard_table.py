"""Write the guide's page of keys from the program's own keyboard map: `python tools/keyboard_table.py`."""

from pathlib import Path

from desk_app.ui.keys import KEYBOARD, PAGE_NUMBERS, Scope

PAGE = Path(__file__).resolve().parent.parent / "docs" / "guide" / "phim-tat.md"
BEGINS, ENDS = "<!-- bảng phím: bắt đầu -->", "<!-- bảng phím: hết -->"

_HEADS = {
    Scope.WINDOW: "Ở mọi trang",
    Scope.PAGE: "Trong trang đang mở",
    Scope.FIELD: "Trong một ô",
    Scope.LIST: "Trong danh sách",
}
_NAMES = {"Return": "Enter", "Enter": "Enter", "Up": "↑", "Down": "↓", "Left": "←", "Right": "→", "Space": "dấu cách"}


def key_words(portable: str) -> str:
    """Return a key as the guide writes it: ``Ctrl+Return`` → ``Ctrl+Enter``, ``Alt+Down`` → ``Alt+↓``."""
    *held, key = portable.split("+")
    return "+".join([*held, _NAMES.get(key, key)])


def keyboard_table() -> str:
    """Return the tables, one for each place where keys have a meaning, in the order of the map."""
    parts = []
    for scope, head in _HEADS.items():
        rows = [
            f"| {' hoặc '.join(dict.fromkeys(f'`{key_words(one)}`' for one in key.keys))} | {key.says} |"
            for key in KEYBOARD
            if key.scope is scope
        ]
        if scope is Scope.WINDOW:
            rows.append(f"| `{PAGE_NUMBERS[0]}` … `{PAGE_NUMBERS[-1]}` | Chín trang theo thứ tự ở cột bên trái |")
        parts.append("\n".join([f"### {head}", "", "| Phím | Việc |", "|---|---|", *rows]))
    return "\n\n".join(parts)


def with_table(page: str) -> str:
    """Return the page with the table put between its two marks."""
    before, rest = page.split(BEGINS)
    _old, after = rest.split(ENDS)
    return f"{before}{BEGINS}\n\n{keyboard_table()}\n\n{ENDS}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
