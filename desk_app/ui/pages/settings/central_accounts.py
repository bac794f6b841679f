"""Thiết lập › Tài khoản: accounts of the central server that wait for the desk's administrator, to accept or refuse."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout

from desk_app.models.store import Store
from desk_app.services.accounts import ROLE_NAMES, Role, Session
from desk_app.services.central_accounts import (
    Asks,
    WaitingAccount,
    accept_central_account,
    refuse_central_account,
)
from desk_app.ui.operations import Changes, Operations, Topic
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.theme import Role as Look
from desk_app.ui.theme import current_theme
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.question import Answer, QuestionDialog
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

_Settle = Callable[[Store, Session, str, datetime | None, datetime], None]
_MOST_ROWS = 3
"""More of them scroll: the desk's own accounts stand below."""


class CentralAccountsBlock(Block):
    """The accounts that wait; hidden while there are none. ``show_waiting`` fills it."""

    def __init__(self, section: Section) -> None:
        super().__init__(0, tr("Máy chủ cấp, chờ bạn quyết định"), section)
        self._section = section
        operations: Operations = section.desk.operations
        self.model: PagedModel[WaitingAccount] = PagedModel(
            operations,
            (
                Column(tr("Họ tên"), lambda row: row.display_name, 170),
                Column(tr("Tên đăng nhập"), lambda row: row.login, 120),
                Column(tr("Vai trò"), lambda row: tr(ROLE_NAMES[row.role]), 140),
                Column(tr("Vì sao phải hỏi"), _why),
            ),
            self,
        )
        self.table = DeskTable(self)
        self.table.setAccessibleName(tr("Máy chủ cấp, chờ bạn quyết định"))
        self.table.show_model(self.model)
        self.accept = PlainButton(tr("Nhận tài khoản này"), self, icon_name="check")
        self.refuse = PlainButton(tr("Từ chối"), self, icon_name="close")
        words = tr(
            "Nhận: người này đăng nhập ở quầy bằng mật khẩu và vai trò máy chủ cấp. Từ chối: tài khoản ở quầy giữ "
            "nguyên. Chưa rõ thì hỏi quản trị tỉnh trước."
        )
        self.add(Paragraph(words, Look.DETAIL, self))
        self.add(self.table)
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.accept)
        foot.addWidget(self.refuse)
        foot.addStretch(1)
        self.add_layout(foot)
        self.accept.clicked.connect(self._ask)
        self.refuse.clicked.connect(self._refuse)
        self.hide()

    def show_waiting(self, rows: tuple[WaitingAccount, ...]) -> None:
        """Show what waits; nothing of it stays when nothing does."""
        self.model.set_rows(rows)
        if rows:
            self.table.setCurrentIndex(self.model.index(0, 0))
            # The head is one row more.
            self.table.setFixedHeight((min(len(rows), _MOST_ROWS) + 1) * (current_theme().sizes.row + 1) + 4)
        for button in (self.accept, self.refuse):
            button.setEnabled(self._section.may_change)
        self.setVisible(bool(rows))

    def _ask(self) -> None:
        row = self.table.current_row()
        if not isinstance(row, WaitingAccount):
            return
        QuestionDialog.ask(
            self,
            tr("Nhận tài khoản “{login}” của máy chủ?", login=row.login),
            _consequence(row),
            (Answer("stay", tr("&Chưa nhận")), Answer("accept", tr("&Nhận"), danger=True)),
            lambda answer: self._settle(accept_central_account, row) if answer == "accept" else None,
            icon_name="key",
        )

    def _refuse(self) -> None:
        row = self.table.current_row()
        if isinstance(row, WaitingAccount):
            self._settle(refuse_central_account, row)

    def _settle(self, settle: _Settle, row: WaitingAccount) -> None:
        desk, session = self._section.desk, self._section.session
        store, now = desk.store, desk.clock()
        accepted = settle is accept_central_account
        words = (
            tr("Đã nhận tài khoản của {name}.", name=row.display_name)
            if accepted
            else tr("Đã từ chối; tài khoản ở quầy giữ nguyên.")
        )
        self._section.change(
            lambda: settle(store, session, row.login, row.said_at, now),
            Changes.of(Topic.ACCOUNTS, Topic.SETTINGS),
            words,
            lambda _none: self._section.on_shown(),
        )


def _why(row: WaitingAccount) -> str:
    words = []
    if Asks.CLASH in row.asks:
        name = row.mine.display_name if row.mine is not None else row.login
        words.append(tr("trùng với {name}", name=name))
    if Asks.ADMINISTRATOR in row.asks:
        words.append(tr("sẽ là quản trị"))
    return ", ".join(words)


def _consequence(row: WaitingAccount) -> str:
    role = tr(ROLE_NAMES[row.role])
    words = []
    if row.mine is not None:
        before = tr(ROLE_NAMES[Role(row.mine.role)])
        words.append(
            tr(
                "Tài khoản của {name} ({before}) ở quầy sẽ đổi sang mật khẩu máy chủ cấp, vai trò {role}. Mật khẩu cũ "
                "không dùng được nữa.",
                name=row.mine.display_name,
                before=before,
                role=role,
            )
        )
    if Asks.ADMINISTRATOR in row.asks:
        words.append(tr("{name} sẽ sửa được mọi thiết lập và tài khoản của quầy này.", name=row.display_name))
    if not words:
        words.append(tr("{name} sẽ đăng nhập được ở quầy này, vai trò {role}.", name=row.display_name, role=role))
    return " ".join(words)
