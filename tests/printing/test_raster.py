"""The raster: bands make the page, and every module of a code is a whole number of dots."""

from functools import cache
from itertools import groupby

import pytest
from PIL import Image, ImageChops
from printing.reading import printed

from desk_app.domain.forms.paper_data import Codes, PaperSize
from desk_app.printing.codes import bar_symbol, qr_payload, qr_symbol
from desk_app.printing.papers import render
from desk_app.printing.raster import bands, page_image, page_sizes
from desk_app.shipped_forms import shipped_form

CODE = "H56.14-260827-0012"


def receipt(size: PaperSize) -> bytes:
    form = shipped_form("tt-03-2025", "receipt")
    return render(form.samples["everyday"], form, size)


@cache
def runs(line: bytes) -> list[int]:
    """Return the lengths of black and white runs of a line of grey dots, without the white at its ends."""
    lengths = [(colour, len(list(group))) for colour, group in groupby(line)]
    while lengths and lengths[0][0]:
        lengths.pop(0)
    while lengths and lengths[-1][0]:
        lengths.pop()
    return [length for _, length in lengths]


@pytest.mark.parametrize(("dpi", "module"), [(203, 2), (300, 3), (600, 6)])
def test_bars_stand_on_whole_dots(dpi: int, module: int) -> None:
    image = printed(receipt(PaperSize.K80), 0, dpi)
    symbol = bar_symbol(CODE, 30)
    dark = [width * module for _, _, width, _ in symbol.rectangles]
    dots = image.convert("L").tobytes()
    lines = [runs(dots[start : start + image.width]) for start in range(0, len(dots), image.width)]
    bars = [line for line in lines if line[::2] == dark]
    assert len(bars) >= 6 * dpi / 25.4
    assert all(length % module == 0 for length in bars[0])


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_the_bands_make_the_page(dpi: int) -> None:
    pdf = receipt(PaperSize.A5)
    whole = page_image(pdf, 0, dpi, smooth=False)
    parts = list(bands(pdf, 0, dpi, lines=97))
    assert sum(part.height for part in parts) == whole.page_height == whole.height
    assert all(part.height <= 97 for part in parts)
    joined = b"".join(part.pixels for part in parts)
    assert len(joined) == len(whole.pixels)
    shape = (whole.stride, whole.height)
    between = ImageChops.difference(Image.frombytes("L", shape, joined), Image.frombytes("L", shape, whole.pixels))
    different = sum(between.histogram()[1:])
    assert different <= len(joined) // 100_000  # a lone dot may fall to the other side of a rounding


def test_a_sheet_has_its_size_in_millimetres_and_dots() -> None:
    pdf = receipt(PaperSize.A5)
    (size,) = page_sizes(pdf)
    assert (round(size.width_mm, 1), round(size.height_mm, 1)) == (148.0, 210.0)
    band = next(bands(pdf, 0, 300))
    assert (band.page_width, band.page_height) == (1748, 2480)


def test_an_abandoned_print_leaves_the_renderer_free() -> None:
    pdf = receipt(PaperSize.A5)
    begun = bands(pdf, 0, 203, lines=10)
    next(begun)
    assert page_sizes(pdf)
    begun.close()
    assert len(page_image(pdf, 0, 100).pixels) > 1000


def test_the_qr_holds_the_secret_only_behind_a_served_address() -> None:
    served = Codes(code=CODE, secret="7KBM4PTC", look_up_address="motcua.anthinh.gov.vn")
    assert qr_payload(served) == f"https://motcua.anthinh.gov.vn/tra-cuu#{CODE}.7KBM4PTC"
    assert qr_payload(Codes(code=CODE, secret="7KBM4PTC")) == CODE
    assert qr_payload(Codes(code=CODE, look_up_address="motcua.anthinh.gov.vn")) == CODE


def test_symbols_keep_their_quiet_zones() -> None:
    bar = bar_symbol(CODE, 30)
    assert min(x for x, _, _, _ in bar.rectangles) == 10
    assert max(x + width for x, _, width, _ in bar.rectangles) == bar.width - 10
    qr = qr_symbol(CODE)
    assert min(x for x, _, _, _ in qr.rectangles) == 4
    assert max(y + height for _, y, _, height in qr.rectangles) == qr.height - 4
    with pytest.raises(ValueError):
        bar_symbol("mã", 30)
