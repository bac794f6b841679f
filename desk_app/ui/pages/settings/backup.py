"""Thiết lập › Sao lưu: one key writes the whole store, encrypted, into a folder; how to come back is said beside it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desk_app.domain.dates import dated
from desk_app.domain.errors import DeskError
from desk_app.services.backups import back_up
from desk_app.services.desk_settings import DeskSettings, desk_settings
from desk_app.ui.desk import Desk
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph


class BackupSection(Section):
    """Everybody at the desk may back up: the file is encrypted and opens nothing by itself."""

    right = None
    main_words = mark("Sao lưu ngay")

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        self.folder = LineField(tr("Thư mục sao lưu (nên là ổ rời hoặc ổ mạng)"), self)
        self.choose = PlainButton(tr("Chọn…"), self, icon_name="folder_open")
        self.last = Paragraph("", Role.BODY, self)
        where = Block(0, tr("Sao lưu"), self)
        row = where.add_row(self.folder, self.choose, stretches=(1, 0))
        row.setAlignment(self.choose, Qt.AlignmentFlag.AlignBottom)
        where.add(self.last)
        back = Block(0, tr("Khôi phục"), self)
        back.add(
            Paragraph(
                tr(
                    "Trên máy mới: cài chương trình, chọn “Khôi phục từ bản sao lưu” ở bước đầu tiên, rồi nhập mã khôi "
                    "phục cất trong két. Bản sao lưu đã mã hóa: không có mã thì không ai mở được."
                ),
                Role.BODY,
                self,
            )
        )
        self.column.addWidget(where)
        self.column.addWidget(back)
        self.column.addStretch(1)
        self.choose.clicked.connect(self._ask_folder)

    def on_shown(self) -> None:
        """Show where the last backup went and when."""
        store = self.desk.store

        def read() -> DeskSettings:
            with store.reading() as rd:
                return desk_settings(rd)

        self.desk.operations.read(self, read, done=self._show, slot="backup")

    def main_action(self) -> None:
        """Back up into the folder named; long work, the status bar shows it."""
        text = self.folder.text()
        if not text:
            self.folder.set_missing()
            self.strip.say(Kind.WARN, tr("Chọn thư mục để ghi bản sao lưu."), topic="settings")
            return
        store, session, now = self.desk.store, self.session, self.desk.clock()
        self.main_button.setEnabled(False)
        self.desk.operations.write(
            self,
            lambda: back_up(store, session, Path(text), now),
            changes=Changes.of(Topic.BACKUP, Topic.SETTINGS),
            done=self._done,
            failed=self._failed,
        )

    def first_box(self) -> QWidget | None:
        """Return the folder's field."""
        return self.folder

    def _done(self, file: Path) -> None:
        self.main_button.setEnabled(True)
        self.said(tr("Đã sao lưu vào tệp {name}. Rút ổ rời an toàn và cất đi.", name=file.name))
        self.on_shown()

    def _failed(self, error: DeskError) -> None:
        self.main_button.setEnabled(True)
        self.show_error(error)

    def _show(self, settings: DeskSettings) -> None:
        if not self.folder.text():
            self.folder.set_text(settings.backup_folder)
        at = settings.backed_up_at
        self.last.set_text(
            tr("Lần gần nhất: {when}.", when=dated(at)) if at else tr("Kho này chưa được sao lưu lần nào.")
        )

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Thư mục sao lưu"), self.folder.text())
        if chosen:
            self.folder.set_text(chosen)
