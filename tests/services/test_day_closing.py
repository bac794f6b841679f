"""Closing a day: kept bytes that never change, supplements without a gap that hold everything that came later."""

import random
import shutil
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from naive_recount import VIET_NAM, Recount
from printing.reading import page_texts, squeezed, text_of
from staff import CLERK, MORNING, SUPERVISOR
from year_of_lives import Year

from desk_app.domain.errors import DeskError
from desk_app.domain.events import StreamBegan
from desk_app.models.log_reading import stored_lines
from desk_app.models.queries.sync import SyncLink
from desk_app.models.store import Store, open_store
from desk_app.services.day_changes import changed_dossiers
from desk_app.services.day_checks import Check, CheckLine, day_checks
from desk_app.services.day_closing import (
    close_day,
    closed_days,
    closed_parts,
    closings_of,
    day_figures,
    day_standing,
    kept_day,
    kept_paper,
)
from desk_app.services.follow_up_book import BookWanted, book_rows
from desk_app.services.last_slip import tell_last_slip
from desk_app.services.mending import cancel, correct, reverse
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step

DAY = MORNING.date()
CLOSING = MORNING.replace(hour=16, minute=45)
MAI = {"name": "TRẦN THỊ MAI", "phone": "0912345678", "address": "Thôn 3"}
FEE = [
    {
        "name": "Lệ phí", "amount": 8000, "full_amount": 8000, "when": "now", "paid": True, "method": "cash",
        "receipt_number": "0000123",
    }
]  # fmt: skip


def received(store: Store, minutes: int = 0, **values: object) -> UUID:
    at = MORNING + timedelta(minutes=minutes)
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI, **values}), at).id


def code_of(store: Store, dossier: UUID) -> str:
    with store.reading() as rd:
        line = rd.dossiers.line(dossier)
    assert line is not None and line.code is not None
    return squeezed(line.code)


def later(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


@pytest.fixture
def colleague(store_folder: Path, tmp_path: Path) -> Store:
    """Another desk of the same office, on a stream of its own."""
    folder = Path(shutil.copytree(store_folder, tmp_path / "colleague"))
    opened = open_store(folder, now=MORNING)
    with opened.transaction(MORNING, "canbo") as tx:
        tx.begin_stream(StreamBegan(parent=None, cause="copied", program="test"))
    tell_last_slip(opened, "H56.14-260827-0500", 500, "canbo", MORNING)
    return opened


def absorb_from(store: Store, other: Store) -> None:
    with other.reading() as rd:
        lines = list(stored_lines(rd.connection, rd.identity().stream))
    with store.transaction(CLOSING + later(20), "sync") as tx:
        for line in lines:
            tx.absorb(*line)


def test_whatever_happens_later_a_closed_day_keeps_its_bytes_and_supplements_count_on(
    store: Store, colleague: Store
) -> None:
    dossiers = [received(store, at, fees=FEE if at == 0 else []) for at in range(4)]
    taken = take_step(store, CLERK, dossiers[2], "HandedOver", {"unit": "Phòng Kinh tế"}, MORNING + later(30))
    kept = {0: close_day(store, SUPERVISOR, DAY, CLOSING, "x").paper.pdf}
    reverse(store, SUPERVISOR, dossiers[2], taken.envelope.event_id, "Ghi nhầm đơn vị", CLOSING + later(1))
    kept[1] = close_day(store, SUPERVISOR, DAY, CLOSING + later(2), "x").paper.pdf
    correct(
        store,
        SUPERVISOR,
        dossiers[1],
        checked_receive({"procedure": "1.004873", "submitter": {**MAI, "name": "TRẦN THỊ MAY"}}),
        "Sai tên",
        CLOSING + later(3),
    )
    cancel(store, SUPERVISOR, dossiers[3], "Trùng", CLOSING + later(4))
    at_five_to_five = receive(
        store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI}), CLOSING + later(10)
    ).id
    kept[2] = close_day(store, SUPERVISOR, DAY, CLOSING + later(11), "x").paper.pdf
    theirs = received(colleague, 45)
    absorb_from(store, colleague)
    kept[3] = close_day(store, SUPERVISOR, DAY, CLOSING + later(21), "x").paper.pdf
    colleague.close()
    with store.reading() as rd:
        assert [part.supplement for part in closings_of(rd, DAY)] == [0, 1, 2, 3]
        for number, pdf in kept.items():
            paper, event = kept_day(rd, DAY, number), closings_of(rd, DAY)[number]
            assert paper is not None and paper.pdf == pdf == kept_paper(rd, CLERK, DAY, number).pdf
            assert event.pdf_digest == paper.digest == sha256(pdf).hexdigest()
        assert [(part.day, part.number) for part in closed_days(rd)] == [(DAY, 3), (DAY, 2), (DAY, 1), (DAY, 0)]
        assert [part.number for part in closed_days(rd, closed_days(rd)[1])] == [1, 0]
        assert [part.number for part in closed_parts(rd, DAY)] == [0, 1, 2, 3]
        assert closed_parts(rd, DAY - timedelta(days=1)) == []
    said = {number: text_of(pdf) for number, pdf in kept.items()}
    assert squeezed("Phần bổ sung số 1") in said[1] and squeezed("Ghi nhầm đơn vị") in said[1]
    assert all(code_of(store, one) in said[2] for one in (dossiers[1], dossiers[3], at_five_to_five))
    assert squeezed("TRẦN THỊ MAY") in said[2] and squeezed("Lý do: Trùng") in said[2]
    assert code_of(store, dossiers[0]) not in said[1] + said[2] + said[3]
    assert code_of(store, theirs) in said[3] and code_of(store, at_five_to_five) not in said[3]
    with pytest.raises(DeskError, match="chưa có gì phát sinh"):
        close_day(store, SUPERVISOR, DAY, CLOSING + later(30), "x")


