"""Forms as data: one TOML file is one immutable version of a form, known by the hash of its text.

``resources/forms/<set>/<form>.toml`` holds the forms of a circular ("TT 01/2018", "TT 03/2025"); the set ``office``
holds the papers no circular prescribes. docs: ``resources/forms/README.md``.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from desk_app.domain.errors import DeskError, sentences
from desk_app.printing.compose import compose
from desk_app.printing.form_blocks import FormSpec, Layout, check_blocks
from desk_app.printing.later_papers import AnyPaper
from desk_app.printing.paper_data import PaperSize, PrintMarks
from desk_app.printing.sentences import BadSentence, Context
from desk_app.resources import resource_root

sentences(
    bad_form="Biểu mẫu chưa dùng được: {reason}. Sửa lại rồi lưu; mẫu đang dùng vẫn giữ nguyên.",
    unknown_form="Không có biểu mẫu “{form}” trong bộ mẫu “{form_set}”. Kiểm tra lại bộ mẫu đã cài đặt.",
)

FORM_SETS = {"tt-01-2018": "TT 01/2018", "tt-03-2025": "TT 03/2025", "office": "Mẫu của đơn vị"}
"""Every form set and the name people give it."""

OFFICE_FORMS = "office"
"""The set of papers that no circular prescribes; looked in when a circular's set lacks a form."""

_TT_03_2025_FROM = date(2025, 9, 15)
_LONGEST_FORM = 200_000

_paper_data: TypeAdapter[AnyPaper] = TypeAdapter(AnyPaper)


@dataclass(frozen=True)
class FormVersion:
    """One immutable text of a form. hash: SHA-256 of the text, hexadecimal."""

    set: str
    form: str
    text: str
    hash: str


@dataclass(frozen=True)
class Form:
    """A form ready to print: its version, its parsed layout and its sample papers by name."""

    version: FormVersion
    spec: FormSpec
    samples: Mapping[str, AnyPaper]

    @property
    def sizes(self) -> tuple[PaperSize, ...]:
        """The sizes this form is laid out for, the usual one first."""
        return tuple(self.spec.layout)

    def layout(self, size: PaperSize) -> Layout:
        """Return the layout of a size. Raises DeskError ``bad_form`` where the form has none."""
        if size not in self.spec.layout:
            raise DeskError("bad_form", reason=f"mẫu “{self.spec.form}” không có cỡ giấy {size}")
        return self.spec.layout[size]


def form_set_for(day: date) -> str:
    """Return the form set of a dossier received on a day (TT 03/2025/TT-VPCP is in force from 2025-09-15)."""
    return "tt-03-2025" if day >= _TT_03_2025_FROM else "tt-01-2018"


def load_form(text: str) -> Form:
    """Return a form from its TOML text, after every sentence of it has spoken its own samples.

    Raises DeskError ``bad_form`` with the first fault found.
    """
    form = _parsed(text)
    for name, sample in form.samples.items():
        for context in contexts(form, sample, PrintMarks(copies=("1",))):
            try:
                for size in form.sizes:
                    compose(form.spec, size, context)
            except BadSentence as fault:
                raise DeskError("bad_form", reason=f"{fault}, với dữ liệu thử “{name}”") from fault
    return form


def contexts(form: Form, data: AnyPaper, marks: PrintMarks) -> list[Context]:
    """Return what the form's sentences may speak of: one context a copy, and one an item where the form says so."""
    fields: dict[str, Any] = {name: getattr(data, name) for name in type(data).model_fields}
    derived = ("fee_left", "authentication_total", "sets", "paper_count", "title_lines")
    fields |= {name: getattr(data, name) for name in derived if hasattr(data, name)}
    fields |= {
        "marks": marks,
        "no_rows": (),
        "title": form.spec.title,
        "number": fields.get("number", ""),
        "form": form.spec.number,
    }
    items: Sequence[Any] = fields[form.spec.pages_of] if form.spec.pages_of else [None]
    return [
        fields | {"copy_label": label, "item": item, "page_number": page}
        for label in (marks.copies or ("",))
        for page, item in enumerate(items, start=1)
    ]


@cache
def shipped_form(form_set: str, name: str) -> Form:
    """Return a form as shipped; a form its circular does not prescribe comes from the office's own set.

    Raises DeskError ``unknown_form``.
    """
    for folder in (form_set, OFFICE_FORMS):
        path = resource_root() / "forms" / folder / f"{name}.toml"
        if folder in FORM_SETS and path.is_file():
            return _parsed(path.read_text(encoding="utf-8"))
    raise DeskError("unknown_form", form=name, form_set=FORM_SETS.get(form_set, form_set))


@cache
def shipped_forms() -> tuple[tuple[str, str], ...]:
    """Return (set, name) of every form shipped, in order of set and name."""
    root = resource_root() / "forms"
    return tuple((folder, path.stem) for folder in FORM_SETS for path in sorted((root / folder).glob("*.toml")))


def _parsed(text: str) -> Form:
    if len(text) > _LONGEST_FORM:
        raise DeskError("bad_form", reason=f"dài hơn {_LONGEST_FORM} ký tự")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DeskError("bad_form", reason=f"tệp TOML viết sai ({error})") from error
    try:
        spec = FormSpec.model_validate(table)
        check_blocks(spec)
        samples = {
            name: _paper_data.validate_python({"kind": spec.kind} | sample) for name, sample in spec.sample.items()
        }
    except ValidationError as error:
        raise DeskError("bad_form", reason=_first_fault(error)) from error
    except BadSentence as error:
        raise DeskError("bad_form", reason=str(error)) from error
    version = FormVersion(spec.set, spec.form, text, hashlib.sha256(text.encode()).hexdigest())
    return Form(version, spec, samples)


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"mục “{place}” không hợp lệ ({fault['msg']})"
