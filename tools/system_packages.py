"""Put in the system packages that Qt and the tests need, or print the one command that does.

Runs before the environment exists: standard library only.
"""

import os
import shutil
import subprocess
import sys

NEEDED = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xinerama0": "libxcb-xinerama.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
}
"""Debian package → the library that shows it is there."""

PROGRAMS = {"chromium": "chromium"}
"""Debian package → the program that shows it is there: the server's pages are tested in a real browser."""

VENV_PACKAGE = "python3-venv"


def is_loadable(library: str) -> bool:
    """Tell whether the dynamic loader finds a library."""
    import ctypes

    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_venv() -> bool:
    """Tell whether this Python can make an environment (Debian splits ensurepip off)."""
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        return False
    return True


def main() -> int:
    """Return 0 when all is there or was put in, or when this is not a Debian-like Linux."""
    if not sys.platform.startswith("linux"):
        return 0
    missing = [package for package, library in NEEDED.items() if not is_loadable(library)]
    missing += [package for package, program in PROGRAMS.items() if shutil.which(program) is None]
    if not has_venv():
        missing.append(VENV_PACKAGE)
    if not missing:
        return 0
    names = " ".join(missing)
    if shutil.which("apt-get") is None:
        print(f"Missing system libraries; install your system's equivalents of: {names}", file=sys.stderr)
        return 0
    command = f"apt-get update && apt-get install -y --no-install-recommends {names}"
    if os.geteuid() != 0:
        print(f"Missing system packages. Please run once:\n  sudo sh -c '{command}'", file=sys.stderr)
        return 1 if VENV_PACKAGE in missing else 0
    print(f"Putting in system packages: {names}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["sh", "-c", command], env=environment, stdout=subprocess.DEVNULL, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
