"""The steps before there is a store: which office, which desk, which hours, whose accounts."""

from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QRadioButton, QWidget

from desk_app.domain.codes import agency_id
from desk_app.domain.errors import DeskError
from desk_app.services.accounts import ROLE_NAMES, Role
from desk_app.services.hours_text import WEEKDAYS, week_of
from desk_app.ui.first_run.answers import AccountAnswer, Answers, check_accounts, check_block
from desk_app.ui.first_run.step import Step
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.pages.settings.office import DAY_WORDS
from desk_app.ui.theme import Role as Type
from desk_app.ui.translation import mark, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField, Field, LineField, TextLine
from desk_app.ui.widgets.labels import Label, Paragraph

_MORNING, _AFTERNOON = "07:30–11:30", "13:30–17:00"


class Beginning(StrEnum):
    """What the store begins with."""

    NEW = "new"
    SAMPLE = "sample"
    BACKUP = "backup"


class BeginStep(Step):
    """A new office, the sample to try things out, or a backup."""

    title = mark("Bắt đầu")

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        words = tr(
            "Máy này chưa có kho hồ sơ. Hướng dẫn này mất khoảng mười phút; mọi điều khai ở đây đổi được sau trong "
            "Thiết lập."
        )
        self.column.addWidget(Paragraph(words, Type.BODY, self))
        self.choices = {
            Beginning.NEW: QRadioButton(tr("Thiết lập cơ quan mới"), self),
            Beginning.SAMPLE: QRadioButton(tr("Dùng thử với văn phòng mẫu"), self),
            Beginning.BACKUP: QRadioButton(tr("Khôi phục từ bản sao lưu"), self),
        }
        says = {
            Beginning.NEW: tr("Kho trống, danh mục thủ tục nhập ở bước sau."),
            Beginning.SAMPLE: tr("Khoảng bốn mươi thủ tục và một tuần hồ sơ bịa ra để tập. Không dùng cho hồ sơ thật."),
            Beginning.BACKUP: tr("Khi đổi máy hoặc cài lại. Cần tệp sao lưu và mã khôi phục cất trong két."),
        }
        block = Block(0, tr("Kho bắt đầu với"), self)
        for beginning, choice in self.choices.items():
            block.add(choice)
            block.add(Paragraph(says[beginning], Type.DETAIL, self))
            choice.toggled.connect(lambda _on: self._fit())
        self.file = LineField(tr("Tệp sao lưu"), self)
        self.choose = PlainButton(tr("Chọn…"), self, icon_name="folder_open")
        self.code = LineField(tr("Mã khôi phục"), self, max_length=60)
        row = block.add_row(self.file, self.choose, stretches=(1, 0))
        row.setAlignment(self.choose, Qt.AlignmentFlag.AlignBottom)
        block.add(self.code)
        self.column.addWidget(block)
        self.column.addStretch(1)
        self.choose.clicked.connect(self._ask_file)
        self.choices[Beginning.NEW].setChecked(True)
        self._fit()

    @property
    def beginning(self) -> Beginning:
        """Return what was chosen."""
        return next(name for name, choice in self.choices.items() if choice.isChecked())

    def first_box(self) -> QWidget | None:
        """Return the chosen line."""
        return self.choices[self.beginning]

    def complete(self) -> None:
        """Raise DeskError when the backup's file is not named."""
        if self.beginning is Beginning.BACKUP and not self.file.text():
            self.file.set_missing()
            raise DeskError("first_run_missing", what=tr("tệp sao lưu"))

    def _fit(self) -> None:
        from_backup = self.choices[Beginning.BACKUP].isChecked()
        for part in (self.file, self.choose, self.code):
            part.setVisible(from_backup)

    def _ask_file(self) -> None:
        kinds = tr("Bản sao lưu (*.saoluu);;Mọi tệp (*)")
        chosen, _kind = QFileDialog.getOpenFileName(self, tr("Tệp sao lưu"), str(Path.home()), kinds)
        if chosen:
            self.file.set_text(chosen)


