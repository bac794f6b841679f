"""The lists of the supervisor on paper: long ones lose no row and take time in step with their rows."""

import time

import pytest
from printing.reading import page_texts, squeezed

from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.forms.period_papers import BookData
from desk_app.printing.papers import render
from desk_app.shipped_forms import shipped_form


def book_of(count: int, form_set: str = "tt-03-2025") -> BookData:
    sample = shipped_form(form_set, "book").samples["day"]
    assert isinstance(sample, BookData)
    row = sample.rows[0].model_copy(update={"procedure": "Khai sinh", "summary": "", "address": "", "clerk": "LAN"})
    rows = tuple(row.model_copy(update={"ordinal": f"#{place:05d}"}) for place in range(1, count + 1))
    return sample.model_copy(update={"rows": rows})


@pytest.mark.parametrize("form_set", ["tt-01-2018", "tt-03-2025"])
def test_a_long_book_holds_every_row_once_its_heading_on_each_page_and_its_number_of_pages(form_set: str) -> None:
    pages = page_texts(render(book_of(260, form_set), shipped_form(form_set, "book"), PaperSize.A4))
    said = squeezed("".join(pages))
    assert [said.count(f"#{place:05d}") for place in range(1, 261)] == [1] * 260
    for number, page in enumerate(pages, 1):
        assert f"Trang{number}/{len(pages)}" in squeezed(page)
    assert all("Mãhồsơ" in squeezed(page) for page in pages if "#" in page)


@pytest.mark.parametrize("counts", [range(6, 16), range(211, 214)], ids=["few", "many"])
def test_signatures_stand_with_rows_they_sign_however_many_there_are(counts: range) -> None:
    form = shipped_form("tt-03-2025", "book")
    broken = 0
    for count in counts:
        *before, last = page_texts(render(book_of(count), form, PaperSize.A4))
        assert "Kývàghirõhọtên" in squeezed(last)
        assert f"#{count:05d}" in squeezed(last) or not before, count
        broken += bool(before)
    assert broken


def test_a_book_takes_time_in_step_with_its_rows() -> None:
    form = shipped_form("tt-03-2025", "book")
    render(book_of(30), form, PaperSize.A4)
    taken = []
    for count in (210, 840):
        began = time.process_time()
        render(book_of(count), form, PaperSize.A4)
        taken.append(time.process_time() - began)
    assert taken[1] < taken[0] * 4 * 1.6
