"""Looks of forms changed in place, and hours as people type them."""

from datetime import time

import pytest

from desk_app.domain.calendar import Session
from desk_app.domain.errors import DeskError
from desk_app.domain.forms.blocks import Margins
from desk_app.printing.forms import load_form
from desk_app.services.form_edits import FormLooks, looks_of, with_looks
from desk_app.services.hours_text import hours_text, read_hours, week_of
from desk_app.shipped_forms import shipped_form, shipped_forms


@pytest.mark.parametrize(("form_set", "name"), shipped_forms())
def test_every_size_of_every_form_can_be_edited_and_nothing_else_changes(form_set: str, name: str) -> None:
    form = shipped_form(form_set, name)
    for size in form.sizes:
        assert with_looks(form, size, looks_of(form, size)).split() != []
        old = looks_of(form, size)
        sides = old.margins.model_dump()
        margins = Margins(**{side: max(length - 0.5, 0) for side, length in sides.items()})
        wanted = FormLooks(margins, max(old.size - 0.5, 5), tuple(f"NGƯỜI “{at}”" for at, _ in enumerate(old.signers)))
        changed = load_form(with_looks(form, size, wanted))
        assert looks_of(changed, size) == wanted
        if not any("{" in signer or "<" in signer for signer in old.signers):
            assert load_form(with_looks(changed, size, old)).spec == form.spec


def test_a_signer_cannot_smuggle_markup_or_an_expression_in() -> None:
    form = shipped_form("tt-03-2025", "decline")
    size = form.sizes[0]
    old = looks_of(form, size)
    for words in ("<b>Ai</b>", "{{ secret }}", "{% if 1 %}"):
        with pytest.raises(DeskError, match="ngoặc nhọn"):
            with_looks(form, size, FormLooks(old.margins, old.size, (words, *old.signers[1:])))


def test_hours_are_read_as_people_write_them() -> None:
    expected = (Session(opens=time(7, 30), closes=time(11, 30)), Session(opens=time(13, 30), closes=time(17)))
    for text in ("7:30-11:30, 13:30-17:00", "07:30–11:30; 13h30 - 17h", "7g30-11g30 và 13g30-17g00"):
        assert read_hours(text) == expected
    assert read_hours(hours_text(expected)) == expected
    assert read_hours(" ") == ()


@pytest.mark.parametrize("text", ["sáng", "11:30-7:30", "7:30", "25:00-26:00"])
def test_hours_that_are_none_are_refused_in_words(text: str) -> None:
    with pytest.raises(DeskError, match="chưa đọc được"):
        read_hours(text)


def test_sessions_that_overlap_make_no_week() -> None:
    with pytest.raises(DeskError, match="chưa đọc được"):
        week_of({"monday": "7:30-11:30, 11:00-17:00"})
