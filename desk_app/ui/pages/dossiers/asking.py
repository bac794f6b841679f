"""The panel that asks for a reason or a remark, in the page, before something is written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.pages.dossiers.proposed import ProposedLine
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import NoteField
from desk_app.ui.widgets.labels import Paragraph


@dataclass(frozen=True)
class Way:
    """One thing to do with what was written. danger: it cannot simply be done again."""

    text: str
    do: Callable[[str], object]
    danger: bool = False


class AskPanel(Block):
    """A field and the ways on from it. A digit alone picks one of the office's usual reasons.

    long: several lines (a remark) instead of one (a reason). Enter in the field moves to the first way, no further.
    """

    def __init__(
        self,
        title: str,
        text: str,
        label: str,
        ways: Sequence[Way],
        close: Callable[[], object],
        parent: QWidget | None = None,
        *,
        reasons: Sequence[str] = (),
        long: bool = False,
    ) -> None:
        super().__init__(0, title, parent)
        self.field: NoteField | ProposedLine = (
            NoteField(label, self, lines=2) if long else ProposedLine(label, self, proposals=reasons)
        )
        if text:
            self.add(Paragraph(text, Role.BODY, self))
        self.add(self.field)
        self.buttons: list[PlainButton] = []
        row = QHBoxLayout()
        row.setSpacing(8)
        for way in ways:
            button = PlainButton(way.text, self, kind="danger" if way.danger else "plain")
            button.clicked.connect(lambda _on=False, way=way: self._go(way))
            row.addWidget(button)
            self.buttons.append(button)
        self.back = PlainButton(tr("Thôi"), self, kind="quiet", key="Esc")
        self.back.clicked.connect(lambda: close())
        row.addWidget(self.back)
        row.addStretch(1)
        self.add_layout(row)
        self._navigator = EnterNavigator(self, [self.field, *self.buttons])

    def text(self) -> str:
        """Return what was written, a lone digit as the reason it stands for."""
        return self.field.text()

    def _go(self, way: Way) -> None:
        written = self.text()
        if not written:
            self.field.set_missing()
            self.field.setFocus()
            return
        way.do(written)
