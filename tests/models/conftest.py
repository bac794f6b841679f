"""A store of its own for each test, with the account's key file in a home of its own."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from builders import NOW, new_store

from desk_app.models.store import Store, open_store


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty store and the home that opens it, made once: copying is faster than making."""
    root = tmp_path_factory.mktemp("pristine")
    before = os.environ.get("XDG_DATA_HOME")
    os.environ["XDG_DATA_HOME"] = str(root / "home")
    try:
        new_store(root / "store").close()
    finally:
        if before is None:
            del os.environ["XDG_DATA_HOME"]
        else:
            os.environ["XDG_DATA_HOME"] = before
    return root


@pytest.fixture(autouse=True)
def own_home(pristine: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep slot keys of test stores out of the real account."""
    home = tmp_path_factory.mktemp("home") / "data"
    shutil.copytree(pristine / "home", home)
    monkeypatch.setenv("XDG_DATA_HOME", str(home))
    return home


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a store, with Vietnamese letters and a percent sign in its path."""
    return tmp_path / "Kho hồ sơ 100%"


@pytest.fixture
def store(pristine: Path, folder: Path) -> Iterator[Store]:
    """An empty store, open for writing."""
    shutil.copytree(pristine / "store", folder)
    with open_store(folder, now=NOW) as opened:
        yield opened
