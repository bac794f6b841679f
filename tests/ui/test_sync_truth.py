"""What the status bar says of the server: the last try, never a guess; and a clock off is said before registering."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from reception_desk import Counter
from staff import CLERK, MORNING

from desk_app.domain.errors import DeskError
from desk_app.models.queries.sync import SyncLink
from desk_app.models.store import Store
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive
from desk_app.services.round_terms import Exchanged
from desk_app.services.sync_round import failure_of, note_failure
from desk_app.ui.background_sync import changes_of
from desk_app.ui.operations import Topic
from desk_app.ui.status_bar import StatusItem
from desk_app.ui.theme import Tone
from desk_app.ui.truth import truths


@pytest.fixture
def enrolled(store: Store) -> Iterator[Store]:
    """A desk that has enrolled and not exchanged yet."""
    link = SyncLink(
        address="https://motcua.example.vn", authority="", token="t", office=uuid4(), office_name="UBND xã Hòa Bình",
        epoch=uuid4(), contact="c", cursor="", seal_key="", signing_key="", own_signing_key="", enrolled_at=MORNING,
    )  # fmt: skip
    with store.transaction(MORNING, "quantri") as tx:
        tx.sync.set_link(link)
    yield store


def change(store: Store, **values: object) -> None:
    """Change the link."""
    with store.transaction(MORNING, "test") as tx:
        tx.sync.change_link(**values)


def said(store: Store, now: datetime = MORNING) -> dict[str, StatusItem]:
    """Return the truths by name."""
    return {item.name: item for item in truths(store, now)}


def test_before_the_first_round_nothing_is_claimed(enrolled: Store) -> None:
    items = said(enrolled)
    assert items["network"].text == "Chưa liên lạc máy chủ"
    assert items["confirmed"].text == "Chưa đồng bộ lần nào"
    assert items["queue"].text.startswith("Chờ gửi ") and "cũ nhất" in items["queue"].text


def test_a_confirmed_round_is_told_with_its_hour(enrolled: Store) -> None:
    change(enrolled, tried_at=MORNING, confirmed_at=MORNING)
    assert said(enrolled)["network"].text == "Có mạng"
    assert said(enrolled)["confirmed"].text == "Đồng bộ 09:12"
    later = said(enrolled, MORNING + timedelta(days=2))
    assert later["network"].text == "Chưa liên lạc máy chủ", "what was true two days ago is no news"
    assert (later["confirmed"].text, later["confirmed"].tone) == ("Đồng bộ 27/08 09:12", Tone.WARN)


@pytest.mark.parametrize(
    ("why", "words", "tone"),
    [
        (DeskError("server_away"), "Không có mạng", Tone.WARN),
        (DeskError("server_busy"), "Máy chủ bận", Tone.WARN),
        (DeskError("enrolment_ended"), "Chưa đồng bộ được", Tone.BAD),
        (DeskError("server_refused", code="malformed"), "Chưa đồng bộ được", Tone.BAD),
    ],
)
def test_a_failed_round_is_never_shown_as_a_success(enrolled: Store, why: DeskError, words: str, tone: Tone) -> None:
    change(enrolled, tried_at=MORNING, confirmed_at=MORNING - timedelta(hours=1))
    note_failure(enrolled, lambda: MORNING, why)
    items = said(enrolled)
    assert (items["network"].text, items["network"].tone) == (words, tone)
    offline = "Không có mạng. Quầy vẫn tiếp nhận và trả kết quả bình thường; 60 hồ sơ sẽ gửi khi có mạng."
    assert items["network"].explanation == (offline if why.code == "server_away" else str(why))
    assert items["confirmed"].text == "Đồng bộ 08:12", "the last confirmed one, not the last try"


def test_a_failure_of_another_program_is_still_a_failure(enrolled: Store) -> None:
    for kept in ("server_away", '["from_tomorrow", {}]', "[]", '["sync_round", 7]', '["server_refused", {}]'):
        change(enrolled, failure=kept)
        with enrolled.reading() as rd:
            link = rd.sync.link()
        assert link is not None
        failure = failure_of(link)
        assert failure is not None and str(failure)


def test_a_clock_off_the_servers_is_said_before_registering_and_confirmed(app: QApplication, enrolled: Store) -> None:
    change(enrolled, drift_seconds=420)
    assert said(enrolled)["drift"].text == "Đồng hồ nhanh 7 phút"
    command = checked_receive({"procedure": "2.000635", "submitter": {"name": "Lê Thị Lan"}})
    with pytest.raises(DeskError, match="nhanh 7 phút so với máy chủ"):
        receive(enrolled, CLERK, command, MORNING)
    change(enrolled, drift_seconds=-420)
    counter = Counter(app, enrolled, CLERK, lambda: MORNING)
    before = counter.count()
    counter.type("2⏎0214⏎")
    counter.f9()
    assert "chậm 7 phút so với máy chủ" in counter.said()
    buttons = counter.page.strip.findChildren(QPushButton)
    next(button for button in buttons if "Đồng hồ đang đúng" in button.text()).click()
    counter.settle(0.3)
    assert counter.count() == before + 1
    counter.close()
    change(enrolled, drift_seconds=300)
    assert "drift" not in said(enrolled)


def test_what_a_round_brought_is_told_by_topic() -> None:
    dossier = uuid4()
    changes = changes_of(Exchanged(dossiers={dossier}, matter={"account", "procedure", "calendar", "form"}))
    assert changes.touches(Topic.DOSSIERS) and changes.ids == {str(dossier)}
    assert {Topic.ACCOUNTS, Topic.PROCEDURES, Topic.CALENDAR, Topic.FORMS} < changes.topics
    assert changes_of(Exchanged()).topics == {Topic.SYNC}
