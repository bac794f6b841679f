"""A sample office for every test that wants one: made once per worker, copied per test; the real user is untouched."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"

from staff import MORNING

from desk_app.models.store import Store, open_store
from desk_app.services.sample import sample_store

QUICKLY_CHECKED = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("motcua")

# How long an example takes says how busy the machine is, not whether the rule holds.
settings.register_profile("rules", deadline=None)
settings.load_profile("rules")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests of the year first: workers begin with neighbours, so that one of them lives the year, and once."""
    items.sort(key=lambda item: "year" not in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep keys and settings of tests out of the user's folders."""
    home = tmp_path_factory.mktemp("home")
    saved = {name: os.environ.get(name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    for name in saved:
        os.environ[name] = str(home / name.lower())
    yield
    for name, value in saved.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@pytest.fixture(scope="session")
def sample_folder(_own_home: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed sample office as it stands on the morning of ``MORNING``; copy it, never open it.

    Its passwords are checked quickly: many tests sign in.
    """
    folder = tmp_path_factory.mktemp("sample") / "store"
    store, _ = sample_store(folder, MORNING)
    with store, store.transaction(MORNING, "test") as tx:
        for account in tx.accounts.all():
            tx.accounts.put(replace(account, password=QUICKLY_CHECKED))
    return folder


@pytest.fixture
def store_folder(sample_folder: Path, tmp_path: Path) -> Path:
    """A closed sample office of this test's own."""
    return Path(shutil.copytree(sample_folder, tmp_path / "store"))


@pytest.fixture
def store(store_folder: Path) -> Iterator[Store]:
    """An open sample office of this test's own."""
    opened = open_store(store_folder, now=MORNING)
    yield opened
    opened.close()
