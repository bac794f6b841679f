"""Process start to a drawn window: the program on the sample office against a bare PySide6 window with one label."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks.measure import Figure
from benchmarks.shown_window import SHOWN
from benchmarks.stores import ROOT, sample, scratch

BARE = f"""
import sys
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv)
window = QMainWindow()
window.setCentralWidget(QLabel("Quầy Một Cửa"))
window.showMaximized()
app.processEvents()
sys.stdout.write("{SHOWN}\\n")
sys.stdout.flush()
"""


def figures(rounds: int = 9) -> Iterator[Figure]:
    """Start each as a fresh process, in turns; measured until it says that its window has been drawn."""
    with scratch() as folder:
        with sample(folder / "store"):
            pass
        bytecode = str(folder / "bytecode")
        ours = [sys.executable, "-m", "benchmarks.shown_window", str(folder / "store")]
        floor = [sys.executable, "-c", BARE]
        mine: list[float] = []
        theirs: list[float] = []
        for place in range(rounds + 1):
            took = [_until_shown(ours, bytecode), _until_shown(floor, bytecode)]
            if place:  # the first round warms the disk cache and compiles
                mine.append(took[0])
                theirs.append(took[1])
    yield Figure("window start", tuple(mine), tuple(theirs), 2, "fresh processes, to the first drawn window, offscreen")


def _until_shown(command: list[str], bytecode: str) -> float:
    """Return the milliseconds from the start of a process to its word. Raises RuntimeError when it does not come.

    bytecode: the folder of compiled modules. The installed program is compiled when it is packaged; one that is
    forbidden to keep bytecode, as test machines often are, would compile itself anew at each start.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPYCACHEPREFIX": bytecode,
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": str(ROOT),
        "PYTHONIOENCODING": "utf-8",
        "XDG_STATE_HOME": os.environ["XDG_DATA_HOME"],
    }
    began = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        for line in process.stdout:
            if line.strip() == SHOWN:
                return (time.perf_counter() - began) * 1000
        raise RuntimeError(f"no window came: {process.stderr.read()}")
