"""What this PC alone decides: printers per paper, colours, language, text size, sounds, where files come and go."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field, ValidationError

from desk_app.domain.events import SettingChanged
from desk_app.domain.values import Frozen
from desk_app.models.store import Store
from desk_app.models.transaction import Reading
from desk_app.services.accounts import Session
from desk_app.services.office_settings import bad_setting
from desk_app.services.scan_folder import Disposal

DESK = "desk"

SizeName = Literal["", "A4", "A5", "K80", "LABEL"]

PAPER_USES: tuple[tuple[str, tuple[str, ...], tuple[SizeName, ...]], ...] = (
    ("receipt", ("receipt", "receipt_several"), ("", "A4", "A5", "K80")),
    ("forms", ("supplement", "decline", "explanation"), ("", "A4", "A5", "K80")),
    ("label", ("label",), ("",)),
    ("sheets", (), ("", "A4", "A5")),
)
"""The uses a printer is chosen for: name, the forms it prints, the sizes to choose from ("" = the office's own).

``sheets`` takes every form that no other use names.
"""


class PrinterChoice(Frozen):
    """The printer of a use. printer: its name on this PC, "" = the system's usual one; size: "" = the office's."""

    printer: str = Field(default="", max_length=200)
    size: SizeName = ""


class DeskSettings(Frozen):
    """The settings of one PC. printers: by use. font_step: px added to every size. backup_folder: "" = never chosen.

    scan_folder: where the scanner puts its files, "" = nothing is digitised here. scan_disposal: what becomes of them.
    """

    printers: dict[str, PrinterChoice] = Field(default_factory=dict)
    theme: Literal["light", "dark", "system"] = "light"
    language: Literal["vi", "en"] = "vi"
    font_step: Literal[0, 2, 4] = 0
    sounds: bool = True
    backup_folder: str = Field(default="", max_length=1000)
    backed_up_at: datetime | None = None
    scan_folder: str = Field(default="", max_length=1000)
    scan_disposal: Disposal = Disposal.MOVE

    def choice_for(self, form: str) -> PrinterChoice:
        """Return the printer chosen for a form's papers."""
        return self.printers.get(use_of(form), PrinterChoice())


def use_of(form: str) -> str:
    """Return the use a form is printed for."""
    return next((name for name, forms, _sizes in PAPER_USES if form in forms), "sheets")


def desk_settings(reader: Reading) -> DeskSettings:
    """Return this PC's settings; what an older or newer program wrote and this one cannot read is the default."""
    value = reader.settings.get(DESK)
    if not isinstance(value, dict):
        return DeskSettings()
    known = {name: part for name, part in value.items() if name in DeskSettings.model_fields}
    try:
        return DeskSettings.model_validate(known)
    except ValidationError:
        return DeskSettings()


def change_desk(store: Store, by: Session, changes: dict[str, Any], now: datetime) -> DeskSettings:
    """Change fields of this PC's settings; anybody at the desk may: a jammed printer cannot wait for an administrator.

    Each change of a printer is an event. Raises DeskError ``bad_setting``.
    """
    with store.transaction(now, actor=by.login) as tx:
        old = desk_settings(tx)
        try:
            new = DeskSettings.model_validate({**old.model_dump(), **changes})
        except ValidationError as error:
            raise bad_setting(error) from None
        tx.settings.set(DESK, new.model_dump(mode="json"))
        if new.printers != old.printers:
            before, after = (value.model_dump(mode="json")["printers"] for value in (old, new))
            tx.record(tx.office_id, SettingChanged(name=f"{DESK}.printers", old=before, new=after))
        return new


def choose_printer(store: Store, by: Session, use: str, choice: PrinterChoice, now: datetime) -> DeskSettings:
    """Choose the printer of a use (``receipt``, ``forms``, ``label``, ``sheets``)."""
    with store.reading() as rd:
        printers = dict(desk_settings(rd).printers)
    printers[use] = choice
    return change_desk(store, by, {"printers": {name: part.model_dump() for name, part in printers.items()}}, now)
