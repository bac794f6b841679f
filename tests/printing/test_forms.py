"""Forms as data: versions by hash, chosen by day, refused with one clear sentence when they are wrong."""

import re
from datetime import date

import pytest

from desk_app.domain.errors import DeskError
from desk_app.domain.forms.form import FORM_SETS, form_set_for
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.printing.forms import load_form
from desk_app.printing.papers import render
from desk_app.shipped_forms import shipped_form, shipped_forms, shipped_title

SMALL = """
set = "office"
form = "note"
kind = "label"
title = "TEM"

[layout.LABEL]
page = [70, 37]
margins = { top = 2, right = 2, bottom = 2, left = 2 }
size = 8
blocks = ["owner"]

[block.owner]
type = "line"
text = "Chủ hồ sơ: <b>{{ owner }}</b>"

[sample.one]
summary = "Khai sinh"
owner = "Trần Thị Mai"
received_at = 2026-08-27T09:12:00+07:00
codes = { code = "H56.14-260827-0012" }
"""


def fault(text: str) -> str:
    with pytest.raises(DeskError) as error:
        load_form(text)
    assert error.value.code == "bad_form"
    return str(error.value)


@pytest.mark.parametrize(
    ("day", "chosen"),
    [(date(2018, 12, 1), "tt-01-2018"), (date(2025, 9, 14), "tt-01-2018"), (date(2025, 9, 15), "tt-03-2025")],
)
def test_the_form_set_follows_the_day_of_receipt(day: date, chosen: str) -> None:
    assert form_set_for(day) == chosen


def test_both_circulars_have_their_receipt_supplement_and_refusal() -> None:
    shipped = set(shipped_forms())
    for form_set in ("tt-01-2018", "tt-03-2025"):
        for name in ("receipt", "receipt_several", "supplement", "decline"):
            assert (form_set, name) in shipped
            assert shipped_form(form_set, name).version.set == form_set


def test_a_paper_no_circular_prescribes_comes_from_the_office_set() -> None:
    assert shipped_form("tt-01-2018", "guide").version.set == "office"


def test_an_unknown_form_is_named() -> None:
    with pytest.raises(DeskError) as error:
        shipped_form("tt-03-2025", "../../secret")
    assert error.value.code == "unknown_form"


@pytest.mark.parametrize(("form_set", "name"), shipped_forms())
def test_the_title_in_a_list_is_the_forms_own(form_set: str, name: str) -> None:
    spec = shipped_form(form_set, name).spec
    assert shipped_title(form_set, name) == (spec.number, spec.title)


@pytest.mark.parametrize(("form_set", "name"), shipped_forms())
def test_every_shipped_form_stands_where_it_says_and_speaks_its_samples(form_set: str, name: str) -> None:
    form = load_form(shipped_form(form_set, name).version.text)
    assert (form.version.set, form.version.form) == (form_set, name)
    assert form.version.set in FORM_SETS
    assert form.samples


@pytest.mark.parametrize(("form_set", "name"), shipped_forms())
def test_no_agency_is_named_in_a_form(form_set: str, name: str) -> None:
    words = shipped_form(form_set, name).version.text.split("[sample.")[0]
    words = words.replace("XÃ HỘI CHỦ NGHĨA", "")
    assert not re.search(r"(?i:ủy ban|UBND|\bsở\b|\btỉnh\b|trung tâm)|(?i:\bxã) [A-ZĐ]", words)


def test_an_edit_makes_a_new_version_and_the_same_text_the_same_one() -> None:
    first, again, edited = load_form(SMALL), load_form(SMALL), load_form(SMALL.replace("Chủ hồ sơ", "Người nộp"))
    assert first.version == again.version
    assert first.version.hash != edited.version.hash
    assert len(first.version.hash) == 64


def test_a_form_prints_its_own_sample() -> None:
    form = load_form(SMALL)
    assert render(form.samples["one"], form, PaperSize.LABEL).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("wrong", "right", "named"),
    [
        ('title = "TEM"', "title = TEM", "TOML"),
        ('kind = "label"', 'kind = "hat"', "sample|kind|hat"),
        ("blocks = [", 'blocks = ["roof", ', "roof"),
        ('type = "line"', 'type = "picture"', "block.owner"),
        ("size = 8", "size = 8\nleading = 1", "leading"),
        ("left = 2 }", "left = 200 }", "left"),
        ("{{ owner }}", "{{ onwer }}", "onwer"),
        ("{{ owner }}", "{{ owner", "owner"),
        ("{{ owner }}", "{{ received_at }}", "received_at"),
        ("<b>", "<img src='/etc/passwd'/><b>", "img"),
        ("<b>", "<font color='red'><b>", "font"),
        ("{{ owner }}", "{{ owner|safe }}", "safe"),
        ("{{ owner }}", "{{ owner.upper() }}", "Call"),
        ("{{ owner }}", "{{ 'a' * 1000000000 }}", "Mul"),
        ("{{ owner }}", "{{ owner.__class__ }}", "__class__"),
        ("{{ owner }}", "{% for x in range(10) %}{% endfor %}", "Call"),
        ("{{ owner }}", "{% include 'x' %}", "Include"),
        ("[sample.one]", "[sample.one]\nreason = 'x'", "reason"),
    ],
)
def test_a_bad_form_is_refused_with_its_fault_named(wrong: str, right: str, named: str) -> None:
    assert wrong in SMALL
    sentence = fault(SMALL.replace(wrong, right))
    assert re.search(named, sentence)
    assert sentence.startswith("Biểu mẫu chưa dùng được: ")


def test_a_value_inside_a_form_cannot_smuggle_markup() -> None:
    form = load_form(SMALL.replace("{{ owner }}", "{{ '<img>' }}{{ owner|upper }}"))
    assert render(form.samples["one"], form, PaperSize.LABEL)


def test_a_form_longer_than_any_form_is_refused() -> None:
    assert "dài hơn" in fault("# " + "x" * 300_000)
