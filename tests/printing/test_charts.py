"""Charts: every figure written, told apart without colour, within their width, the same bytes each time."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from printing.reading import page_texts, printed, squeezed, text_of
from reportlab.graphics.shapes import Drawing, Group, Rect

from desk_app.domain.forms.chart_data import Bar, Chart, Fill, Series, Shape
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.domain.statistics import grouped
from desk_app.printing.charts import chart_pdf, drawing
from desk_app.printing.papers import render
from desk_app.shipped_forms import shipped_form

EMPTY = "Không có hồ sơ nào trong kỳ."
STATES = tuple(Series(name=f"Loại {fill.value}", fill=fill) for fill in Fill)


def stacked(*bars: tuple[str, tuple[int, ...]], told: tuple[int, ...] = (1,)) -> Chart:
    return Chart(
        title="Tình hình giải quyết theo lĩnh vực",
        shape=Shape.STACKED,
        series=STATES,
        bars=tuple(Bar(name=name, values=values) for name, values in bars),
        told=told,
        told_as="quá hạn",
        empty=EMPTY,
    )


def columns(*bars: tuple[str, tuple[int, ...]]) -> Chart:
    made = tuple(Bar(name=name, values=values) for name, values in bars)
    return Chart(title="Tiếp nhận", shape=Shape.COLUMNS, series=STATES[:2], bars=made, empty=EMPTY)


names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=40)
five = st.tuples(*[st.integers(0, 2_000_000)] * 5)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(names, five), max_size=12), st.floats(240, 800))
def test_any_bars_are_drawn_within_the_width_and_tell_their_whole(
    bars: list[tuple[str, tuple[int, ...]]], width: float
) -> None:
    chart = stacked(*bars)
    drawn = drawing(chart, width)
    left, bottom, right, top = drawn.getBounds()
    assert left >= -1 and right <= width + 1 and bottom >= -1 and top <= drawn.height + 1
    text = text_of(chart_pdf(chart, width))
    for _name, values in bars:
        assert grouped(sum(values)) in text
    assert all(f"{grouped(value)}" in chart.words for _name, values in bars for value in values)


def test_late_ones_are_told_by_number_however_thin_their_part_is() -> None:
    text = text_of(chart_pdf(stacked(("Hộ tịch", (5000, 1, 0, 0, 0)), told=(1,)), 520))
    assert squeezed("5.001 (quá hạn 1)") in text


def test_every_column_says_its_figure_though_they_stand_close() -> None:
    course = [(f"Tháng {month}", (month * 1000, month * 999)) for month in range(1, 13)]
    text = "".join(page_texts(chart_pdf(columns(*course), 480)))
    for _name, values in course:
        assert all(grouped(value) in text for value in values)


def test_no_two_series_look_alike_in_black_and_white() -> None:
    assert len({series.fill for series in STATES}) == len(STATES)
    picture = printed(chart_pdf(stacked(("Hộ tịch", (10, 10, 10, 10, 10))), 520), 0, 203)
    assert set(picture.get_flattened_data() if hasattr(picture, "get_flattened_data") else picture.getdata()) <= {
        0,
        255,
    }


@pytest.mark.parametrize("chart", [stacked(), columns()])
def test_an_empty_chart_says_so(chart: Chart) -> None:
    assert squeezed(EMPTY) in text_of(chart_pdf(chart, 400))
    assert EMPTY in chart.words


def test_the_same_chart_gives_the_same_bytes() -> None:
    chart = stacked(("Đất đai", (1, 2, 3, 4, 5)))
    assert chart_pdf(chart, 500) == chart_pdf(chart, 500)


def test_nothing_of_nought_is_drawn() -> None:
    def areas(node: Drawing | Group) -> int:
        inside = [areas(one) for one in node.contents if isinstance(one, Group)]
        return sum(isinstance(one, Rect) for one in node.contents) + sum(inside)

    legend = len(STATES)
    assert areas(drawing(stacked(("a", (0, 0, 0, 0, 0))), 400)) == legend
    assert areas(drawing(stacked(("a", (0, 7, 0, 0, 0))), 400)) == legend + 1


def test_the_report_carries_its_charts_on_a_page_with_their_title() -> None:
    form = shipped_form("office", "report_06a")
    pages = [squeezed(page) for page in page_texts(render(form.samples["quarter"], form, PaperSize.A4))]
    assert squeezed("Biểu đồ kèm theo Biểu số II.06a/VPCP/KSTT") in pages[-1]
    assert squeezed("410 (quá hạn 1)") in pages[-1]
