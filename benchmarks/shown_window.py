"""Start the program as its users do and end it as soon as the window has been drawn; run by ``benchmarks.window``."""

import sys

SHOWN = "window shown"


def main(folder: str) -> int:
    """Run ``desk-app --store FOLDER`` with an event loop that says so and leaves after the first drawing."""
    from desk_app.cli.main import run
    from desk_app.ui import binding

    def draw_and_leave(*_: object) -> int:
        from PySide6.QtWidgets import QApplication

        QApplication.processEvents()
        shown = [window for window in QApplication.topLevelWidgets() if window.isWindow() and window.isVisible()]
        sys.stdout.write(f"{SHOWN}\n" if shown else "nothing shown\n")
        sys.stdout.flush()
        return 0

    program_loads_qt = binding.load_qt

    def load_qt() -> None:
        program_loads_qt()
        from PySide6.QtWidgets import QApplication

        QApplication.exec = draw_and_leave  # type: ignore[method-assign]

    binding.load_qt = load_qt
    return run(["--store", folder])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
