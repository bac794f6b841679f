"""The page's blocks and where they stand: the form, the slip at the side or below, the stops of Enter."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.ui.desk import Desk
from desk_app.ui.messages import Kind
from desk_app.ui.navigation import EnterNavigator, bind_blocks
from desk_app.ui.page import Page
from desk_app.ui.pages.reception.authentication import AuthenticationBlock
from desk_app.ui.pages.reception.fees import FeesBlock
from desk_app.ui.pages.reception.fitting import FormFit
from desk_app.ui.pages.reception.more import MoreBlock
from desk_app.ui.pages.reception.owners import OwnersBlock
from desk_app.ui.pages.reception.papers import PapersBlock
from desk_app.ui.pages.reception.parked import ParkedRow
from desk_app.ui.pages.reception.person import PersonBlock
from desk_app.ui.pages.reception.pieces import FormBlock
from desk_app.ui.pages.reception.procedure import ProcedureBlock
from desk_app.ui.pages.reception.side import BottomBar, SidePanel
from desk_app.ui.pages.reception.task_bar import TaskBar
from desk_app.ui.theme import current_theme
from desk_app.ui.translation import tr
from desk_app.ui.widgets.room import Room

_MORE_WIDTH = 16
"""px of the side for each px of larger text, in a narrow window."""
_NAME_LINES = 2
_PAPER_ROWS = 3
"""Rows of papers always in sight."""
_STEPS = 5


class ReceptionBody(Page):
    """The blocks side by side and in one another's place; knows nothing of dossiers."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.compact = False
        self.is_authentication = False
        """Whether the papers block is the one of certified copies."""
        self.build()

    @override
    def set_compact(self, compact: bool) -> None:
        self.compact = compact
        sizes = current_theme().sizes
        # Over the page it takes the room larger letters ask for; beside it, the form would pay for them.
        self.side.lie_over_page(compact)
        self.side.setFixedWidth(sizes.side + (_MORE_WIDTH * sizes.extra if compact else 0))
        if compact:
            self._columns.removeWidget(self.side)
            self.side.hide()
        else:
            self._columns.addWidget(self.side)
            self.side.setMinimumHeight(0)
            self.side.show()
        self.bar.setVisible(compact)
        self._place_side()

    def arrange(self) -> None:
        """Show the papers, or what has taken their place."""
        is_authentication = self.is_authentication
        taken = not self.more.isHidden() or not self.owners.isHidden()
        self.authentication.setVisible(is_authentication and not taken)
        self.papers.setVisible(not is_authentication and not taken)

    def blocks(self) -> tuple[FormBlock, ...]:
        """Return the numbered blocks of the form."""
        return (self.procedure, self.person, self.papers, self.authentication, self.owners, self.more, self.fees)

    def show_owners(self, opened: bool) -> None:
        """Show the owners in the papers' place, or the papers again."""
        if opened:
            self.fees.more.setChecked(False)
        was = not self.owners.isHidden()
        self.owners.setVisible(opened)
        self.arrange()
        if opened and not was:
            self.owners.first_box().setFocus(Qt.FocusReason.OtherFocusReason)
        elif was and not opened:
            self.person.summary.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    def reread_field(self) -> QWidget | None:
        """Return the first field still to be read against the card, brought into sight."""
        found = self.person.reread_field()
        if found is None:
            found = next((field for field in self.owners.fields() if field.must_be_reread), None)
            if found is not None:
                self.show_owners(True)
        return found

    def open_side(self) -> None:
        """Bring the side up where the window is too narrow to show it always."""
        if self.compact:
            self.side.show()
            self._place_side()

    def type_date(self) -> None:
        """Open the typed date."""
        self.open_side()
        self.side.open_typed()

    def build(self) -> None:
        """Make the blocks and lay them out."""
        # What stands in the room is made in it: to move it there afterwards would dress every widget a second time.
        inside = self._inside = QWidget(self.body)
        inside.setObjectName("clear")
        self._room = Room(inside, self.body)
        self.parked_row = ParkedRow(inside)
        self.task_bar = TaskBar(inside)
        self.procedure = ProcedureBlock(self.desk, inside)
        self.person = PersonBlock(self.desk, inside)
        self.papers = PapersBlock(inside)
        self.authentication = AuthenticationBlock(inside)
        self.more = MoreBlock(inside)
        self.more.hide()
        self.owners = OwnersBlock(self.desk, inside)
        self.owners.hide()
        self.fees = FeesBlock(inside)
        self.side = SidePanel(self.body)
        self.side.setFixedWidth(current_theme().sizes.side)
        self.bar = BottomBar(self.body)
        self.bar.hide()
        form = QVBoxLayout(inside)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(6)
        for block in (self.parked_row, self.task_bar, self.procedure, self.person):
            form.addWidget(block)
        for growing in (self.papers, self.authentication, self.owners, self.more):
            form.addWidget(growing, 1)
        form.addWidget(self.fees)
        self._columns = QHBoxLayout()
        self._columns.setSpacing(16)
        # Only the papers scroll (``FormFit``); the form does when a low window or the largest text leaves no room.
        self._fit = FormFit(self._room, inside, self.give_way, _STEPS, self)
        self._columns.addWidget(self._room, 1)
        self._columns.addWidget(self.side)
        outer = QVBoxLayout(self.body)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        outer.addLayout(self._columns, 1)
        outer.addWidget(self.bar)
        self.navigator = EnterNavigator(self)
        bind_blocks(self, (self._box_of_procedure, self._box_of_person, self._box_of_papers, self.fees.exemption))

    def give_way(self, step: int) -> None:
        """Make the form denser, step by step.

        The chips of parked dossiers give way to what F9 does now (Ctrl+O lists them), the procedure's name to one line,
        the air between blocks, the procedure's second line, the row of parked dossiers and of a lượt (Ctrl+O and “…”
        have both). Three rows of papers stay in any case: the form scrolls before they go.
        """
        self.parked_row.give_way(step >= 5 or (step >= 1 and not self.task_bar.isHidden()), step >= 5)
        self.procedure.name.set_most(1 if step >= 2 else _NAME_LINES)
        self.procedure.give_way(step >= 4)
        for block in self.blocks():
            block.set_dense(step >= 3)
        self.task_bar.set_dense(step >= 3)
        layout = self._inside.layout()
        if layout is not None:
            layout.setSpacing(2 if step >= 3 else 6)
        # Rows grow with the letters.
        self.papers.keep_rows(_PAPER_ROWS)
        self.authentication.keep_rows(_PAPER_ROWS)

    def _box_of_procedure(self) -> QWidget:
        return self.procedure.search.edit if self.procedure.search.isVisibleTo(self) else self.procedure.channel

    def _box_of_person(self) -> QWidget:
        return self.person.search.edit if self.person.search.isVisibleTo(self) else self.person.phone.edit

    def _box_of_papers(self) -> QWidget:
        return self.papers.stop() if self.authentication.isHidden() else self.authentication.first_box()

    def set_stops(self) -> None:
        """Set the order of Enter, with every row of the authentication block there is now."""
        procedure, person = self.procedure, self.person
        fields = [field.edit for field in (person.identity.name, person.identity.number, person.identity.birth)]
        owners = self.owners
        self.navigator.set_stops(
            [
                *(procedure.search.edit, procedure.case.stop, procedure.variant.stop, procedure.unit.stop),
                *(person.search.edit, *fields, person.phone.edit),
                *(owners.search.edit, owners.relation.edit, owners.number.edit, owners.issued.edit),
                *self.more.stops(),
                *(person.summary.edit, self.papers.table, *self.authentication.stops()),
                *(*self.fees.stops(), self.side.button),
            ]
        )

    def turn_owners(self) -> None:
        """Open the owners, or close them and keep what stands there (Ctrl+U)."""
        if self.owners.isHidden():
            if not self.person.ask_owners():
                self.strip.say(Kind.INFO, tr("Chọn người nộp trước, rồi mới nhập chủ hồ sơ."), topic="owners")
                self.person.search.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.show_owners(False)

    def turn_why(self) -> None:
        """Show why this date, or the side itself where the window is narrow (Ctrl+I)."""
        if self.compact:
            self.side.setVisible(not self.side.isVisible())
            self._place_side()
        else:
            self.side.toggle_why()

    def open_more(self, opened: bool) -> None:
        """Show “Thêm” in the papers' place, or the papers again."""
        if opened:
            self.owners.hide()
        self.more.setVisible(opened)
        self.arrange()
        (self.more.priority.stop if opened else self.fees.more).setFocus(Qt.FocusReason.OtherFocusReason)

    def bring_into_sight(self, control: QWidget) -> None:
        """Scroll to a control where the form is too tall for the window."""
        self._room.bring_into_sight(control)

    @override
    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._place_side()

    def _place_side(self) -> None:
        if self.compact:
            height = self.body.height() - self.bar.height() - 8
            self.side.setGeometry(self.body.width() - self.side.width(), 0, self.side.width(), height)
            self.side.raise_()
