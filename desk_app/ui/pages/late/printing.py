"""Making many letters into one file: how far it is, and a way to stop it."""

from collections.abc import Callable, Sequence
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from desk_app.domain.errors import DeskError
from desk_app.services.apology_letters import letters_paper
from desk_app.services.papers import Paper
from desk_app.ui.desk import Desk
from desk_app.ui.operations import Changes, Progress, Running
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Label


class LettersProgress(QWidget):
    """Hidden until letters are made; then a bar, a word and a button that stops."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clear")
        self._desk = desk
        self._running: Running | None = None
        self.words = Label("", Role.DETAIL, self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(120, 8)
        self.stop = PlainButton(tr("Dừng"), self, kind="quiet", icon_name="close")
        self.stop.clicked.connect(self.cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for part in (self.words, self.bar, self.stop):
            row.addWidget(part)
        self.hide()

    def make(
        self, dossiers: Sequence[UUID], *, done: Callable[[Paper], object], failed: Callable[[DeskError], object]
    ) -> None:
        """Make the letters of these dossiers one file off the UI thread; a second call while one runs is left out."""
        if self._running is not None and not self._running.finished:
            return
        store = self._desk.store

        def work(progress: Progress) -> Paper:
            return letters_paper(store, dossiers, progress.report)

        def finish(paper: Paper) -> None:
            self.hide()
            done(paper)

        def fail(error: DeskError) -> None:
            self.hide()
            failed(error)

        self._tell(0, len(dossiers), "")
        self.show()
        self._running = self._desk.operations.long(
            self, work, changes=Changes(), done=finish, failed=fail, cancelled=self.hide, progressed=self._tell
        )

    def cancel(self) -> None:
        """Stop after the letter under way; nothing is printed."""
        if self._running is not None:
            self._running.cancel()

    def _tell(self, made: int, whole: int, _text: str) -> None:
        self.words.setText(tr("Đang dựng thư {made}/{whole}", made=made, whole=whole))
        self.bar.setRange(0, whole)
        self.bar.setValue(made)
