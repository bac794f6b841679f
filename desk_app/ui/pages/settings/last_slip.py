"""After a restore: the block that asks what the last slip given out carries, so that no number is given twice."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desk_app.domain.codes import DossierCode, parse_dossier_code
from desk_app.domain.errors import DeskError
from desk_app.services.last_slip import tell_last_slip
from desk_app.ui.desk import Desk
from desk_app.ui.messages import MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.question import Answer, QuestionDialog


class LastSlipBlock(Block):
    """Code and line of the book as printed; the next number is named before anything is skipped."""

    told = Signal(str)
    """The code whose followers are free now."""

    def __init__(
        self, desk: Desk, strip: MessageStrip, show_error: Callable[[DeskError], object], parent: QWidget
    ) -> None:
        super().__init__(0, tr("Số trên phiếu cuối cùng"), parent)
        self._desk, self._session, self._strip, self._show_error = desk, desk.session, strip, show_error
        self.add(
            Paragraph(
                tr(
                    "Kho khôi phục từ bản sao lưu, hoặc mở bằng mã khôi phục, không biết các số đã in sau đó. Lấy "
                    "phiếu hẹn cuối cùng đã đưa cho công dân, ghi mã và số thứ tự in trên phiếu; số tiếp theo sẽ đi "
                    "sau phiếu này."
                ),
                Role.BODY,
                self,
            )
        )
        self.code = LineField(tr("Mã hồ sơ in trên phiếu"), self, max_length=40)
        self.ordinal = LineField(tr("Số thứ tự trong sổ"), self, max_length=8)
        self.button = PlainButton(tr("Ghi nhận"), self, icon_name="check")
        row = self.add_row(self.code, self.ordinal, self.button, stretches=(2, 1, 0))
        row.setAlignment(self.button, Qt.AlignmentFlag.AlignBottom)
        self.button.clicked.connect(self.ask)

    def ask(self) -> None:
        """Name the number that comes next; write it once a person has agreed."""
        code, ordinal = parse_dossier_code(self.code.text()), self.ordinal.text()
        if code is None:
            self.code.set_missing()
            self.code.setFocus()
            self._show_error(DeskError("last_slip_unreadable", text=self.code.text()))
            return
        if not (ordinal.isascii() and ordinal.isdigit()):
            self.ordinal.set_missing()
            self.ordinal.setFocus()
            self._show_error(DeskError("last_ordinal_unreadable", text=ordinal))
            return
        QuestionDialog.ask(
            self,
            tr("Phiếu cuối cùng là {code}?", code=code.text),
            tr(
                "Số tiếp theo của ngày {day} là {number}, số thứ tự tiếp theo trong sổ là {ordinal}. Số đã bỏ qua "
                "không lấy lại được.",
                day=f"{code.day:%d/%m/%Y}",
                number=f"{code.number + 1:04d}",
                ordinal=int(ordinal) + 1,
            ),
            (Answer("back", tr("&Xem lại phiếu")), Answer("yes", tr("Đún&g, ghi nhận"))),
            lambda answer: self._tell(code, int(ordinal)) if answer == "yes" else None,
            icon_name="receipt_long",
        )

    def _tell(self, code: DossierCode, ordinal: int) -> None:
        store, login, now = self._desk.store, self._session.login, self._desk.clock()

        def done(_nothing: None) -> None:
            self.code.set_text("")
            self.ordinal.set_text("")
            self.told.emit(code.text)

        self._desk.operations.write(
            self,
            lambda: tell_last_slip(store, code.text, ordinal, login, now),
            changes=Changes.of(Topic.SETTINGS),
            done=done,
            failed=self._show_error,
        )
