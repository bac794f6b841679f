"""One embedded PostgreSQL per worker, a fresh database, server and desks per test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from province import Cluster, Province


@pytest.fixture(scope="session")
def cluster(_own_home: None) -> Iterator[Cluster]:
    """The worker's PostgreSQL."""
    running = Cluster()
    yield running
    running.close()


@pytest.fixture(scope="session")
def made_stores(_own_home: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where stores of desks are made once, to be copied."""
    return tmp_path_factory.mktemp("made-stores")


@pytest.fixture
def province(cluster: Cluster, made_stores: Path, tmp_path: Path) -> Iterator[Province]:
    """A province of this test's own, with one office."""
    made = Province(cluster, cluster.copy_of(cluster.template), tmp_path, made_stores)
    made.add_office()
    yield made
    made.close()
