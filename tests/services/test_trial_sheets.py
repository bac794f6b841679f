"""Trial sheets: what is printed is what is judged, and an input method's mischief is told from a wrong code."""

from io import BytesIO

from pypdf import PdfReader
from staff import MORNING

from desk_app.domain.forms.paper_data import Office, PaperSize
from desk_app.services.trial_sheets import (
    Verdict,
    judged,
    printer_test_paper,
    recovery_paper,
    scanner_test_paper,
    trials,
)

OFFICE = Office(name="Trung tâm Phục vụ hành chính công", desk="Quầy 2")


def test_each_code_read_as_it_is_is_good() -> None:
    for trial in trials("H56.14", MORNING):
        assert judged(trial, trial.payload) is Verdict.GOOD


def test_a_card_whose_words_were_bent_is_garbled_and_another_code_is_wrong() -> None:
    *codes, card = trials("H56.14", MORNING)
    assert judged(card, card.payload.replace("Nguyễn", "Nguyên").replace("Ưu", "Uu")) is Verdict.GARBLED
    assert judged(card, codes[0].payload) is Verdict.WRONG
    assert judged(codes[0], "H56.14-260827-0001") is Verdict.WRONG
    assert judged(codes[0], "") is Verdict.WRONG


def test_the_papers_can_be_made_before_there_is_a_store() -> None:
    for paper in (
        scanner_test_paper(None, OFFICE, "H56.14", MORNING),
        printer_test_paper(None, OFFICE, "", "HP", MORNING, PaperSize.K80),
    ):
        assert paper.pdf.startswith(b"%PDF")


def test_the_recovery_code_can_be_read_off_its_sheet() -> None:
    code = "0B7KM-4PTC9-1HLV2-88NMT-3KBC5-6PLTV"
    pages = PdfReader(BytesIO(recovery_paper(None, OFFICE, code, MORNING).pdf)).pages
    assert code in pages[0].extract_text()
    assert len(pages) == 1
