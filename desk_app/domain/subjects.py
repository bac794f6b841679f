"""Whether an id is an office's or a dossier's: told by all that is known about it, whichever of it came first."""

from collections.abc import Sequence

from desk_app.domain.envelope import Envelope
from desk_app.domain.events import (
    KINDS,
    AccountChanged,
    BackEntryClosed,
    BackEntryOpened,
    CatalogueImported,
    DayClosed,
    Event,
    NumbersReserved,
    SettingChanged,
    SheetPrinted,
    SignedIn,
    StreamBegan,
)

OFFICE_KINDS = frozenset(
    body.KIND
    for body in (
        StreamBegan, SignedIn, AccountChanged, SettingChanged, CatalogueImported,
        BackEntryOpened, BackEntryClosed, NumbersReserved, DayClosed, SheetPrinted,
    )
)  # fmt: skip
"""What is said of an office, never of a dossier."""

DOSSIER_KINDS = frozenset(KINDS) - OFFICE_KINDS
"""What is said of a dossier, never of an office. A kind of a newer program is in neither."""


def begins_office(envelope: Envelope) -> bool:
    """Tell whether an event gives an id to an office: only the beginning of a stream, at its first place, does."""
    return envelope.kind == StreamBegan.KIND and envelope.seq == 1


def of_dossier(events: Sequence[Event]) -> Sequence[Event]:
    """Return what is folded of all the events known about one id, in every version; nothing of an office's.

    An id is an office's while a stream begins with it and nothing that is only said of dossiers is known about it: so
    no stream's beginning can hide a dossier, before it or after. A beginning that speaks of a dossier is folded with
    it, where it has no effect and is flagged; what else is said of an office is left out of a dossier whose id an
    office goes by, since an office's events are without end.
    """
    if not any(begins_office(event.envelope) for event in events):
        return events
    kinds = {event.envelope.kind for event in events}
    if kinds.isdisjoint(DOSSIER_KINDS):
        return ()
    left_out = OFFICE_KINDS - {StreamBegan.KIND}
    return [event for event in events if event.envelope.kind not in left_out]


def changes_fold(envelope: Envelope, *, begun: bool) -> bool | None:
    """Tell whether an event changes what is folded of its subject; None: only where that is folded already.

    begun: whether a stream is known that begins with this subject, this event's among them.
    """
    if not begun or envelope.kind in DOSSIER_KINDS:
        return True
    return False if envelope.kind in OFFICE_KINDS and envelope.kind != StreamBegan.KIND else None
