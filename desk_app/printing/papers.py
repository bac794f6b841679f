"""The one way to a printed paper: plain data and a form in, PDF bytes out; the same in, the same bytes out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.platypus import (
    ActionFlowable,
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
)
from reportlab.platypus.doctemplate import LayoutError

from desk_app.domain.errors import DeskError, sentences
from desk_app.domain.forms.any_paper import AnyPaper
from desk_app.domain.forms.blocks import Layout, sentence
from desk_app.domain.forms.form import Form, contexts
from desk_app.domain.forms.measures import page_size
from desk_app.domain.forms.paper_data import PaperSize, PrintMarks
from desk_app.domain.forms.sentences import BadSentence, Context
from desk_app.printing.compose import compose, plain
from desk_app.printing.drawable import drawable
from desk_app.printing.fonts import LAYING_OUT, REGULAR, register_fonts, text_width

sentences(
    paper_failed="Không in được “{title}”: {reason}. Giấy có lỗi thì không in ra; báo quản trị xem lại biểu mẫu.",
    wrong_form="Biểu mẫu “{form}” không dùng cho loại giấy này. Chọn đúng biểu mẫu rồi in lại.",
)

# Streams stand in the file as they are: written out in printable letters they take a quarter more, and longer.
rl_config.useA85 = 0

_LONGEST_ROLL_MM = 4000.0
_FRAME_OUT = 3.0
"""mm between the text and a page's frame."""
_RUNNING_GAP = 6.0
"""mm between a page's number and what runs at its right."""
_NO_MARKS = PrintMarks()
_TOTAL = "pages"


_SHRINK_TRIES = 3
"""Sizes tried between the form's own and the smallest: of those that save the page, about the largest is taken."""


@dataclass(frozen=True)
class _Sheet:
    """One copy of one paper as it will lie on its sheet. width, height: mm; shrink: factor on its text."""

    context: Context
    width: float
    height: float
    shrink: float = 1.0


def render(data: AnyPaper, form: Form, size: PaperSize, marks: PrintMarks = _NO_MARKS) -> bytes:
    """Return the paper as PDF bytes, one or more pages a copy.

    marks: copies, reprint number, what it replaces, large print. Same data, form version, size, marks and program:
    same bytes. Raises DeskError ``wrong_form``, ``bad_form`` (no such size) or ``paper_failed``; a paper with an
    error is never half-made.
    """
    return render_all((data,), form, size, marks)


def render_all(papers: Sequence[AnyPaper], form: Form, size: PaperSize, marks: PrintMarks = _NO_MARKS) -> bytes:
    """Return several papers of one form as one PDF, each beginning on a page of its own; otherwise as ``render``.

    papers: at least one (posting sheets of an import, the slips of a receiving session).
    """
    if any(data.kind != form.spec.kind for data in papers):
        raise DeskError("wrong_form", form=form.spec.title)
    form.layout(size)
    register_fonts()
    stamped = _metadata_date(papers[0])
    try:
        with LAYING_OUT:
            if len(papers) == 1:
                return _fitted(form, size, contexts(form, papers[0], marks), stamped).saved()
            fitted = [_fitted(form, size, contexts(form, data, marks), stamped).sheets for data in papers]
            return _laid_out(form, size, [sheet for sheets in fitted for sheet in sheets], stamped).saved()
    except BadSentence as fault:
        raise DeskError("paper_failed", title=form.spec.title, reason=str(fault)) from fault
    except LayoutError as fault:
        reason = "nội dung không xếp vừa khổ giấy"
        raise DeskError("paper_failed", title=form.spec.title, reason=reason) from fault


def _fitted(form: Form, size: PaperSize, copies: list[Context], stamped: str) -> "_Paper":
    """Return a paper's copies laid out, their text shrunk a little where that saves a page."""
    layout = form.layout(size)
    width, height = page_size(form.spec, size)
    sheets = [
        _Sheet(context, width, height if height is not None else _roll_height(form, size, width, context))
        for context in copies
    ]
    whole = _laid_out(form, size, sheets, stamped)
    if whole.page == len(sheets) or (layout.shrink_to == 1 and not layout.single_page):
        return whole
    fitting = _laid_out(form, size, _shrunk(sheets, layout.shrink_to), stamped)
    if fitting.page > len(sheets):
        if layout.single_page:
            raise BadSentence(f"nội dung cần {fitting.page} trang, chỉ được một")
        return whole
    smallest, largest = layout.shrink_to, 1.0
    for _ in range(_SHRINK_TRIES):
        between = (smallest + largest) / 2
        tried = _laid_out(form, size, _shrunk(sheets, between), stamped)
        if tried.page == len(sheets):
            fitting, smallest = tried, between
        else:
            largest = between
    return fitting


def _shrunk(sheets: list[_Sheet], factor: float) -> list[_Sheet]:
    return [replace(sheet, shrink=factor) for sheet in sheets]


def _laid_out(form: Form, size: PaperSize, sheets: list[_Sheet], stamped: str) -> "_Paper":
    """Return the sheets laid out, to be saved if they are the ones wanted."""
    document = _Paper(form.spec.title, sheets, form.layout(size), stamped)
    story: list[Flowable] = []
    for place, sheet in enumerate(sheets):
        if place:
            story += [NextPageTemplate(str(place)), PageBreak()]
        story.append(_CopyStarts(plain(drawable(sentence(form.spec.running).say(sheet.context)))))
        story += compose(form.spec, size, sheet.context, sheet.shrink)
    document.build(story)
    return document


