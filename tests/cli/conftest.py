"""A terminal at the sample office for every test of the command line."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from terminal import MORNING, Terminal

from desk_app.models.store import open_store


@pytest.fixture(scope="session")
def quick_folder(sample_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample office with passwords that are checked quickly: every command of a test signs in anew."""
    folder = Path(shutil.copytree(sample_folder, tmp_path_factory.mktemp("quick") / "store"))
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("motcua")
    with open_store(folder, now=MORNING) as store, store.transaction(MORNING, "test") as tx:
        for account in tx.accounts.all():
            tx.accounts.put(replace(account, password=quick))
    return folder


@pytest.fixture
def desk(quick_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal at a sample office of this test's own."""
    return Terminal(Path(shutil.copytree(quick_folder, tmp_path / "store")), monkeypatch)
