"""The speed table of sync, on a queue too small to time: the floor of the way in writes the very same rows."""

from pathlib import Path

import pytest

from benchmarks import stores, sync_crowd, sync_ingest
from benchmarks.sync_server import cluster, queue_of


def test_floors_of_sync_write_and_read_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "KEPT", tmp_path)
    queue = queue_of(tmp_path / "queue", 30)
    some = type(queue)(queue.folder, queue.stream, queue.lines[:80], queue.dossiers)
    monkeypatch.setattr(sync_ingest, "MAX_BATCH_EVENTS", 40)
    with cluster() as postgres:
        # Each of them refuses to give a figure whose floor did not write the same.
        figures = list(sync_ingest.figures(postgres, some))
        assert all(figure.floor[0] > 0 for figure in figures)
        crowd = list(sync_crowd.figures(postgres, 6))
    assert all("0 errors" in figure.note for figure in crowd)
