"""Thiết lập › Biểu mẫu: margins, text size and signers of each form, with its sample paper beside them."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_app.domain.dates import office_time, paper_date
from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.blocks import Margins
from desk_app.domain.forms.form import FORM_SETS, OFFICE_FORMS, Form
from desk_app.domain.forms.paper_data import PaperSize, PrintMarks
from desk_app.models.store import Store
from desk_app.printing.forms import load_form
from desk_app.printing.papers import render
from desk_app.services.accounts import Right
from desk_app.services.form_edits import FormLooks, looks_of, with_looks
from desk_app.services.form_versions import FormStanding, edit_form, form_standing, reset_form
from desk_app.services.papers import Paper
from desk_app.shipped_forms import shipped_forms, shipped_title
from desk_app.ui.desk import Desk
from desk_app.ui.messages import MessageStrip
from desk_app.ui.operations import Changes, Topic
from desk_app.ui.pages.settings.section import Section, scrolling
from desk_app.ui.paper_view import PaperView
from desk_app.ui.theme import Role
from desk_app.ui.translation import mark, sentence, tr
from desk_app.ui.widgets.buttons import PlainButton
from desk_app.ui.widgets.fields import ComboField, LineField
from desk_app.ui.widgets.labels import Paragraph

sentences(no_number="“{text}” không phải là số. Ghi số milimét hoặc cỡ chữ, ví dụ 20 hoặc 12,5.")

_SIDES = (("top", mark("Trên")), ("right", mark("Phải")), ("bottom", mark("Dưới")), ("left", mark("Trái")))
_MOST_SIGNERS = 3
_OFFICE_SET = mark("Mẫu của đơn vị")
_SETTLE_MS = 350


class FormsSection(Section):
    """The file of a form is never edited here: the office gives margins, size and signers, and sees the paper."""

    right = Right.SETTLE_CATALOGUE
    main_words = mark("Dùng mẫu này từ bây giờ")

    def __init__(self, desk: Desk, strip: MessageStrip, parent: QWidget) -> None:
        super().__init__(desk, strip, parent, scrolls=False)
        self._form: Form | None = None
        self.form = ComboField(tr("Biểu mẫu"), self, items=_choices())
        self.paper_size = ComboField(tr("Khổ giấy"), self)
        self.sample = ComboField(tr("Dữ liệu thử"), self)
        self.sides = {side: LineField(tr(words), self, max_length=5) for side, words in _SIDES}
        self.text_size = LineField(tr("Cỡ chữ (pt)"), self, max_length=5)
        self.signers = [LineField(tr("Người ký {n}", n=n + 1), self, max_length=60) for n in range(_MOST_SIGNERS)]
        self.reset = PlainButton(tr("Về mẫu gốc"), self, icon_name="undo", kind="quiet")
        self.print_sample = PlainButton(tr("In thử"), self, icon_name="print")
        self.standing = Paragraph("", Role.DETAIL, self)
        self.view = PaperView(desk.operations, self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self._lay_out()
        self._connect()

    def on_shown(self) -> None:
        """Show the form in force, unless it is being edited."""
        if not self._is_edited():
            self._read()

    def first_box(self) -> QWidget | None:
        """Return the list of forms."""
        return self.form

    def look(self) -> None:
        """Draw the sample as it would be printed with what stands in the fields."""
        try:
            make = self._maker()
        except DeskError as error:
            self.show_error(error)
            return
        self.desk.operations.read(self, make, done=self._show_paper, slot="look")

    def main_action(self) -> None:
        """Put the edited form in force, after its samples were printed with it."""
        form = self._form
        if form is None:
            return
        try:
            text = self._text(form)
        except DeskError as error:
            self.show_error(error)
            return
        store, session, now = self.desk.store, self.session, self.desk.clock()
        version = form.version
        self.change(
            lambda: edit_form(store, session, version.set, version.form, text, now),
            Changes.of(Topic.FORMS),
            tr("Đã lưu mẫu. Giấy đã hẹn trước đây vẫn in lại theo mẫu cũ."),
            lambda _version: self._read(),
        )

    # -- inside -----------------------------------------------------------------------------------------------------

    def _chosen(self) -> tuple[str, str]:
        found = self.form.value()
        assert isinstance(found, tuple)
        return found

    def _read(self) -> None:
        store, (form_set, name) = self.desk.store, self._chosen()
        today = office_time(self.desk.clock()).date()
        self.desk.operations.read(self, lambda: _in_force(store, form_set, name, today), done=self._show, slot="form")

    def _is_edited(self) -> bool:
        try:
            return self._form is not None and self._text(self._form) != self._form.version.text
        except DeskError:
            return True

    def _show(self, standing: FormStanding) -> None:
        form = self._form = standing.form
        self.standing.set_text("\n".join(standing_words(standing)))
        self.reset.setText(tr("Về mẫu của tỉnh") if standing.since else tr("Về mẫu gốc"))
        self.reset.setEnabled(self.may_change and standing.is_edited)
        self.paper_size.set_items(tuple((size, size.value) for size in form.sizes))
        self.sample.set_items(
            tuple((name, tr("Tình huống {n}", n=at)) for at, name in enumerate(form.samples, start=1))
        )
        self._show_size()

    def _show_size(self) -> None:
        form, size = self._form, self.paper_size.value()
        if form is None or not isinstance(size, PaperSize):
            return
        looks = looks_of(form, size)
        for side, field in self.sides.items():
            field.set_text(_written(getattr(looks.margins, side)))
        self.text_size.set_text(_written(looks.size))
        for at, field in enumerate(self.signers):
            field.setVisible(at < len(looks.signers))
            field.set_text(looks.signers[at] if at < len(looks.signers) else "")
        self.look()

    def _text(self, form: Form) -> str:
        size = self.paper_size.value()
        assert isinstance(size, PaperSize)
        old = looks_of(form, size)
        sides = {side: _number(field.text()) for side, field in self.sides.items()}
        signers = tuple(field.text() for field in self.signers[: len(old.signers)])
        try:
            margins = Margins(**sides)
        except ValueError:
            raise DeskError("bad_form", reason=tr("lề giấy phải từ 0 đến 60 mm")) from None
        return with_looks(form, size, FormLooks(margins, _number(self.text_size.text()), signers))

    def _maker(self) -> Callable[[], Paper]:
        """Return the making of the sample paper. Raises DeskError for fields that hold no usable value."""
        form, size, sample = self._form, self.paper_size.value(), self.sample.value()
        assert form is not None and isinstance(size, PaperSize)
        text = self._text(form)
        return lambda: _rendered(text, size, str(sample))

    def _show_paper(self, paper: Paper) -> None:
        self.strip.solve("settings")
        self.view.show_pdf(paper.pdf)

    def _print(self) -> None:
        try:
            make = self._maker()
        except DeskError as error:
            self.show_error(error)
            return
        self.desk.printing.print_sheet(tr("Mẫu in thử"), make)

    def _reset(self) -> None:
        store, session, now, (form_set, name) = self.desk.store, self.session, self.desk.clock(), self._chosen()
        self.change(
            lambda: reset_form(store, session, form_set, name, now),
            Changes.of(Topic.FORMS),
            tr("Đã bỏ lề, cỡ chữ và người ký do đơn vị đặt."),
            lambda _none: self._read(),
        )

    def _connect(self) -> None:
        self.form.picked.connect(lambda _form: self._read())
        self.paper_size.picked.connect(lambda _size: self._show_size())
        self.sample.picked.connect(lambda _sample: self.look())
        for field in (*self.sides.values(), self.text_size, *self.signers):
            field.text_changed.connect(lambda _text: self._settle.start())
            field.setEnabled(self.may_change)
        self.reset.clicked.connect(self._reset)
        self.reset.setEnabled(False)
        self.print_sample.clicked.connect(self._print)

    def set_compact(self, compact: bool) -> None:
        """Give the side the width its words need at this text size."""
        self._side.setFixedWidth(max(384, self._panel.minimumSizeHint().width()))

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(6)
        note = self.note_for_others()
        if note is not None:
            side.addWidget(note)
        side.addWidget(self.form)
        side.addWidget(self.standing)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.paper_size, 1)
        row.addWidget(self.sample, 2)
        side.addLayout(row)
        edges = QHBoxLayout()
        edges.setSpacing(8)
        for field in self.sides.values():
            edges.addWidget(field)
        side.addWidget(Paragraph(tr("Lề giấy, milimét"), Role.DETAIL, self))
        side.addLayout(edges)
        side.addWidget(self.text_size)
        for field in self.signers:
            side.addWidget(field)
        words = tr(
            "Lời và thứ tự các mục theo mẫu tỉnh công bố, nếu không có thì theo mẫu của chương trình. Lề, cỡ chữ,"
            " người ký đặt ở đây được giữ khi đổi mẫu. Giấy bên phải là giấy sẽ in."
        )
        side.addWidget(Paragraph(words, Role.DETAIL, self))
        side.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self.print_sample)
        foot.addWidget(self.reset)
        foot.addStretch(1)
        side.addLayout(foot)
        panel = QWidget(self)
        panel.setObjectName("clear")
        side.setContentsMargins(0, 0, 12, 0)
        panel.setLayout(side)
        area = scrolling(panel, self)
        area.setFixedWidth(384)
        self._panel, self._side = panel, area
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(area)
        both.addWidget(self.view, 1)
        self.column.addLayout(both, 1)


def _choices() -> tuple[tuple[object, str], ...]:
    """Return every form: title and the name of its set, those in force first."""
    sets, first = ("tt-03-2025", "office", "tt-01-2018"), ("receipt", "receipt_several", "supplement", "decline")
    found = sorted(
        shipped_forms(),
        key=lambda pair: (sets.index(pair[0]), first.index(pair[1]) if pair[1] in first else len(first), pair[1]),
    )
    return tuple((pair, _named(*pair)) for pair in found)


def _named(form_set: str, name: str) -> str:
    number, title = shipped_title(form_set, name)
    before = f"{number} – " if number else ""
    return f"{before}{title.capitalize()} ({tr(_OFFICE_SET) if form_set == OFFICE_FORMS else FORM_SETS[form_set]})"


def standing_words(standing: FormStanding) -> list[str]:
    """Return which form holds, from whom, and what comes, a sentence a line."""
    if standing.since is None:
        said = tr("Đang dùng mẫu của chương trình.")
    elif standing.until is None:
        said = tr("Đang dùng mẫu tỉnh công bố, áp dụng từ {day}.", day=paper_date(standing.since))
    else:
        said = tr(
            "Đang dùng mẫu tỉnh công bố, áp dụng từ {day} đến hết {last}.",
            day=paper_date(standing.since),
            last=paper_date(standing.until),
        )
    lines = [said]
    if standing.is_edited:
        lines.append(tr("Lề, cỡ chữ, người ký: do đơn vị đặt."))
    if standing.coming is not None:
        lines.append(tr("Từ {day} dùng mẫu mới tỉnh công bố.", day=paper_date(standing.coming)))
    if standing.unusable is not None:
        lines.append(
            tr(
                "Mẫu tỉnh công bố từ {day} không dùng được với chương trình này, giấy vẫn in theo mẫu trước. Cập nhật"
                " chương trình ở quầy.",
                day=paper_date(standing.unusable.effective_from),
            )
        )
    if standing.why is not None:
        lines.append(_why(standing.why))
    return lines


def _why(fault: DeskError) -> str:
    """Return why a form cannot be used; not what its author should do about it, who sits in the province."""
    reason = fault.values.get("reason")
    return sentence(fault) if reason is None else tr("Lý do: {reason}", reason=reason)


def _in_force(store: Store, form_set: str, name: str, today: date) -> FormStanding:
    with store.reading() as rd:
        return form_standing(rd, form_set, name, today)


def _rendered(text: str, size: PaperSize, sample: str) -> Paper:
    form = load_form(text)
    data = form.samples.get(sample) or next(iter(form.samples.values()))
    return Paper(form.version.form, form.version.hash, size, render(data, form, size, PrintMarks()), trial=True)


def _number(text: str) -> float:
    """Return a number typed with a comma or a point. Raises DeskError ``no_number``."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise DeskError("no_number", text=text) from None


def _written(number: float) -> str:
    return f"{number:g}".replace(".", ",")
