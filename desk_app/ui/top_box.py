"""The box on top: understands anything typed or scanned; beside it who sits here, the bell and the lock."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMenu, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from desk_app.ui.icons import icon, icon_pixmap
from desk_app.ui.keys import Act, key_name
from desk_app.ui.messages import Kind, MessageLog
from desk_app.ui.operations import Operations
from desk_app.ui.sign_in import Clerk
from desk_app.ui.theme import Role, current_theme
from desk_app.ui.translation import tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Label, plain_tip
from desk_app.ui.widgets.suggest import SuggestBox, Suggestion

Find = Callable[[str], Sequence[Suggestion]]
"""Looks a text up among dossiers, people and procedures; runs off the UI thread."""
_MOST_NAME = 340
"""px: a clerk's name; a longer one would take the box its room."""

_KIND_ICONS = {
    Kind.INFO: ("info", "accent"),
    Kind.GOOD: ("check_circle", "good"),
    Kind.WARN: ("warning", "warn"),
    Kind.BAD: ("error", "bad"),
}


class TopBox(QFrame):
    """48 px: product name, the box (F3), the bell, counter and clerk, lock (Ctrl+L)."""

    found = Signal(object)
    """The key of a row chosen in the box."""
    lock_asked = Signal()

    def __init__(self, operations: Operations, find: Find, log: MessageLog, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("topBox")
        self._operations = operations
        self._find = find
        self._log = log
        self.name = Label(tr("Quầy Một Cửa"), Role.CHOSEN, self)
        self._logo = QLabel(self)
        self.box = SuggestBox(
            self,
            placeholder=tr("Quét hoặc gõ: mã hồ sơ, thẻ căn cước, tên, thủ tục…"),
            empty_words=tr("Không thấy. Thử số giấy tờ, số điện thoại hoặc một phần tên."),
        )
        self.box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.box.setMaximumWidth(640)
        self._glass = QAction(self)
        self.box.edit.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.box.edit.set_note(key_name(Act.TOP_BOX))
        self.box.query_changed.connect(self._look)
        self.box.chosen.connect(self._chosen)
        self.bell = QToolButton(self)
        self.bell.setIconSize(QSize(20, 20))
        self.bell.clicked.connect(self._show_messages)
        self.counter = Label("", Role.DETAIL, self)
        self.clerk = Label("", Role.CHOSEN, self)
        self._full_name = ""
        self.lock = PlainButton(tr("Khóa"), self, key=key_name(Act.LOCK), icon_name="lock", kind="quiet")
        self.lock.setToolTip(tr("Khóa màn hình, đổi người dùng"))
        self.lock.clicked.connect(self.lock_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self._logo)
        row.addWidget(self.name)
        row.addWidget(self.box, 1)
        row.addStretch(0)
        right: tuple[QWidget, ...] = (self.bell, self.counter, self.clerk, self.lock)
        for part in right:
            row.addWidget(part)
        log.added.connect(self._message_came)
        self._fit()
        self._draw()

    def show_clerk(self, clerk: Clerk) -> None:
        """Say who sits here, large."""
        self.counter.setText(clerk.counter)
        self._full_name = clerk.full_name
        self.clerk.setAccessibleName(clerk.full_name)
        self.clerk.setToolTip(plain_tip(", ".join(part for part in (clerk.full_name, clerk.role) if part)))
        self._fit()

    def set_narrow(self, narrow: bool) -> None:
        """Leave the product's name out in a narrow window."""
        self.name.setVisible(not narrow)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._fit()
            self._draw()
        super().changeEvent(event)

    def _fit(self) -> None:
        sizes = current_theme().sizes
        height = sizes.top_box + sizes.extra
        if self.maximumHeight() != height:
            self.setFixedHeight(height)
        metrics = self.clerk.fontMetrics()
        self.clerk.setText(metrics.elidedText(self._full_name, Qt.TextElideMode.ElideRight, _MOST_NAME))

    def _message_came(self, _message: object) -> None:
        # A method, not a lambda: Qt forgets it with this box, which goes when the language changes.
        self._draw()

    def _draw(self) -> None:
        self._logo.setPixmap(icon_pixmap("account_balance", "accent", 24, self.devicePixelRatioF()))
        self._glass.setIcon(icon("search", "second"))
        unread = self._log.unread
        self.bell.setIcon(icon("notifications", "accent" if unread else "second"))
        words = tr("Thông báo ({n} chưa đọc)", n=unread) if unread else tr("Thông báo")
        self.bell.setToolTip(words)
        self.bell.setAccessibleName(words)

    def _look(self, text: str) -> None:
        if not text.strip():
            self.box.show_suggestions((), text)
            return
        find = self._find
        self._operations.read(
            self, lambda: find(text), done=lambda rows: self.box.show_suggestions(rows, text), slot="top"
        )

    def _chosen(self, key: object) -> None:
        self.box.clear()
        self.found.emit(key)

    def _show_messages(self) -> None:
        menu = QMenu(self)
        messages = self._log.messages()[:15]
        if not messages:
            menu.addAction(tr("Chưa có thông báo nào.")).setEnabled(False)
        for message in messages:
            name, role = _KIND_ICONS[message.kind]
            text = f"{message.at:%H:%M}  {message.text}".replace("&", "&&")
            shown = self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, 640)
            line = menu.addAction(icon(name, role), shown)
            line.setToolTip(message.text)
        menu.setToolTipsVisible(True)
        self._log.read_all()
        self._draw()
        menu.exec(self.bell.mapToGlobal(QPoint(0, self.bell.height())))
