"""The list “Bước khác”: every later step by its number; those not legal now say why."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desk_app.services.later_steps import StepOffer
from desk_app.ui.keys import Act, key_name
from desk_app.ui.pages.dossiers.head import lay_in_rows
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import say, sentence, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph

_NUMBER_WIDTH = 200


class StepsList(Block):
    """Chosen from by number and Enter, or by its buttons. width: px there are for the buttons."""

    def __init__(
        self,
        offers: Sequence[StepOffer],
        choose: Callable[[str], object],
        close: Callable[[], object],
        width: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, tr("Bước khác"), parent)
        self._offers = {offer.number: offer for offer in offers}
        self._choose = choose
        self.back = PlainButton(tr("Thôi"), self, kind="quiet", key=key_name(Act.FIRST_BOX))
        self.back.clicked.connect(lambda: close())
        self.head_row.addWidget(self.back)
        self.field = LineField(tr("Gõ số của bước rồi Enter"), self, inline=True, max_length=20)
        self.field.edit.setFixedWidth(_NUMBER_WIDTH)
        self.field.edit.takes_enter = True
        self.field.edit.returnPressed.connect(self._entered)
        self.add(self.field)
        self.error = Paragraph("", Role.BODY, self)
        self.error.set_tone(Tone.WARN)
        self.error.hide()
        self.add(self.error)
        self.buttons: dict[str, PlainButton] = {}
        holder = QWidget(self)
        for offer in offers:
            if offer.refusal is None:
                button = PlainButton(_named(offer), holder)
                button.clicked.connect(partial(self._press, offer))
                self.buttons[offer.kind] = button
        lay_in_rows(holder, list(self.buttons.values()), width)
        holder.setVisible(bool(self.buttons))
        self.add(holder)
        for words in _refused(offers):
            self.add(Paragraph(words, Role.DETAIL, self))

    def _press(self, offer: StepOffer, _on: bool = False) -> None:
        self._choose(offer.kind)

    def _entered(self) -> None:
        typed = self.field.text()
        offer = self._offers.get(int(typed)) if typed.isascii() and typed.isdigit() else None
        if offer is None:
            numbers = f"{min(self._offers)}–{max(self._offers)}"
            self._say(tr("Không có bước “{typed}”. Gõ một số trong {numbers}.", typed=typed, numbers=numbers))
        elif offer.refusal is not None:
            self._say(sentence(offer.refusal))
        else:
            self._choose(offer.kind)

    def _say(self, words: str) -> None:
        self.error.set_text(words)
        self.error.show()
        self.field.edit.selectAll()


def _named(offer: StepOffer) -> str:
    return f"{offer.number}  {say(offer.words)}".replace("&", "&&")


def _refused(offers: Sequence[StepOffer]) -> list[str]:
    """Return one line for each reason, with the steps it holds for."""
    by_reason: dict[str, list[str]] = {}
    for offer in offers:
        if offer.refusal is not None:
            by_reason.setdefault(sentence(offer.refusal), []).append(f"{offer.number} {say(offer.words)}")
    return [f"{' · '.join(steps)}: {reason}" for reason, steps in by_reason.items()]
