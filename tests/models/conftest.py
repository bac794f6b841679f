"""A store of its own for each test, with the account's key file in a home of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import new_store

from desk_app.models.store import Store


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep slot keys of test stores out of the real account."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a store, with Vietnamese letters and a percent sign in its path."""
    return tmp_path / "Kho hồ sơ 100%"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    """An empty store, open for writing."""
    with new_store(folder) as made:
        yield made
