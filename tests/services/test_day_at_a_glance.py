"""The day at a glance and accounts' activity: every figure is its dossiers, and what was undone does not count."""

from datetime import timedelta
from uuid import UUID

import pytest
from staff import ADMINISTRATOR, CLERK, MORNING, SUPERVISOR

from desk_app.domain.errors import DeskError
from desk_app.models.store import Store
from desk_app.services.account_activity import AccountDay, account_activity
from desk_app.services.accounts import Session, sign_in
from desk_app.services.day_at_a_glance import Glance, day_at_a_glance
from desk_app.services.mending import cancel, reverse
from desk_app.services.parked import park
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.steps import take_step

NOW = MORNING.replace(hour=16, minute=45)
MAI = {"name": "TRẦN THỊ MAI", "phone": "0912345678", "address": "Thôn 3"}


def received(store: Store, by: Session = CLERK) -> UUID:
    return receive(store, by, checked_receive({"procedure": "1.004873", "submitter": MAI}), MORNING).id


def counts(store: Store) -> dict[Glance, int]:
    with store.reading() as rd:
        return {figure.glance: figure.count for figure in day_at_a_glance(rd, CLERK, NOW).figures}


def activity(store: Store) -> dict[str, AccountDay]:
    with store.reading() as rd:
        return {one.login: one for one in account_activity(rd, SUPERVISOR, MORNING.date(), NOW)}


def given_back(store: Store, dossier: UUID) -> UUID:
    at = MORNING + timedelta(hours=1)
    take_step(store, CLERK, dossier, "HandedOver", {"unit": "Phòng Kinh tế"}, at)
    take_step(store, CLERK, dossier, "ResultReady", {"form": "paper"}, at)
    return take_step(
        store, CLERK, dossier, "Returned", {"to": MAI, "is_owner": True, "compared": True}, at
    ).envelope.event_id


def test_every_figure_is_as_many_as_the_dossiers_behind_it(store: Store) -> None:
    before = counts(store)
    first, second = received(store), received(store)
    given_back(store, first)
    park(store, CLERK, {}, "Bà Hoa", MORNING)
    with store.reading() as rd:
        day = day_at_a_glance(rd, CLERK, NOW)
    assert {first, second} <= set(day.figure(Glance.RECEIVED).dossiers)
    assert first in day.figure(Glance.RETURNED).dossiers
    for glance in (Glance.RECEIVED, Glance.RETURNED, Glance.LATE, Glance.TO_CHECK):
        assert len(set(day.figure(glance).dossiers)) == day.figure(glance).count
    grown = {glance: count - before[glance] for glance, count in counts(store).items()}
    assert (grown[Glance.RECEIVED], grown[Glance.RETURNED], grown[Glance.PARKED]) == (2, 1, 1)
    cancel(store, SUPERVISOR, second, "Tiếp nhận trùng", NOW)
    assert counts(store)[Glance.RECEIVED] == before[Glance.RECEIVED] + 1


def test_the_day_says_who_mended_what_and_why(store: Store) -> None:
    dossier = received(store)
    cancel(store, SUPERVISOR, dossier, "Tiếp nhận trùng", NOW)
    with store.reading() as rd:
        (change,) = day_at_a_glance(rd, CLERK, NOW).mended
        line = rd.dossiers.line(dossier)
    assert line is not None
    assert (change.dossier, change.code, change.who) == (dossier, line.code, SUPERVISOR.display_name)
    assert (str(change.what), [str(one) for one in change.details]) == ("Hủy tiếp nhận", ["Lý do: Tiếp nhận trùng"])


def test_accounts_count_what_stands_and_add_up_to_the_days_figures(store: Store) -> None:
    with pytest.raises(DeskError):
        sign_in(store, "canbo", "sai", MORNING)
    sign_in(store, "canbo", "motcua", MORNING + timedelta(minutes=1))
    mine, theirs, cancelled = received(store), received(store, SUPERVISOR), received(store)
    returned = given_back(store, mine)
    given_back(store, theirs)
    cancel(store, SUPERVISOR, cancelled, "Trùng", NOW)
    days = activity(store)
    assert (days["canbo"].sign_ins, days["canbo"].failed) == (1, 1)
    assert mine in days["canbo"].received and cancelled not in days["canbo"].received
    assert theirs in days["truongbophan"].received
    assert {mine, theirs} <= set(days["canbo"].returned)
    assert days["truongbophan"].mended == (cancelled,)
    for glance, done in ((Glance.RECEIVED, "received"), (Glance.RETURNED, "returned")):
        assert sum(len(getattr(one, done)) for one in days.values()) == counts(store)[glance]
    reverse(store, SUPERVISOR, mine, returned, "Trả nhầm", NOW)
    assert mine not in activity(store)["canbo"].returned
    assert mine in activity(store)["truongbophan"].mended


def test_a_clerk_does_not_see_what_accounts_did(store: Store) -> None:
    with store.reading() as rd:
        with pytest.raises(DeskError) as refused:
            account_activity(rd, CLERK, MORNING.date(), NOW)
        assert account_activity(rd, ADMINISTRATOR, MORNING.date(), NOW)
    assert refused.value.code == "not_entitled"
