"""Where the caret goes when something is missing, and how the field is marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desk_app.ui.pages.reception.checks import Place

if TYPE_CHECKING:
    from desk_app.ui.pages.reception.page import ReceptionPage


def point_at(page: ReceptionPage, place: Place) -> None:
    """Put the caret where something is missing and mark the field."""
    person, identity = page.person, page.person.identity
    fields = {
        Place.NAME: identity.name,
        Place.BIRTH_DATE: identity.birth,
        Place.AUTHORISED_ON: page.owners.issued,
        Place.FEE_REASON: page.fees.reason,
        Place.DUE: page.side.due_on,
        Place.DUE_REASON: page.side.due_reason,
        Place.RECEIVED_AT: page.more.received,
        Place.FEE_AMOUNT: page.fees.reduced_to if page.fees.reduced_to.isVisibleTo(page) else page.fees.amount,
    }
    if place in (Place.NAME, Place.BIRTH_DATE):
        person.open_identity()
    if place is Place.AUTHORISED_ON:
        page.show_owners(True)
    if place is Place.RECEIVED_AT:
        page.fees.more.setChecked(True)
    if place in (Place.DUE, Place.DUE_REASON, Place.PROVISIONAL) and page.side.isHidden():
        page.open_side()
    if place in (Place.DUE, Place.DUE_REASON):
        page.side.open_typed()
    if place in fields:
        fields[place].set_missing()
        fields[place].setFocus(Qt.FocusReason.OtherFocusReason)
        return
    _box_at(page, place).setFocus(Qt.FocusReason.OtherFocusReason)


def _box_at(page: ReceptionPage, place: Place) -> QWidget:
    match place:
        case Place.PROCEDURE:
            return page.procedure.search.edit
        case Place.CASE:
            return page.procedure.case.stop
        case Place.VARIANT:
            return page.procedure.variant.stop
        case Place.UNIT:
            return page.procedure.unit.stop
        case Place.PERSON:
            return page.person.search.edit
        case Place.REREAD:
            return page.reread_field() or page.person.phone.edit
        case Place.OWNER:
            page.show_owners(True)
            return page.owners.first_box()
        case Place.DOCUMENTS:
            return page.authentication.incomplete()
        case Place.PROVISIONAL:
            return page.side.accept
        case _:
            page.papers.point_at(page.first_unticked())
            return page.papers.table
