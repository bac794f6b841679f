"""Thiết lập › Quét giấy tờ: the folder the paper scanner writes into, and what becomes of a file once it is safe."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desk_app.services.desk_settings import DeskSettings, change_desk, desk_settings
from desk_app.services.scan_folder import Disposal, look_into
from desk_app.ui.desk import Desk
from desk_app.ui.messages import MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.digitising.folder_hand import FolderHand
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField, LineField
from desk_app.ui.widgets.labels import Paragraph


class ScanFolderSection(Section):
    """Everybody at the desk may choose it: a scanner that was moved cannot wait for an administrator."""

    right = None
    main_words = mark("Lưu thư mục máy quét")

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        self.hand = FolderHand(self)
        self.hand.bug.connect(desk.operations.bug)
        words = tr(
            "Máy quét ghi tệp PDF, JPEG, PNG hoặc TIFF vào một thư mục. Sau khi công dân về, mở Hồ sơ › Số hóa để gắn "
            "từng tệp vào giấy tờ; tệp được mã hóa trong kho, thư mục được dọn sạch."
        )
        self.column.addWidget(Paragraph(words, Role.BODY, self))
        block = Block(0, tr("Thư mục máy quét"), self)
        self.folder = LineField(tr("Thư mục (để trống: quầy này không số hóa)"), self)
        self.choose = PlainButton(tr("Ch&ọn…"), self, icon_name="folder_open")
        row = block.add_row(self.folder, self.choose, stretches=(1, 0))
        row.setAlignment(self.choose, Qt.AlignmentFlag.AlignBottom)
        ways = (
            (Disposal.MOVE, tr("Chuyển vào thư mục con “đã nhập”")),
            (Disposal.DELETE, tr("Xóa khỏi thư mục máy quét")),
        )
        self.disposal = ComboField(tr("Tệp đã gắn và đã lưu an toàn"), self, items=ways)
        block.add(self.disposal)
        note = tr(
            "Thư mục “đã nhập” chứa bản quét chưa mã hóa: chỉ nên dùng thời gian đầu, hoặc khi thư mục nằm trên ổ đã "
            "được bảo vệ."
        )
        block.add(Paragraph(note, Role.DETAIL, self))
        self.column.addWidget(block)
        self.column.addStretch(1)
        self.choose.clicked.connect(self._ask_folder)

    def on_shown(self) -> None:
        """Show what holds now."""
        store = self.desk.store

        def read() -> DeskSettings:
            with store.reading() as rd:
                return desk_settings(rd)

        self.desk.operations.read(self, read, done=self._show, slot="scan_folder")

    def first_box(self) -> QWidget | None:
        """Return the folder's field."""
        return self.folder

    def main_action(self) -> None:
        """Save, after the folder was looked into."""
        folder = self.folder.text()
        if not folder:
            self._save(folder)
            return
        self.hand.run(lambda: look_into(Path(folder)), lambda _files: self._save(folder), self.show_error)

    def _save(self, folder: str) -> None:
        store, session, now = self.desk.store, self.session, self.desk.clock()
        disposal = self.disposal.value()
        changes = {
            "scan_folder": folder,
            "scan_disposal": disposal if isinstance(disposal, Disposal) else Disposal.MOVE,
        }
        said = tr("Đã lưu. Mở Hồ sơ › Số hóa để gắn tệp quét.") if folder else tr("Đã lưu. Quầy này không số hóa.")
        self.change(lambda: change_desk(store, session, changes, now), Changes.of(Topic.SETTINGS), said)

    def _show(self, settings: DeskSettings) -> None:
        self.folder.set_text(settings.scan_folder)
        self.disposal.set_value(settings.scan_disposal)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("Thư mục máy quét"), self.folder.text())
        if chosen:
            self.folder.set_text(chosen)
