"""The entry point: finds the command, runs it, and turns every failure into one sentence and an exit status."""

import logging
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TextIO

from desk_app.cli.commands import EXIT_BUG, EXIT_FAILED
from desk_app.cli.window import open_window
from desk_app.domain.errors import DeskError


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command of the process and exit with its status."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None, clock: Callable[[], datetime] | None = None) -> int:
    """Run a command, or open the window where none is given, and return the exit status.

    0 done, 1 refused or failed, 2 wrong use, 3 a proposed date, 70 a fault of ours. clock: the present moment, aware;
    None = the wall clock.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    for stream in (sys.stdout, sys.stderr):
        speak_utf8(stream)
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        named = window_options(given)
        if named is not None:
            return open_window(named.get("--store"))
        from desk_app.cli.group import run_command

        return run_command(given, clock)
    except DeskError as error:
        _say_refusal(error)
        return EXIT_FAILED
    except BrokenPipeError:
        return EXIT_FAILED
    except OSError as error:
        # Files are opened by name, and what they refuse is said where it happens: this one came from a stream.
        if error.filename is not None:
            _log_bug(error)
            return EXIT_BUG
        from desk_app.cli.files import reason_of

        _say_refusal(DeskError("unwritable_output", reason=reason_of(error)))
        return EXIT_FAILED
    except Exception as error:  # noqa: BLE001 - the last edge: a bug becomes one sentence and a trace without data
        _log_bug(error)
        return EXIT_BUG


def window_options(given: Sequence[str]) -> dict[str, str] | None:
    """Return the options where nothing but the window is asked for, plainly written; None for all else.

    Read here because what reads commands takes a fifth of the time in which the window can stand.
    """
    options: dict[str, str] = {}
    words = iter(given)
    for word in words:
        name, written, value = word.partition("=")
        if name not in ("--store", "--as"):
            return None
        follows = value if written else next(words, "")
        if not follows or follows.startswith("-"):
            return None
        options[name] = follows
    return options


def speak_utf8(stream: TextIO) -> None:
    """Make a stream take every letter, whatever the system's code page; names no UTF-8 can hold are escaped."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _say_refusal(error: DeskError) -> None:
    """Say a refusal in one line: what was typed or read is repeated in it and must not steer the terminal."""
    from desk_app.domain.text import clean_line

    sys.stderr.write(f"{clean_line(str(error))}\n")


def _log_bug(error: Exception) -> None:
    """Say where a bug is; never its values, which could be somebody's data."""
    import traceback

    frames = "".join(traceback.format_tb(error.__traceback__))
    sys.stderr.write(f"{frames}{type(error).__name__}\nLỗi của chương trình; dữ liệu đã ghi vẫn an toàn.\n")
