"""A desk that runs for weeks: Qt may be called as often as it likes."""

import subprocess
import sys

LOOP = """
import desk_app.ui
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(200_000):
    thing.setObjectName("x")
print("alive")
"""


def test_two_hundred_thousand_calls_that_return_nothing_leave_python_alive() -> None:
    done = subprocess.run([sys.executable, "-c", LOOP], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "alive\n", done.stderr
