"""The scanner's trial: one field, the codes to scan one after another, and what became of each."""

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desk_app.services.trial_sheets import Trial, Verdict, judged, trials
from desk_app.ui.icons import icon_pixmap
from desk_app.ui.scan import KEEPS_ALL_SCANS
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Label, Paragraph

_LOOKS = {
    Verdict.GOOD: ("check_circle", "good", Tone.GOOD, mark("đọc đúng")),
    Verdict.GARBLED: ("warning", "warn", Tone.WARN, mark("đúng số, chữ sai dấu do bộ gõ")),
    Verdict.WRONG: ("error", "bad", Tone.BAD, mark("không đọc được, quét lại")),
}


class ScannerTrial(QWidget):
    """Takes what a scanner types, as it comes through the input method; ``finished`` tells whether all was well."""

    finished = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trials: tuple[Trial, ...] = ()
        self._verdicts: list[Verdict] = []
        self.box = LineField(tr("Quét vào đây"), self)
        # The window's own watch for scans must leave this field what it is here to see.
        self.box.edit.setProperty(KEEPS_ALL_SCANS, True)
        self.box.edit.takes_enter = True
        self.box.edit.returnPressed.connect(self._take)
        self.says = Paragraph("", Role.BODY, self)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self._rows: list[tuple[QLabel, Label]] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.box)
        column.addLayout(self._grid)
        column.addWidget(self.says)

    @property
    def begun(self) -> bool:
        """Return whether there are codes to scan."""
        return bool(self._trials)

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Return what became of the codes scanned so far."""
        return tuple(self._verdicts)

    def begin(self, agency: str, now: datetime) -> None:
        """Begin with the first code of the page printed today for this agency id."""
        self._trials = trials(agency, now)
        self._verdicts = []
        self._build()
        self._show()

    def _take(self) -> None:
        text = self.box.edit.text()
        self.box.edit.clear()
        at = len(self._verdicts)
        if not text.strip() or at >= len(self._trials):
            return
        verdict = judged(self._trials[at], text)
        if verdict is Verdict.WRONG:
            self._mark(at, verdict)
            return
        self._verdicts.append(verdict)
        self._show()
        if len(self._verdicts) == len(self._trials):
            self.finished.emit(all(found is Verdict.GOOD for found in self._verdicts))

    def _show(self) -> None:
        for at, verdict in enumerate(self._verdicts):
            self._mark(at, verdict)
        at = len(self._verdicts)
        if at < len(self._trials):
            words = tr("Quét mã {n}: {label}", n=at + 1, label=tr(self._trials[at].label))
        elif Verdict.GARBLED in self._verdicts:
            words = tr(
                "Máy quét tốt nhưng bộ gõ làm sai dấu. Chương trình sẽ lấy số và nhắc đọc lại tên, địa chỉ theo thẻ; "
                "muốn khỏi đọc lại, tắt gõ tiếng Việt (thường là Ctrl+Shift) trước khi quét thẻ."
            )
        else:
            words = tr("Máy quét và bộ gõ làm việc tốt với nhau.")
        self.says.set_text(words)

    def _mark(self, at: int, verdict: Verdict) -> None:
        picture, label = self._rows[at]
        name, role, tone, words = _LOOKS[verdict]
        picture.setPixmap(icon_pixmap(name, role, 20, self.devicePixelRatioF()))
        label.setText(tr(words))
        label.set_tone(tone)

    def _build(self) -> None:
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.deleteLater()
        self._rows = []
        for at, trial in enumerate(self._trials):
            picture, verdict = QLabel(self), Label("", Role.BODY, self)
            picture.setFixedSize(20, 20)
            self._grid.addWidget(picture, at, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(Label(f"{at + 1}. {tr(trial.label)}", Role.BODY, self), at, 1)
            self._grid.addWidget(verdict, at, 2)
            self._rows.append((picture, verdict))
