"""A year of an office, lived once for every test that counts."""

from collections.abc import Iterator

import pytest
from naive_recount import Recount, recount
from year_of_lives import Year, live_a_year


@pytest.fixture(scope="session")
def year(_own_home: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """A year of 1,000 random legal lives; read it, never write."""
    lived = live_a_year(tmp_path_factory.mktemp("year") / "store", 1000, seed=3)
    yield lived
    lived.store.close()


@pytest.fixture(scope="session")
def recounted(year: Year) -> list[Recount]:
    """What the raw events of each dossier say, in the order of ``year.ids``."""
    return [recount(events) for events in year.raw()]
