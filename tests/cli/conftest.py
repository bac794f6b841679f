"""A terminal at the sample office for every test of the command line."""

from pathlib import Path

import pytest
from terminal import Terminal


@pytest.fixture
def desk(store_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal at a sample office of this test's own."""
    return Terminal(store_folder, monkeypatch)
