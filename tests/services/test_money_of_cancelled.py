"""The day's money agrees with the drawer, whatever became of the dossiers: cancelled, corrected, undone, given back."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from naive_recount import recount
from printing.reading import squeezed, text_of
from staff import CLERK, SUPERVISOR
from staff import MORNING as SAMPLE_MORNING

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.models.verification import verify
from desk_app.services.day_checks import money_lines, money_of
from desk_app.services.day_closing import close_day, day_figures, kept_day
from desk_app.services.entered_again import changed_command
from desk_app.services.later_steps import step_ground
from desk_app.services.mending import cancel, correct, reverse
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.statistics import desk_fee_sums, fees_data, fees_paper
from desk_app.services.steps import take_step

MORNING = SAMPLE_MORNING + timedelta(days=4)
"""A day of its own: the sample office took money the days before."""
DAY = MORNING.date()
NEXT = MORNING + timedelta(days=1)
EVENING = NEXT.replace(hour=16, minute=45)
MAI = {"name": "TRẦN THỊ MAI", "phone": "0912345678", "address": "Thôn 3"}
PAID = {"name": "Lệ phí", "amount": 8000, "when": "now", "paid": True, "method": "cash", "receipt_number": "0000123"}
DUE = {"name": "Phí bản sao", "amount": 6000, "when": "later"}


def received(store: Store, *fees: dict[str, object]) -> UUID:
    command = checked_receive({"procedure": "1.004873", "submitter": MAI, "fees": list(fees)})
    return receive(store, CLERK, command, MORNING).id


def drawer(store: Store, first: int = 0, last: int = 1) -> int:
    """Return the money of some days from the first one on, by three ways that must agree."""
    days = DAY + timedelta(days=first), DAY + timedelta(days=last)
    with store.reading() as rd:
        data = fees_data(rd, CLERK, *days, EVENING)
        sums = desk_fee_sums(rd, *days, EVENING)
    assert data.total == sum(row.amount for row in data.rows) == sum(one.amount for one in sums)
    return int(data.total)


def told(store: Store, dossier: UUID) -> int:
    """Return what the raw events say, counted without the fold."""
    with store.reading() as rd:
        return recount(rd.dossiers.events_of(dossier)).taken


def test_money_of_a_cancelled_dossier_stays_on_its_day_with_a_note(store: Store) -> None:
    dossier = received(store, PAID, DUE)
    take_step(store, CLERK, dossier, "Paid", {"amount": 6000, "method": "cash"}, MORNING + timedelta(minutes=5))
    cancel(store, CLERK, dossier, "Tiếp nhận trùng", MORNING + timedelta(minutes=9))
    with store.reading() as rd:
        data = fees_data(rd, CLERK, DAY, DAY, EVENING)
        paper = text_of(fees_paper(rd, CLERK, DAY, DAY, EVENING).pdf)
        figures = day_figures(rd, DAY, EVENING)
        lines = money_lines(money_of(rd, DAY, EVENING))
    assert [(row.name, int(row.amount), row.note) for row in data.rows] == [
        ("Lệ phí", 8000, "đã hủy"),
        ("Phí bản sao", 6000, "đã hủy"),
    ]
    assert squeezed("đã hủy") in paper
    assert figures["money"] == sum(line.amount for line in lines) == 14_000
    assert drawer(store) == told(store, dossier) == 14_000


def test_money_given_back_stands_on_the_day_it_went(store: Store) -> None:
    dossier = received(store, PAID)
    cancel(store, CLERK, dossier, "Tiếp nhận trùng", MORNING + timedelta(minutes=9))
    assert step_ground(store, dossier, "Refunded", NEXT).held == 8000
    fields = {"amount": 9000, "reason": "Hủy tiếp nhận"}
    with pytest.raises(DeskError, match=r"nhiều hơn số quầy đã thu và chưa hoàn 8\.000 đ"):
        take_step(store, CLERK, dossier, "Refunded", fields, NEXT)
    take_step(store, CLERK, dossier, "Refunded", {**fields, "amount": 5000}, NEXT)
    take_step(store, CLERK, dossier, "Refunded", {"reason": "nốt"}, NEXT)
    with pytest.raises(DeskError, match="không còn khoản tiền nào"):
        take_step(store, CLERK, dossier, "Refunded", {"reason": "nữa"}, NEXT)
    assert [drawer(store, 0, 0), drawer(store, 1, 1), drawer(store)] == [8000, -8000, 0]
    assert told(store, dossier) == 0
    with store.reading() as rd:
        assert squeezed("-5.000 đ") in text_of(fees_paper(rd, CLERK, NEXT.date(), NEXT.date(), EVENING).pdf)
    assert verify(store).ok


def test_a_corrected_fee_takes_the_place_of_the_old_words_also_when_cancelled_later(store: Store) -> None:
    dossier = received(store, PAID)
    with store.reading() as rd:
        found = rd.dossiers.by_id(dossier)
        assert found is not None and found.reception is not None
        command = changed_command(rd, found.reception, {"fees": [{**PAID, "amount": 10_000}]})
    correct(store, CLERK, dossier, command, "Gõ nhầm số tiền", MORNING + timedelta(minutes=2))
    assert drawer(store) == 10_000
    cancel(store, SUPERVISOR, dossier, "Tiếp nhận trùng", NEXT)
    assert [drawer(store, 0, 0), drawer(store, 1, 1)] == [10_000, 0]


def test_a_payment_undone_never_was_and_a_refund_undone_neither(store: Store) -> None:
    dossier = received(store, DUE)
    paid = take_step(store, CLERK, dossier, "Paid", {"amount": 6000}, MORNING)
    refund = take_step(store, CLERK, dossier, "Refunded", {"amount": 6000}, NEXT)
    reverse(store, SUPERVISOR, dossier, refund.envelope.event_id, "Chưa đưa tiền", NEXT)
    assert drawer(store) == told(store, dossier) == 6000
    reverse(store, SUPERVISOR, dossier, paid.envelope.event_id, "Ghi nhầm", NEXT)
    assert drawer(store) == told(store, dossier) == 0


def test_nothing_goes_back_of_what_the_desk_never_took(store: Store) -> None:
    dossier = received(store, DUE)
    take_step(store, CLERK, dossier, "PaymentRequested", {"duty": "Thuế", "amount": 5000}, MORNING)
    take_step(store, CLERK, dossier, "Paid", {"amount": 5000}, MORNING)
    with pytest.raises(DeskError, match="không còn khoản tiền nào"):
        take_step(store, CLERK, dossier, "Refunded", {"amount": 1000}, MORNING)


def test_a_closed_day_keeps_its_money_when_a_dossier_is_cancelled_afterwards(store: Store) -> None:
    dossier = received(store, PAID)
    close_day(store, SUPERVISOR, DAY, MORNING.replace(hour=17), "Còn việc")
    cancel(store, SUPERVISOR, dossier, "Tiếp nhận trùng", NEXT)
    close_day(store, SUPERVISOR, DAY, EVENING, "Còn việc")
    with store.reading() as rd:
        sheet = kept_day(rd, DAY, 1)
        assert sheet is not None
        assert Decimal(day_figures(rd, DAY, EVENING)["money"]) == 8000
