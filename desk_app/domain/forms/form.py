"""A form: one TOML text is one immutable version, known by the hash of its text, with papers to try it on.

``resources/forms/<set>/<form>.toml`` holds the forms of a circular ("TT 01/2018", "TT 03/2025"); the set ``office``
holds the papers no circular prescribes. docs: ``resources/forms/README.md``.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import TypeAdapter, ValidationError

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.any_paper import AnyPaper
from desk_app.domain.forms.blocks import FormSpec, Layout, check_blocks
from desk_app.domain.forms.paper_data import PaperSize, PrintMarks
from desk_app.domain.forms.sentences import BadSentence, Context

sentences(
    bad_form="Biểu mẫu chưa dùng được: {reason}. Sửa lại rồi lưu; mẫu đang dùng vẫn giữ nguyên.",
    wrong_size="Giấy “{form}” không in được trên khổ {size}; các khổ có sẵn: {sizes}.",
)

FORM_SETS = {"tt-01-2018": "TT 01/2018", "tt-03-2025": "TT 03/2025", "office": "Mẫu của đơn vị"}
"""Every form set and the name people give it."""

OFFICE_FORMS = "office"
"""The set of papers that no circular prescribes; looked in when a circular's set lacks a form."""

LONGEST_FORM = 200_000
"""Characters of a form's text."""

_TT_03_2025_FROM = date(2025, 9, 15)

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
        """Return the layout of a size. Raises DeskError ``wrong_size`` where the form has none."""
        if size not in self.spec.layout:
            raise DeskError("wrong_size", form=self.spec.title, size=size, sizes=", ".join(self.sizes))
        return self.spec.layout[size]


def form_set_for(day: date) -> str:
    """Return the form set of a dossier received on a day (TT 03/2025/TT-VPCP is in force from 2025-09-15)."""
    return "tt-03-2025" if day >= _TT_03_2025_FROM else "tt-01-2018"


def form_from(text: str) -> Form:
    """Return a form from its TOML text, its parts fitting together; what it says is not tried yet.

    Raises DeskError ``bad_form`` with the first fault found.
    """
    if len(text) > LONGEST_FORM:
        raise DeskError("bad_form", reason=f"dài hơn {LONGEST_FORM} ký tự")
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


def check_stands_for(form: Form, shipped: Form) -> None:
    """Raise DeskError ``bad_form`` for a text that cannot take the place of a form that comes with the program.

    It must be that form, of the same data, and be laid out for every size an office may have chosen for it.
    """
    ours, theirs = shipped.version, form.version
    if (theirs.set, theirs.form) != (ours.set, ours.form):
        raise DeskError("bad_form", reason=f"đây là mẫu “{theirs.form}”, không phải “{ours.form}”")
    if form.spec.kind != shipped.spec.kind:
        raise DeskError("bad_form", reason=f"mẫu “{ours.form}” in dữ liệu loại “{shipped.spec.kind}”")
    missing = [size for size in shipped.sizes if size not in form.sizes]
    if missing:
        raise DeskError("bad_form", reason=f"thiếu cỡ giấy {', '.join(missing)} mà các quầy đang dùng")


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


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in fault["loc"])
    return f"mục “{place}” không hợp lệ ({fault['msg']})"
