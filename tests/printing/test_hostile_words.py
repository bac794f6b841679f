"""Every text of every paper may be absurd: it prints whole, within the sheet, at every size."""

from typing import Any

import pypdfium2
import pytest
from printing.reading import text_of
from pydantic import BaseModel, ValidationError

from desk_app.domain.forms.any_paper import AnyPaper
from desk_app.domain.forms.form import Form
from desk_app.domain.forms.office_papers import ScannerTestRow
from desk_app.domain.forms.paper_data import Codes, PaperSize
from desk_app.printing.papers import render
from desk_app.printing.raster import page_sizes
from desk_app.shipped_forms import shipped_form, shipped_forms

RARE = "ǻ"
"""A letter that stands in no form, so that what is lost can be counted."""
LONG = f"ẾỖWĐ{RARE}" * 218 + "ẾỖWĐ"
"""1,094 wide letters without a space, as many as the longest published name has."""
ABSURD = f"{RARE}Nguye\u0302\u0303n 😀<b>&<img src='x'/></para>{{{{ 7 }}}}hết \u202eאב"

EVERY_FORM = [
    pytest.param(shipped_form(form_set, name), size, id=f"{form_set}-{name}-{size}")
    for form_set, name in shipped_forms()
    for size in shipped_form(form_set, name).sizes
]


def filled(value: Any, text: str) -> Any:
    """Return plain data with every free text of it replaced; codes, and what only certain words may fill, stay."""
    if isinstance(value, tuple):
        return tuple(filled(item, text) for item in value)
    if not isinstance(value, BaseModel) or isinstance(value, Codes):
        return value
    kept = {name: getattr(value, name) for name in type(value).model_fields}
    for name, old in kept.items():
        if isinstance(value, ScannerTestRow) and name == "payload":
            continue
        new = text if type(old) is str else filled(old, text)
        try:
            kept |= {name: getattr(type(value).model_validate(kept | {name: new}), name)}
        except ValidationError:
            continue
    return type(value).model_validate(kept)


def longest(form: Form) -> AnyPaper:
    """Return the sample that says most."""
    return max(form.samples.values(), key=lambda sample: len(repr(sample)))


def outside(pdf: bytes) -> list[tuple[int, tuple[float, ...]]]:
    """Return page and place of every run of text that leaves its sheet."""
    document = pypdfium2.PdfDocument(pdf)
    found: list[tuple[int, tuple[float, ...]]] = []
    try:
        for number, page in enumerate(document):
            width, height = page.get_size()
            text = page.get_textpage()
            for place in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(place)
                if left < -1 or bottom < -1 or right > width + 1 or top > height + 1:
                    found.append((number, (left, bottom, right, top)))
    finally:
        document.close()
    return found


def printed_within(data: AnyPaper, form: Form, size: PaperSize) -> bytes:
    """Print a paper, hold it against its sheet, and return it without charts: they shorten what tables say whole."""
    pdf = render(data, form, size)
    assert outside(pdf) == []
    if "charts" not in type(data).model_fields:
        return pdf
    return render(data.model_copy(update={"charts": ()}), form, size)


@pytest.mark.parametrize(("form", "size"), EVERY_FORM)
def test_any_text_of_any_paper_may_be_absurd_and_prints_whole(form: Form, size: PaperSize) -> None:
    pdf = printed_within(filled(longest(form), ABSURD), form, size)
    text = text_of(pdf).casefold()
    # What runs at the head of the pages that follow is shortened there; it stands whole on the first.
    said = text.count(RARE) - len(page_sizes(pdf)) + 1
    assert said > 0
    assert text.count(f"{RARE}nguyễn□<b>&<imgsrc='x'/></para>{{{{7}}}}hết") >= said
    assert text.count("א") >= said

    pdf = printed_within(filled(longest(form), LONG), form, size)
    if form.spec.form != "label":  # a sticker shortens its words
        assert text_of(pdf).casefold().count(RARE) >= 218 * said
