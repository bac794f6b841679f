"""Whether a form can speak: every sentence of every block is said of every sample, at every size, without laying out.

Laying out (``printing.compose``) says the same sentences of the same data; what this check lets pass it can compose.
"""

from collections.abc import Sequence

from desk_app.domain.errors import DeskError
from desk_app.domain.forms import blocks as parts
from desk_app.domain.forms.blocks import FormSpec, expression, row_contexts, sentence
from desk_app.domain.forms.chart_data import Chart
from desk_app.domain.forms.form import Form, contexts, form_from
from desk_app.domain.forms.measures import BOX_PADDING, POINTS_PER_MM, column_widths, own_size, text_area
from desk_app.domain.forms.office_papers import ScannerTestRow
from desk_app.domain.forms.paper_data import Codes, PaperSize, PrintMarks
from desk_app.domain.forms.sentences import BadSentence, Context

TRIAL_MARKS = PrintMarks(copies=("1",))
"""How samples are tried: one labelled copy."""


def spoken_form(text: str) -> Form:
    """Return a form from its TOML text, after every sentence of it has spoken its own samples.

    Raises DeskError ``bad_form`` with the first fault found.
    """
    form = form_from(text)
    for name, sample in form.samples.items():
        try:
            for context in contexts(form, sample, TRIAL_MARKS):
                for size in form.sizes:
                    speak(form.spec, size, context)
        except BadSentence as fault:
            raise trial_fault(fault, name) from fault
    return form


def trial_fault(fault: BadSentence, sample: str) -> DeskError:
    """Return the error of a form that cannot speak of one of its own samples."""
    return DeskError("bad_form", reason=f"{fault}, với dữ liệu thử “{sample}”")


def speak(spec: FormSpec, size: PaperSize, context: Context) -> None:
    """Say everything that one copy of one paper says. Raises BadSentence for what cannot be said of its data."""
    _Speaker(spec, size, context).everything()


def codes_in(text: str, context: Context) -> Codes | None:
    """Return the codes an expression picks. Raises BadSentence for anything else."""
    found = expression(text).value(context)
    if found is not None and not isinstance(found, Codes):
        raise BadSentence(f"“{text}” không phải là mã hồ sơ")
    return found


def row_codes(text: str, row: Context) -> Codes:
    """Return the codes of a row, which must have some. Raises BadSentence."""
    found = codes_in(text, row)
    if found is None:
        raise BadSentence(f"“{text}” không phải là mã hồ sơ")
    return found


def blank_rows(block: parts.TableBlock, context: Context) -> int:
    """Return how many empty rows a table ends with. Raises BadSentence for what is no number."""
    found = expression(block.blank_rows).value(context) if block.blank_rows else 0
    if not isinstance(found, int):
        raise BadSentence(f"“{block.blank_rows}” không phải là số dòng")
    return found


def charts_in(block: parts.ChartsBlock, context: Context) -> tuple[Chart, ...]:
    """Return the charts of a block. Raises BadSentence for anything else."""
    found = expression(block.charts).value(context)
    if not isinstance(found, tuple) or not all(isinstance(chart, Chart) for chart in found):
        raise BadSentence(f"“{block.charts}” không phải là biểu đồ")
    return found


def scan_row(row: Context, rows: str) -> ScannerTestRow:
    """Return the code a row holds. Raises BadSentence for anything else."""
    found = row["row"]
    if not isinstance(found, ScannerTestRow):
        raise BadSentence(f"“{rows}” không phải là danh sách mã để quét")
    return found


class _Speaker:
    """One copy, said and not drawn."""

    def __init__(self, spec: FormSpec, size: PaperSize, context: Context) -> None:
        self.spec = spec
        self.size = size
        self.context = context
        self.width = text_area(spec, size)[0]

    def everything(self) -> None:
        self.say(self.spec.running)
        for name in self.spec.layout[self.size].blocks:
            self.named(name, self.width)

    def named(self, name: str, width: float) -> None:
        block = self.spec.block_at(name, self.size)
        if not block.when or expression(block.when).holds(self.context):
            self.block(block, width)

    def block(self, block: parts.Block, width: float) -> None:
        match block:
            case parts.HeadBlock():
                self.say(*block.left, *block.right, *block.left_under, *block.right_under)
            case parts.CodesBlock():
                if codes_in(block.codes, self.context) is not None:
                    self.say(block.caption, block.qr_caption, *block.lines)
            case parts.LineBlock() | parts.FillBlock():
                self.say(block.text)
            case parts.TableBlock():
                self.table(block, width)
            case parts.ListBlock():
                for row in row_contexts(block.rows, self.context):
                    self.say(block.heading, block.text, context=row)
            case parts.BoxBlock():
                for name in block.blocks:
                    self.named(name, width - 2 * BOX_PADDING * POINTS_PER_MM)
            case parts.SignaturesBlock():
                for column in block.columns:
                    self.say(column.above, column.label, column.hint, column.name)
            case parts.ScanRowsBlock():
                for row in row_contexts(block.rows, self.context):
                    scan_row(row, block.rows)
                    self.say(block.text, context=row)
            case parts.ChartsBlock():
                charts_in(block, self.context)
                self.say(block.title)
            case parts.RuleBlock() | parts.PatternBlock():
                pass

    def table(self, block: parts.TableBlock, width: float) -> None:
        columns = shown_columns(block, self.context)
        rows = list(row_contexts(block.rows, self.context))
        if not rows and not blank_rows(block, self.context):
            return
        column_widths(columns, width, own_size(self.spec.layout[self.size], block), block.rows)
        for column in columns:
            self.say(column.label, column.group)
        for row in rows:
            for column in columns:
                if column.qr:
                    row_codes(column.qr, row)
                else:
                    self.say(column.text, context=row)
        if rows:
            self.say(*block.total)

    def say(self, *texts: str, context: Context | None = None) -> None:
        for text in texts:
            sentence(text).say(context or self.context)


def shown_columns(block: parts.TableBlock, context: Context) -> Sequence[parts.Column]:
    """Return the columns of a table that these data have a use for. Raises BadSentence where there is none."""
    columns = [c for c in block.columns if not c.when or expression(c.when).holds(context)]
    if not columns:
        raise BadSentence(f"bảng “{block.rows}” không còn cột nào")
    return columns
