"""The letters of Trễ hạn as papers: shown, printed in one file, and the scan of a signed one kept behind its letter."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desk_app.domain.errors import DeskError
from desk_app.services.apology_letters import attach_letter_scan, letters_paper
from desk_app.services.papers import Paper
from desk_app.ui.desk import Desk, Phase, PrintState
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.late.period import TITLE as LIST_TITLE
from desk_app.ui.pages.late.printing import LettersProgress
from desk_app.ui.translation import mark, sentence, tr

LETTERS = mark("Thư xin lỗi")


class LetterFiles(QObject):
    """What is made of letters and what comes back signed. over: whose window previews stand on; strip: where it tells.

    progress: shown while many letters are made one file.
    """

    def __init__(self, desk: Desk, strip: MessageStrip, over: QWidget) -> None:
        super().__init__(over)
        self._desk, self._session = desk, desk.session
        self._strip, self._over = strip, over
        self.progress = LettersProgress(desk, over)
        desk.printing.changed.connect(self._printed)

    def show(self, dossiers: Sequence[UUID]) -> None:
        """Show the letters of dossiers before they print; say so where none of them has one."""
        if not dossiers:
            self._strip.say(Kind.WARN, sentence(DeskError("no_letters")), topic="deed")
            return
        make = partial(letters_paper, self._desk.store, tuple(dossiers))
        self._desk.printing.preview_sheet(self._over, tr(LETTERS), make)

    def print(self, dossiers: Sequence[UUID]) -> None:
        """Make the letters one file, saying how far it is, and print that."""
        self.progress.make(dossiers, done=self._send, failed=self._not_made)

    def ask_scan(self, dossier: UUID) -> None:
        """Let the file be chosen that shows the signed letter of a dossier."""
        name, _kind = QFileDialog.getOpenFileName(self._over, tr("Bản quét thư đã ký"), "", tr("Tệp PDF (*.pdf)"))
        if name:
            self.attach_scan(dossier, Path(name))

    def attach_scan(self, dossier: UUID, file: Path) -> None:
        """Keep a scan with the letter of a dossier; it prints behind the letter from then on."""
        store, session, now = self._desk.store, self._session, self._desk.clock()
        self._desk.operations.write(
            self._over,
            partial(attach_letter_scan, store, session, dossier, file, now),
            changes=Changes.of(Topic.DOSSIERS, ids=(str(dossier),)),
            done=lambda code: self._strip.say(
                Kind.GOOD, tr("Đã gắn bản quét thư đã ký vào hồ sơ {code}.", code=code), topic="done"
            ),
            failed=lambda error: self._strip.say(Kind.BAD, sentence(error), topic="deed"),
        )

    def _send(self, paper: Paper) -> None:
        self._desk.printing.print_sheet(tr(LETTERS), lambda: paper)

    def _printed(self, state: PrintState) -> None:
        """Say what did not come out of the printer; the letters are made again from the list."""
        if state.phase is Phase.FAILED and state.form in (tr(LETTERS), tr(LIST_TITLE)):
            self._strip.say(Kind.BAD, state.sentence, topic="print")

    def _not_made(self, error: DeskError) -> None:
        self._strip.say(Kind.BAD, sentence(error), topic="print")
