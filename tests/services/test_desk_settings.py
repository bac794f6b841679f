"""This PC's settings: read whole whatever wrote them, changed field by field, refused in words."""

import pytest
from staff import CLERK, MORNING

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.backups import back_up
from desk_app.services.desk_settings import (
    PAPER_USES,
    DeskSettings,
    PrinterChoice,
    change_desk,
    choose_printer,
    desk_settings,
    use_of,
)


def test_a_pc_that_was_never_set_has_the_defaults(store: Store) -> None:
    with store.reading() as rd:
        assert desk_settings(rd) == DeskSettings()


def test_one_choice_leaves_the_others_alone(store: Store) -> None:
    choose_printer(store, CLERK, "label", PrinterChoice(printer="Zebra"), MORNING)
    choose_printer(store, CLERK, "receipt", PrinterChoice(printer="HP", size="A5"), MORNING)
    change_desk(store, CLERK, {"theme": "dark", "font_step": 2}, MORNING)
    with store.reading() as rd:
        found = desk_settings(rd)
    assert (found.choice_for("label").printer, found.choice_for("receipt_several").size) == ("Zebra", "A5")
    assert (found.theme, found.font_step) == ("dark", 2)


def test_a_changed_printer_is_an_event_and_a_changed_colour_is_none(store: Store) -> None:
    change_desk(store, CLERK, {"theme": "dark"}, MORNING)
    with store.reading() as rd:
        before = len(rd.office_events("SettingChanged"))
    choose_printer(store, CLERK, "label", PrinterChoice(printer="Zebra"), MORNING)
    with store.reading() as rd:
        events = rd.office_events("SettingChanged")
    assert len(events) == before + 1
    assert events[0].body.name == "desk.printers"  # type: ignore[union-attr]


@pytest.mark.parametrize("value", [{"theme": "pink"}, {"font_step": 40}, {"printers": {"label": {"size": "A0"}}}])
def test_what_is_no_setting_is_refused_and_nothing_is_changed(store: Store, value: dict[str, object]) -> None:
    with pytest.raises(DeskError, match="không dùng được"):
        change_desk(store, CLERK, value, MORNING)
    with store.reading() as rd:
        assert desk_settings(rd) == DeskSettings()


def test_what_another_program_spoiled_is_the_default_and_not_a_crash(store: Store) -> None:
    for value in ("text", {"theme": 7}, {"printers": [1, 2]}):
        with store.transaction(MORNING, "other") as tx:
            tx.settings.set("desk", value)
        with store.reading() as rd:
            assert desk_settings(rd) == DeskSettings()


def test_every_form_has_one_use() -> None:
    assert {use_of(form) for form in ("receipt", "decline", "label", "guide")} == {name for name, _f, _s in PAPER_USES}


def test_a_backup_is_named_by_desk_and_moment_and_remembered(store: Store, tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path)) / "ổ rời"
    folder.mkdir()
    file = back_up(store, CLERK, folder, MORNING)
    assert file.name == "quay-mot-cua_quay-2_20260827-091200.saoluu"
    with store.reading() as rd:
        found = desk_settings(rd)
    assert (found.backup_folder, found.backed_up_at) == (str(folder), MORNING)
    with pytest.raises(DeskError, match="Không thấy thư mục"):
        back_up(store, CLERK, folder / "khác", MORNING)
    with pytest.raises(DeskError, match="không được nằm trong"):
        back_up(store, CLERK, store.folder, MORNING)
