"""The person of a scanned card, with what the desk knows of them; pure."""

from datetime import datetime

from desk_app.domain.card import CardReading, doubtful_against, person_of
from desk_app.domain.fees import ExemptionReason
from desk_app.domain.syllables import impossible_address_words, impossible_name_words
from desk_app.domain.text import fold
from desk_app.services.reception_lookups import PersonMatters
from desk_app.ui.pages.reception.form_state import PersonState

_EXEMPTIONS = (
    ("khuyet tat", ExemptionReason.DISABLED),
    ("co cong", ExemptionReason.MERIT),
    ("cao tuoi", ExemptionReason.ELDERLY),
)
"""Priority reasons that suggest an exemption, by folded words."""


def merged(card: CardReading, found: PersonMatters, phone: str, email: str) -> PersonState:
    """Return the person of a card with what the desk knows of them; what must be read again is in ``doubtful``.

    Digits survive an input method, words may not: a name or address the scan bent is shown as known from before, but
    stays amber like one that differs.
    """
    read, known = person_of(card), found.known
    if known is None:
        doubtful = card.doubtful
        person = PersonState.of(read)
    else:
        doubtful = card.doubtful | doubtful_against(card, known.person)
        bent = {
            "name": known.person.name if impossible_name_words(card.name) or "name" in card.doubtful else "",
            "address": known.person.address
            if impossible_address_words(card.address) or "address" in card.doubtful
            else "",
        }
        seen: datetime = known.last_seen
        person = PersonState.of(read, key=known.key, last_seen=seen).model_copy(
            update={
                **{name: text for name, text in bent.items() if text},
                "phone": known.person.phone,
                "email": known.person.email,
            }
        )
    kept = {name: text for name, text in (("phone", phone), ("email", email)) if text}
    return person.model_copy(update={**kept, "doubtful": tuple(sorted(doubtful))})


def exemption_of(priority: str) -> ExemptionReason | None:
    """Return the fee exemption a priority reason suggests."""
    words = fold(priority)
    return next((reason for part, reason in _EXEMPTIONS if part in words), None)
