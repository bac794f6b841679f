"""Forms the province publishes: in force from their day on, tried again here, and never over what was promised."""

from datetime import date, datetime, timedelta

import pytest
from later_desk import received
from staff import MORNING, SUPERVISOR

from desk_app.domain.forms.form import form_from
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.store import Store
from desk_app.services.form_edits import looks_of, with_looks
from desk_app.services.form_versions import (
    FormStanding,
    current_form,
    edit_form,
    form_standing,
    form_version,
    reset_form,
    take_form,
    try_again,
)
from desk_app.services.papers import dossier_paper
from desk_app.shipped_forms import shipped_form

SET, NAME = "tt-03-2025", "receipt"
TODAY = MORNING.date()
TOMORROW = TODAY + timedelta(days=1)
SHIPPED = shipped_form(SET, NAME)
LINE = "Mong Ông/Bà giữ phiếu này."
PUBLISHED = SHIPPED.version.text.replace(
    '[block.title]\ntype = "line"\ntext = "<b>{{ title }}</b>',
    f'[block.title]\ntype = "line"\ntext = "<b>{{{{ title }}}}</b><br/>{LINE}',
)


def take(
    store: Store, text: str, first: date, last: date | None = None, now: datetime = MORNING, name: str = NAME
) -> None:
    with store.transaction(now, actor="sync") as tx:
        take_form(tx, SET, name, text, first, last)


def text_on(store: Store, day: date) -> str:
    with store.reading() as rd:
        form = current_form(rd, SET, NAME, day)
        assert form_version(rd, SET, NAME, day) == form.version
    return form.version.text


def standing(store: Store, day: date = TODAY) -> FormStanding:
    with store.reading() as rd:
        return form_standing(rd, SET, NAME, day)


def narrowed(text: str, top: float) -> str:
    """Return the text as an office with another printer would have it."""
    form = form_from(text)
    looks = looks_of(form, PaperSize.A5)
    changed = looks.__class__(looks.margins.model_copy(update={"top": top}), looks.size, looks.signers)
    return with_looks(form, PaperSize.A5, changed)


def test_it_holds_from_its_day_to_its_last_and_then_what_held_before(store: Store) -> None:
    take(store, PUBLISHED, TOMORROW, TOMORROW + timedelta(days=5))
    later = PUBLISHED.replace(LINE, "Lời khác.")
    take(store, later, TOMORROW + timedelta(days=2), TOMORROW + timedelta(days=3))
    days = [TODAY + timedelta(days=at) for at in range(8)]
    said = [{SHIPPED.version.text: "s", PUBLISHED: "1", later: "2"}[text_on(store, day)] for day in days]
    assert "".join(said) == "s1122" + "11s"
    assert (standing(store).since, standing(store).coming) == (None, TOMORROW)
    assert standing(store, days[3]).since == days[3]


def test_the_same_word_said_twice_changes_nothing_and_a_withdrawal_is_the_later_word(store: Store) -> None:
    take(store, PUBLISHED, TODAY)
    edit_form(store, SUPERVISOR, SET, NAME, narrowed(PUBLISHED, 11), MORNING)
    before = standing(store)
    take(store, PUBLISHED, TODAY)
    assert standing(store) == before and before.is_edited
    take(store, PUBLISHED, TODAY, TODAY - timedelta(days=1))
    assert text_on(store, TODAY) == SHIPPED.version.text and standing(store).since is None


def test_a_promised_slip_is_the_same_bytes_whatever_is_published_since(store: Store) -> None:
    dossier = received(store).id
    before = dossier_paper(store, dossier, NAME).pdf
    label = dossier_paper(store, dossier, "label").pdf
    take(store, PUBLISHED, TODAY)
    take(store, shipped_form(SET, "label").version.text.replace("size = ", "size = 1"), TODAY, name="label")
    assert dossier_paper(store, dossier, NAME).pdf == before
    assert dossier_paper(store, dossier, "label").pdf == label, "its text was none of the label's set"
    after = dossier_paper(store, received(store).id, NAME)
    take(store, PUBLISHED, TODAY, TODAY - timedelta(days=1))
    assert after.form_hash == form_from(PUBLISHED).version.hash
    assert dossier_paper(store, dossier, NAME).pdf == before


def test_what_the_office_set_is_kept_on_the_provinces_form(store: Store) -> None:
    edit_form(store, SUPERVISOR, SET, NAME, narrowed(SHIPPED.version.text, 11), MORNING)
    take(store, PUBLISHED, TOMORROW)
    assert text_on(store, TOMORROW) == narrowed(PUBLISHED, 11)
    edit_form(store, SUPERVISOR, SET, NAME, narrowed(SHIPPED.version.text, 12), MORNING)
    assert text_on(store, TOMORROW) == narrowed(PUBLISHED, 12), "edited while it was still to come"
    next_day = MORNING + timedelta(days=1)
    edit_form(store, SUPERVISOR, SET, NAME, narrowed(PUBLISHED, 13), next_day)
    assert text_on(store, TODAY) == narrowed(SHIPPED.version.text, 12), "the form of another day is left alone"
    assert text_on(store, TOMORROW) == narrowed(PUBLISHED, 13)
    reset_form(store, SUPERVISOR, SET, NAME, next_day)
    assert text_on(store, TOMORROW) == PUBLISHED and not standing(store, TOMORROW).is_edited


@pytest.mark.parametrize(
    "text",
    [
        PUBLISHED.replace('type = "line"', 'type = "hologram"', 1),
        PUBLISHED.replace("{{ title }}", "{{ titel }}", 1),
        PUBLISHED.replace('form = "receipt"', 'form = "hoa_don"'),
        PUBLISHED.replace("[layout.K80]", "[layout.LABEL]"),
        "",
    ],
)
def test_one_that_cannot_be_printed_here_is_kept_told_and_never_in_force(store: Store, text: str) -> None:
    take(store, text, TODAY)
    assert text_on(store, TODAY) == SHIPPED.version.text
    unusable, why = standing(store).unusable, standing(store).why
    assert unusable is not None and unusable.fault.startswith("Biểu mẫu chưa dùng được")
    assert why is not None and str(why) == unusable.fault
    with store.transaction(MORNING, actor="sync") as tx:
        try_again(tx)
    assert standing(store).unusable == unusable


def test_one_of_a_form_nobody_here_knows_is_kept_too(store: Store) -> None:
    take(store, PUBLISHED, TODAY, name="hologram")
    with store.reading() as rd:
        assert [form.form for form in rd.forms.faulty()] == ["hologram"]


def test_a_later_program_that_can_print_it_puts_it_in_force(store: Store) -> None:
    take(store, PUBLISHED, TODAY)
    with store.transaction(MORNING, actor="sync") as tx:
        tx.forms.publish(
            tx.forms.published(SET, NAME)[0].__class__(
                SET, NAME, TODAY, None, form_from(PUBLISHED).version.hash, "", "an earlier program", MORNING
            )
        )
    assert text_on(store, TODAY) == SHIPPED.version.text
    with store.transaction(MORNING, actor="sync") as tx:
        try_again(tx)
    assert text_on(store, TODAY) == PUBLISHED
