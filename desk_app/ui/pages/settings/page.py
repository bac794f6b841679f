"""The page Thiết lập: its sections at the left, one of them at the right; a section is built when first opened."""

import importlib
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.services.accounts import Right
from desk_app.services.central_accounts import waiting_count
from desk_app.ui.desk import Desk, SettingsTarget, Target
from desk_app.ui.icons import icon
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.page import SETTINGS, Page
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.labels import Label


@dataclass(frozen=True)
class _Entry:
    """One line of the list. name: stable, as targets say it. where: module and class."""

    name: str
    words: str
    icon: str
    where: tuple[str, str]


SECTIONS = (
    _Entry("office", mark("Cơ quan và giờ làm việc"), "account_balance", ("office", "OfficeSection")),
    _Entry("calendar", mark("Lịch làm việc"), "calendar_month", ("calendar", "CalendarSection")),
    _Entry("accounts", mark("Tài khoản"), "group", ("accounts", "AccountsSection")),
    _Entry("printers", mark("Máy in"), "print", ("printers", "PrintersSection")),
    _Entry("forms", mark("Biểu mẫu"), "description", ("forms", "FormsSection")),
    _Entry("scanner", mark("Thử máy quét"), "qr_code_scanner", ("scanner", "ScannerSection")),
    _Entry("scan_folder", mark("Quét giấy tờ"), "upload_file", ("scan_folder", "ScanFolderSection")),
    _Entry("emergency", mark("Phiếu dự phòng"), "receipt_long", ("emergency", "EmergencySection")),
    _Entry("back_entry", mark("Đợt nhập bù"), "history", ("back_entry", "BackEntrySection")),
    _Entry("look", mark("Màn hình và ngôn ngữ"), "text_fields", ("look", "LookSection")),
    _Entry("sync", mark("Đồng bộ"), "sync", ("sync", "SyncSection")),
    _Entry("backup", mark("Sao lưu"), "backup", ("backup", "BackupSection")),
)


class SettingsPage(Page):
    """Sections by name; F9 is the shown section's own main action."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._built: dict[str, Section] = {}
        self._compact = False
        self.list = QListWidget(self)
        self.list.setIconSize(QSize(18, 18))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setProperty("bare", True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("Các phần của Thiết lập"))
        self.stack = QStackedWidget(self)
        self.heading = Label("", Role.TITLE, self)
        for entry in SECTIONS:
            item = QListWidgetItem(tr(entry.words))
            item.setData(Qt.ItemDataRole.UserRole, entry.name)
            self.list.addItem(item)
        self._lay_out()
        self._draw()
        self.list.currentRowChanged.connect(self._show_row)
        self.list.itemActivated.connect(lambda _item: self._enter())
        self.list.setCurrentRow(0)
        desk.operations.changed.connect(self._changed)

    @override
    def title(self) -> str:
        return tr(SETTINGS)

    @override
    def first_box(self) -> QWidget | None:
        return self.list

    @override
    def main_action(self) -> None:
        section = self.section()
        if section is not None and section.main_button.isVisibleTo(section) and section.main_button.isEnabled():
            section.main_action()

    @override
    def on_scan(self, scan: object) -> bool:
        section = self.section()
        return section is not None and section.on_scan(scan)

    @override
    def on_shown(self) -> None:
        section = self.section()
        if section is not None:
            section.on_shown()
        self._count_waiting()

    @override
    def refresh(self) -> None:
        self.on_shown()

    @override
    def set_compact(self, compact: bool) -> None:
        self._compact = compact
        self.list.setFixedWidth(184 if compact else 232)
        for section in self._built.values():
            section.set_compact(compact)

    @override
    def keep(self) -> object | None:
        return self.list.currentRow()

    @override
    def take_back(self, kept: object) -> None:
        if isinstance(kept, int):
            self.list.setCurrentRow(kept)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        super().changeEvent(event)

    def section(self, name: str = "") -> Section | None:
        """Return the section that is up, or one by its name, built if need be. Raises KeyError."""
        if not name:
            found = self.stack.currentWidget()
            return found if isinstance(found, Section) else None
        if name not in self._built:
            entry = {one.name: one for one in SECTIONS}[name]
            module = importlib.import_module(f"desk_app.ui.pages.settings.{entry.where[0]}")
            made = getattr(module, entry.where[1])(self._desk, self.strip, self)
            assert isinstance(made, Section)
            made.set_compact(self._compact)
            self._built[name] = made
            self.stack.addWidget(made)
        return self._built[name]

    def open_target(self, target: Target) -> None:
        """Open a section by its name."""
        if isinstance(target, SettingsTarget):
            names = [entry.name for entry in SECTIONS]
            self.list.setCurrentRow(names.index(target.section))

    def _changed(self, changes: Changes) -> None:
        if changes.touches(Topic.ACCOUNTS) and self.isVisible():
            self._count_waiting()

    def _count_waiting(self) -> None:
        """Say in the list how many accounts of the server wait for whoever may answer."""
        if self._desk.session.may(Right.SET_UP):
            store, read = self._desk.store, self._desk.operations.read
            read(self, lambda: waiting_count(store), done=self._show_waiting, slot="waiting accounts")

    def _show_waiting(self, count: int) -> None:
        row = next(at for at, entry in enumerate(SECTIONS) if entry.name == "accounts")
        self.list.item(row).setText(tr("Tài khoản ({n} chờ)", n=count) if count else tr(SECTIONS[row].words))

    def _enter(self) -> None:
        """Put the caret into the section that is up (Enter in the list)."""
        section = self.section()
        first = section.first_box() if section is not None else None
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_row(self, row: int) -> None:
        if not 0 <= row < len(SECTIONS):
            return
        section = self.section(SECTIONS[row].name)
        assert section is not None
        self.heading.setText(tr(SECTIONS[row].words))
        self.strip.solve("settings")
        self.stack.setCurrentWidget(section)
        section.on_shown()
        self._count_waiting()

    def _draw(self) -> None:
        for row, entry in enumerate(SECTIONS):
            item = self.list.item(row)
            item.setIcon(icon(entry.icon, "second"))
            item.setSizeHint(QSize(10, current_theme().sizes.row + 4))

    def _lay_out(self) -> None:
        self.list.setFixedWidth(232)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.heading)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout(self.body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(20)
        row.addWidget(self.list)
        row.addLayout(right, 1)
