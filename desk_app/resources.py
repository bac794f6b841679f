"""Where the packaged data files stand: fonts, icons, translations, form sets, calendars, the sample office."""

import sys
from pathlib import Path


def resource_root() -> Path:
    """Return the folder of packaged data, whether run from source, from a wheel or from a PyInstaller bundle."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / "resources"
    installed = Path(__file__).parent / "_resources"
    return installed if installed.is_dir() else Path(__file__).parent.parent / "resources"
