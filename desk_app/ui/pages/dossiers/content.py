"""All that is known of an opened dossier, in two columns: its facts; its promise, remarks, history and prints."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.ui.pages.dossiers.facts import PromiseBlock, notes_block, prints_block, section_block
from desk_app.ui.pages.dossiers.mends import Mends
from desk_app.ui.pages.dossiers.reading import Opened
from desk_app.ui.pages.dossiers.timeline import TimelineBlock, ToCheckBlock


class DossierContent(QWidget):
    """Scrolls below the head. mends: asks before something shown here is settled or undone."""

    def __init__(self, opened: Opened, mends: Mends, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        view, offers = opened.view, opened.offers
        self.to_check: ToCheckBlock | None = None
        self.why: PromiseBlock | None = None
        left, right = QVBoxLayout(), QVBoxLayout()
        if view.to_check:
            self.to_check = ToCheckBlock(view.to_check, mends.ask_settling if offers.settle else None, self)
            left.addWidget(self.to_check)
        for section in view.sections:
            left.addWidget(section_block(section, self))
        if view.promised is not None:
            self.why = PromiseBlock(view.promised, self)
            right.addWidget(self.why)
        if view.notes:
            right.addWidget(notes_block(view.notes, self))
        self.timeline = TimelineBlock(view.history, offers.undo, mends.ask_undoing, self)
        right.addWidget(self.timeline)
        if view.prints:
            right.addWidget(prints_block(view.prints, self))
        columns = QHBoxLayout(self)
        columns.setContentsMargins(2, 2, 8, 2)
        columns.setSpacing(16)
        for column, stretch in ((left, 3), (right, 2)):
            column.setSpacing(12)
            column.addStretch(1)
            columns.addLayout(column, stretch)