def test_a_supplement_holds_the_days_later_money_returns_and_refusals_before_and_now(store: Store) -> None:
    dossier = received(store, fees=[{"name": "Lệ phí hộ tịch", "amount": 8000}])
    close_day(store, SUPERVISOR, DAY, CLOSING, "x")
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Phòng Kinh tế"}, CLOSING + later(1))
    take_step(store, CLERK, dossier, "ResultReady", {"form": "paper", "number": "118"}, CLOSING + later(2))
    take_step(
        store,
        CLERK,
        dossier,
        "Paid",
        {"amount": "8000", "method": "cash", "receipt_number": "0000124"},
        CLOSING + later(3),
    )
    take_step(store, CLERK, dossier, "Returned", {"to": MAI, "is_owner": True, "compared": True}, CLOSING + later(4))
    with store.reading() as rd:
        standing = day_standing(rd, DAY, CLOSING + later(5))
        figures = day_figures(rd, DAY, CLOSING + later(5))
    assert changed_dossiers(standing.later) == (dossier,)
    assert len(standing.later) == 4
    first, second = standing.parts[0].totals, figures
    assert (second["returned"], second["receipts"], second["money"]) == (
        first["returned"] + 1,
        first["receipts"] + 1,
        first["money"] + 8000,
    )
    text = text_of(close_day(store, SUPERVISOR, DAY, CLOSING + later(5), "x").paper.pdf)
    assert squeezed("Lần chốt trước") in text and squeezed(f"{second['money']:,}".replace(",", ".")) in text
    assert squeezed("Đã trả kết quả trong ngày") in text


def test_another_days_facts_are_no_matter_of_a_closed_day(store: Store) -> None:
    dossier = received(store)
    close_day(store, SUPERVISOR, DAY, CLOSING, "x")
    tomorrow = CLOSING + timedelta(days=1)
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Phòng Kinh tế"}, tomorrow)
    receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI}), tomorrow)
    with store.reading() as rd:
        assert day_standing(rd, DAY, tomorrow).later == ()
    cancel(store, SUPERVISOR, dossier, "Nhập nhầm", tomorrow)
    with store.reading() as rd:
        assert changed_dossiers(day_standing(rd, DAY, tomorrow).later) == (dossier,)
        assert day_standing(rd, DAY + timedelta(days=1), tomorrow).parts == ()


def test_another_desks_closing_takes_no_number_of_ours(store: Store, colleague: Store) -> None:
    close_day(colleague, SUPERVISOR, DAY, CLOSING, "x")
    absorb_from(store, colleague)
    colleague.close()
    with store.reading() as rd:
        assert closings_of(rd, DAY) == []
        assert closed_days(rd) == []
        with pytest.raises(DeskError, match="chưa chốt"):
            kept_paper(rd, SUPERVISOR, DAY)
    assert close_day(store, SUPERVISOR, DAY, CLOSING + later(30), "x").number == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_an_ordinal_once_printed_never_changes(store: Store, seed: int) -> None:
    chance = random.Random(seed)
    wanted, printed = BookWanted(DAY, DAY), dict[UUID, tuple[str, int | None, str]]()
    standing: list[UUID] = []
    for at in range(12):
        standing.append(received(store, at))
        if chance.random() < 0.4:
            cancel(store, SUPERVISOR, standing.pop(chance.randrange(len(standing))), "Trùng", MORNING + later(at))
        with store.reading() as rd:
            rows = book_rows(rd, wanted, CLOSING)
        places = {row.id: (row.book, row.ordinal, row.code) for row in rows}
        assert printed.items() <= places.items()
        assert len(set(places.values())) == len(places)
        printed = places


