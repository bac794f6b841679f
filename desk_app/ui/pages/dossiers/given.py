"""The chip that says which dossiers another page asked to show; Esc or a press puts it away."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from desk_app.ui.desk import DossierListTarget
from desk_app.ui.keys import Act, key_name
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import plain_tip

_LEAST_WIDTH = 160


class GivenBar(QWidget):
    """Holds the list given from elsewhere while it is shown; hidden while there is none."""

    dropped = Signal()
    """The clerk wants the whole list back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._target: DossierListTarget | None = None
        self.chip = _TitleChip(self)
        self.chip.clicked.connect(lambda: self.dropped.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.chip)
        row.addStretch(1)
        self.hide()

    @property
    def target(self) -> DossierListTarget | None:
        """Return the list that was given, None where the page shows its own."""
        return self._target

    def show_target(self, target: DossierListTarget | None) -> None:
        """Name a given list, or hide again."""
        self._target = target
        self.setVisible(target is not None)
        if target is not None:
            self.chip.name(target.title)


class _TitleChip(PlainButton):
    """A title that gives way in a narrow window; its whole words on hover."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent, icon_name="close", key=key_name(Act.FIRST_BOX))

    def name(self, title: str) -> None:
        """Show a title; what looks like a mnemonic is none."""
        self.setText(title.replace("&", "&&"))
        self.setToolTip(plain_tip(title))
        self.setAccessibleName(tr("Bỏ danh sách “{title}”", title=title))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self.sizeHint().height())
