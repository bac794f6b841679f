"""Thiết lập › Tài khoản: who may sign in, as what, at which counter; everybody changes their own password."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_app.models.queries.office import Account
from desk_app.services.accounts import ROLE_NAMES, Role, add_account, change_account, change_own_password
from desk_app.services.central_accounts import WaitingAccount, waiting_accounts
from desk_app.services.office_settings import office_settings
from desk_app.ui.desk import Desk
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.central_accounts import CentralAccountsBlock
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import CheckRow, ComboField, Field, LineField, TextLine
from desk_app.ui.widgets.tables import Column, DeskTable, PagedModel

_ROLES = tuple((role, mark(name)) for role, name in ROLE_NAMES.items())

_Found = tuple[list[Account], tuple[str, ...], tuple[WaitingAccount, ...]]
_TABLE_HEIGHT = 180
_LOGIN, _COUNTER = 1, 3
"""Columns that give way to the names."""
"""Room for the head and four accounts; a commune's desk has three."""


class AccountsSection(Section):
    """The list, the chosen account's fields below it, and one's own password."""

    main_words = mark("Lưu tài khoản")

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        self._editing: str | None = None
        self.central = CentralAccountsBlock(self)
        self.model: PagedModel[Account] = PagedModel(
            desk.operations,
            (
                Column(tr("Họ tên"), lambda row: row.display_name),
                Column(tr("Tên đăng nhập"), lambda row: row.login, 160),
                Column(tr("Vai trò"), lambda row: tr(ROLE_NAMES[Role(row.role)]), 170),
                Column(tr("Quầy"), lambda row: row.counter, 110),
                Column("", lambda row: "" if row.active else tr("đã khóa"), 90),
            ),
            self,
        )
        self.table = DeskTable(self)
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        self.table.show_model(self.model)
        self.new = PlainButton(tr("Thêm tài khoản"), self, icon_name="add")
        self.name = LineField(tr("Họ tên (in trên phiếu)"), self, max_length=120)
        self.login = LineField(tr("Tên đăng nhập"), self, max_length=32)
        self.role = ComboField(tr("Vai trò"), self, items=tuple((role, tr(words)) for role, words in _ROLES))
        self.counter = ComboField(tr("Quầy"), self)
        self.password = _password(tr("Mật khẩu mới (để trống: giữ nguyên)"), self)
        self.active = CheckRow(tr("Được đăng nhập"), self, checked=True)
        self.old_own = _password(tr("Mật khẩu đang dùng"), self)
        self.new_own = _password(tr("Mật khẩu mới"), self)
        self.change_own = PlainButton(tr("Đổi mật khẩu của tôi"), self, icon_name="key")
        self._lay_out()
        self._connect()

    def on_shown(self) -> None:
        """Read the accounts and counters again."""
        store = self.desk.store

        def read() -> _Found:
            with store.reading() as rd:
                office = office_settings(rd)
                return rd.accounts.all(), office.counters or (office.counter,), waiting_accounts(rd)

        self.desk.operations.read(self, read, done=self._show, slot="accounts")

    def set_compact(self, compact: bool) -> None:
        """Give the names their room: where each sits stands in the fields below too."""
        self.table.setColumnHidden(_COUNTER, compact)
        self.table.horizontalHeader().resizeSection(_LOGIN, 136 if compact else 160)

    def first_box(self) -> QWidget | None:
        """Return the table."""
        return self.table

    def begin_new(self) -> None:
        """Empty the fields for a new account."""
        self._editing = None
        self.login.edit.setReadOnly(False)
        for field in (self.name, self.login):
            field.set_text("")
        _line(self.password).clear()
        self.role.set_value(Role.CLERK)
        self.active.setChecked(True)
        self.name.setFocus()

    def main_action(self) -> None:
        """Make the new account, or save the chosen one."""
        role, counter, password = self.role.value(), self.counter.value(), _line(self.password).text()
        assert isinstance(role, Role)
        name, login, active = self.name.text(), self.login.text(), self.active.isChecked()
        if not name:
            self.name.set_missing()
            self.strip.say(Kind.WARN, tr("Ghi họ tên như in trên phiếu."), topic="settings")
            return
        store, session, now, editing = self.desk.store, self.session, self.desk.clock(), self._editing
        desk_counter = str(counter or "")

        def work() -> None:
            if editing is None:
                add_account(
                    store,
                    session,
                    login=login,
                    display_name=name,
                    role=role,
                    password=password,
                    counter=desk_counter,
                    now=now,
                )
            else:
                change_account(
                    store,
                    session,
                    editing,
                    now=now,
                    display_name=name,
                    role=role,
                    active=active,
                    counter=desk_counter,
                    password=password or None,
                )

        words = tr("Đã lưu tài khoản của {name}.", name=name)
        self.change(work, Changes.of(Topic.ACCOUNTS), words, lambda _none: self._kept())

    def _kept(self) -> None:
        _line(self.password).clear()
        self.on_shown()

    def _change_own(self) -> None:
        store, session, now = self.desk.store, self.session, self.desk.clock()
        old, new = _line(self.old_own).text(), _line(self.new_own).text()

        def clear(_none: None) -> None:
            for field in (self.old_own, self.new_own):
                _line(field).clear()

        work = Changes.of(Topic.ACCOUNTS)
        self.change(
            lambda: change_own_password(store, session, old, new, now), work, tr("Đã đổi mật khẩu của bạn."), clear
        )

    def _show(self, found: _Found) -> None:
        rows, counters, waiting = found
        self.central.show_waiting(waiting)
        self.counter.set_items((("", tr("không ngồi quầy")), *((name, name) for name in counters)))
        chosen = self._editing
        self.model.set_rows(rows)
        at = next((n for n, row in enumerate(rows) if row.login == chosen), 0)
        self.table.setCurrentIndex(self.model.index(at, 0))
        if rows:
            self._edit(rows[at])

    def _edit(self, row: object) -> None:
        if not isinstance(row, Account):
            return
        self._editing = row.login
        self.name.set_text(row.display_name)
        self.login.set_text(row.login)
        self.login.edit.setReadOnly(True)
        self.role.set_value(Role(row.role))
        counters = [self.counter.combo.itemText(at) for at in range(self.counter.combo.count())]
        if row.counter and row.counter not in counters:
            listed = tuple((name, name) for name in counters[1:])
            self.counter.set_items((("", tr("không ngồi quầy")), *listed, (row.counter, row.counter)))
        self.counter.set_value(row.counter)
        self.active.setChecked(row.active)
        _line(self.password).clear()

    def _changed(self, changes: Changes) -> None:
        if changes.touches(Topic.ACCOUNTS) and self.isVisible():
            self.on_shown()

    def _connect(self) -> None:
        self.desk.operations.changed.connect(self._changed)
        self.table.current_changed.connect(self._edit)
        self.table.opened.connect(lambda _row: self.name.setFocus())
        self.new.clicked.connect(self.begin_new)
        self.change_own.clicked.connect(self._change_own)
        self._navigator = EnterNavigator(self, [self.name, self.login, self.role, self.counter, self.password])
        for part in (self.name, self.login, self.role, self.counter, self.password, self.active, self.new):
            part.setEnabled(self.may_change)

    def _lay_out(self) -> None:
        note = self.note_for_others()
        if note is not None:
            self.column.addWidget(note)
        self.column.addWidget(self.central)
        self.column.addWidget(self.table, 1)
        chosen = Block(0, tr("Tài khoản đang chọn"), self)
        chosen.head_row.addWidget(self.new)
        chosen.add_row(self.name, self.login, self.role, stretches=(2, 1, 1))
        row = chosen.add_row(self.counter, self.password, self.active, stretches=(1, 2, 1))
        row.setAlignment(self.active, Qt.AlignmentFlag.AlignBottom)
        own = Block(0, tr("Mật khẩu của tôi"), self)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.old_own, 1)
        line.addWidget(self.new_own, 1)
        press = QVBoxLayout()
        press.addStretch(1)
        press.addWidget(self.change_own)
        line.addLayout(press)
        own.add_layout(line)
        self.column.addWidget(chosen)
        self.column.addWidget(own)


def _password(label: str, parent: QWidget) -> Field:
    line = TextLine()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setProperty("keepsScans", True)
    return Field(label, line, parent)


def _line(field: Field) -> TextLine:
    assert isinstance(field.control, TextLine)
    return field.control
