"""What comes down beside events: central accounts, calendars, forms, procedures; each item applied whole or refused."""

from collections.abc import Callable
from datetime import date
from typing import Any

from pydantic import ValidationError

from desk_app.domain.calendar import calendar_year_from_toml
from desk_app.domain.codes import national_code
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.procedures import OfficeLayer, Procedure
from desk_app.models.transaction import Transaction
from desk_app.services.catalogue import take_published
from desk_app.services.central_accounts import take_given
from desk_app.services.form_versions import take_form
from desk_app.services.layer_carrying import give_layer, take_from_layer
from desk_app.sync.messages import FeedMatter
from desk_app.sync.words import Item

SOURCE = "máy chủ"
"""What the news of the catalogue calls where a version came from."""

sentences(matter_unreadable="Máy chủ gửi xuống {what} mà chương trình không đọc được. Cập nhật chương trình ở quầy.")


def apply_matter(tx: Transaction, matter: FeedMatter) -> None:
    """Store one item. Raises DeskError ``matter_unreadable``: then the page is not applied, and comes again."""
    try:
        _APPLY[matter.item](tx, matter.value)
    except (KeyError, TypeError, ValueError, ValidationError) as error:
        raise DeskError("matter_unreadable", what=f"{matter.item.value} {matter.key}") from error


def _calendar(tx: Transaction, value: dict[str, Any]) -> None:
    text = str(value["text"])
    year = calendar_year_from_toml(text)
    tx.calendars.put(year.year, text, status=year.status.value, now=tx.now)


def _form(tx: Transaction, value: dict[str, Any]) -> None:
    """A form in force from a day; one that this program cannot print is kept, and holds nothing back."""
    last = value.get("effective_to")
    take_form(
        tx,
        str(value["form_set"]),
        str(value["form"]),
        str(value["text"]),
        date.fromisoformat(value["effective_from"]),
        None if last is None else date.fromisoformat(last),
    )


def _procedure(tx: Transaction, value: dict[str, Any]) -> None:
    """A published version; beside it the units and fees the province has settled, where it has."""
    procedure = Procedure.model_validate(value["procedure"])
    code = national_code(procedure.code)
    take_published(tx, procedure, SOURCE, tx.now)
    if value.get("taken_back"):
        take_from_layer(tx, code, _settled(value["taken_back"]), tx.now)
    if value.get("settled"):
        settled = _settled(value["settled"])
        give_layer(tx, code, settled, tx.now)


def _settled(value: dict[str, Any]) -> OfficeLayer:
    return OfficeLayer.model_validate({name: value.get(name, ()) for name in ("units", "fee_rules")})


_APPLY: dict[Item, Callable[[Transaction, dict[str, Any]], None]] = {
    Item.ACCOUNT: take_given,
    Item.CALENDAR: _calendar,
    Item.FORM: _form,
    Item.PROCEDURE: _procedure,
}
