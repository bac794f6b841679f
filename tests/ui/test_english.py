"""English: every sentence the window may show has one, and one source has one English."""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

import desk_app
from desk_app.domain import deadline_words
from desk_app.domain.appointment import Appointment, StepKind
from desk_app.domain.calendar import OfficeCalendar
from desk_app.domain.dates import OFFICE_ZONE
from desk_app.domain.deadline import appointment
from desk_app.domain.errors import DeskError
from desk_app.domain.limits import parse_limit
from desk_app.resources import resource_root
from desk_app.services.accounts import ROLE_NAMES
from desk_app.services.said import dated_said, plain, said
from desk_app.shipped_calendars import shipped_calendars
from desk_app.ui import promise_words
from desk_app.ui.translation import Language, Speaker, language, say, sentence, tr, words

PACKAGE = Path(desk_app.__file__).parent
VIETNAMESE = set("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")


@pytest.fixture
def speaker(app: QApplication) -> Iterator[Speaker]:
    """The window speaking English for one test."""
    made = Speaker(app)
    made.speak(Language.ENGLISH)
    yield made
    made.speak(Language.VIETNAMESE)


def _calls(*names: str) -> Iterator[tuple[Path, ast.Call]]:
    """Yield every call of these functions in what the window runs on; the command line speaks Vietnamese only."""
    for file in sorted(PACKAGE.rglob("*.py")):
        if "cli" in file.relative_to(PACKAGE).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
                yield file, node


def test_one_source_has_one_english() -> None:
    seen: dict[str, str] = {}
    for file in sorted((resource_root() / "translations/en").glob("*.toml")):
        for source in tomllib.loads(file.read_text(encoding="utf-8")):
            assert source not in seen, f"{source!r} stands in {seen[source]} and in {file.name}"
            seen[source] = file.name


def test_no_word_of_the_window_is_a_programmers() -> None:
    never = ("sự kiện", "bản ghi", "đảo ngược", "ngoại lệ", "hàng đợi", "xung đột", "snapshot", "không xác định")
    portal = "bản ghi chi tiết"
    shown = {source: source.lower().replace(portal, "") for source in words("en")}
    assert [source for source, text in shown.items() if any(word in text for word in never)] == []


