"""Templates: one environment, the words and numbers they may write, the icons they may draw."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from central_server.web.words import Language, say, tr
from desk_app.domain.dates import paper_date, paper_datetime, weekday_name
from desk_app.domain.people import mask_id, mask_phone
from desk_app.domain.said import Said
from desk_app.domain.states import STATE_WORDS, State
from desk_app.domain.statistics import grouped
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
        "day": _or_dash(paper_date),
        "moment": _or_dash(paper_datetime),
        "dated": _dated,
        "grouped": grouped,
        "masked_id": mask_id,
        "masked_phone": mask_phone,
    }
    found.globals |= {"icon": icon, "State": State, "STATE_WORDS": STATE_WORDS, "STATE_ICONS": STATE_ICONS}
    return found


def render(template: str, language: Language, values: Mapping[str, Any]) -> str:
    """Return a template filled in. In it ``_`` translates a source string and ``say`` a sentence of the rules."""
    return (
        _environment()
        .get_template(template)
        .render(_=partial(tr, language), say=partial(_said, language), language=language.value, **values)
    )


@cache
def icon(name: str) -> Markup:
    """Return a Material Symbol to stand beside a word; it says nothing to a screen reader."""
    drawing = (resource_root() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    marked = drawing.replace("<svg ", '<svg class="icon" aria-hidden="true" focusable="false" ', 1)
    return Markup(marked.replace(' width="48"', "").replace(' height="48"', ""))  # noqa: S704 - our own file


def _said(language: Language, words: Said | str) -> str:
    return say(language, words) if isinstance(words, Said) else words


@pass_context
def _dated(context: Context, moment: datetime | None) -> str:
    """Return a promised moment as the slip shows it, its weekday in the reader's language."""
    if moment is None:
        return "–"
    return f"{tr(Language(context['language']), weekday_name(moment))}, {paper_datetime(moment)}"


def _or_dash(write: Callable[[Any], str]) -> Callable[[date | datetime | None], str]:
    return lambda moment: write(moment) if moment is not None else "–"
