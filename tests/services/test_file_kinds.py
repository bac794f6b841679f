"""Scanned files are known by what they hold: every kind with real files, and everything that is none of them."""

import io
import struct
import warnings
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.pdfgen.canvas import Canvas
from scans import a_pdf, a_picture, a_tiff

from desk_app.domain.errors import DeskError
from desk_app.services.file_kinds import MOST_PAGES, FileKind, examine
from desk_app.services.file_pages import MediaType, page_picture


def refused(content: bytes) -> str:
    with pytest.raises(DeskError) as refusal:
        examine(content)
    assert "{" not in str(refusal.value)
    return refusal.value.code


def png_that_claims(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes that says it is this large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


def a_zip() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("x.bat", b"echo")
        packed.comment = b"%%EOF"
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "kind", "pages"),
    [
        (a_pdf(3), MediaType.PDF, 3),
        (b"\r\n" + a_pdf(1), MediaType.PDF, 1),
        (b"\xef\xbb\xbf\0\0" + a_pdf(1), MediaType.PDF, 1),
        (a_pdf(1) + b"\0" * 900, MediaType.PDF, 1),
        (a_picture("JPEG"), MediaType.JPEG, 1),
        (a_picture("JPEG", "L"), MediaType.JPEG, 1),
        (a_picture("JPEG", "CMYK"), MediaType.JPEG, 1),
        (a_picture("PNG"), MediaType.PNG, 1),
        (a_picture("PNG", "1"), MediaType.PNG, 1),
        (a_picture("PNG", "RGBA"), MediaType.PNG, 1),
        (a_picture("PNG", "I;16"), MediaType.PNG, 1),
        (a_tiff(4), MediaType.TIFF, 4),
        (a_tiff(2, "RGB", "tiff_lzw"), MediaType.TIFF, 2),
        (a_tiff(1, "L", "jpeg"), MediaType.TIFF, 1),
    ],
)
def test_each_kind_is_known_by_its_content(content: bytes, kind: MediaType, pages: int) -> None:
    assert examine(content) == FileKind(kind, pages)


def test_every_page_of_every_kind_becomes_a_picture_of_the_width_asked_for() -> None:
    for content, kind, pages in (
        (a_pdf(2), MediaType.PDF, 2),
        (a_tiff(2), MediaType.TIFF, 2),
        (a_picture("JPEG"), MediaType.JPEG, 1),
        (a_picture("PNG", "RGBA"), MediaType.PNG, 1),
    ):
        for page in range(pages):
            picture = page_picture(content, kind, page, 200)
            assert picture.width == 200
            assert picture.stride >= 600
            assert len(picture.pixels) == picture.stride * picture.height


def test_what_is_see_through_lies_on_white_and_sixteen_bits_stay_light() -> None:
    clear = page_picture(a_picture("PNG", "RGBA", colour=(255, 0, 0, 0)), MediaType.PNG, 0, 10)
    assert clear.pixels[:3] == b"\xff\xff\xff"
    light = page_picture(a_picture("PNG", "I;16", colour=60000), MediaType.PNG, 0, 10)
    assert light.pixels[0] > 220


def test_colours_keep_their_order() -> None:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(100, 100))
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, 100, 100, fill=1)
    canvas.save()
    inside = page_picture(made.getvalue(), MediaType.PDF, 0, 50)
    middle = 25 * inside.stride + 75
    assert inside.pixels[middle : middle + 3] == b"\xff\x00\x00"
    red = page_picture(a_picture("PNG", colour="red"), MediaType.PNG, 0, 50)
    assert red.pixels[:3] == b"\xff\x00\x00"


def test_a_photograph_taken_sideways_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    made = a_picture("JPEG", size=(200, 100), exif=exif)
    picture = page_picture(made, MediaType.JPEG, 0, 400, 400)
    assert (picture.width, picture.height) == (200, 400)


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04" + b"x" * 200,
        b"MZ" + b"\0" * 500,
        b"GIF89a" + b"\0" * 40,
        "Tờ khai đăng ký".encode(),
        b"x" * 2000 + b"%PDF-1.4",
        a_picture("BMP"),
        a_picture("GIF", "P"),
        b"MZ" + b"\0" * 60 + a_pdf(1),
        b"\x7fELF" + a_pdf(1),
        b"PK\x03\x04" + a_pdf(1),
        b"<script>x()</script>\n" + a_pdf(1),
        b"GIF89a" + a_pdf(1),
        b"MZ" + a_picture("JPEG"),
        b"\r\n" + a_picture("PNG"),
        b"<svg/>" + a_tiff(1),
    ],
)
def test_what_is_none_of_the_four_kinds_is_refused(content: bytes) -> None:
    assert refused(content) == "scan_foreign"


