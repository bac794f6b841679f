"""When the store does not open: the sentence, and where it helps the recovery code."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import sentence, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph

_OPENED_BY_CODE = frozenset({"no_key_for_account", "wrong_store_key"})
"""Faults that the recovery code mends: another account of the PC, or a key that was lost."""


class OpeningDialog(QDialog):
    """Says why the store did not open; ``store`` is it once the recovery code has opened it."""

    def __init__(self, error: DeskError, reopen: Callable[[str | None], Store]) -> None:
        super().__init__()
        self._reopen = reopen
        self.store: Store | None = None
        self.setWindowTitle(tr("Quầy Một Cửa"))
        self.setFixedWidth(560)
        self.code = LineField(tr("Mã khôi phục (30 ký tự, in khi thiết lập lần đầu)"), self)
        self.fault = Paragraph("", Role.DETAIL, self)
        self.fault.setProperty("tone", Tone.BAD.value)
        self.fault.setMinimumHeight(40)
        self.open_button = PlainButton(tr("Mở bằng mã khôi phục"), self, kind="accent")
        self.close_button = PlainButton(tr("Đóng chương trình"), self)
        recoverable = error.code in _OPENED_BY_CODE
        for part in (self.code, self.fault, self.open_button):
            part.setVisible(recoverable)
        self.open_button.clicked.connect(self.try_code)
        self.code.edit.returnPressed.connect(self.try_code)
        self.close_button.clicked.connect(self.reject)
        self._lay_out(error)

    def try_code(self) -> None:
        """Open the store with the code typed; a wrong one is said and may be typed again."""
        try:
            self.store = self._reopen(self.code.text())
        except DeskError as error:
            self.fault.set_text(sentence(error))
            self.code.edit.selectAll()
            return
        self.accept()

    def _lay_out(self, error: DeskError) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.open_button)
        foot.addWidget(self.close_button)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(24, 24, 24, 20)
        outer.setSpacing(12)
        outer.addWidget(Paragraph(tr("Chưa mở được kho dữ liệu"), Role.CHOSEN, self))
        outer.addWidget(Paragraph(sentence(error), Role.BODY, self))
        outer.addWidget(self.code)
        outer.addWidget(self.fault)
        outer.addLayout(foot)


def explain_opening(error: DeskError, reopen: Callable[[str | None], Store]) -> Store | None:
    """Show why the store did not open; return it where the recovery code opened it. reopen: opens it with a code."""
    dialog = OpeningDialog(error, reopen)
    dialog.exec()
    return dialog.store
