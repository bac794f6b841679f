"""What letters of apology usually say: the office's reasons for being late, who signed last, how letters end."""

import re
from collections.abc import Sequence
from datetime import datetime

from pydantic import Field, ValidationError

from desk_app.domain.text import clean_line
from desk_app.domain.values import Frozen
from desk_app.models.store import Store
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.accounts import Right, Session
from desk_app.services.office_settings import OfficeSettings, bad_setting, office_settings, put_office

SIGNATURE = "apology_signature"

MOST_REASONS = 9
"""Reasons a digit can choose."""


class LastSignature(Frozen):
    """How the last letter was signed. ending: what stands behind the number, ``/PXL``."""

    signer: str = Field(default="", max_length=200)
    signer_title: str = Field(default="", max_length=300)
    ending: str = "/PXL"


def last_signature(rd: Reading) -> LastSignature:
    """Return how the last letter was signed; where none was, the number ends as Mẫu 04 has it and nobody signs yet."""
    value = rd.settings.get(SIGNATURE)
    try:
        return LastSignature.model_validate(value) if isinstance(value, dict) else LastSignature()
    except ValidationError:
        return LastSignature()


def remember_signature(tx: Transaction, signer: str, signer_title: str, number: str) -> None:
    """Keep who signed, for the next letters."""
    digits = re.match(r"\d+", number)
    ending = number[digits.end() :] if digits else last_signature(tx).ending
    kept = LastSignature(signer=signer[:200], signer_title=signer_title[:300], ending=ending)
    tx.settings.set(SIGNATURE, kept.model_dump(mode="json"))


def whole_number(typed: str, ending: str) -> str:
    """Return a letter number as it prints: bare digits get the ending of the last letter."""
    typed = clean_line(typed)
    return f"{typed}{ending}" if typed.isascii() and typed.isdigit() else typed


def late_reasons(rd: Reading) -> tuple[str, ...]:
    """Return the office's reasons for being late, those a digit can choose."""
    return office_settings(rd).apology_reasons[:MOST_REASONS]


def change_late_reasons(store: Store, by: Session, reasons: Sequence[str], now: datetime) -> tuple[str, ...]:
    """Replace the office's list of reasons; blank lines and repetitions are left out, the rest keeps its order.

    A supervisor's or an administrator's job; what stands behind the ninth is kept, but no digit chooses it. Raises
    DeskError ``not_entitled``, ``bad_setting``.
    """
    if not by.may(Right.SET_UP):
        by.require(Right.MEND)
    kept = tuple(dict.fromkeys(reason for reason in map(clean_line, reasons) if reason))
    with store.transaction(now, actor=by.login) as tx:
        old = office_settings(tx)
        try:
            new = OfficeSettings.model_validate({**old.model_dump(), "apology_reasons": kept})
        except ValidationError as error:
            raise bad_setting(error) from None
        put_office(tx, new, old)
    return kept
