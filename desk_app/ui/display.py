"""Whether there is a screen to open a window on, and what to do when there is none."""

import os
import sys
from collections.abc import Mapping

from desk_app.ui.translation import mark

NO_DISPLAY = mark(
    "Máy này không có màn hình đồ họa nên không mở được cửa sổ. Chạy trên máy có màn hình, dùng “xvfb-run desk-app”, "
    "hoặc làm việc bằng dòng lệnh: desk-app --help."
)


def display_problem(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """Return what to do instead when there is no screen for a window, None when there is one.

    Asked before QApplication is made, which would end the program. The sentence is the Vietnamese source.
    """
    if platform in ("win32", "darwin") or environ.get("QT_QPA_PLATFORM"):
        return None
    if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
        return None
    return NO_DISPLAY
