"""The follow-up book, its spreadsheet, the daily report, and days that were closed."""

from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from naive_recount import Recount
from printing.reading import page_texts, squeezed, text_of
from python_calamine import CalamineWorkbook
from staff import CLERK, MORNING, SUPERVISOR
from year_of_lives import Year

from desk_app.domain.dates import office_time
from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.accounts import Session
from desk_app.services.day_checks import Check, day_checks
from desk_app.services.day_closing import close_day, closings_of, kept_day
from desk_app.services.day_log import day_log_paper, day_report
from desk_app.services.follow_up_book import BookWanted, book_data, book_paper, book_rows
from desk_app.services.mending import cancel
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.report_06a import report_06a, report_06a_paper
from desk_app.services.spreadsheets import book_sheet, fees_sheet, workbook
from desk_app.services.statistics import (
    fees_data,
    fees_paper,
    overdue_data,
    overdue_paper,
)
from desk_app.services.steps import take_step

MAI = {"name": "=HYPERLINK(1)", "phone": "0912345678", "address": "Thôn 3"}
EVENING = MORNING.replace(hour=16, minute=50)
DAY = MORNING.date()
FIRST_OF_ALL = MORNING.date() - timedelta(days=30)


def received(store: Store, **values: object) -> UUID:
    return receive(store, CLERK, checked_receive({"procedure": "1.004873", "submitter": MAI, **values}), MORNING).id


def refused(code: str, store: Store, by: Session = SUPERVISOR, reason: str = "") -> None:
    with pytest.raises(DeskError) as error:
        close_day(store, by, DAY, EVENING, reason)
    assert error.value.code == code


def test_the_book_of_a_year_agrees_with_a_recount(year: Year, recounted: list[Recount]) -> None:
    with year.store.reading() as rd:
        rows = book_rows(rd, BookWanted(year.first, year.now.date()), year.now)
    by_id = dict(zip(year.ids, recounted, strict=True))
    assert {row.id for row in rows} == {one for one, life in by_id.items() if life.received is not None}
    for row in rows:
        life = by_id[row.id]
        assert (row.book, row.ordinal, row.voided) == (*life.book, life.voided)
        assert (row.received_at, row.field) == (life.received, life.field)
        if not life.voided:
            assert (row.due_at, row.returned_at, row.unit) == (life.due, life.returned, life.unit)
    ordinals = [row.ordinal for row in rows if row.ordinal is not None]
    assert len(ordinals) == len(rows)
    assert ordinals == sorted(set(ordinals))


def test_a_field_and_a_book_are_parts_of_the_whole(year: Year) -> None:
    whole = BookWanted(year.first, year.now.date())
    with year.store.reading() as rd:
        rows = book_rows(rd, whole, year.now)
        land = book_rows(rd, BookWanted(whole.first, whole.last, field="Đất đai"), year.now)
        assert book_rows(rd, BookWanted(date(2020, 1, 1), date(2020, 1, 1), book="01/2026"), year.now) == []
        with pytest.raises(DeskError, match=r"Không có quyển sổ “99/2026”. Các quyển đang có: 01/2026\."):
            book_rows(rd, BookWanted(whole.first, whole.last, book="99/2026"), year.now)
    assert [row.id for row in land] == [row.id for row in rows if row.field == "Đất đai"]


def test_the_printed_book_keeps_ordinals_strikes_cancelled_ones_and_numbers_its_pages(store: Store) -> None:
    dossiers = [received(store) for _ in range(30)]
    cancel(store, CLERK, dossiers[3], "Tiếp nhận trùng", MORNING)
    with store.reading() as rd:
        pdf = book_paper(rd, CLERK, BookWanted(DAY, DAY), EVENING).pdf
        rows = book_rows(rd, BookWanted(DAY, DAY), EVENING)
    pages = page_texts(pdf)
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"Trang{number}/{len(pages)}" in squeezed(page)
    for row in rows:
        assert squeezed(row.code) in text_of(pdf)
    assert sum(row.voided for row in rows) >= 1
    assert squeezed("Đã hủy tiếp nhận (gạch ngang, không tính): 1.") in text_of(pdf)


def test_a_spreadsheet_holds_text_as_text_and_no_formula(store: Store) -> None:
    received(store)
    with store.reading() as rd:
        wanted = BookWanted(DAY, DAY)
        data = book_data(rd, CLERK, wanted, book_rows(rd, wanted, EVENING), EVENING)
        fees = fees_data(rd, CLERK, FIRST_OF_ALL, DAY, EVENING)
    made = workbook([book_sheet(data), fees_sheet(fees)], EVENING)
    assert b"<f>" not in made
    rows = CalamineWorkbook.from_filelike(BytesIO(made)).get_sheet_by_name("Sổ theo dõi").to_python()
    cells = {cell for row in rows for cell in row}
    assert "0912345678" in cells
    assert "=HYPERLINK(1)" in cells


def test_the_daily_report_adds_up(store: Store) -> None:
    received(store)
    with store.reading() as rd:
        data = day_report(rd, CLERK, FIRST_OF_ALL, DAY, EVENING)
        pdf = day_log_paper(rd, CLERK, DAY, DAY, EVENING).pdf
    assert data.running == data.running_in_time + data.running_due + data.running_late + data.running_waiting
    assert data.done == data.done_in_time + data.done_late
    assert data.received >= data.done + data.running > 0
    assert squeezed("CÁN BỘ BÁO CÁO") in text_of(pdf)


