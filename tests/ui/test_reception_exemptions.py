"""Why a fee is forgiven: the office's reasons by one digit, any other typed, said on the slip as it was given."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from reception_desk import Counter
from staff import CLERK, MORNING

from desk_app.domain.dossier import Dossier
from desk_app.domain.fees import USUAL_EXEMPTIONS, Exemption, ExemptionReason, FeeLine
from desk_app.models.store import Store
from desk_app.services.office_settings import office_settings
from desk_app.services.paper_parts import fee_rows
from desk_app.ui.theme import current_theme


@pytest.fixture
def counter(app: QApplication, store: Store) -> Iterator[Counter]:
    made = Counter(app, store, CLERK, lambda: MORNING)
    yield made
    made.close()


def forgive(counter: Counter, answer: str) -> None:
    """A known person, a procedure with a fee: the fee is forgiven by keys, its reason as typed."""
    counter.type("2⏎0214⏎")
    counter.page.fees.exemption.combo.setFocus()
    counter.press(Qt.Key.Key_Down)
    counter.type("⏎" + answer)


def fee_of(dossier: Dossier) -> FeeLine:
    assert dossier.reception is not None
    return dossier.reception.fees[0]


def test_the_offices_own_reasons_are_offered_in_its_order_and_answered_by_a_digit(counter: Counter) -> None:
    with counter.store.reading() as rd:
        reasons = office_settings(rd).exemption_reasons
    forgive(counter, "")
    assert tuple(row.head for row in counter.page.fees.reason.box.suggestions) == reasons
    counter.type(f"{1 + reasons.index('Người khuyết tật')}⏎")
    counter.f9()
    fee = fee_of(counter.last_dossier())
    assert (fee.exemption, fee.exemption_reason, fee.exemption_note) == (Exemption.EXEMPT, ExemptionReason.DISABLED, "")


@pytest.mark.parametrize("ending", ["⏎", ""])
def test_a_reason_of_no_list_is_typed_and_stands_on_the_slip_in_those_words(counter: Counter, ending: str) -> None:
    forgive(counter, f"Con liệt sĩ, giấy 118{ending}")
    counter.f9()
    fee = fee_of(counter.last_dossier())
    assert (fee.exemption_reason, fee.exemption_note) == (ExemptionReason.OTHER, "Con liệt sĩ, giấy 118")
    assert fee_rows([fee])[0].exemption == "Miễn: Con liệt sĩ, giấy 118"


def test_a_digit_needs_no_enter_before_f9(counter: Counter) -> None:
    forgive(counter, "2")
    counter.f9()
    fee = fee_of(counter.last_dossier())
    assert (fee.exemption_reason, fee.exemption_note) == (ExemptionReason.POOR, "")


def test_a_lowered_fee_is_entered_by_enter_alone_reason_then_amount(counter: Counter) -> None:
    counter.type("2⏎0214⏎")
    counter.page.fees.exemption.combo.setFocus()
    counter.press(Qt.Key.Key_Down)
    counter.press(Qt.Key.Key_Down)
    counter.type("⏎2⏎4000⏎118⏎")
    assert counter.focus is counter.page.side.button
    counter.f9()
    fee = fee_of(counter.last_dossier())
    assert (fee.exemption, fee.amount, fee.receipt_number) == (Exemption.REDUCED, Decimal(4000), "118")


def test_the_reasons_are_in_sight_though_their_box_stands_at_the_foot_of_the_window(counter: Counter) -> None:
    forgive(counter, "")
    box = counter.page.fees.reason.box
    assert box.is_open and box._drop is not None
    below = counter.window.height() - box.mapTo(counter.window, box.rect().bottomLeft()).y()
    rows = box._drop.height() // current_theme().sizes.row
    assert below < box._drop.height(), "it would not fit below"
    assert rows >= len(box.suggestions)
    assert box._drop.geometry().bottom() < box.mapTo(counter.window, box.rect().topLeft()).y()


def test_an_office_without_a_list_is_offered_the_usual_reasons(counter: Counter) -> None:
    counter.page.fees.show_office(())
    forgive(counter, "")
    assert tuple(row.head for row in counter.page.fees.reason.box.suggestions) == USUAL_EXEMPTIONS


def test_a_certificate_beside_a_known_reason_survives_a_look_at_the_page(counter: Counter) -> None:
    forgive(counter, "2⏎")
    page = counter.page
    state = page.gather()
    noted = state.model_copy(update={"fee": state.fee.model_copy(update={"note": "Giấy hộ nghèo 27"})})
    page.fees.show_state(noted)
    assert page.fees.reason.text() == "Giấy hộ nghèo 27"
    assert page.fees.read_into(noted).fee == noted.fee


def test_a_refusal_named_by_its_digit_says_the_reason_and_not_the_digit(counter: Counter) -> None:
    counter.type("3⏎0214⏎")
    counter.page.tasks.decline()
    counter.settle()
    counter.type("2")
    counter.f9()
    declined, _form = counter.tray.papers[-1]
    with counter.store.reading() as rd:
        dossier = rd.dossiers.by_id(declined)
    assert dossier is not None and dossier.declined is not None
    assert dossier.declined.reason == "Hồ sơ không đúng đối tượng thực hiện thủ tục"
