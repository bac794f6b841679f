"""What the desk has learnt of the units it hands to: who takes dossiers there, and which procedures they get.

Kept in this store's settings by ``hand_over``; the record itself is in the events.
"""

from dataclasses import dataclass

from desk_app.domain.events.reception import Reception
from desk_app.domain.text import fold
from desk_app.models.transaction import Reading, Transaction
from desk_app.services.office_settings import OfficeSettings

UNIT_CONTACTS = "unit_contacts"
"""Unit → who takes dossiers there."""
UNITS_OF_PROCEDURES = "units_of_procedures"
"""Procedure code → the unit its dossiers went to last."""


@dataclass(frozen=True)
class Contact:
    """Who takes dossiers at a unit; "" where nobody was named."""

    person: str = ""
    phone: str = ""


def unit_contact(rd: Reading, unit: str) -> Contact:
    """Return who took dossiers at a unit last time."""
    found = _kept(rd, UNIT_CONTACTS).get(unit)
    if not isinstance(found, dict):
        return Contact()
    return Contact(str(found.get("person", "")), str(found.get("phone", "")))


def proposed_unit(rd: Reading, office: OfficeSettings, reception: Reception) -> str:
    """Return the unit a dossier should go to, "" where nothing says so.

    Where its procedure went last; else the unit of the office that the competent one is, or that bears the field's
    name; else the competent unit itself. The office as a whole is no unit to walk over to.
    """
    last = _kept(rd, UNITS_OF_PROCEDURES).get(reception.procedure.code)
    if isinstance(last, str) and last:
        return last
    competent, field = fold(reception.competent_unit), fold(reception.procedure.field)
    for unit in office.units:
        if competent and competent.startswith(fold(unit)):
            return unit
    for unit in office.units:
        if field and field in fold(unit):
            return unit
    own = {fold(name) for name in (office.heading.office, office.heading.unit)}
    return "" if competent in own else reception.competent_unit


def learn(tx: Transaction, unit: str, contact: Contact, procedures: frozenset[str]) -> None:
    """Keep who took a lot, and that its procedures go to this unit."""
    if contact != Contact() and contact != unit_contact(tx, unit):
        kept = {**_kept(tx, UNIT_CONTACTS), unit: {"person": contact.person, "phone": contact.phone}}
        tx.settings.set(UNIT_CONTACTS, kept)
    before = _kept(tx, UNITS_OF_PROCEDURES)
    if any(before.get(code) != unit for code in procedures):
        tx.settings.set(UNITS_OF_PROCEDURES, {**before, **dict.fromkeys(sorted(procedures), unit)})


def _kept(rd: Reading, name: str) -> dict[str, object]:
    kept = rd.settings.get(name)
    return kept if isinstance(kept, dict) else {}