def test_what_another_desk_took_in_earlier_moves_no_ordinal_that_was_printed(store: Store, colleague: Store) -> None:
    mine = [received(store, at) for at in (30, 40)]
    cancel(store, SUPERVISOR, mine[0], "Trùng", MORNING + later(41))
    closed = close_day(store, SUPERVISOR, DAY, CLOSING, "x").paper.pdf
    with store.reading() as rd:
        printed = {row.id: (row.book, row.ordinal, row.code) for row in book_rows(rd, BookWanted(DAY, DAY), CLOSING)}
    theirs = {received(colleague, at) for at in (1, 35)}
    absorb_from(store, colleague)
    colleague.close()
    with store.reading() as rd:
        now = {row.id: (row.book, row.ordinal, row.code) for row in book_rows(rd, BookWanted(DAY, DAY), CLOSING)}
        kept = kept_day(rd, DAY)
    assert printed.items() <= now.items()
    assert now.keys() - printed.keys() == theirs
    assert len(set(now.values())) == len(now)
    assert kept is not None and kept.pdf == closed


def test_figures_of_every_day_agree_with_a_recount(year: Year, recounted: list[Recount]) -> None:
    def on(moment: object, day: date) -> bool:
        return moment is not None and moment.astimezone(VIET_NAM).date() == day  # type: ignore[attr-defined]

    days = sorted({one.received.astimezone(VIET_NAM).date() for one in recounted if one.received})[::25]
    with year.store.reading() as rd:
        for day in days:
            figures = day_figures(rd, day, year.now)
            came = [one for one in recounted if on(one.received, day)]
            assert figures["received"] == sum(not one.voided for one in came)
            assert figures["voided"] == sum(one.voided for one in came)
            assert figures["declined"] == sum(on(one.declined, day) for one in recounted)
            assert figures["returned"] == sum(on(one.returned, day) and not one.voided for one in recounted)


def test_a_part_of_the_log_is_signed_by_who_closed_it_and_bears_the_chain_at_its_foot(store: Store) -> None:
    received(store)
    pdf = close_day(store, SUPERVISOR, DAY, CLOSING, "Chờ mai").paper.pdf
    with store.reading() as rd:
        seq, hashed = next(
            (head.seq, head.hash) for head in closings_of(rd, DAY)[0].heads if head.stream == rd.identity().stream
        )
    pages = [squeezed(page) for page in page_texts(pdf)]
    chain = squeezed(f"số thứ tự {seq}, {hashed[:16]}")
    assert sum(chain in page for page in pages) == 2
    assert any(squeezed("BIÊN BẢN CHỐT NGÀY") in page for page in pages)
    assert any(squeezed("Chờ mai") in page for page in pages)


def test_what_the_server_has_not_confirmed_opens_its_dossiers(store: Store) -> None:
    def line() -> CheckLine:
        with store.reading() as rd:
            return next(one for one in day_checks(rd, DAY, CLOSING) if one.check is Check.NOT_SYNCED)

    assert (line().count, str(line().note)) == (0, "Quầy độc lập")
    received(store)
    with store.transaction(MORNING, actor="canbo") as tx:
        link = SyncLink(
            "https://tinh.example", "", "token", uuid4(), "Xã", uuid4(), "", "", "", "", "", enrolled_at=MORNING
        )
        tx.sync.set_link(link)
        for stream, (seq, hashed) in tx.sync.own_heads().items():
            tx.sync.move_mark(stream, seq, hashed)
    assert (line().count, str(line().note)) == (0, "Máy chủ đã xác nhận đủ")
    second = received(store, 5)
    waiting = line()
    assert waiting.dossiers == (second,)
    assert (waiting.count, waiting.open) == (len(waiting.dossiers), False)
    assert "cũ nhất" in str(waiting.note)