@pytest.mark.parametrize(
    "content",
    [
        a_pdf(1) + a_zip(),
        a_picture("PNG") + a_zip(),
        a_picture("JPEG") + a_zip(),
        a_picture("JPEG", comment=b"%PDF-1.4 1 0 obj"),
    ],
)
def test_what_is_two_kinds_at_once_is_refused(content: bytes) -> None:
    assert refused(content) == "scan_foreign"


def test_an_empty_file_is_refused() -> None:
    assert refused(b"") == "scan_empty"


@pytest.mark.parametrize("whole", [a_pdf(3), a_picture("JPEG", size=(900, 900)), a_tiff(3)])
def test_a_file_cut_off_is_refused(whole: bytes) -> None:
    assert refused(whole[: len(whole) // 2]) == "scan_broken"
    assert refused(whole[:20]) == "scan_broken"


def test_a_picture_cut_off_in_its_data_is_refused() -> None:
    noise = Image.effect_noise((300, 300), 80)
    for kind in ("PNG", "JPEG", "TIFF"):
        made = io.BytesIO()
        noise.save(made, kind)
        assert refused(made.getvalue()[: len(made.getvalue()) * 2 // 3]) == "scan_broken", kind


def test_a_head_alone_is_refused() -> None:
    for head in (b"%PDF-1.7\n%%EOF", b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"II*\x00", b"MM\x00*\0\0\0\x08"):
        assert refused(head) == "scan_broken"


def test_a_pdf_that_needs_a_password_is_refused_and_one_that_opens_by_itself_is_not() -> None:
    for secret, outcome in (("bí mật", "scan_locked"), ("", None)):
        writer = PdfWriter(PdfReader(io.BytesIO(a_pdf())))
        writer.encrypt(secret, owner_password="chủ", algorithm="AES-256")
        made = io.BytesIO()
        writer.write(made)
        if outcome is None:
            assert examine(made.getvalue()).pages == 1
        else:
            assert refused(made.getvalue()) == outcome


def test_scripts_in_a_pdf_are_kept_and_never_run() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(a_pdf())))
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('x'); this.closeDoc();")}
    opens = DictionaryObject({NameObject(name): value for name, value in script.items()})
    writer.root_object[NameObject("/OpenAction")] = opens
    made = io.BytesIO()
    writer.write(made)
    assert examine(made.getvalue()) == FileKind(MediaType.PDF, 1)
    plain = page_picture(a_pdf(), MediaType.PDF, 0, 100)
    assert page_picture(made.getvalue(), MediaType.PDF, 0, 100) == plain


@pytest.mark.parametrize("side", [9_500, 12_000, 60_000])
def test_a_picture_that_would_unfold_beyond_memory_is_refused_unread(side: int) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        assert refused(png_that_claims(side, side)) == "scan_too_many_pixels"


def test_a_pdf_that_holds_such_a_picture_is_refused_unread() -> None:
    body = zlib.compress(b"\0" * 1000)
    image = (
        b"<</Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceGray/BitsPerComponent 8"
        b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(body), body)
    )
    draw = b"q 100 0 0 100 0 0 cm /I Do Q"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw),
        image,
    ]
    made = b"%PDF-1.4\n" + b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    made += b"trailer<</Root 1 0 R/Size 6>>\n%%EOF\n"
    assert refused(made) == "scan_too_many_pixels"


def test_a_page_in_the_middle_of_a_tiff_that_would_unfold_so_is_refused_too() -> None:
    made = bytearray(a_tiff(3))
    order = "<" if made[:2] == b"II" else ">"
    directory = int(struct.unpack_from(order + "I", made, 4)[0])
    fields = int(struct.unpack_from(order + "H", made, directory)[0])
    second = int(struct.unpack_from(order + "I", made, directory + 2 + 12 * fields)[0])
    for place in range(int(struct.unpack_from(order + "H", made, second)[0])):
        at = second + 2 + 12 * place
        width_or_height = struct.unpack_from(order + "H", made, at)[0] in (256, 257)
        if width_or_height:
            struct.pack_into(order + "HII", made, at + 2, 4, 1, 60_000)
    assert refused(bytes(made)) == "scan_too_many_pixels"


def test_a_page_of_absurd_size_is_shown_small_and_does_no_harm() -> None:
    long = a_pdf(size=(100, 14_000))
    assert examine(long).pages == 1
    assert page_picture(long, MediaType.PDF, 0, 4000).height <= 6000


def test_too_many_pages_are_refused() -> None:
    assert refused(a_pdf(MOST_PAGES + 1)) == "scan_too_many_pages"


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([a_pdf(), a_picture("JPEG"), a_picture("PNG"), a_tiff(2)]), st.data())
def test_whatever_bytes_come_there_is_a_kind_or_one_sentence(whole: bytes, data: st.DataObject) -> None:
    spoiled = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 8))):
        spoiled[data.draw(st.integers(0, len(spoiled) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert examine(bytes(spoiled)).pages >= 1
    except DeskError as error:
        assert str(error)
