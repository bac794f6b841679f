"""“Thêm”: what a dossier seldom needs; it takes the papers' place while it is open and is never on the way."""

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desk_app.services.office_settings import OfficeSettings
from desk_app.ui.pages.reception.form_state import FormState, MoreState
from desk_app.ui.pages.reception.pieces import FormBlock, PickBox
from desk_app.ui.scan import KEEPS_SCANS
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import CheckRow, LineField, NoteField
from desk_app.ui.widgets.labels import Label


class MoreBlock(FormBlock):
    """E-mail, priority, the three offices, another system's code, a note, and an emergency slip's code and time."""

    edited = Signal()
    closed = Signal()
    priority_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Thêm"), parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.head_row.insertStretch(self.head_row.count() - 1, 1000)
        self.close_button = PlainButton(tr("Đóng"), self, key="Esc", kind="quiet")
        self.close_button.clicked.connect(self.closed)
        self.add_head(self.close_button)
        self.priority = PickBox(tr("Ưu tiên"), self, placeholder=tr("không; chọn hoặc gõ lý do"), free=True)
        self.email = LineField(tr("Thư điện tử"), self, inline=True)
        self.receiving = PickBox(tr("Nơi tiếp nhận"), self, free=True)
        self.competent = PickBox(tr("Cơ quan giải quyết"), self, free=True)
        self.supporting = PickBox(tr("Nơi hỗ trợ"), self, free=True)
        self.system = LineField(tr("Hệ thống khác"), self, inline=True)
        self.external = LineField(tr("Mã hồ sơ ở đó"), self, inline=True)
        self.external.edit.setProperty(KEEPS_SCANS, True)
        self.place = LineField(tr("Nơi trả"), self, inline=True)
        self.note = NoteField(tr("Ghi chú"), self, lines=1, most=3, inline=True)
        self.large_print = CheckRow(tr("In phiếu chữ to"), self)
        self.emergency = LineField(tr("Mã phiếu dự phòng"), self, inline=True)
        self.emergency.edit.setProperty(KEEPS_SCANS, True)
        self.received = LineField(tr("Giờ trên phiếu"), self, inline=True, placeholder="27/08/2026 08:15")
        self.back_entry = Label(tr("Đợt nhập bù đang mở: nhập mã và giờ ghi trên phiếu dự phòng."), Role.DETAIL, self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        rows = (
            (self.receiving, self.competent),
            (self.supporting, self.place),
            (self.system, self.external),
        )
        grid.addWidget(self.priority, 0, 0, 1, 2)
        for at, (left, right) in enumerate(rows, start=1):
            grid.addWidget(left, at, 0)
            grid.addWidget(right, at, 1)
        grid.addWidget(self.email, 4, 0)
        grid.addWidget(self.large_print, 4, 1)
        grid.addWidget(self.note, 8, 0, 1, 2)
        grid.addWidget(self.back_entry, 5, 0, 1, 2)
        grid.addWidget(self.emergency, 6, 0)
        grid.addWidget(self.received, 6, 1)
        grid.setRowStretch(9, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        width = max(box.label.sizeHint().width() for box in self._labelled())
        for box in self._labelled():
            box.label.setMinimumWidth(width)
            box.label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.add_layout(grid)

    def stops(self) -> tuple[QWidget, ...]:
        """Return where Enter goes to here: the fields that are typed into."""
        lines = (self.system, self.external, self.place, self.email, self.emergency, self.received)
        return (*(line.edit for line in lines), self.note.edit)

    def _labelled(self) -> tuple[PickBox | LineField | NoteField, ...]:
        picks = (self.priority, self.receiving, self.competent, self.supporting)
        lines = (self.email, self.system, self.external, self.place, self.note, self.emergency, self.received)
        return (*picks, *lines)

    def _connect(self) -> None:
        for box in self._labelled():
            if isinstance(box, LineField | NoteField):
                box.text_changed.connect(lambda _text: self.edited.emit())
            else:
                box.picked.connect(lambda _value: self.edited.emit())
        self.priority.picked.connect(lambda reason: self.priority_chosen.emit(str(reason)))
        self.large_print.toggled.connect(lambda _on: self.edited.emit())

    def show_office(self, office: OfficeSettings, *, back_entry: bool) -> None:
        """Take the office's lists; the emergency fields show while a back-entry session stands open."""
        self.priority.set_items([(reason, reason) for reason in office.priority_reasons])
        units = [(unit, unit) for unit in office.units]
        for box in (self.receiving, self.competent, self.supporting):
            box.set_items(units)
        self.receiving.box.edit.setPlaceholderText(office.heading.unit)
        for widget in (self.back_entry, self.emergency, self.received):
            widget.setVisible(back_entry)

    def show_state(self, state: FormState) -> None:
        """Show what was typed."""
        more = state.more
        with QSignalBlocker(self.large_print):
            self.large_print.setChecked(more.large_print)
        self.priority.set_value(more.priority or None)
        self.receiving.set_value(more.receiving_unit or None)
        self.competent.set_value(more.competent_unit or None)
        self.supporting.set_value(more.supporting_unit or None)
        self.email.set_text(more.email)
        self.system.set_text(more.external_system)
        self.external.set_text(more.external_code)
        self.place.set_text(state.return_place)
        self.note.set_text(more.note)
        self.emergency.set_text(more.emergency_code)
        self.received.set_text(more.received_at)

    def read_into(self, state: FormState) -> FormState:
        """Return the state with what stands here."""
        more = MoreState(
            email=self.email.text(),
            priority=self.priority.text(),
            receiving_unit=self.receiving.text(),
            competent_unit=self.competent.text(),
            supporting_unit=self.supporting.text(),
            external_system=self.system.text(),
            external_code=self.external.text(),
            note=self.note.text(),
            emergency_code=self.emergency.text(),
            received_at=self.received.text(),
            large_print=self.large_print.isChecked(),
        )
        return state.model_copy(update={"more": more, "return_place": self.place.text()})

    def close_list(self) -> bool:
        """Close whichever list is open; return whether one was."""
        closed = [box.close_list() for box in (self.priority, self.receiving, self.competent, self.supporting)]
        return any(closed)
