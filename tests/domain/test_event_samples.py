"""Every version of every event ever shipped still reads; nothing shipped is ever changed."""

import json
from pathlib import Path

import pytest

from desk_app.domain.envelope import Envelope
from desk_app.domain.events import KINDS, body_text, read_body, read_event
from desk_app.domain.transitions import TRANSITIONS

SAMPLES = Path(__file__).parent / "event_samples"
FILES = sorted(SAMPLES.glob("*.json"))


def test_there_is_a_sample_of_every_kind_at_its_present_version() -> None:
    assert {path.stem for path in FILES} >= {f"{kind}.v{body.V}" for kind, body in KINDS.items()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_stored_sample_reads_and_todays_version_writes_it_back(path: Path) -> None:
    text = path.read_text(encoding="utf-8").strip()
    kind, version = path.stem.split(".v")
    body = read_body(kind, int(version), text)
    assert body is not None
    if int(version) == KINDS[kind].V:
        assert json.loads(body_text(body)) == json.loads(text)


def test_an_unknown_kind_and_a_newer_version_are_kept_unread() -> None:
    assert read_body("Teleported", 1, "{}") is None
    assert read_body("Noted", 2, '{"kind":"Noted","v":2,"text":"x","salt":""}') is None


def test_a_body_that_is_not_of_its_kind_is_kept_as_none(sample_envelope: Envelope) -> None:
    assert read_event(sample_envelope, '{"kind":"Noted","v":1,"text":""}').body is None
    assert read_event(sample_envelope, "[]").body is None
    assert read_event(sample_envelope, "not json").body is None


@pytest.fixture
def sample_envelope() -> Envelope:
    from lives import Desk, steps

    return Desk().says(steps()["Noted"]).envelope


def test_every_dossier_event_stands_in_the_table_of_transitions() -> None:
    office = {
        "StreamBegan",
        "SignedIn",
        "AccountChanged",
        "SettingChanged",
        "CatalogueImported",
        "BackEntryOpened",
        "BackEntryClosed",
        "NumbersReserved",
        "DayClosed",
        "SheetPrinted",
    }
    assert set(KINDS) - office == set(TRANSITIONS)
