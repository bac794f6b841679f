"""Words of the web pages: every Vietnamese sentence a page may show has its English, and none is left over."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

import central_server
from central_server.audit import ACT_NAMES, Act
from central_server.web.languages import Language
from central_server.web.local_writing import written_day, written_number, written_share, written_value
from central_server.web.rendering import FOLDER, render
from central_server.web.words import TRANSLATIONS, english, say, sentence, tr
from desk_app.domain import procedure_diff
from desk_app.domain.errors import DeskError
from desk_app.domain.said import said
from desk_app.domain.states import STATE_WORDS
from desk_app.domain.statistics import Ratio

PACKAGE = Path(central_server.__file__).parent
VIETNAMESE = re.compile("[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
NAMES = {"Quản trị", "Máy chủ", "Tiếng Việt"}
"""What is written into data, or the name of a language: nobody's to translate."""


def _templates() -> list[Path]:
    return sorted((FOLDER / "templates").glob("*.html"))


def _said_in_templates() -> set[str]:
    found: set[str] = set()
    for file in _templates():
        tree = Environment(autoescape=True).parse(file.read_text(encoding="utf-8"))
        for call in tree.find_all(nodes.Call):
            first = call.args[0] if call.args else None
            if isinstance(call.node, nodes.Name) and call.node.name == "_" and isinstance(first, nodes.Const):
                found.add(str(first.value))
    return found


def _said_in_code() -> set[str]:
    """Return every Vietnamese literal of the modules behind the pages, doc strings left out."""
    modules = [*(PACKAGE / "web").glob("*.py"), *(PACKAGE / f"{name}.py" for name in _BEHIND_PAGES)]
    found: set[str] = set()
    for file in modules:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                found.add(node.value)
    return {text for text in found if VIETNAMESE.search(text)} - NAMES


_BEHIND_PAGES = (
    "accounts", "audit", "back_office", "calendar_diff", "calendar_publishing", "desk_accounts", "form_publishing",
    "publishing", "uploads",
)  # fmt: skip


def test_everything_a_page_says_has_its_english() -> None:
    sources = _said_in_templates() | _said_in_code() | set(STATE_WORDS.values())
    assert len(sources) > 250
    assert sorted(source for source in sources if source not in english()) == []


def test_what_a_publication_changes_is_named_in_english() -> None:
    tree = ast.parse(Path(procedure_diff.__file__).read_text(encoding="utf-8"))
    labels = {*procedure_diff.CHANNEL_LABELS.values(), *procedure_diff.STATUS_LABELS.values()}
    for node in ast.walk(tree):
        named = isinstance(node, ast.AnnAssign | ast.Assign) and ast.unparse(node).startswith(("_TEXT_LABELS", "_LIST"))
        said_here = isinstance(node, ast.keyword) and node.arg == "label"
        if named or said_here or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "label"):
            literals = (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))
            labels |= {text for text in literals if isinstance(text, str) and VIETNAMESE.search(text)}
    assert len(labels) > 15
    assert sorted(label for label in labels if label not in english()) == []


def test_a_button_is_not_said_as_what_was_done() -> None:
    assert tr(Language.ENGLISH, "Đăng nhập") == "Sign in"
    assert tr(Language.ENGLISH, ACT_NAMES[Act.SIGNED_IN]) == "Signed in"


def test_no_page_says_anything_past_the_translation() -> None:
    for file in _templates():
        tree = Environment(autoescape=True).parse(file.read_text(encoding="utf-8"))
        plain = " ".join(data.data for data in tree.find_all(nodes.TemplateData))
        assert VIETNAMESE.findall(plain) == [], file.name


def test_no_english_is_left_over_and_each_keeps_the_names_of_its_source() -> None:
    import tomllib

    own = tomllib.loads((TRANSLATIONS / "en.toml").read_text(encoding="utf-8"))
    for source, text in own.items():
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", source)), source


@pytest.mark.parametrize("language", list(Language))
def test_errors_and_sentences_are_said_in_the_readers_language(language: Language) -> None:
    refused = sentence(language, DeskError("web_account_known", login="lan"))
    assert "lan" in refused and bool(VIETNAMESE.search(refused)) is (language is Language.VIETNAMESE)
    assert say(language, said("Mời đến nhận kết quả tại {place}.", place="x")).endswith("x.")
    assert tr(language, "không có trong từ điển {n}", n=1) == "không có trong từ điển 1"


def test_dates_and_numbers_follow_the_readers_language() -> None:
    vietnamese, english_ = Language.VIETNAMESE, Language.ENGLISH
    assert (written_day(vietnamese, date(2026, 9, 4)), written_day(english_, date(2026, 9, 4))) == (
        "04/09/2026",
        "4\u00a0Sep\u00a02026",
    )
    share = Ratio(444_900, 445_450)
    assert (written_share(vietnamese, share), written_share(english_, share)) == ("99,88%", "99.88%")
    assert (written_number(vietnamese, 444_900), written_number(english_, 444_900)) == ("444.900", "444,900")
    for told, expected in (
        ("04/09/2026 17:00", "4\u00a0Sep\u00a02026 17:00"),
        ("70.000 đ", "70,000 đ"),
        ("31/02/2026", "31/02/2026"),
        ("QĐ ngày 04/09/2026", "QĐ ngày 04/09/2026"),
        ("1.004873", "1.004873"),
    ):
        assert (written_value(vietnamese, told), written_value(english_, told)) == (told, expected)


def test_what_is_counted_is_written_in_groups_and_a_year_is_not() -> None:
    assert tr(Language.VIETNAMESE, "{n} thủ tục đã công bố", n=1316) == "1.316 thủ tục đã công bố"
    assert say(Language.ENGLISH, said("{n} việc chờ gửi đã lâu", n=1234)) == "1,234 unsent for long"
    assert tr(Language.ENGLISH, "Thu hồi lịch {year}", year=2027) == "Withdraw the calendar of 2027"


def test_what_people_typed_is_text_and_never_markup() -> None:
    values = {"message": "<img src=x onerror=alert(1)>", "status": 404, "other": "en", "other_message": "", "again": ""}
    shown = render("refused.html", Language.VIETNAMESE, values)
    assert "<img" not in shown and "&lt;img" in shown


def test_a_counted_word_has_its_form_for_one() -> None:
    told = [tr(Language.ENGLISH, "{n} ngày", n=n) for n in (0, 1, 1000)]
    assert told == ["0 days", "1 day", "1,000 days"]
    assert say(Language.ENGLISH, said("{amount} ngày làm việc", amount="1")) == "1 working day"
    assert tr(Language.VIETNAMESE, "{n} ngày", n=1) == "1 ngày"