def test_a_report_of_an_earlier_day_lists_nothing_that_came_after_it_and_says_when_it_was_made(store: Store) -> None:
    first = received(store)
    command = checked_receive({"procedure": "1.004873", "submitter": MAI})
    second = receive(store, CLERK, command, MORNING + timedelta(days=1)).code
    weeks_later = MORNING + timedelta(days=40)
    with store.reading() as rd:
        line = rd.dossiers.line(first)
        assert line is not None
        listed = [row.code for row in day_report(rd, CLERK, DAY, DAY, weeks_later).rows if row.heading == "Quá hạn"]
        now = {row.code for row in day_report(rd, CLERK, DAY, weeks_later.date(), weeks_later).rows}
        text = text_of(day_log_paper(rd, CLERK, DAY, DAY, weeks_later).pdf)
    assert line.code in listed
    assert second not in listed
    assert second in now
    assert squeezed(f"Hiện tại (lúc {weeks_later:%H:%M} ngày {weeks_later:%d/%m/%Y})") in text


def test_reports_print_their_figures_and_their_footnotes(store: Store) -> None:
    with store.reading() as rd:
        report = report_06a(rd, FIRST_OF_ALL, DAY, EVENING)
        text = text_of(report_06a_paper(rd, SUPERVISOR, report, EVENING).pdf)
        overdue = overdue_data(rd, SUPERVISOR, FIRST_OF_ALL, DAY, EVENING)
        late = text_of(overdue_paper(rd, SUPERVISOR, FIRST_OF_ALL, DAY, EVENING).pdf)
        fees = text_of(fees_paper(rd, SUPERVISOR, FIRST_OF_ALL, DAY, EVENING).pdf)
        with pytest.raises(DeskError, match="sau ngày cuối"):
            report_06a(rd, DAY, FIRST_OF_ALL, EVENING)
    assert report.sum.line.balanced
    assert "(3)=(4)+(5)+(6)" in text
    assert squeezed("so với lúc 16:50 ngày 27/08/2026.") in text
    with store.reading() as rd:
        over = report_06a(rd, FIRST_OF_ALL, DAY, EVENING + timedelta(days=9))
    assert "so với hết ngày 27/08/2026." in str(over.footnotes[1])
    assert squeezed(report.ratios[0][1].words) in text
    assert len(overdue.rows) == report.sum.line.late + report.sum.line.running_late
    assert all(squeezed(row.code) in late for row in overdue.rows)
    assert "BẢNGKÊTHUPHÍ,LỆPHÍ" in fees


def test_a_day_is_closed_with_a_reason_and_its_papers_never_change(store: Store) -> None:
    dossier = received(store)
    with store.reading() as rd:
        lines = {line.check: line for line in day_checks(rd, DAY, EVENING)}
    assert dossier in lines[Check.NOT_HANDED_OVER].dossiers
    refused("not_entitled", store, CLERK, "x")
    refused("day_has_open_lines", store)
    closed = close_day(store, SUPERVISOR, DAY, EVENING, "Bàn giao sáng mai")
    with store.reading() as rd:
        kept, events = kept_day(rd, DAY), closings_of(rd, DAY)
        heads = {head.stream: head.seq for head in events[0].heads}
    assert kept == closed.paper
    assert kept is not None and kept.pdf == closed.paper.pdf
    assert events[0].pdf_digest == kept.digest
    assert events[0].open_lines_reason == "Bàn giao sáng mai"
    assert heads
    assert squeezed("Chốt ngày:") in text_of(kept.pdf)
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Phòng Kinh tế"}, EVENING + timedelta(days=1))
    refused("nothing_to_supplement", store, reason="x")


def test_what_arrives_after_the_closing_goes_to_a_numbered_supplement(store: Store) -> None:
    early, mended = received(store), received(store)
    close_day(store, SUPERVISOR, DAY, EVENING, "x")
    command = checked_receive({"procedure": "1.004873", "submitter": MAI})
    late = receive(store, CLERK, command, EVENING + timedelta(minutes=5))
    cancel(store, SUPERVISOR, mended, "Tiếp nhận trùng", EVENING + timedelta(minutes=6))
    first = close_day(store, SUPERVISOR, DAY, EVENING + timedelta(minutes=10), "x")
    assert first.number == 1
    with store.reading() as rd:
        codes = {one: rd.dossiers.line(one) for one in (early, mended, late.id)}
        text = text_of(first.paper.pdf)
        assert [closing.supplement for closing in closings_of(rd, DAY)] == [0, 1]
    assert squeezed("Phần bổ sung số 1") in text
    assert {one for one, line in codes.items() if line and line.code and squeezed(line.code) in text} == {
        mended,
        late.id,
    }


def test_a_day_to_come_is_not_closed(store: Store) -> None:
    with pytest.raises(DeskError, match="chưa đến"):
        close_day(store, SUPERVISOR, office_time(MORNING).date() + timedelta(days=1), MORNING, "x")
