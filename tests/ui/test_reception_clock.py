"""A PC whose clock ran ahead once: the desk warns, a person looks at the clock, and work goes on."""

from datetime import timedelta

from PySide6.QtWidgets import QApplication, QPushButton
from reception_desk import Counter
from staff import CLERK, MORNING

from desk_app.models.store import Store
from desk_app.services.receive_command import checked_receive
from desk_app.services.reception import receive


def test_a_clock_behind_is_told_and_confirmed_with_one_button(app: QApplication, store: Store) -> None:
    ahead = MORNING + timedelta(hours=3)
    receive(store, CLERK, checked_receive({"procedure": "2.000635", "submitter": {"name": "Lê Thị Lan"}}), ahead)
    counter = Counter(app, store, CLERK, lambda: MORNING)
    before = counter.count()
    counter.type("2⏎0214⏎")
    counter.f9()
    assert "Đồng hồ máy chậm 3 giờ" in counter.said()
    assert counter.count() == before
    offered = counter.page.strip.findChildren(QPushButton)
    buttons = [button for button in offered if "Đồng hồ đang đúng" in button.text()]
    buttons[0].click()
    counter.settle(0.3)
    assert counter.count() == before + 1
    counter.close()
