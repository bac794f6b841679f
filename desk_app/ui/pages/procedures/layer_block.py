"""What the office says of a procedure: short name, favourite's digit, daily words, list, slip, who handles it."""

import re

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_app.domain.procedures import PrintHabit
from desk_app.services import office_layer
from desk_app.services.office_settings import USUAL_DOCUMENTS, change_office
from desk_app.ui.navigation import EnterNavigator
from desk_app.ui.pages.procedures.reading import Opened
from desk_app.ui.pages.procedures.words import HABIT_WORDS
from desk_app.ui.pages.procedures.writing import Writer
from desk_app.ui.theme import Role
from desk_app.ui.translation import tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.fields import CheckRow, ComboField, LineField
from desk_app.ui.widgets.labels import Paragraph


class LayerBlock(Block):
    """Each field is stored when it is left; nothing here waits for a button."""

    def __init__(self, writer: Writer, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Phần của đơn vị"), parent)
        self._writer = writer
        self._opened: Opened | None = None
        self.listed = CheckRow(tr("Trong danh mục của đơn vị"), self)
        self.short_name = LineField(tr("Tên gọi tắt (tối đa 60 chữ)"), self, max_length=60)
        self.daily_words = LineField(
            tr("Từ thường gọi, cách nhau bằng dấu chấm phẩy"), self, placeholder=tr("giấy khai sinh; làm khai sinh")
        )
        self.favourite = ComboField(tr("Phím chọn nhanh"), self)
        self.habit = ComboField(
            tr("In phiếu"), self, items=tuple((habit, tr(words)) for habit, words in HABIT_WORDS.items())
        )
        self.handled_by = LineField(tr("Chuyển hồ sơ cho"), self, placeholder=tr("bộ phận xử lý"), max_length=200)
        self.documents = LineField(
            tr("Văn bản hay chứng thực (phím 1–9, cả đơn vị dùng chung), cách nhau bằng dấu chấm phẩy"),
            self,
            placeholder=tr("Bằng tốt nghiệp; Thẻ căn cước; Học bạ, bảng điểm"),
        )
        self.restart = CheckRow(tr("Bổ sung xong tính lại thời hạn từ đầu"), self)
        self._lay_out()
        self._connect()

    def show_procedure(self, opened: Opened) -> None:
        """Show another procedure, or the same after a change."""
        self._opened = opened
        layer = opened.record.layer
        self.listed.setChecked(layer.listed)
        if not self.short_name.edit.hasFocus():
            self.short_name.set_text(layer.short_name)
        if not self.daily_words.edit.hasFocus():
            self.daily_words.set_text("; ".join(layer.daily_words))
        if not self.handled_by.edit.hasFocus():
            self.handled_by.set_text(layer.handled_by)
        self.documents.setVisible(layer.authentication)
        if not self.documents.edit.hasFocus():
            self.documents.set_text("; ".join(opened.usual_documents))
        items: list[tuple[object, str]] = [(None, tr("không"))]
        for digit in range(1, 10):
            holder = opened.favourites.get(digit, "") if digit != layer.favourite else ""
            items.append((digit, f"{digit} · {holder[:40]}" if holder else str(digit)))
        self.favourite.set_items(tuple(items))
        self.favourite.set_value(layer.favourite)
        self.habit.set_value(layer.print_habit)
        self.restart.setChecked(layer.restart_after_supplement)

    def _code(self) -> str:
        return "" if self._opened is None else self._opened.version.national_code

    def _connect(self) -> None:
        self.listed.clicked.connect(self._set_listed)
        self.short_name.settled.connect(self._rename)
        self.daily_words.settled.connect(self._set_words)
        self.favourite.picked.connect(self._set_favourite)
        self.habit.picked.connect(self._set_habit)
        self.documents.settled.connect(self._set_documents)
        self.handled_by.settled.connect(lambda _text: self._set_handling())
        self.restart.clicked.connect(lambda _on: self._set_handling())

    def _set_listed(self, on: bool) -> None:
        code = self._code()
        self._writer.write(lambda store, by, now: office_layer.set_listed(store, by, [code], now, listed=on), code)

    def _rename(self, name: str) -> None:
        code = self._code()
        if self._opened is not None and self._writer.may and name != self._opened.record.layer.short_name:
            self._writer.write(lambda store, by, now: office_layer.rename(store, by, code, name, now), code)

    def _set_words(self, text: str) -> None:
        code = self._code()
        words = _parts(text)
        if self._opened is not None and self._writer.may and words != self._opened.record.layer.daily_words:
            self._writer.write(lambda store, by, now: office_layer.set_daily_words(store, by, code, words, now), code)

    def _set_documents(self, text: str) -> None:
        """Change what the digits stand for in the block of certified copies; an empty field brings back the usual."""
        documents = tuple(dict.fromkeys(_parts(text))) or USUAL_DOCUMENTS
        if self._opened is not None and self._writer.may_set_up and documents != self._opened.usual_documents:
            changes = {"usual_documents": documents}
            self._writer.write(lambda store, by, now: change_office(store, by, changes, now), self._code())

    def _set_favourite(self, digit: object) -> None:
        code, chosen = self._code(), digit if isinstance(digit, int) else None
        self._writer.write(lambda store, by, now: office_layer.set_favourite(store, by, code, chosen, now), code)

    def _set_habit(self, habit: object) -> None:
        code = self._code()
        if isinstance(habit, PrintHabit):
            self._writer.write(lambda store, by, now: office_layer.set_print_habit(store, by, code, habit, now), code)

    def _set_handling(self) -> None:
        if self._opened is None or not self._writer.may:
            return
        code, layer = self._code(), self._opened.record.layer
        handled_by, restart = self.handled_by.text(), self.restart.isChecked()
        if (handled_by, restart) != (layer.handled_by, layer.restart_after_supplement):
            self._writer.write(
                lambda store, by, now: office_layer.set_handling(
                    store, by, code, now, handled_by=handled_by, competent_unit=layer.competent_unit, restart=restart
                ),
                code,
            )

    def _lay_out(self) -> None:
        self.add(self.listed)
        self.add(self.short_name)
        self.add(self.daily_words)
        pair = QHBoxLayout()
        pair.setSpacing(12)
        pair.addWidget(self.favourite, 1)
        pair.addWidget(self.habit, 1)
        self.add_layout(pair)
        self.add(self.handled_by)
        self.add(self.documents)
        self.add(self.restart)
        if not self._writer.may:
            self.add(Paragraph(tr("Trưởng bộ phận hoặc quản trị mới sửa được phần này."), Role.DETAIL, self))
        for part in (self.listed, self.restart, self.favourite, self.habit):
            part.setEnabled(self._writer.may)
        for field in (self.short_name, self.daily_words, self.handled_by):
            field.edit.setReadOnly(not self._writer.may)
        self.documents.edit.setReadOnly(not self._writer.may_set_up)
        fields = (self.short_name, self.daily_words, self.handled_by, self.documents)
        # The tick comes last, so that Enter leaves every field, which stores it.
        self._navigator = EnterNavigator(self, [*fields, self.restart])


def _parts(text: str) -> tuple[str, ...]:
    """Return what stands between semicolons and line breaks."""
    return tuple(" ".join(part.split()) for part in re.split(r"[;\n]", text) if part.strip())
