"""Where the caret goes when something is missing, and how the field is marked."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desk_app.ui.pages.reception.checks import Place
from desk_app.ui.pages.reception.sheet import ReceptionSheet


def point_at(sheet: ReceptionSheet, place: Place) -> None:
    """Put the caret where something is missing and mark the field."""
    person, identity = sheet.person, sheet.person.identity
    fields = {
        Place.NAME: identity.name,
        Place.BIRTH_DATE: identity.birth,
        Place.AUTHORISED_ON: sheet.owners.issued,
        Place.DUE: sheet.side.due_on,
        Place.DUE_REASON: sheet.side.due_reason,
        Place.RECEIVED_AT: sheet.more.received,
        Place.FEE_AMOUNT: sheet.fees.reduced_to if sheet.fees.reduced_to.isVisibleTo(sheet) else sheet.fees.amount,
    }
    if place in (Place.NAME, Place.BIRTH_DATE):
        person.open_identity()
    if place is Place.AUTHORISED_ON:
        sheet.show_owners(True)
    if place is Place.RECEIVED_AT:
        sheet.fees.more.setChecked(True)
    if place in (Place.DUE, Place.DUE_REASON, Place.PROVISIONAL) and sheet.side.isHidden():
        sheet.open_side()
    if place in (Place.DUE, Place.DUE_REASON):
        sheet.side.open_typed()
    if place in fields:
        fields[place].set_missing()
        fields[place].setFocus(Qt.FocusReason.OtherFocusReason)
        return
    _box_at(sheet, place).setFocus(Qt.FocusReason.OtherFocusReason)


def _box_at(sheet: ReceptionSheet, place: Place) -> QWidget:
    match place:
        case Place.PROCEDURE:
            return sheet.procedure.search.edit
        case Place.CASE:
            return sheet.procedure.case.stop
        case Place.VARIANT:
            return sheet.procedure.variant.stop
        case Place.UNIT:
            return sheet.procedure.unit.stop
        case Place.PERSON:
            return sheet.person.search.edit
        case Place.REREAD:
            return sheet.reread_field() or sheet.person.phone.edit
        case Place.OWNER:
            sheet.show_owners(True)
            return sheet.owners.first_box()
        case Place.FEE_REASON:
            return sheet.fees.reason.stop
        case Place.DOCUMENTS:
            return sheet.authentication.incomplete()
        case Place.PROVISIONAL:
            return sheet.side.accept
        case _:
            sheet.papers.point_at(sheet.first_unticked())
            return sheet.papers.table
