"""What a step of the first run is."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_app.ui.translation import tr


class Step(QWidget):
    """One page of the guide. ``complete`` raises DeskError where something is still missing.

    title, next_words: Vietnamese sources. can_go_back: False behind the making of the store, which happens once.
    is_form: nothing in it scrolls by itself.
    """

    title: str = ""
    next_words: str = ""
    can_go_back: bool = True
    is_form: bool = True

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)

    def heading(self) -> str:
        """Return the step's name in the user's language."""
        return tr(self.title)

    def on_shown(self) -> None:
        """Get ready when the step comes up."""

    def first_box(self) -> QWidget | None:
        """Return the control the caret goes to."""
        return None

    def complete(self) -> None:
        """Raise DeskError naming what is missing; return when the next step may come."""
