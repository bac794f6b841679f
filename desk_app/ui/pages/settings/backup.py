"""Thiết lập › Sao lưu: one key writes the whole store, encrypted, into a folder; how to come back is said beside it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QWidget
from typing_extensions import override

from desk_app.domain.errors import DeskError
from desk_app.services.accounts import Right
from desk_app.services.backups import back_up
from desk_app.services.desk_settings import DeskSettings, desk_settings
from desk_app.services.recovery import new_recovery_code
from desk_app.ui.desk import Desk
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.last_slip import LastSlipBlock
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.promise_words import dated
from desk_app.ui.recovery_sheet import RecoverySheet
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.question import Answer, QuestionDialog

HOW_TO_RESTORE = (
    mark("1. Trên máy mới: cài chương trình và mở lên; ở bước đầu tiên chọn “Khôi phục từ bản sao lưu”."),
    mark(
        "2. Chọn tệp .saoluu mới nhất, rồi gõ mã khôi phục cất trong két. Bản sao lưu đã mã hóa: không có mã thì không "
        "ai mở được."
    ),
    mark(
        "3. Trước hồ sơ đầu tiên: ghi mã và số thứ tự của phiếu hẹn cuối cùng ở ô dưới đây, để không số nào in hai lần."
    ),
    mark("4. Hồ sơ nhận sau bản sao lưu: nhờ trưởng bộ phận mở đợt nhập bù, nhập lại theo phiếu đã in."),
)
"""What to do when the PC is lost; a store is never restored over one that is in use."""


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
        for words in HOW_TO_RESTORE:
            back.add(Paragraph(tr(words), Role.BODY, self))
        self.last_slip = LastSlipBlock(desk, strip, self.show_error, self)
        self.last_slip.told.connect(
            lambda code: self.said(tr("Đã ghi nhận. Phiếu tiếp theo đi sau phiếu {code}.", code=code))
        )
        self.last_slip.setVisible(self.session.may(Right.RECEIVE))
        self._code_block = Block(0, tr("Mã khôi phục"), self)
        self._code_block.add(
            Paragraph(
                tr(
                    "Mất tờ mã khôi phục, hoặc có người đã nhìn thấy mã: tạo mã mới. Mã cũ không mở được kho này nữa; "
                    "các bản sao lưu làm trước đó vẫn mở bằng mã cũ."
                ),
                Role.BODY,
                self,
            )
        )
        self.new_code = PlainButton(tr("Tạo mã khôi phục mới…"), self, icon_name="key")
        self.new_code.setEnabled(self.session.may(Right.SET_UP))
        self.new_code.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._code_block.add(self.new_code)
        if not self.session.may(Right.SET_UP):
            self._code_block.add(Paragraph(tr("Việc này của quản trị."), Role.DETAIL, self))
        self.sheet: RecoverySheet | None = None
        for block in (where, back, self.last_slip, self._code_block):
            self.column.addWidget(block)
        self.column.addStretch(1)
        self.new_code.clicked.connect(self._ask_new_code)
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

    def _ask_new_code(self) -> None:
        QuestionDialog.ask(
            self,
            tr("Tạo mã khôi phục mới?"),
            tr("Mã hiện ra một lần. Cần máy in hoặc giấy bút, và nơi có khóa để cất. Tờ mã cũ phải hủy."),
            (Answer("back", tr("&Để sau")), Answer("make", tr("&Tạo mã mới"), danger=True)),
            lambda answer: self._make_code() if answer == "make" else None,
            icon_name="key",
        )

    def _make_code(self) -> None:
        store, session, now = self.desk.store, self.session, self.desk.clock()
        self.new_code.setEnabled(False)
        self.desk.operations.write(
            self,
            lambda: new_recovery_code(store, session, now),
            changes=Changes.of(Topic.SETTINGS),
            done=self._show_code,
            failed=self._no_code,
        )

    def _show_code(self, code: str) -> None:
        """Show the new code with its sheet; it goes when the section is left."""
        self.new_code.setEnabled(True)
        self._forget_code()
        self.sheet = RecoverySheet(self.desk, self.strip, code, self, topic="settings")
        self.column.insertWidget(self.column.indexOf(self._code_block) + 1, self.sheet)
        self.sheet.show()
        self.sheet.print_it.setFocus()
        self.said(tr("Đã tạo mã khôi phục mới. In tờ mã, cất vào nơi có khóa và hủy tờ cũ; mã không hiện lại."))

    def _no_code(self, error: DeskError) -> None:
        self.new_code.setEnabled(True)
        self.show_error(error)

    def _forget_code(self) -> None:
        if self.sheet is not None:
            self.column.removeWidget(self.sheet)
            self.sheet.hide()
            self.sheet.deleteLater()
            self.sheet = None

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            self._forget_code()
        super().hideEvent(event)

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