def _roll_height(form: Form, size: PaperSize, width: float, context: Context) -> float:
    """Return the height in mm that one copy takes on a roll."""
    layout = form.layout(size)
    document = _Paper("", [_Sheet(context, width, _LONGEST_ROLL_MM)], layout, "")
    document.build(compose(form.spec, size, context))
    taken: float = _LONGEST_ROLL_MM - document.lowest / mm
    return min(_LONGEST_ROLL_MM, taken + layout.margins.bottom + 1)


def _metadata_date(data: AnyPaper) -> str:
    """Return the PDF's date, which is the paper's own and not the clock's."""
    moments = ("received_at", "issued_at", "printed_at", "printed_on")
    day = next((getattr(data, name) for name in moments if hasattr(data, name)), date(2000, 1, 1))
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001  no hour to tell
    return f"D:{moment:%Y%m%d%H%M%S}"


def _shortened(text: str, size: float, room: float) -> str:
    """Return what of a line fits beside the page number: it stands whole on the first page. size, room: points."""
    if text_width(text, REGULAR, size) <= room:
        return text
    kept = text
    while kept and text_width(f"{kept}…", REGULAR, size) > room:
        kept = kept[: min(len(kept) - 1, int(len(kept) * room / text_width(f"{kept}…", REGULAR, size)))]
    return f"{kept.rstrip()}…"


class _CopyStarts(ActionFlowable):  # type: ignore[misc]  # reportlab has no types
    """Page numbers begin again here. running: what stands at the top right of the pages that follow."""

    def __init__(self, running: str) -> None:
        super().__init__()
        self.running = running

    def apply(self, document: Any) -> None:
        document.first_page = document.page
        document.running = self.running


class _Paper(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """One document: a frame within the margins, page numbers at the top centre from page 2 (NĐ 30/2020).

    Laying out only draws; cutting its fonts and compressing, which take as long again, wait for ``saved``.
    """

    _doSave = 0  # noqa: N815  reportlab's name

    def __init__(self, title: str, sheets: list[_Sheet], layout: Layout, stamped: str) -> None:
        super().__init__(
            None,
            pagesize=(sheets[0].width * mm, sheets[0].height * mm),
            title=title,
            author="",
            subject="",
            creator="",
            invariant=1,
            pageCompression=1,
        )
        self.sheets = sheets
        self.layout = layout
        self.stamped = stamped
        self.first_page = 1
        self.running = ""
        self.lowest = sheets[0].height * mm
        self.addPageTemplates([self._template(place, sheet) for place, sheet in enumerate(sheets)])

    def _template(self, place: int, sheet: _Sheet) -> PageTemplate:
        width, height = sheet.width * mm, sheet.height * mm
        margins = self.layout.margins
        frame = Frame(
            margins.left * mm,
            margins.bottom * mm,
            width - (margins.left + margins.right) * mm,
            height - (margins.top + margins.bottom) * mm,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        return PageTemplate(id=str(place), frames=[frame], onPageEnd=self._finish_page, pagesize=(width, height))

    def saved(self) -> bytes:
        """Return the PDF; once, after it was built."""
        made: bytes = self.canv.getpdfdata()
        return made

    def beforeDocument(self) -> None:  # noqa: N802  reportlab's name
        """Date the document by its paper."""
        stamped = self.stamped
        if stamped:
            self.canv.setDateFormatter(lambda *_: stamped)

    def afterFlowable(self, _flowable: Flowable) -> None:  # noqa: N802  reportlab's name
        """Keep the lowest point reached, for the length of a roll."""
        if self.frame is not None:
            self.lowest = min(self.lowest, self.frame._y)

    def _finish_page(self, canvas: Any, document: Any) -> None:
        number = document.page - self.first_page + 1
        width, height = self.pageTemplate.pagesize
        margins = self.layout.margins
        canvas.saveState()
        if self.layout.page_numbers and not self.layout.page_total and number > 1:
            canvas.setFont(REGULAR, max(self.layout.size, 9))
            line = height - max(margins.top * 0.6, 5) * mm
            canvas.drawCentredString(width / 2, line, str(number))
            room = width / 2 - margins.right * mm - _RUNNING_GAP * mm
            running = _shortened(self.running, max(self.layout.size, 9), room)
            canvas.drawRightString(width - margins.right * mm, line, running)
        if self.layout.page_total:
            self._draw_total(canvas, number, width / 2, margins.bottom * 0.5 * mm)
        if self.layout.page_frame:
            out = _FRAME_OUT * mm
            left, bottom = margins.left * mm - out, margins.bottom * mm - out
            canvas.rect(left, bottom, width - left - margins.right * mm + out, height - bottom - margins.top * mm + out)
        canvas.restoreState()

    def _draw_total(self, canvas: Any, number: int, middle: float, line: float) -> None:
        """Draw "Trang n/m"; m is known only at the end, so it stands in a form of its own, drawn once there."""
        size = max(self.layout.size * 0.85, 8)
        canvas.setFont(REGULAR, size)
        words = f"Trang {number}/"
        left = middle - canvas.stringWidth(words, REGULAR, size) / 2
        canvas.drawString(left, line, words)
        canvas.translate(left + canvas.stringWidth(words, REGULAR, size), line)
        canvas.doForm(_TOTAL)

    def _endBuild(self) -> None:  # noqa: N802  reportlab's name
        if self.layout.page_total:
            size = max(self.layout.size * 0.85, 8)
            self.canv.beginForm(_TOTAL, 0, -size, 20 * size, size)
            self.canv.setFont(REGULAR, size)
            self.canv.drawString(0, 0, str(self.page))
            self.canv.endForm()
        super()._endBuild()
