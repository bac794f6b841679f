"""Templates: one environment, the words and numbers they may write, the icons they may draw."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from central_server.web.fee_details import fee_details
from central_server.web.languages import Language
from central_server.web.local_writing import written_day, written_moment, written_number, written_share
from central_server.web.words import say, spoken, tr
from desk_app.domain.change_said import WORDED, line_said
from desk_app.domain.dates import weekday_name
from desk_app.domain.people import mask_id, mask_phone
from desk_app.domain.said import Said
from desk_app.domain.states import STATE_WORDS, State
from desk_app.domain.statistics import Ratio
from desk_app.resources import resource_root

FOLDER = Path(__file__).parent
STATE_ICONS = {
    State.NONE: "note_add",
    State.SUBMITTED: "mail",
    State.RECEIVED: "inbox",
    State.DECLINED: "do_not_disturb_on",
    State.PROCESSING: "hourglass_top",
    State.SUPPLEMENT_WAIT: "pause_circle",
    State.PAYMENT_WAIT: "payments",
    State.WITHDRAWN: "undo",
    State.STOPPED: "block",
    State.RESULT_READY: "task_alt",
    State.RETURNED: "done_all",
}


@cache
def _environment() -> Environment:
    found = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "day": _for_reader(written_day),
        "moment": _for_reader(written_moment),
        "dated": _for_reader(_dated),
        "weekday_day": _for_reader(_weekday_day),
        "first_capital": _first_capital,
        "clock_length": _clock_length,
        "grouped": _for_reader(written_number),
        "share": _for_reader(_share),
        "spoken": _for_reader(spoken),
        "row_told": _row_told,
        "fee_details": fee_details,
        "masked_id": mask_id,
        "masked_phone": mask_phone,
    }
    found.globals |= {
        "asset": asset,
        "icon": icon,
        "State": State,
        "STATE_WORDS": STATE_WORDS,
        "STATE_ICONS": STATE_ICONS,
    }
    return found


def render(template: str, language: Language, values: Mapping[str, Any]) -> str:
    """Return a template filled in. In it ``_`` translates a source string and ``say`` a sentence of the rules."""
    return (
        _environment()
        .get_template(template)
        .render(_=partial(tr, language), say=partial(_said, language), language=language.value, **values)
    )


@cache
def asset(name: str) -> str:
    """Return the address of a static file, named by what it holds: a new program is never shown with an old style."""
    held = sha256((FOLDER / "static" / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={held[:12]}"


@cache
def icon(name: str) -> Markup:
    """Return a Material Symbol to stand beside a word; it says nothing to a screen reader."""
    drawing = (resource_root() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    marked = drawing.replace("<svg ", '<svg class="icon" aria-hidden="true" focusable="false" ', 1)
    return Markup(marked.replace(' width="48"', "").replace(' height="48"', ""))  # noqa: S704 - our own file


def _said(language: Language, words: Said | str) -> str:
    return say(language, words) if isinstance(words, Said) else words


@pass_context
def _row_told(context: Context, row: str, field: str) -> str:
    """Return a row of a change, our own words in the language of the page, what was published as it is."""
    language = Language(context["language"])
    if field in WORDED:
        return say(language, line_said(row))
    return tr(language, row) if field == "levels" else row


def _for_reader(write: Callable[[Language, Any], str]) -> Callable[[Context, Any], str]:
    """Return a filter that writes a value in the language of the page; nothing is a dash."""

    @pass_context
    def written(context: Context, value: Any) -> str:
        return "–" if value is None else write(Language(context["language"]), value)

    return written


def _dated(language: Language, moment: datetime) -> str:
    """Return a promised moment as the slip shows it, its weekday in the reader's language."""
    return f"{tr(language, weekday_name(moment))}, {written_moment(language, moment)}"


def _weekday_day(language: Language, day: date) -> str:
    return f"{tr(language, weekday_name(day))}, {written_day(language, day)}"


def _first_capital(words: str) -> str:
    """Return words that begin a line; ``capitalize`` would take the other capitals away."""
    return words[:1].upper() + words[1:]


def _clock_length(seconds: int) -> str:
    """Return ``0:45``, ``12:00``, ``1:05:00``: hours, minutes, seconds."""
    hours, minutes = divmod(seconds // 60, 60)
    return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"


def _share(language: Language, ratio: Ratio) -> str:
    return tr(language, written_share(language, ratio))
