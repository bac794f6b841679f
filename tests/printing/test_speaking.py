"""What the check of a form lets pass can be laid out: the server, which lays nothing out, judges as a desk does."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_app.domain.errors import DeskError
from desk_app.domain.forms.speaking import spoken_form
from desk_app.printing.forms import load_form
from desk_app.shipped_forms import shipped_form, shipped_forms

WORDS = ("", "office.name", "codes", "received_at", "papers", "row.name", "<b>", "</b>", "3", "n", "true", '"x"')


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A shipped form with a line lost, moved or with other words in it."""
    text = shipped_form(*draw(st.sampled_from(shipped_forms()))).version.text
    lines = text.split("\n")
    at = draw(st.integers(0, len(lines) - 1))
    match draw(st.sampled_from(("lose", "repeat", "words"))):
        case "lose":
            del lines[at]
        case "repeat":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines[at])
        case "words":
            parts = lines[at].split(" ")
            parts[draw(st.integers(0, len(parts) - 1))] = draw(st.sampled_from(WORDS))
            lines[at] = " ".join(parts)
    return "\n".join(lines)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(damaged())
def test_a_form_that_speaks_can_be_laid_out_and_one_that_cannot_is_refused_alike(text: str) -> None:
    try:
        spoken = spoken_form(text)
    except DeskError as fault:
        with pytest.raises(DeskError, match=r"^Biểu mẫu chưa dùng được"):
            load_form(text)
        assert fault.code == "bad_form"
    else:
        assert load_form(text).version == spoken.version


@pytest.mark.parametrize("said", ["<b>hở", "hở</b>", "<b><i>hở</b></i>", "<br>", "<b/>"])
def test_tags_that_are_no_pairs_are_refused_before_they_meet_the_paper(said: str) -> None:
    text = shipped_form("tt-03-2025", "receipt").version.text
    lines = text.split("\n")
    at = lines.index('text = "<b>{{ title }}</b>"')
    lines[at] = f'text = "{said}"'
    with pytest.raises(DeskError, match="không thành cặp"):
        spoken_form("\n".join(lines))