def test_every_error_has_its_english() -> None:
    english, codes = words("en"), set()
    for file, call in _calls("sentences"):
        importlib.import_module(".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts))
        codes |= {keyword.arg for keyword in call.keywords if keyword.arg}
    assert len(codes) > 150
    assert sorted(code for code in codes if DeskError.sentences[code] not in english) == []


def test_everything_a_service_says_has_its_english() -> None:
    english = words("en")
    sources = {call.args[0].value for _, call in _calls("said") if call.args and isinstance(call.args[0], ast.Constant)}
    assert sorted(str(source) for source in sources if source not in english) == []


def test_the_words_inside_an_error_are_translated_too(speaker: Speaker) -> None:
    assert sentence(DeskError("not_entitled", role="trưởng bộ phận")) == (
        "This needs: supervisor. Ask someone entitled to sign in and do it."
    )
    assert all(role in words("en") for role in ROLE_NAMES.values())
    assert "the dossier numbers" in sentence(DeskError("number_start_unknown", what="hồ sơ", period="27/08/2026"))


def test_what_nobody_may_translate_stays(speaker: Speaker) -> None:
    assert say(plain("Hồ sơ")) == "Hồ sơ"
    assert say(said("hẹn trả {due}", due=said("không có ngày hẹn cụ thể"))) == "promised for no fixed date"
    speaker.speak(Language.VIETNAMESE)
    assert language() is Language.VIETNAMESE
    assert say(said("hẹn trả {due}", due="04/09/2026")) == "hẹn trả 04/09/2026"


_COUNTED = re.compile(r"\{(?:n|m|count|copies|days|least|length|listed|most|new|pages|total)\}((?: [A-Za-z]+){1,2})")
_NO_NOUN = re.compile(r" (?:as|at|has|is|least|of|on|to|was|with|without)\b.*")


def test_a_counted_word_of_english_has_its_form_for_one() -> None:
    english = words("en").values()
    after = [(_NO_NOUN.sub("", found), text) for text in english for found in _COUNTED.findall(text)]
    assert [text for nouns, text in after if any(word.lower().endswith("s") for word in nouns.split()[:2])] == []
    forms = [form for text in english for form in re.findall(r"\{\w+:([^}|]*)\|([^}]*)\}", text)]
    assert len(forms) > 80
    assert [one for one, more in forms if not one or not more or one == more] == []


@pytest.mark.parametrize(("n", "told"), [(0, "0 dossiers"), (1, "1 dossier"), ("1", "1 dossier"), (21, "21 dossiers")])
def test_one_is_told_as_one_and_any_other_number_as_more(speaker: Speaker, n: object, told: str) -> None:
    assert tr("{n} hồ sơ", n=n) == told
    assert say(said("{n} hồ sơ", n=n)) == told
    assert sentence(DeskError("sign_in_too_short", least=n)).endswith(
        f"at least {n} character." if told == "1 dossier" else f"at least {n} characters."
    )


def _promised(limit: str, received: str) -> Appointment:
    moment = datetime.fromisoformat(received).replace(tzinfo=OFFICE_ZONE)
    return appointment(moment, parse_limit(limit), OfficeCalendar(years=shipped_calendars()))


def test_the_promise_of_a_holiday_week_in_english(speaker: Speaker) -> None:
    promised = _promised("3 working_day", "2026-08-27T09:12")
    assert promise_words.summary(promised) == (
        "3 working days, received 27/8 09:12; not counting 29–30/8 weekend, 31/8 exchanged day off, "
        "01–02/9 National Day"
    )
    assert promise_words.explanation(promised)[0] == "Thursday, 27/08/2026: day of receipt, not counted"
    assert promise_words.explanation(promised)[1] == "Friday, 28/08/2026: day 1"
    assert promise_words.explanation(promised)[-1] == "Promised for: Friday, 04/09/2026 17:00."


def test_a_worked_saturday_is_told_in_english(speaker: Speaker) -> None:
    days = promise_words.explanation(_promised("3 working_day", "2024-04-26T09:10"))
    assert "Saturday, 04/05/2024: day 3, worked instead of 29/04/2024" in days


@pytest.mark.parametrize("limit", ["5 working_day", "20 day", "8 hour", "1 month", "same_day", "none", "90 minute"])
@pytest.mark.parametrize("received", ["2026-02-13T15:30", "2026-08-29T09:00", "2026-12-30T16:50", "2029-04-27T08:00"])
def test_no_vietnamese_is_left_in_an_english_promise(speaker: Speaker, limit: str, received: str) -> None:
    promised = _promised(limit, received)
    told = (promise_words.limit_words(promised.limit), promise_words.summary(promised))
    for line in (*told, *promise_words.explanation(promised), promise_words.provisional_sentence(promised)):
        assert not VIETNAMESE & set(line.lower()), line


def test_every_kind_of_day_is_told_in_both_languages(speaker: Speaker) -> None:
    promised = _promised("1 working_day", "2026-08-27T09:12")
    step = promised.steps[0]
    for kind in StepKind:
        one = promised.model_copy(
            update={"steps": (step.model_copy(update={"kind": kind, "day": date(2026, 8, 28), "minutes": 30}),)}
        )
        assert promise_words.explanation(one)[0].startswith("Friday, 28/08/2026: ")


@pytest.mark.parametrize(("minutes", "told"), [(1, "1 working minute"), (30, "30 working minutes")])
def test_minutes_of_a_promise_are_told_as_one_or_more(speaker: Speaker, minutes: int, told: str) -> None:
    promised = _promised("1 working_day", "2026-08-27T09:12")
    for kind, words_around in ((StepKind.HOURS, "{}"), (StepKind.COUNTED, "; {} more")):
        step = promised.steps[0].model_copy(update={"kind": kind, "minutes": minutes})
        one = promise_words.explanation(promised.model_copy(update={"steps": (step,)}))[0]
        assert one.endswith(words_around.format(told))


def test_in_vietnamese_the_window_says_what_the_slip_says(app: QApplication) -> None:
    promised = _promised("3 working_day", "2026-08-27T09:12")
    assert language() is Language.VIETNAMESE
    assert promise_words.summary(promised) == deadline_words.summary(promised)
    assert promise_words.explanation(promised) == deadline_words.explanation(promised)


def test_a_promised_moment_inside_a_service_s_words_has_its_weekday_in_english(speaker: Speaker) -> None:
    due = datetime(2026, 9, 4, 17, tzinfo=OFFICE_ZONE)
    assert say(said("hẹn trả {due}", due=dated_said(due))).endswith("Friday, 04/09/2026 17:00")
    not_ready = {"code": "1", "unit": "Công an xã", "since": "27/08/2026", "due": dated_said(due)}
    assert "Friday, 04/09/2026" in sentence(DeskError("result_not_ready", **not_ready))
    assert "Thứ Sáu, 04/09/2026" in str(DeskError("result_not_ready", **not_ready))
