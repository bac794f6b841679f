"""Start the program as its users do and end it as soon as the window has been drawn; run by ``benchmarks.window``."""

import sys

SHOWN = "window shown"


def main(folder: str) -> int:
    """Run ``desk-app --store FOLDER`` with an event loop that says so and leaves after the first drawing."""
    from desk_app.cli.main import run
    from desk_app.ui.binding import load_qt

    load_qt()  # as the program does: what is imported after Qt otherwise takes longer
    from PySide6.QtWidgets import QApplication

    def draw_and_leave(*_: object) -> int:
        QApplication.processEvents()
        shown = [window for window in QApplication.topLevelWidgets() if window.isWindow() and window.isVisible()]
        sys.stdout.write(f"{SHOWN}\n" if shown else "nothing shown\n")
        sys.stdout.flush()
        return 0

    QApplication.exec = draw_and_leave  # type: ignore[method-assign]
    return run(["--store", folder])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
