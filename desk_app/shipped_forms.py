"""The forms that come with the program, for the desk that prints them and the server that publishes others."""

import tomllib
from functools import cache

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.form import FORM_SETS, OFFICE_FORMS, Form, form_from
from desk_app.resources import resource_root

sentences(unknown_form="Không có biểu mẫu “{form}” trong bộ mẫu “{form_set}”. Kiểm tra lại bộ mẫu đã cài đặt.")


@cache
def shipped_form(form_set: str, name: str) -> Form:
    """Return a form as shipped; a form its circular does not prescribe comes from the office's own set.

    Raises DeskError ``unknown_form``.
    """
    for folder in (form_set, OFFICE_FORMS):
        path = resource_root() / "forms" / folder / f"{name}.toml"
        if folder in FORM_SETS and path.is_file():
            return form_from(path.read_text(encoding="utf-8"))
    raise DeskError("unknown_form", form=name, form_set=FORM_SETS.get(form_set, form_set))


@cache
def shipped_title(form_set: str, name: str) -> tuple[str, str]:
    """Return (number, title) of a shipped form of this very set; the number is "" where the form has none.

    For lists of forms: what the form says is not put together for it, which takes some hundred times as long.
    """
    path = resource_root() / "forms" / form_set / f"{name}.toml"
    # Number and title stand before the first table.
    head = tomllib.loads(path.read_text(encoding="utf-8").partition("\n[")[0])
    return head.get("number", ""), head["title"]


@cache
def shipped_forms() -> tuple[tuple[str, str], ...]:
    """Return (set, name) of every form shipped, in order of set and name."""
    root = resource_root() / "forms"
    return tuple((folder, path.stem) for folder in FORM_SETS for path in sorted((root / folder).glob("*.toml")))
