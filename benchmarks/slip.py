"""The receipt's PDF against the same strokes drawn by ReportLab's canvas alone: same fonts, same bars, same pages."""

from collections.abc import Iterator
from functools import partial
from io import BytesIO

from pypdf import PdfReader

from benchmarks.measure import Figure, in_turns
from benchmarks.strokes import drawn_again, noted
from desk_app.domain.forms.form import Form
from desk_app.domain.forms.paper_data import PaperSize, PrintMarks, ReceiptData
from desk_app.printing.papers import render
from desk_app.shipped_forms import shipped_form

MARKS = PrintMarks(copies=("Lưu", "Giao công dân"))


def figures(rounds: int = 15) -> Iterator[Figure]:
    """Measure an everyday receipt on both sheets, two copies as the desk prints it."""
    form = shipped_form("tt-03-2025", "receipt")
    data = next(iter(form.samples.values()))
    assert isinstance(data, ReceiptData)
    for size in (PaperSize.A5, PaperSize.A4):
        yield figure(form, data, size, rounds)


def figure(form: Form, data: ReceiptData, size: PaperSize, rounds: int) -> Figure:
    """Measure one size."""
    with noted() as recordings:
        ours = render(data, form, size, MARKS)
    recording = recordings[-1]
    floor = drawn_again(recording)
    if _strokes(ours) != _strokes(floor):
        raise RuntimeError("the bare canvas did not draw the same strokes")
    built = len(recordings)
    note = f"floor: {len(recording.strokes)} canvas calls again; laid out {built} time{'s' * (built > 1)}"
    return in_turns(
        f"slip PDF, {size.value}, two copies",
        partial(render, data, form, size, MARKS),
        partial(drawn_again, recording),
        aim=2,
        note=note,
        rounds=rounds,
        at_least_ms=80,
    )


def _strokes(pdf: bytes) -> list[bytes]:
    return [page.get_contents().get_data() for page in PdfReader(BytesIO(pdf)).pages]  # type: ignore[union-attr]