class OfficeStep(Step):
    """What stands in the head of every paper."""

    title = mark("Cơ quan")

    def __init__(self, parent: QWidget, answers: Answers) -> None:
        super().__init__(parent)
        self._answers = answers
        self.column.addWidget(Paragraph(tr("Các dòng này in ở đầu phiếu hẹn. Viết đủ dấu, đúng tên."), Type.BODY, self))
        samples = {
            "superior": (tr("Cơ quan cấp trên"), "Ủy ban nhân dân tỉnh …"),
            "office": (tr("Tên cơ quan"), "Ủy ban nhân dân xã …"),
            "unit": (tr("Bộ phận tiếp nhận"), "Trung tâm Phục vụ hành chính công xã …"),
            "place": (tr("Địa danh"), tr("tên xã, đứng trước ngày tháng")),
            "address": (tr("Địa chỉ"), tr("nơi công dân đến nhận kết quả")),
            "hotline": (tr("Điện thoại hỏi về hồ sơ"), ""),
            "complaints": (tr("Nơi nhận phản ánh, kiến nghị"), ""),
        }
        self.fields = {
            name: LineField(label, self, placeholder=hint, max_length=300) for name, (label, hint) in samples.items()
        }
        block = Block(0, tr("Cơ quan"), self)
        fields = self.fields
        block.add_row(fields["superior"], fields["office"])
        block.add_row(fields["unit"], fields["place"], stretches=(2, 1))
        block.add_row(fields["address"], fields["hotline"], stretches=(2, 1))
        block.add(fields["complaints"])
        self.column.addWidget(block)
        self.column.addStretch(1)
        self._navigator = EnterNavigator(self, list(self.fields.values()))

    def first_box(self) -> QWidget | None:
        """Return the first field."""
        return self.fields["superior"]

    def complete(self) -> None:
        """Keep the fields. Raises DeskError naming the first that is missing."""
        for name in ("office", "unit", "place", "address"):
            if not self.fields[name].text():
                self.fields[name].set_missing()
                self.fields[name].setFocus()
                raise DeskError("first_run_missing", what=self.fields[name].label.text())
        self._answers.heading = {name: field.text() for name, field in self.fields.items()}


class DeskStep(Step):
    """Mã định danh, counter, the block of numbers."""

    title = mark("Mã và quầy")

    def __init__(self, parent: QWidget, answers: Answers) -> None:
        super().__init__(parent)
        self._answers = answers
        self.agency = LineField(tr("Mã định danh cơ quan"), self, placeholder="H56.14", max_length=40)
        self.counter = LineField(tr("Tên quầy của máy này"), self, max_length=60)
        self.counter.set_text(answers.counter)
        self.first = LineField(tr("Số hồ sơ đầu"), self, max_length=7)
        self.last = LineField(tr("Số hồ sơ cuối"), self, max_length=7)
        self.first.set_text(answers.first)
        self.last.set_text(answers.last)
        block = Block(0, tr("Mã hồ sơ của máy này"), self)
        block.add_row(self.agency, self.counter)
        words = tr(
            "Mã định danh đứng đầu mọi mã hồ sơ, theo Quyết định 20/2020/QĐ-TTg (H56.14) hoặc kiểu cũ (000.00.14.H56). "
            "Sai mã thì mọi phiếu đều sai: hỏi Sở Khoa học và Công nghệ nếu chưa chắc."
        )
        block.add(Paragraph(words, Type.DETAIL, self))
        block.add_row(self.first, self.last)
        numbers = tr(
            "Mỗi máy trong cơ quan dùng một dải số riêng mỗi ngày, ví dụ 1–4999 và 5000–9999. Cơ quan chỉ có một "
            "máy thì để nguyên."
        )
        block.add(Paragraph(numbers, Type.DETAIL, self))
        self.column.addWidget(block)
        self.column.addStretch(1)
        self._navigator = EnterNavigator(self, [self.agency, self.counter, self.first, self.last])

    def first_box(self) -> QWidget | None:
        """Return the agency's field."""
        return self.agency

    def complete(self) -> None:
        """Keep the fields. Raises DeskError ``bad_agency_id``, ``first_run_missing``, ``first_run_no_number``."""
        if not self.agency.text():
            self.agency.set_missing()
            self.agency.setFocus()
            raise DeskError("first_run_missing", what=tr("mã định danh cơ quan"))
        self._answers.agency_id = str(agency_id(self.agency.text()))
        if not self.counter.text():
            self.counter.set_missing()
            raise DeskError("first_run_missing", what=tr("tên quầy"))
        check_block(self.first.text(), self.last.text())
        self._answers.counter = self.counter.text()
        self._answers.first, self._answers.last = self.first.text(), self.last.text()


