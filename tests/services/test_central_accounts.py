"""Accounts of the central server at a desk: silent where nobody is harmed, held where the desk itself must decide."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from staff import ADMINISTRATOR, CLERK, MORNING

from desk_app.domain.errors import DeskError
from desk_app.domain.events import AccountChanged, SettingChanged
from desk_app.models.queries.office import Account
from desk_app.models.store import Store
from desk_app.services.account_origin import own_administrators
from desk_app.services.accounts import Role, change_account
from desk_app.services.central_accounts import (
    Asks,
    accept_central_account,
    refuse_central_account,
    waiting_accounts,
    waiting_count,
)
from desk_app.services.incoming_matter import apply_matter
from desk_app.sync.messages import FeedMatter
from desk_app.sync.words import Item

HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$of the centre"


def sent(
    store: Store, login: str, role: str = "clerk", *, minute: int = 0, active: bool = True, password: str = HASH
) -> None:
    """Let an account come down; minute: when the centre said it, after ``MORNING``."""
    said_at = (MORNING + timedelta(minutes=minute)).isoformat()
    value = {
        "login": login, "display_name": "Phạm Ở Tỉnh", "role": role, "active": active, "counter": "",
        "password_hash": password, "said_at": said_at,
    }  # fmt: skip
    with store.transaction(MORNING, "sync") as tx:
        apply_matter(tx, FeedMatter(item=Item.ACCOUNT, position=1, key=login, value=value))


def at_desk(store: Store, login: str) -> Account | None:
    with store.reading() as rd:
        return rd.accounts.get(login)


def asked(store: Store) -> dict[str, tuple[Asks, ...]]:
    with store.reading() as rd:
        return {one.login: one.asks for one in waiting_accounts(rd)}


def accept(store: Store, login: str, at: datetime = MORNING) -> None:
    accept_central_account(store, ADMINISTRATOR, login, None, at)


@pytest.mark.parametrize("login", ["quantri", "canbo", "truongbophan"])
def test_an_account_of_the_centre_never_overwrites_one_of_the_desk_by_itself(store: Store, login: str) -> None:
    before = at_desk(store, login)
    for role in ("administrator", "clerk"):
        sent(store, login, role, minute=1 + (role == "clerk"))
        assert at_desk(store, login) == before
    assert Asks.CLASH in asked(store)[login]


def test_nobody_becomes_an_administrator_by_the_centres_word_alone(store: Store) -> None:
    sent(store, "moi", "administrator")
    assert at_desk(store, "moi") is None
    sent(store, "hoa", "supervisor")
    sent(store, "hoa", "administrator", minute=1, password="khác")
    hoa = at_desk(store, "hoa")
    assert hoa is not None and (hoa.role, hoa.password) == ("supervisor", HASH), "all of it waits, the password too"
    assert asked(store) == {"moi": (Asks.ADMINISTRATOR,), "hoa": (Asks.ADMINISTRATOR,)}


def test_an_account_that_was_switched_off_does_not_come_back_as_an_administrator_unasked(store: Store) -> None:
    sent(store, "moi", "administrator")
    accept(store, "moi")
    sent(store, "moi", "administrator", minute=1, active=False)
    sent(store, "moi", "administrator", minute=2)
    assert asked(store) == {"moi": (Asks.ADMINISTRATOR,)}
    moi = at_desk(store, "moi")
    assert moi is not None and not moi.active


def test_accounts_of_the_centre_come_change_and_go_silently(store: Store) -> None:
    sent(store, "lan")
    sent(store, "lan", "supervisor", minute=1, password="mới")
    lan = at_desk(store, "lan")
    assert lan is not None and (lan.role, lan.password, lan.active) == ("supervisor", "mới", True)
    sent(store, "lan", "supervisor", minute=2, active=False)
    lan = at_desk(store, "lan")
    assert lan is not None and not lan.active
    assert asked(store) == {}


def test_what_the_desk_knows_of_an_account_stays(store: Store) -> None:
    sent(store, "lan")
    with store.transaction(MORNING, "test") as tx:
        lan = tx.accounts.get("lan")
        assert lan is not None
        tx.accounts.put(replace(lan, counter="Quầy 2", failed_attempts=3))
    sent(store, "lan", "supervisor", minute=1)
    lan = at_desk(store, "lan")
    assert lan is not None and (lan.role, lan.counter, lan.failed_attempts) == ("supervisor", "Quầy 2", 3)


def test_accepting_is_the_administrators_and_stands_in_the_history(store: Store) -> None:
    sent(store, "canbo", "administrator")
    with pytest.raises(DeskError) as refused:
        accept_central_account(store, CLERK, "canbo", None, MORNING)
    assert refused.value.code == "not_entitled"
    accept(store, "canbo")
    canbo = at_desk(store, "canbo")
    assert canbo is not None and (canbo.role, canbo.password, canbo.counter) == ("administrator", HASH, "Quầy 2")
    with store.reading() as rd:
        event = rd.office_events(AccountChanged.KIND)[0]
    assert isinstance(event.body, AccountChanged) and event.envelope.actor == "quantri"
    assert (event.body.account, event.body.role, event.body.password_changed) == ("canbo", "administrator", True)
    assert waiting_count(store) == 0
    sent(store, "canbo", "administrator", minute=1, password="mới nữa")
    canbo = at_desk(store, "canbo")
    assert canbo is not None and canbo.password == "mới nữa", "once accepted it is the centre's"


def test_what_was_refused_is_asked_again_only_when_the_centre_says_something_new(store: Store) -> None:
    sent(store, "canbo", minute=1)
    refuse_central_account(store, ADMINISTRATOR, "canbo", None, MORNING)
    for minute in (0, 1):
        sent(store, "canbo", minute=minute)  # the feed is read again from its beginning
    assert asked(store) == {}
    with store.reading() as rd:
        event = rd.office_events(SettingChanged.KIND)[0]
    assert isinstance(event.body, SettingChanged) and event.body.new == {"refused": "canbo", "role": "clerk"}
    sent(store, "canbo", minute=2)
    assert asked(store) == {"canbo": (Asks.CLASH,)}


def test_a_feed_read_again_takes_nothing_back_and_asks_nothing_again(store: Store) -> None:
    said = [("clerk", 0, True), ("administrator", 1, True), ("administrator", 2, True)]
    for _ in range(2):
        for role, minute, active in said:
            sent(store, "moi", role, minute=minute, active=active, password=f"lần {minute}")
        if waiting_count(store):
            accept(store, "moi")
    moi = at_desk(store, "moi")
    assert moi is not None and (moi.role, moi.password) == ("administrator", "lần 2")
    assert asked(store) == {}


def test_of_words_without_a_moment_the_last_one_holds(store: Store) -> None:
    value = {"login": "lan", "display_name": "Lan", "role": "clerk", "active": True, "password_hash": HASH}
    with store.transaction(MORNING, "sync") as tx:
        for role in ("clerk", "supervisor"):
            apply_matter(tx, FeedMatter(item=Item.ACCOUNT, position=1, key="lan", value={**value, "role": role}))
    lan = at_desk(store, "lan")
    assert lan is not None and lan.role == "supervisor"


def test_only_what_the_person_saw_is_accepted(store: Store) -> None:
    sent(store, "canbo", "clerk")
    with store.reading() as rd:
        seen = waiting_accounts(rd)[0]
    sent(store, "canbo", "administrator", minute=5)
    with pytest.raises(DeskError) as refused:
        accept_central_account(store, ADMINISTRATOR, "canbo", seen.said_at, MORNING)
    assert refused.value.code == "central_account_settled"


def test_a_clash_the_centre_itself_gives_up_is_no_longer_asked(store: Store) -> None:
    before = at_desk(store, "canbo")
    sent(store, "canbo")
    sent(store, "canbo", minute=1, active=False)
    assert asked(store) == {}
    assert at_desk(store, "canbo") == before


def test_the_last_administrator_of_the_desks_own_is_never_given_away(store: Store) -> None:
    sent(store, "tinh", "administrator")
    accept(store, "tinh")
    sent(store, "quantri", "administrator")
    with pytest.raises(DeskError) as refused:
        accept(store, "quantri")
    assert refused.value.code == "last_own_administrator"
    for change in ({"active": False}, {"role": Role.CLERK}):
        with pytest.raises(DeskError) as refused:
            change_account(store, ADMINISTRATOR, "quantri", now=MORNING, **change)
        assert refused.value.code == "last_administrator", "the centre may switch its own off at any time"
    change_account(store, ADMINISTRATOR, "canbo", now=MORNING, role=Role.ADMINISTRATOR)
    accept(store, "quantri")
    assert waiting_count(store) == 0


_WORD = st.tuples(
    st.sampled_from(["quantri", "canbo", "moi"]),
    st.sampled_from(["clerk", "supervisor", "administrator"]),
    st.booleans(),
    st.sampled_from(["", "accept", "refuse"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(_WORD, max_size=8))
def test_whatever_the_centre_says_the_desk_keeps_an_administrator_of_its_own(
    store: Store, words: list[tuple[str, str, bool, str]]
) -> None:
    with store.transaction(MORNING, "test") as tx:
        tx.settings.set("central_accounts", None)
        quantri = tx.accounts.get("quantri")
        assert quantri is not None
        tx.accounts.put(replace(quantri, role="administrator", active=True))
    for minute, (login, role, active, answer) in enumerate(words):
        sent(store, login, role, minute=minute, active=active)
        if answer:
            settle = accept_central_account if answer == "accept" else refuse_central_account
            try:
                settle(store, ADMINISTRATOR, login, None, MORNING)
            except DeskError as error:
                assert error.code in ("central_account_settled", "last_own_administrator")
    with store.reading() as rd:
        assert own_administrators(rd)
