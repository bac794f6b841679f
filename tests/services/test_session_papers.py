"""The papers of a lượt: which copy each print is, and that what is said of one holds for all its dossiers."""

from datetime import datetime, timedelta
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader
from staff import CLERK, MORNING

from desk_app.domain.errors import DeskError
from desk_app.domain.events import PrintOutcome
from desk_app.domain.forms.paper_data import PaperSize
from desk_app.models.store import Store
from desk_app.services.mending import cancel, correct
from desk_app.services.papers import dossier_paper
from desk_app.services.print_outcomes import prints_of
from desk_app.services.receive_command import Receive, checked_receive
from desk_app.services.reception import Receipt, receive
from desk_app.services.session_papers import (
    LIST,
    SLIP,
    say_session_spoiled,
    session_paper,
    session_printed,
    session_prints,
)


def command(session: UUID | None, summary: str, **more: str) -> Receive:
    mai = {"name": "Trần Thị Mai"}
    return checked_receive({"procedure": "2.000635", "submitter": mai, "session": session, "summary": summary, **more})


@pytest.fixture
def lot(store: Store) -> tuple[UUID, list[Receipt]]:
    """Two dossiers of one lượt, received this morning."""
    session = uuid4()
    return session, [
        receive(store, CLERK, command(session, words), MORNING) for words in ("cho cháu An", "cho cháu Ba")
    ]


def at(minutes: int) -> datetime:
    return MORNING + timedelta(minutes=minutes)


def printed(store: Store, session: UUID, minutes: int, form: str = SLIP) -> str:
    """Print a paper and return its words."""
    paper = session_paper(store, session, form_name=form)
    session_printed(store, CLERK, session, paper, PrintOutcome.GOOD, "laser", at(minutes))
    return words(paper.pdf)


def words(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize(
    ("returns", "brings"),
    [
        (({}, {}), True),
        (({"return_by": "post"}, {}), True),
        (({"return_by": "post"}, {"return_by": "electronic"}), False),
    ],
)
def test_the_slip_says_what_to_bring_only_where_somebody_comes_to_the_desk(
    store: Store, returns: tuple[dict[str, str], ...], brings: bool
) -> None:
    session = uuid4()
    for way in returns:
        receive(store, CLERK, command(session, "x", **way), MORNING)
    says = printed(store, session, 1)
    assert ("mang theo: phiếu này" in says) is brings
    assert ("Qua dịch vụ bưu chính" in says) is any("post" in way.values() for way in returns)


@pytest.mark.parametrize(("summary", "times"), [("", 1), ("Đăng ký tạm trú tại Thôn 6", 2)])
def test_a_paper_says_the_procedure_once_where_nothing_more_is_asked(store: Store, summary: str, times: int) -> None:
    asked = checked_receive(
        {"procedure": "1.004194", "submitter": {"name": "Trần Thị Mai"}, "summary": summary or "Đăng ký tạm trú"}
    )
    receipt = receive(store, CLERK, asked, MORNING)
    says = words(dossier_paper(store, receipt.id, "control").pdf)
    assert says.count("Đăng ký tạm trú") == times


@pytest.mark.parametrize(("way", "brings"), [("desk", True), ("post", False), ("electronic", False)])
@pytest.mark.parametrize("size", [PaperSize.A4, PaperSize.K80])
def test_a_result_that_is_sent_needs_nothing_brought(store: Store, way: str, brings: bool, size: PaperSize) -> None:
    receipt = receive(store, CLERK, command(None, "x", return_by=way), MORNING)
    says = words(dossier_paper(store, receipt.id, "receipt", size).pdf)
    assert ("mang theo: phiếu này" in says) is brings


@pytest.mark.parametrize("form", [SLIP, LIST])
def test_a_second_copy_says_so_and_each_dossier_knows_it(
    store: Store, lot: tuple[UUID, list[Receipt]], form: str
) -> None:
    session, receipts = lot
    assert "In lại" not in printed(store, session, 0, form)
    assert "In lại lần 1" in printed(store, session, 5, form)
    assert "In lại lần 2" in printed(store, session, 9, form)
    for receipt in receipts:
        with store.reading() as rd:
            dossier = rd.dossiers.by_id(receipt.id)
        assert dossier is not None
        assert [one.reprint for one in prints_of(dossier, form)] == [0, 1, 2]
        assert [one.printed_at for one in prints_of(dossier, form)] == [at(0), at(5), at(9)]


def test_a_spoiled_copy_is_replaced_unmarked_for_every_dossier(store: Store, lot: tuple[UUID, list[Receipt]]) -> None:
    session, _receipts = lot
    first = session_paper(store, session).pdf
    printed(store, session, 0)
    assert session_paper(store, session, last_spoiled=True).pdf == first, "as it would be, before anything is written"
    for _twice in range(2):
        say_session_spoiled(store, CLERK, session, SLIP, at(1))
    assert [one.outcome for one in session_prints(store, session, SLIP)] == ["spoiled"]
    assert session_paper(store, session).pdf == first
    printed(store, session, 2)
    assert session_paper(store, session).reprint == 1, "the good copy counts, the spoiled one never does"


def test_nothing_printed_is_not_called_spoiled(store: Store, lot: tuple[UUID, list[Receipt]]) -> None:
    with pytest.raises(DeskError, match="chưa được in lần nào"):
        say_session_spoiled(store, CLERK, lot[0], SLIP, MORNING)


def test_other_words_replace_the_slip_they_were_printed_on(store: Store, lot: tuple[UUID, list[Receipt]]) -> None:
    session, receipts = lot
    printed(store, session, 0)
    correct(store, CLERK, receipts[0].id, command(session, "cho cháu Ân"), "Nhập nhầm", at(3))
    assert "Thay thế phiếu in lúc 09:12, ngày 27 tháng 08 năm 2026" in printed(store, session, 4)
    assert "In lại lần 1" in printed(store, session, 5)
    receive(store, CLERK, command(session, "cho cháu Tư"), at(6))
    assert "Thay thế phiếu in lúc" in printed(store, session, 7)
    cancel(store, CLERK, receipts[1].id, "Nhập hai lần", at(8))
    after = printed(store, session, 9)
    assert "Thay thế phiếu in lúc" in after
    assert receipts[1].code not in after