class HoursStep(Step):
    """When the office works, and when it only receives."""

    title = mark("Giờ làm việc")

    def __init__(self, parent: QWidget, answers: Answers) -> None:
        super().__init__(parent)
        self._answers = answers
        words = tr("Ngày hẹn được tính theo giờ này. Ghi như 07:30–11:30, 13:30–17:00; để trống là không làm việc.")
        self.column.addWidget(Paragraph(words, Type.BODY, self))
        self.working = {day: LineField("", self, max_length=80) for day in WEEKDAYS}
        self.reception = {day: LineField("", self, max_length=80) for day in WEEKDAYS}
        for at, day in enumerate(WEEKDAYS):
            self.working[day].set_text(f"{_MORNING}, {_AFTERNOON}" if at < 5 else "")
        block = Block(0, tr("Giờ làm việc"), self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.addWidget(Label(tr("Làm việc (tính vào thời hạn)"), Type.LABEL, self), 0, 1)
        grid.addWidget(Label(tr("Chỉ tiếp nhận (không tính)"), Type.LABEL, self), 0, 2)
        for at, day in enumerate(WEEKDAYS):
            grid.addWidget(Label(tr(DAY_WORDS[at]), Type.BODY, self), at + 1, 0)
            grid.addWidget(self.working[day], at + 1, 1)
            grid.addWidget(self.reception[day], at + 1, 2)
            self.working[day].edit.setAccessibleName(tr("{day}, giờ làm việc", day=tr(DAY_WORDS[at])))
            self.reception[day].edit.setAccessibleName(tr("{day}, giờ chỉ tiếp nhận", day=tr(DAY_WORDS[at])))
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 2)
        block.add_layout(grid)
        self.paper = ComboField(
            tr("Khổ phiếu hẹn"), self, items=(("A4", "A4"), ("A5", "A5"), ("K80", tr("Cuộn 80 mm")))
        )
        block.add_row(self.paper, Paragraph("", Type.DETAIL, self), stretches=(1, 3))
        self.column.addWidget(block)
        self.column.addStretch(1)
        self._navigator = EnterNavigator(self, list(self.working.values()))

    def first_box(self) -> QWidget | None:
        """Return Monday's field."""
        return self.working["monday"]

    def complete(self) -> None:
        """Keep the hours. Raises DeskError ``bad_hours``, ``first_run_missing`` for a week without work."""
        working = {day: field.text() for day, field in self.working.items()}
        reception = {day: field.text() for day, field in self.reception.items()}
        week = week_of(working)
        week_of(reception)
        if not any(week.on(at) for at in range(7)):
            raise DeskError("first_run_missing", what=tr("giờ làm việc của ít nhất một ngày"))
        self._answers.working, self._answers.reception = working, reception
        self._answers.slip_size = str(self.paper.value())


class AccountsStep(Step):
    """An administrator, a supervisor and a clerk; more are added later."""

    title = mark("Tài khoản")
    next_words = mark("Tạo kho hồ sơ")

    def __init__(self, parent: QWidget, answers: Answers) -> None:
        super().__init__(parent)
        self._answers = answers
        words = tr(
            "Mỗi người một tài khoản: tên in trên phiếu là tên người đăng nhập. Quản trị chỉ thiết lập, không tiếp "
            "nhận hồ sơ. Dòng để trống được bỏ qua."
        )
        self.column.addWidget(Paragraph(words, Type.BODY, self))
        self.rows: dict[Role, tuple[LineField, LineField, Field, Field]] = {}
        for role in (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.CLERK):
            block = Block(0, tr(ROLE_NAMES[role]), self)
            name = LineField(tr("Họ tên"), self, max_length=120)
            login = LineField(tr("Tên đăng nhập"), self, placeholder=tr("chữ thường không dấu"), max_length=32)
            password, again = _secret(tr("Mật khẩu"), self), _secret(tr("Nhập lại mật khẩu"), self)
            block.add_row(name, login, password, again, stretches=(3, 3, 2, 2))
            self.rows[role] = (name, login, password, again)
            self.column.addWidget(block)
        self.column.addStretch(1)
        self._navigator = EnterNavigator(self, [field for row in self.rows.values() for field in row])

    def first_box(self) -> QWidget | None:
        """Return the administrator's name."""
        return self.rows[Role.ADMINISTRATOR][0]

    def complete(self) -> None:
        """Keep the accounts. Raises DeskError as ``check_accounts``."""
        accounts = tuple(
            AccountAnswer(name.text(), login.text(), role, _typed(password), _typed(again))
            for role, (name, login, password, again) in self.rows.items()
        )
        check_accounts(accounts)
        self._answers.accounts = accounts


def _secret(label: str, parent: QWidget) -> Field:
    line = TextLine()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setProperty("keepsScans", True)
    return Field(label, line, parent)


def _typed(field: Field) -> str:
    assert isinstance(field.control, TextLine)
    return field.control.text()
