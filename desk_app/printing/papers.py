"""The one way to a printed paper: plain data and a form in, PDF bytes out; the same in, the same bytes out."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import ActionFlowable, BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate
from reportlab.platypus.doctemplate import LayoutError

from desk_app.domain.errors import DeskError, sentences
from desk_app.printing.compose import compose, page_size, plain
from desk_app.printing.fonts import LAYING_OUT, REGULAR, register_fonts
from desk_app.printing.form_blocks import Layout, sentence
from desk_app.printing.forms import Form, contexts
from desk_app.printing.paper_data import PaperData, PaperSize, PrintMarks
from desk_app.printing.sentences import BadSentence, Context

sentences(
    paper_failed="Không in được “{title}”: {reason}. Giấy có lỗi thì không in ra; báo quản trị xem lại biểu mẫu.",
    wrong_form="Biểu mẫu “{form}” không dùng cho loại giấy này. Chọn đúng biểu mẫu rồi in lại.",
)

_LONGEST_ROLL_MM = 4000.0
_FRAME_OUT = 3.0
"""mm between the text and a page's frame."""
_NO_MARKS = PrintMarks()


def render(data: PaperData, form: Form, size: PaperSize, marks: PrintMarks = _NO_MARKS) -> bytes:
    """Return the paper as PDF bytes, one or more pages a copy.

    marks: copies, reprint number, what it replaces, large print. Same data, form version, size, marks and program:
    same bytes. Raises DeskError ``wrong_form``, ``bad_form`` (no such size) or ``paper_failed``; a paper with an
    error is never half-made.
    """
    if form.spec.kind != data.kind:
        raise DeskError("wrong_form", form=form.spec.title)
    layout = form.layout(size)
    register_fonts()
    try:
        width, height = page_size(form.spec, size)
        papers = contexts(form, data, marks)
        with LAYING_OUT:
            if height is None:
                height = max(_roll_height(form, size, width, layout, context) for context in papers)
            return _fitted(form, size, (width, height), papers, _metadata_date(data))
    except BadSentence as fault:
        raise DeskError("paper_failed", title=form.spec.title, reason=str(fault)) from fault
    except LayoutError as fault:
        reason = "nội dung không xếp vừa khổ giấy"
        raise DeskError("paper_failed", title=form.spec.title, reason=reason) from fault


def _fitted(form: Form, size: PaperSize, sheet: tuple[float, float], papers: list[Context], stamped: str) -> bytes:
    """Return the paper, its text shrunk a little where that saves a page."""
    layout = form.layout(size)
    whole, pages = _built(form, size, sheet, papers, stamped, 1.0)
    if pages == len(papers):
        return whole
    smallest, pages = _built(form, size, sheet, papers, stamped, layout.shrink_to)
    if pages > len(papers):
        if layout.single_page:
            raise BadSentence(f"nội dung cần {pages} trang, chỉ được một")
        return whole
    between, pages = _built(form, size, sheet, papers, stamped, (1 + layout.shrink_to) / 2)
    return between if pages == len(papers) else smallest


def _built(
    form: Form, size: PaperSize, sheet: tuple[float, float], papers: list[Context], stamped: str, shrink: float
) -> tuple[bytes, int]:
    """Return the PDF and its number of pages."""
    story: list[Flowable] = []
    for place, context in enumerate(papers):
        if place:
            story.append(PageBreak())
        story.append(_CopyStarts(plain(sentence(form.spec.running).say(context))))
        story += compose(form.spec, size, context, shrink)
    target = BytesIO()
    document = _Paper(target, form.spec.title, sheet, form.layout(size), stamped)
    document.build(story)
    return target.getvalue(), document.page


def _roll_height(form: Form, size: PaperSize, width: float, layout: Layout, context: Context) -> float:
    """Return the height in mm that one copy takes on a roll."""
    document = _Paper(BytesIO(), "", (width, _LONGEST_ROLL_MM), layout, "")
    document.build(compose(form.spec, size, context))
    taken: float = _LONGEST_ROLL_MM - document.lowest / mm
    return min(_LONGEST_ROLL_MM, taken + layout.margins.bottom + 1)


def _metadata_date(data: PaperData) -> str:
    """Return the PDF's date, which is the paper's own and not the clock's."""
    moments = ("received_at", "issued_at", "printed_at", "printed_on")
    day = next((getattr(data, name) for name in moments if hasattr(data, name)), date(2000, 1, 1))
    moment = day if isinstance(day, datetime) else datetime(day.year, day.month, day.day)  # noqa: DTZ001  no hour to tell
    return f"D:{moment:%Y%m%d%H%M%S}"


class _CopyStarts(ActionFlowable):  # type: ignore[misc]  # reportlab has no types
    """Page numbers begin again here. running: what stands at the top right of the pages that follow."""

    def __init__(self, running: str) -> None:
        super().__init__()
        self.running = running

    def apply(self, document: Any) -> None:
        document.first_page = document.page
        document.running = self.running


class _Paper(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """One document: a frame within the margins, page numbers at the top centre from page 2 (NĐ 30/2020)."""

    def __init__(self, target: BytesIO, title: str, sheet: tuple[float, float], layout: Layout, stamped: str) -> None:
        width, height = sheet[0] * mm, sheet[1] * mm
        super().__init__(
            target,
            pagesize=(width, height),
            title=title,
            author="",
            subject="",
            creator="",
            invariant=1,
            pageCompression=1,
        )
        self.layout = layout
        self.stamped = stamped
        self.first_page = 1
        self.running = ""
        self.lowest = height
        margins = layout.margins
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
        self.addPageTemplates([PageTemplate(id="paper", frames=[frame], onPageEnd=self._finish_page)])

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
        width, height = self.pagesize
        margins = self.layout.margins
        canvas.saveState()
        if self.layout.page_numbers and number > 1:
            canvas.setFont(REGULAR, max(self.layout.size, 9))
            line = height - max(margins.top * 0.6, 5) * mm
            canvas.drawCentredString(width / 2, line, str(number))
            canvas.drawRightString(width - margins.right * mm, line, self.running)
        if self.layout.page_frame:
            out = _FRAME_OUT * mm
            left, bottom = margins.left * mm - out, margins.bottom * mm - out
            canvas.rect(left, bottom, width - left - margins.right * mm + out, height - bottom - margins.top * mm + out)
        canvas.restoreState()
