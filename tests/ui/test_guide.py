"""The user guide: its links lead somewhere, its pictures exist and are small, its table of keys is the program's."""

import re
from pathlib import Path

import pytest

from desk_app.ui.keys import KEYBOARD, PAGE_NUMBERS
from desk_app.ui.pages.settings.page import SECTIONS
from tools.keyboard_table import PAGE, key_words, with_table

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
PICTURES = GUIDE / "pictures"
INDEX = GUIDE / "README.md"
PAGES = sorted(GUIDE.glob("*.md"))
DOCUMENTS = [*PAGES, *sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
MOST_BYTES, MOST_BYTES_TOGETHER = 60_000, 3_000_000


def links_of(document: Path) -> list[str]:
    found = LINK.findall(document.read_text(encoding="utf-8"))
    return [link.split("#")[0] for link in found if "://" not in link and not link.startswith("#")]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_and_picture_of_a_document_is_there(document: Path) -> None:
    for link in links_of(document):
        assert (document.parent / link).exists(), link


def test_pictures_are_small_and_each_is_shown_somewhere() -> None:
    sizes = {picture.name: picture.stat().st_size for picture in PICTURES.glob("*")}
    assert {name: size for name, size in sizes.items() if size >= MOST_BYTES} == {}
    assert sum(sizes.values()) < MOST_BYTES_TOGETHER
    shown = {Path(link).name for page in PAGES for link in links_of(page) if link.startswith("pictures/")}
    assert set(sizes) == shown


def test_every_page_stands_in_the_index_and_says_who_when_and_what_if() -> None:
    listed = {link for link in links_of(INDEX) if link.endswith(".md") and "/" not in link}
    assert listed == {page.name for page in PAGES} - {INDEX.name}
    for page in PAGES:
        if page == INDEX:
            continue
        text = page.read_text(encoding="utf-8")
        assert "**Ai:**" in text, page.name
        assert "## Nếu có trục trặc" in text, page.name
        assert "**Khi nào:**" in text, page.name


def test_the_table_of_keys_is_the_programs_own() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert with_table(written) == written, "run tools/keyboard_table.py"


def test_keys_a_page_names_are_bound_by_the_program() -> None:
    known = {key_words(one) for key in KEYBOARD for one in key.keys} | set(PAGE_NUMBERS)
    for page in PAGES:
        named = set(re.findall(r"`(F\d{1,2}|Ctrl\+[^`\s]+)`", page.read_text(encoding="utf-8")))
        assert named - known <= {"Ctrl+Shift", "Ctrl+dấu", "F12"}, page.name


def test_every_section_of_the_settings_is_told() -> None:
    told = (GUIDE / "thiet-lap.md").read_text(encoding="utf-8")
    assert [entry.words for entry in SECTIONS if entry.words not in told] == []
