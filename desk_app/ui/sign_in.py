"""Signing in: one panel for the start of the day, for the lock and for the change of clerk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from desk_app.domain.errors import DeskError
from desk_app.ui.icons import icon_pixmap
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.operations import Changes, Operations
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import sentence, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField, Field, TextLine
from desk_app.ui.widgets.labels import Label, Paragraph


@dataclass(frozen=True)
class Clerk:
    """Who sits at the desk. role: in the user's language. counter: “Quầy 2”. session: the service's own value."""

    user_name: str
    full_name: str
    role: str
    counter: str
    session: object


@dataclass(frozen=True)
class Account:
    """One line of the list of users."""

    user_name: str
    full_name: str


Authenticate = Callable[[str, str], Clerk]
"""(user name, password) → Clerk, or DeskError; slow on purpose, so it runs off the UI thread."""


class OpeningNews(QObject):
    """Carries from the thread that opens the store how far a newer program is with going through all dossiers again."""

    told = Signal(int, int)
    """Dossiers done, and in all."""


class SignInPanel(QWidget):
    """A card in the middle of the window: who, password, one button. ``signed_in`` hands out the Clerk."""

    signed_in = Signal(object)

    def __init__(
        self,
        operations: Operations,
        authenticate: Authenticate,
        accounts: Callable[[], Sequence[Account]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("overlay")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._operations = operations
        self._authenticate = authenticate
        self._accounts = accounts
        self._picture = QLabel(self)
        self.head = Label("", Role.TITLE, self)
        self.text = Paragraph("", Role.BODY, self)
        self.user = ComboField("user", self)
        self._secret = TextLine()
        self._secret.setEchoMode(QLineEdit.EchoMode.Password)
        self._secret.setProperty("keepsScans", True)
        self.password = Field("password", self._secret, self)
        self.error = Paragraph("", Role.DETAIL, self)
        self.error.set_tone(Tone.BAD)
        self.error.setMinimumHeight(40)
        self.button = PlainButton("", self, kind="accent")
        self.button.clicked.connect(self.try_sign_in)
        self._secret.returnPressed.connect(self.try_sign_in)
        self._lay_out()
        self._navigator = EnterNavigator(self, [self.user, self.password])
        self._locked: Clerk | None = None
        self._say()

    def ask(self, locked: Clerk | None = None) -> None:
        """Get ready: the list of users is read again; a locked desk proposes the clerk who locked it."""
        self._locked = locked
        self._secret.clear()
        self.error.set_text("")
        self._say()
        self._draw()
        self._operations.read(self, self._accounts, done=self._show_accounts, slot="accounts", failed=self._fail)

    def show_opening(self, done: int, total: int) -> None:
        """Say how far the store is on its way to being open; the usual words come back when it is."""
        if done >= total:
            self._say()
            return
        self.text.set_text(
            tr(
                "Đang sắp xếp lại hồ sơ cho bản chương trình mới: {done}/{total}. Làm một lần, xin đợi.",
                done=done,
                total=total,
            )
        )

    def try_sign_in(self) -> None:
        """Check the password; the button waits meanwhile."""
        user, password = self.user.value(), self._secret.text()
        if not self.button.isEnabled():
            return
        if not isinstance(user, str) or not password:
            self.error.set_text(tr("Nhập mật khẩu rồi nhấn Enter."))
            self._secret.setFocus()
            return
        self.button.setEnabled(False)
        authenticate = self._authenticate
        self._operations.write(
            self, lambda: authenticate(user, password), changes=Changes(), done=self._welcome, failed=self._fail
        )

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._secret.setFocus()

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self._draw()
        elif event.type() == QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        """Put every word in the user's language."""
        self.user.set_label(tr("Người dùng"))
        self.password.set_label(tr("Mật khẩu"))
        self.button.setText(tr("Vào làm việc"))
        if self._locked is None:
            self.head.setText(tr("Quầy Một Cửa"))
            self.text.set_text(tr("Chọn tên và nhập mật khẩu để bắt đầu làm việc."))
        else:
            self.head.setText(tr("Màn hình đang khóa"))
            self.text.set_text(
                tr(
                    "Phần đang nhập của {name} còn nguyên. Nhập mật khẩu để tiếp tục, hoặc chọn người khác để đổi.",
                    name=self._locked.full_name,
                )
            )

    def _show_accounts(self, accounts: Sequence[Account]) -> None:
        chosen = self._locked.user_name if self._locked is not None else self.user.value()
        self.user.set_items(tuple((account.user_name, account.full_name) for account in accounts))
        if chosen in [account.user_name for account in accounts]:
            self.user.set_value(chosen)
        self._secret.setFocus()

    def _welcome(self, clerk: Clerk) -> None:
        self.button.setEnabled(True)
        self._secret.clear()
        self.error.set_text("")
        self.signed_in.emit(clerk)

    def _fail(self, error: DeskError) -> None:
        self.button.setEnabled(True)
        self.error.set_text(sentence(error))
        self._secret.selectAll()
        self._secret.setFocus()

    def _draw(self) -> None:
        name = "lock" if self._locked is not None else "account_balance"
        self._picture.setPixmap(icon_pixmap(name, "accent", 32, self.devicePixelRatioF()))

    def _lay_out(self) -> None:
        card = QFrame(self)
        card.setObjectName("card")
        card.setFixedWidth(440)
        column = QVBoxLayout(card)
        column.setContentsMargins(32, 28, 32, 24)
        column.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._picture)
        head.addWidget(self.head, 1)
        column.addLayout(head)
        column.addWidget(self.text)
        column.addSpacing(4)
        column.addWidget(self.user)
        column.addWidget(self.password)
        column.addWidget(self.error)
        column.addWidget(self.button)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(1)
        outer.addLayout(middle)
        outer.addStretch(2)
