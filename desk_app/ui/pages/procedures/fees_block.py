"""How fees are computed here: rules with tiers and a cap, stored together by one button."""

from decimal import Decimal

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.fees import FeeBasis, FeeRule, PageTier
from desk_app.services import office_layer
from desk_app.ui.pages.procedures.reading import Opened
from desk_app.ui.pages.procedures.writing import Writer
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, sentence, tr
from desk_app.ui.widgets.blocks import Block
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField, LineField
from desk_app.ui.widgets.labels import Paragraph

sentences(
    fee_not_read="Ô “{field}” ghi “{text}” không phải số. Ghi số đồng, ví dụ 8000 hoặc 8.000.",
)

BASIS_WORDS = {
    FeeBasis.FIXED: mark("Một lần"),
    FeeBasis.PER_COPY: mark("Theo bản"),
    FeeBasis.PER_PAGE: mark("Theo trang"),
    FeeBasis.PER_CASE: mark("Theo vụ việc"),
}


class FeesBlock(Block):
    """The office's own fee rules."""

    def __init__(self, writer: Writer, parent: QWidget | None = None) -> None:
        super().__init__(0, tr("Mức thu của đơn vị"), parent)
        self._writer = writer
        self._code = ""
        self._shown: tuple[FeeRule, ...] | None = None
        self.rows: list[FeeRow] = []
        self.none = Paragraph(tr("Chưa đặt mức thu: phiếu không tự tính phí."), Role.DETAIL, self)
        self.fault = Paragraph("", Role.DETAIL, self)
        self.add_button = PlainButton(tr("Thêm mức thu"), self, icon_name="add", kind="quiet")
        self.save = PlainButton(tr("Lưu mức thu"), self, icon_name="save")
        self.add(self.none)
        self._place = self.content.count()
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.add_button)
        foot.addWidget(self.save)
        foot.addWidget(self.fault, 1)
        self.add_layout(foot)
        self.add_button.clicked.connect(self._add_empty)
        self.save.clicked.connect(self._store)
        for button in (self.add_button, self.save):
            button.setEnabled(writer.may)

    def show_procedure(self, opened: Opened) -> None:
        """Show another procedure; what is being typed stays while its rules did not change."""
        rules = opened.record.layer.fee_rules
        if self._code == opened.version.national_code and rules == self._shown:
            return
        self._code, self._shown = opened.version.national_code, rules
        for row in self.rows:
            self._drop(row)
        self.rows = []
        for rule in rules:
            self._add(rule)
        self._settle()

    def _add_empty(self) -> None:
        row = self._add(FeeRule(name=""))
        self._settle()
        row.name.setFocus()

    def _add(self, rule: FeeRule) -> "FeeRow":
        row = FeeRow(rule, self, may=self._writer.may)
        row.remove.clicked.connect(lambda: self._remove(row))
        self.content.insertWidget(self._place + len(self.rows), row)
        self.rows.append(row)
        return row

    def _remove(self, row: "FeeRow") -> None:
        self.rows.remove(row)
        self._drop(row)
        self._settle()

    def _drop(self, row: "FeeRow") -> None:
        self.content.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _settle(self) -> None:
        self.none.setVisible(not self.rows)
        self.save.setVisible(bool(self.rows) or bool(self._shown))
        self.fault.set_text("")

    def _store(self) -> None:
        try:
            rules = [row.rule() for row in self.rows]
        except DeskError as error:
            self.fault.set_text(sentence(error))
            return
        self.fault.set_text("")
        code = self._code
        self._writer.write(lambda store, by, now: office_layer.set_fee_rules(store, by, code, rules, now), code)


class FeeRow(QWidget):
    """One rule: name and basis, then amounts; tiers and cap only where pages are counted."""

    def __init__(self, rule: FeeRule, parent: QWidget, *, may: bool) -> None:
        super().__init__(parent)
        self._rule = rule
        tiers = sorted(rule.tiers, key=lambda tier: tier.from_page)
        if tiers and tiers[0].from_page == 1:
            # A tier that begins on page 1 is the amount itself.
            rule = rule.model_copy(update={"amount": tiers[0].amount, "tiers": tuple(tiers[1:])})
            self._rule, tiers = rule, tiers[1:]
        tier = tiers[0] if tiers else None
        self.name = LineField(tr("Tên phí, lệ phí"), self, max_length=200)
        self.name.set_text(rule.name)
        self.basis = ComboField(
            tr("Cách tính"), self, items=tuple((basis, tr(word)) for basis, word in BASIS_WORDS.items())
        )
        self.basis.set_value(rule.basis)
        self.amount = self._money(tr("Mức thu (đồng)"), rule.amount)
        self.from_page = self._money(tr("Từ trang"), Decimal(tier.from_page) if tier else None)
        self.page_amount = self._money(tr("mỗi trang (đồng)"), tier.amount if tier else None)
        self.cap = self._money(tr("Tối đa (đồng)"), rule.cap)
        self.remove = PlainButton(tr("Bỏ"), self, kind="quiet")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.addWidget(self.name, 0, 0, 1, 2)
        grid.addWidget(self.basis, 0, 2, 1, 2)
        for at, field in enumerate((self.amount, self.from_page, self.page_amount, self.cap)):
            grid.addWidget(field, 1, at)
            grid.setColumnStretch(at, 1)
        grid.addWidget(self.remove, 1, 4)
        self.basis.picked.connect(lambda _basis: self._fit())
        for field in (self.name, self.amount, self.from_page, self.page_amount, self.cap):
            field.edit.setReadOnly(not may)
        self.basis.setEnabled(may)
        self.remove.setEnabled(may)
        self._fit()

    def rule(self) -> FeeRule:
        """Return the rule as typed. Raises DeskError ``fee_not_read``."""
        by_page = self.basis.value() is FeeBasis.PER_PAGE
        first = self._read(self.from_page) if by_page else None
        tiers = self._rule.tiers[1:] if by_page else ()
        if first is not None:
            tiers = (PageTier(from_page=max(1, int(first)), amount=self._read(self.page_amount) or Decimal(0)), *tiers)
        values = {
            "name": self.name.text(),
            "basis": self.basis.value(),
            "amount": self._read(self.amount) or Decimal(0),
            "tiers": tiers,
            "cap": self._read(self.cap),
        }
        return self._rule.model_copy(update=values)

    def _fit(self) -> None:
        by_page = self.basis.value() is FeeBasis.PER_PAGE
        self.from_page.setVisible(by_page)
        self.page_amount.setVisible(by_page)

    def _money(self, label: str, amount: Decimal | None) -> LineField:
        field = LineField(label, self, max_length=15)
        field.set_text("" if amount is None else f"{amount:,.0f}".replace(",", "."))
        return field

    def _read(self, field: LineField) -> Decimal | None:
        text = field.text()
        digits = text.replace(".", "").replace(" ", "").removesuffix("đ")
        if not text:
            return None
        if not (digits.isascii() and digits.isdigit()):
            field.set_missing()
            raise DeskError("fee_not_read", field=field.label.text(), text=text)
        return Decimal(digits)
