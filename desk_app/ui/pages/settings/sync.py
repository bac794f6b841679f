"""Thiết lập › Đồng bộ: join the province's server, see how it stands, exchange now, by wire or by stick, and leave."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QProgressBar, QWidget

from desk_app.domain.errors import DeskError
from desk_app.models.queries.sync import SyncLink
from desk_app.services.accounts import Right
from desk_app.services.batch_files import BatchRead, BatchWritten, export_batch, import_batch
from desk_app.services.enrolment import enrol, leave_server
from desk_app.services.sync_state import SyncState, sync_state
from desk_app.sync.sealed import SUFFIX
from desk_app.ui.background_sync import changes_of
from desk_app.ui.desk import Desk, DossierListTarget, SettingsTarget
from desk_app.ui.messages import Kind, MessageStrip
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.section import Section
from desk_app.ui.promise_words import dated
from desk_app.ui.sync_truth import AWAY, BUSY, network_words, queue_words
from desk_app.ui.theme import Role, Tone
from desk_app.ui.translation import mark, sentence, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import LineField
from desk_app.ui.widgets.labels import Paragraph
from desk_app.ui.widgets.question import Answer, QuestionDialog

ENROL, EXCHANGE = mark("Ghi danh"), mark("Đồng bộ ngay")
_ENDED = "enrolment_ended"
BEGINNINGS = {
    "restored": mark(
        "Kho này khôi phục từ bản sao lưu {when}. Hồ sơ ghi sau bản sao lưu mà đã gửi lên máy chủ sẽ tự về khi đồng bộ."
    ),
    "recovered": mark("Kho này mở bằng mã khôi phục {when}. Mọi việc ghi từ đó đi thành nhánh riêng, không đè lên cũ."),
    "copied": mark(
        "Có một bản sao của kho này đã dùng ở máy khác; phần mềm nhận ra {when} và từ đó ghi thành nhánh riêng. Chỉ "
        "giữ một máy dùng kho này; hồ sơ hai bên cùng sửa nằm trong việc cần kiểm tra."
    ),
}


class SyncSection(Section):
    """Everybody sees how it stands and may exchange; enrolling is the administrator's part."""

    right = None
    main_words = ENROL

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent)
        self._state: SyncState | None = None
        self._asked = self._heard = False
        self._build_enrolment()
        self._build_standing()
        self._build_stick()
        self._build_beginning()
        for block in (self.enrolment, self.standing, self.beginning, self.stick):
            self.column.addWidget(block)
            block.hide()
        self.column.addStretch(1)
        # Made with the section, so Tab would come to it before the fields.
        QWidget.setTabOrder(self.bring, self.main_button)
        self._navigator = EnterNavigator(self, [self.address, self.code, self.authority])
        desk.syncing.changed.connect(self._round_changed)
        desk.operations.changed.connect(self._changed)

    # -- Section ----------------------------------------------------------------------------------------------------

    def on_shown(self) -> None:
        """Read how sync stands."""
        store = self.desk.store
        self.desk.operations.read(self, lambda: sync_state(store), done=self._show, slot="state")

    def first_box(self) -> QWidget | None:
        """Return the address while there is no server."""
        return self.address if self.enrolment.isVisibleTo(self) else self.main_button

    def main_action(self) -> None:
        """Enrol, or exchange now."""
        if self._enrols:
            self._enrol()
        else:
            self._asked, self._heard = True, False
            self.strip.solve("settings")
            self.desk.syncing.ask()

    # -- enrolling and leaving --------------------------------------------------------------------------------------

    @property
    def _enrols(self) -> bool:
        state = self._state
        return state is None or state.link is None or (state.failure is not None and state.failure.code == _ENDED)

    def _enrol(self) -> None:
        for field in (self.address, self.code):
            if not field.text():
                field.set_missing()
                field.setFocus()
                self.strip.say(Kind.WARN, tr("Còn thiếu ô này. Nhập rồi nhấn F9."), topic="settings")
                return
        store, session, now = self.desk.store, self.session, self.desk.clock()
        address, code, file = self.address.text(), self.code.text(), self.authority.text()
        authority, calls = Path(file) if file else None, self.desk.syncing.calls
        self.main_button.setEnabled(False)
        self.strip.say(Kind.INFO, tr("Đang hỏi máy chủ…"), topic="settings")
        self.desk.syncing.aside.write(
            self,
            lambda: enrol(store, session, address, code, now, authority=authority, calls=calls),
            changes=Changes.of(Topic.SYNC, Topic.SETTINGS),
            done=self._enrolled,
            failed=self._not_enrolled,
        )

    def _enrolled(self, link: SyncLink) -> None:
        self.code.set_text("")
        self.said(tr("Đã ghi danh với {office}. Đang gửi nhận lần đầu.", office=link.office_name))
        self._asked, self._heard = True, False
        self.desk.syncing.ask()
        self.on_shown()

    def _not_enrolled(self, error: DeskError) -> None:
        self.main_button.setEnabled(True)
        self.show_error(error)

    def _ask_leaving(self) -> None:
        assert self._state is not None
        QuestionDialog.ask(
            self,
            tr("Rời máy chủ?"),
            tr(
                "Quầy này không gửi và không nhận nữa; hồ sơ ở đây còn nguyên, {n} việc chưa gửi ở lại máy này. Dải số "
                "đã cấp vẫn là của quầy. Muốn ghi danh lại phải có mã mới của quản trị tỉnh.",
                n=self._state.queued.count,
            ),
            (Answer("stay", tr("&Ở lại")), Answer("leave", tr("&Rời máy chủ"), danger=True)),
            lambda answer: self._leave() if answer == "leave" else None,
            icon_name="cloud_off",
        )

    def _leave(self) -> None:
        store, session, now = self.desk.store, self.session, self.desk.clock()
        self.change(
            lambda: leave_server(store, session, now),
            Changes.of(Topic.SYNC, Topic.SETTINGS),
            tr("Đã rời máy chủ. Quầy làm việc độc lập; nhớ sao lưu hằng ngày."),
            lambda _none: self.on_shown(),
        )

    # -- the stick --------------------------------------------------------------------------------------------------

    def export_to(self, file: Path) -> None:
        """Write what waits into a file."""
        store, now = self.desk.store, self.desk.clock()
        self.desk.syncing.aside.write(
            self, lambda: export_batch(store, file, now), changes=Changes(), done=self._exported
        )

    def import_from(self, file: Path) -> None:
        """Take in the server's answer."""
        store, clock = self.desk.store, self.desk.clock
        self.desk.syncing.aside.write(
            self,
            lambda: import_batch(store, file, clock),
            changes=lambda read: changes_of(read.done),
            done=self._imported,
        )

    def _exported(self, written: BatchWritten) -> None:
        words = tr("Đã ghi {n} việc chờ gửi vào tệp {name}.", n=written.events, name=written.file.name)
        more = tr("Còn {n} việc cho tệp sau.", n=written.left) if written.left else ""
        self.said(f"{words} {tr('Mang tệp đến nơi nhập vào máy chủ, rồi nhập tệp trả lời ở đây.')} {more}".strip())

    def _imported(self, read: BatchRead) -> None:
        self.said(
            tr(
                "Máy chủ đã nhận {n} việc của quầy; quầy nhận về {m} việc mới.",
                n=read.confirmed,
                m=read.done.received,
            )
        )
        self.on_shown()

    def _ask_export(self) -> None:
        name = f"{self.desk.clock():%Y%m%d-%H%M}{SUFFIX}"
        chosen, _kind = QFileDialog.getSaveFileName(self, tr("Xuất tệp gửi đi"), name, f"*{SUFFIX}")
        if chosen:
            self.export_to(Path(chosen))

    def _ask_import(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, tr("Nhập tệp trả lời"), "", f"*{SUFFIX}")
        if chosen:
            self.import_from(Path(chosen))

    # -- showing ----------------------------------------------------------------------------------------------------

    def _changed(self, changes: Changes) -> None:
        if self.isVisible() and changes.touches(Topic.SYNC, Topic.DOSSIERS):
            self.on_shown()

    def _round_changed(self) -> None:
        """Show how far a round is; when it has ended, say what somebody asked to know."""
        syncing = self.desk.syncing
        self._heard |= syncing.is_running
        if not self.isVisible():
            return
        self._show_progress()
        if not syncing.is_running:
            self.on_shown()

    def _show(self, state: SyncState) -> None:
        self._state = state
        was_typing = self.enrolment.isAncestorOf(QApplication.focusWidget() or self)
        enrols, may = self._enrols, self.session.may(Right.SET_UP)
        self.main_button.setText(tr(ENROL if enrols else EXCHANGE))
        self.main_button.setEnabled(may or not enrols)
        if was_typing and not enrols:
            self.main_button.setFocus()
        self.enrolment.setVisible(enrols)
        self.standing.setVisible(state.link is not None)
        self.stick.setVisible(state.link is not None)
        for part in (self.address, self.code, self.authority, self.choose):
            part.setEnabled(may)
        self.note.setVisible(enrols and not may)
        self.leave.setVisible(state.link is not None and self.session.may(Right.SETTLE_CATALOGUE))
        self.to_check.setVisible(bool(state.to_check))
        self.to_check.setText(tr("Việc cần kiểm tra ({n})", n=len(state.to_check)))
        self._show_beginning(state)
        if state.link is not None:
            self._show_link(state, state.link, self.desk.clock())
        self._say_outcome(state)

    def _show_link(self, state: SyncState, link: SyncLink, now: datetime) -> None:
        who = tr("{office} · {address}", office=link.office_name, address=link.address)
        through = tr("qua máy chủ trung gian (proxy) {proxy} của máy này", proxy=state.proxy) if state.proxy else ""
        self.who.set_text(f"{who} · {through}" if through else who)
        words, _icon, tone = network_words(link, state.failure, now)
        self.network.set_text(f"{words} · {queue_words(state.queued, now)}")
        self.network.set_tone(tone)
        at = link.confirmed_at
        last = self.desk.syncing.last
        confirmed = (
            tr("Lần gần nhất máy chủ xác nhận đủ hai chiều: {when}.", when=dated(at))
            if at
            else tr("Máy chủ chưa xác nhận lần nào.")
        )
        exchanged = (
            tr("Lần vừa rồi gửi {n}, nhận {m}.", n=last[0], m=last[1])
            if last is not None and state.failure is None
            else ""
        )
        self.confirmed.set_text(f"{confirmed} {exchanged}".strip())
        failure = state.failure or state.differs or state.files
        self.failure.setVisible(failure is not None)
        if failure is not None:
            calm = failure is not state.failure or failure.code in (AWAY, BUSY)
            self.failure.set_text(sentence(failure))
            self.failure.set_tone(Tone.WARN if calm else Tone.BAD)
        self._show_progress()

    def _show_progress(self) -> None:
        syncing = self.desk.syncing
        self.bar.setVisible(syncing.is_running)
        self.doing.setVisible(syncing.is_running)
        if not syncing.is_running:
            return
        what, done, total = syncing.progress or ("", 0, 0)
        self.bar.setRange(0, total)
        self.bar.setValue(min(done, total))
        if what == "up":
            self.doing.set_text(tr("Đang gửi {n}/{total}", n=done, total=total))
        elif what == "down":
            self.doing.set_text(tr("Đang nhận, đã được {n}", n=done))
        else:
            self.doing.set_text(tr("Đang liên lạc với máy chủ"))

    def _say_outcome(self, state: SyncState) -> None:
        """Answer the button once the round it asked for is over; a failed one is no success."""
        if (
            not (self._asked and self._heard)
            or self.desk.syncing.is_running
            or state.link is None
            or state.link.tried_at is None
        ):
            return
        self._asked = False
        if state.failure is not None:
            self.strip.say(Kind.WARN, sentence(state.failure), topic="settings")
        elif self.desk.syncing.last is not None:
            sent, received = self.desk.syncing.last
            self.said(tr("Đã đồng bộ: gửi {n}, nhận {m}.", n=sent, m=received))

    def _show_beginning(self, state: SyncState) -> None:
        known = state.began in BEGINNINGS and state.began_at is not None
        self.beginning.setVisible(known)
        if known and state.began_at is not None:
            self.how.set_text(tr(BEGINNINGS[state.began], when=dated(state.began_at)))

    # -- building ---------------------------------------------------------------------------------------------------

    def _build_enrolment(self) -> None:
        self.address = LineField(tr("Địa chỉ máy chủ"), self, placeholder="https://motcua.tinh.gov.vn", max_length=300)
        self.code = LineField(tr("Mã ghi danh (dùng một lần)"), self, placeholder="1234-BCHK-5678", max_length=40)
        self.authority = LineField(tr("Tệp chứng thư của tỉnh, nếu được gửi kèm"), self, max_length=500)
        self.choose = PlainButton(tr("Chọn…"), self, icon_name="folder_open")
        self.choose.clicked.connect(self._ask_authority)
        self.note = Paragraph(tr("Ghi danh là việc của quản trị; nhờ quản trị đăng nhập."), Role.DETAIL, self)
        self.enrolment = Block(0, tr("Ghi danh với máy chủ của tỉnh"), self)
        self.enrolment.add(
            Paragraph(
                tr(
                    "Quầy làm việc độc lập vẫn đủ mọi việc. Ghi danh để các quầy của cơ quan thấy hồ sơ của nhau, trả "
                    "kết quả cho nhau và nhận thủ tục, lịch, tài khoản từ tỉnh. Địa chỉ và mã do quản trị tỉnh cấp."
                ),
                Role.BODY,
                self,
            )
        )
        self.enrolment.add(self.note)
        self.enrolment.add_row(self.address, self.code, stretches=(3, 2))
        row = self.enrolment.add_row(self.authority, self.choose, stretches=(1, 0))
        row.setAlignment(self.choose, Qt.AlignmentFlag.AlignBottom)

    def _build_standing(self) -> None:
        self.who = Paragraph("", Role.CHOSEN, self)
        self.network = Paragraph("", Role.BODY, self)
        self.confirmed = Paragraph("", Role.BODY, self)
        self.failure = Paragraph("", Role.BODY, self)
        self.doing = Paragraph("", Role.DETAIL, self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(8)
        self.to_check = PlainButton("", self, icon_name="fact_check")
        self.to_check.clicked.connect(self._open_to_check)
        self.leave = PlainButton(tr("Rời máy chủ…"), self, icon_name="cloud_off")
        self.leave.clicked.connect(self._ask_leaving)
        self.standing = Block(0, tr("Máy chủ"), self)
        for part in (self.who, self.network, self.confirmed, self.failure, self.doing, self.bar):
            self.standing.add(part)
        row = self.standing.add_row(self.to_check, self.leave, stretches=(0, 0))
        row.addStretch(1)

    def _build_stick(self) -> None:
        self.stick = Block(0, tr("Đồng bộ bằng thẻ nhớ USB khi không có mạng"), self)
        self.stick.add(
            Paragraph(
                tr(
                    "Xuất phần chờ gửi ra tệp, mang đến nơi nhập vào máy chủ, rồi nhập tệp trả lời ở đây. Tệp đã niêm "
                    "phong: mất thẻ nhớ cũng không ai đọc được. Nhập hai lần không sao."
                ),
                Role.BODY,
                self,
            )
        )
        self.export = PlainButton(tr("Xuất tệp gửi đi…"), self, icon_name="upload_file")
        self.export.clicked.connect(self._ask_export)
        self.bring = PlainButton(tr("Nhập tệp trả lời…"), self, icon_name="download")
        self.bring.clicked.connect(self._ask_import)
        row = self.stick.add_row(self.export, self.bring, stretches=(0, 0))
        row.addStretch(1)

    def _build_beginning(self) -> None:
        self.how = Paragraph("", Role.BODY, self)
        self.last_slip = PlainButton(tr("Ghi số trên phiếu cuối"), self, icon_name="receipt_long")
        self.last_slip.clicked.connect(lambda: self.desk.open(SettingsTarget("backup")))
        self.beginning = Block(0, tr("Kho khôi phục hoặc sao chép"), self)
        self.beginning.add(self.how)
        self.beginning.add(
            Paragraph(
                tr("Để không số nào in hai lần: ghi mã và số thứ tự của phiếu hẹn cuối cùng đã đưa cho công dân."),
                Role.BODY,
                self,
            )
        )
        row = self.beginning.add_row(self.last_slip, stretches=(0,))
        row.addStretch(1)

    def _open_to_check(self) -> None:
        if self._state is not None:
            self.desk.open(DossierListTarget(tr("Việc cần kiểm tra"), self._state.to_check))

    def _ask_authority(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, tr("Tệp chứng thư"), "", "*.pem *.crt")
        if chosen:
            self.authority.set_text(chosen)
