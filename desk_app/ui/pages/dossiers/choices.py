"""A list in the page to choose from by number and Enter; what may not be chosen now says why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QSizePolicy, QWidget

from desk_app.ui.keys import Act, key_name
from desk_app.ui.pages.dossiers.head import lay_in_rows
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph

_NUMBER_WIDTH = 200


@dataclass(frozen=True)
class Choice:
    """One line. number: what picks it. key: what is handed back. refusal: why it may not be chosen, "" where it may."""

    number: int
    key: str
    words: str
    refusal: str = ""


class ChoiceList(Block):
    """Chosen from by number and Enter, or by its buttons. width: px there are for the buttons."""

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        choose: Callable[[str], object],
        close: Callable[[], object],
        width: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(0, title, parent)
        self._choices = {choice.number: choice for choice in choices}
        self._choose = choose
        self.back = PlainButton(tr("Thôi"), self, kind="quiet", key=key_name(Act.FIRST_BOX))
        self.back.clicked.connect(lambda: close())
        self.head_row.addWidget(self.back)
        self.field = LineField(tr("Gõ số rồi Enter"), self, inline=True, max_length=20)
        self.field.edit.setFixedWidth(_NUMBER_WIDTH)
        self.field.edit.takes_enter = True
        self.field.edit.returnPressed.connect(self._entered)
        self.field.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.add_row(self.field).addStretch(1)
        self.error = Paragraph("", Role.BODY, self)
        self.error.set_tone(Tone.WARN)
        self.error.hide()
        self.add(self.error)
        self.buttons: dict[str, PlainButton] = {}
        holder = QWidget(self)
        for choice in choices:
            if not choice.refusal:
                button = PlainButton(f"{choice.number}  {choice.words}".replace("&", "&&"), holder)
                button.clicked.connect(partial(self._press, choice))
                self.buttons[choice.key] = button
        lay_in_rows(holder, list(self.buttons.values()), width)
        holder.setVisible(bool(self.buttons))
        self.add(holder)
        for words in _refused(choices):
            self.add(Paragraph(words, Role.DETAIL, self))

    def _press(self, choice: Choice, _on: bool = False) -> None:
        self._choose(choice.key)

    def _entered(self) -> None:
        typed = self.field.text()
        choice = self._choices.get(int(typed)) if typed.isascii() and typed.isdigit() else None
        if choice is None:
            numbers = f"{min(self._choices)}–{max(self._choices)}"
            self._say(tr("Không có số “{typed}”. Gõ một số trong {numbers}.", typed=typed, numbers=numbers))
        elif choice.refusal:
            self._say(choice.refusal)
        else:
            self._choose(choice.key)

    def _say(self, words: str) -> None:
        self.error.set_text(words)
        self.error.show()
        self.field.edit.selectAll()


def _refused(choices: Sequence[Choice]) -> list[str]:
    """Return one line for each reason, with the choices it holds for."""
    by_reason: dict[str, list[str]] = {}
    for choice in choices:
        if choice.refusal:
            by_reason.setdefault(choice.refusal, []).append(f"{choice.number} {choice.words}")
    return [f"{' · '.join(lines)}: {reason}" for reason, lines in by_reason.items()]
